"""The text of a loop over examples: the forward pass, the loss and the backward pass of each, summed up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from engine.derivatives.grad import dependents
from engine.graph import topological_order
from engine.programs.big_layers import add_products, big_layers, passed_back, weighted_sums
from engine.programs.bounds import safe_magnitude
from engine.programs.function_source import with_definition
from engine.programs.reverse_pass import ReversePass, summed_contributions
from engine.programs.statements import WIDTH, ProgramLine, aligned, filled, indented, module_text
from engine.programs.to_source import forward_pass, guards, in_lines
from engine.programs.trace import Trace, values_behind
from engine.programs.writer import Writer, identifiers
from engine.steps.formula import Symbol, partial_formulas
from engine.steps.names import unique_names
from engine.steps.notation import SOURCE, WHOLE
from engine.value import Value

PREFIXES = ("d_", "g_")  # of the derivatives for one example, and of their sums


class Loop:
    """The program of a model, of its loss for each kind of target, and of the gradient."""

    def __init__(
        self,
        found: Trace,
        heads: Sequence[Value],
        output: Any,
        parameters: Sequence[Value],
        gradient: bool,
        in_c: bool = False,
    ) -> None:
        self.heads = heads
        self.output = output
        self.parameters = parameters
        self.guards = found.comparisons
        self.orders = [topological_order(head) for head in heads] or [found.order]
        self.order = list(dict.fromkeys([*self.orders[0], *found.order]))
        trained = set(parameters)
        self.free = [leaf for leaf in found.free if leaf not in trained]
        self.inputs = [*found.inputs, *found.drawn]
        self.given = len(found.inputs)  # of them; the others are random numbers
        self.inside = set(values_behind(found.outputs[len(heads) :]))  # what the outputs were computed from, and these
        self.model = [value for value in self.order if value in self.inside]
        self.wanted = dependents(self.order, parameters) if gradient else set()
        self.safe = safe_magnitude(self.order, heads) if heads and self.wanted else 0.0
        self.uses = Counter([x for value in self.order for x in value.inputs if type(x) is not float])
        self.leaves = [*parameters, *self.free]
        can_be_big = not gradient or (self.safe and self.agree)
        self.layers = big_layers(self.order, self.leaves, self.uses, self.wanted, in_c) if can_be_big else []
        self.layer = {node: layer for layer in self.layers for node in layer.nodes}
        self.names = self.named()
        self.writer = Writer(self.names)

    @cached_property
    def agree(self) -> bool:
        """Whether all losses pass back through the model in the same order, so that they can share that part."""
        inside = self.inside
        common = [value for value in self.orders[0] if value in inside]
        passed_on = {x for value in common for x in value.inputs}
        for order in self.orders:
            outside = {x for value in order if value not in inside for x in value.inputs}
            if [value for value in order if value in inside] != common or not outside.isdisjoint(passed_on):
                return False
        return True

    def named(self) -> dict[Value, str]:
        """A name for each value; those of parameters are short, as w0_2_1 for layers.0.neurons.2.w.1."""
        names = unique_names(list(dict.fromkeys([*self.inputs, *self.parameters, *self.free, *self.order])), {})
        names |= short_names([*self.parameters, *self.free])
        taken = ["batch", "rows", "leaves", "losses", "outputs", "kind", "loss", "g", "row", "i"]
        taken += [helper.__name__ for helper in (weighted_sums, add_products, passed_back)]
        for layer in self.layers:
            taken += [f"{name}{layer.number}" for name in ("rows", "totals", "x", "grads")]
        return identifiers(names, taken, PREFIXES)

    @property
    def row(self) -> list[str]:
        """The names of the numbers of an example."""
        row = [self.names[x] for x in self.inputs]
        if len(self.heads) > 1:
            row.insert(self.given, "kind")
        return row

    # --- the program --------------------------------------------------------------------------------------------------

    def source(self) -> str:
        """The text of the program: a function `batch(rows, leaves)`."""
        given = {*self.inputs, *self.leaves}
        row = self.row
        body = self.forward(self.model, given)
        compared = values_behind([side for comparison in self.guards for side in (comparison.x, comparison.y)])
        body += self.forward([value for value in compared if value not in self.inside], given)
        body += aligned(guards(self.guards, self.names))
        body.append(f"outputs.append({self.listed(self.output)})")
        reverse = ReversePass(self.writer, self.wanted)
        if len(self.heads) == 1:
            body += self.whole(self.heads[0], self.orders[0], given)
        elif self.heads and self.agree:
            body += self.branches(reverse, given)
            body += self.backward([v for v in self.orders[0] if v in self.inside], reverse)
        elif self.heads:
            for kind, (head, order) in enumerate(zip(self.heads, self.orders)):
                body += [self.test(kind), *map(indented, self.whole(head, order, given))]
        unpacked, zeros, grads = self.leaves_and_grads()
        text = [
            *unpacked,
            *zeros,
            "losses, outputs = [], []",
            f"for {in_brackets(row)} in rows:",
            *map(indented, body),
            f"return losses, outputs, {grads}",
        ]
        docstring = '"""The losses of examples, the outputs, and the sum of the gradients."""'
        function = "\n".join(["def batch(rows, leaves):", *map(indented, [docstring, *text])])
        return module_text([*self.writer.helpers.values(), function])

    def leaves_and_grads(self) -> tuple[list[str], list[str], str]:
        """Lines that name the leaves, lines that set the sums of their grads to 0, and all these sums as one list."""
        unpacked, zeros, grads = [], [], []
        done, count = 0, len(self.parameters) if self.wanted else 0
        for layer in [*sorted(self.layers, key=lambda layer: layer.start), None]:
            start = layer.start if layer else len(self.leaves)
            names = [self.names[leaf] for leaf in self.leaves[done:start]]
            trained = [f"g_{name}" for name in names[: max(0, count - done)]]
            if names:
                part = "leaves" if not self.layers else f"leaves[{done}:{start}]"
                unpacked.append(f"{in_brackets(names)} = {part}")
            if trained:
                zeros += aligned(in_lines(trained, "0.0"))
                grads.append(in_brackets(trained))
            if layer:
                n, size, done = layer.number, len(layer.xs) + 1, layer.stop
                unpacked.append(f"rows{n} = [leaves[i : i + {size}] for i in range({start}, {layer.stop}, {size})]")
                if start < count:
                    zeros.append(f"totals{n} = [[0.0] * {size} for _ in rows{n}]")
                    grads.append(f"[g for row in totals{n} for g in row]")
        return unpacked, zeros, " + ".join(grads) or "[]"

    def forward(self, values: Sequence[Value], given: Collection[Value]) -> list[str]:
        """The statements that compute these values."""
        text: list[str] = []
        for value in values:
            layer = self.layer.get(value)
            if layer is None:
                text += aligned(forward_pass([value], given, self.writer))
            elif value is layer.nodes[0]:
                self.writer.helpers |= with_definition(weighted_sums)
                sums, xs = (in_brackets([self.names[x] for x in found]) for found in (layer.nodes, layer.xs))
                text += [f"x{layer.number} = {xs}", f"{sums} = weighted_sums(rows{layer.number}, x{layer.number})"]
        return text

    def listed(self, output: Any) -> str:
        """The output, as the model arranges it."""
        if isinstance(output, (list, tuple)):
            return f"[{', '.join(map(self.listed, output))}]"
        return self.names[output] if isinstance(output, Value) else SOURCE.number(float(output))

    def test(self, kind: int) -> str:
        """The line above what is done for a kind of target."""
        return (
            f"if kind == {kind}:" if kind == 0 else "else:" if kind == len(self.heads) - 1 else f"elif kind == {kind}:"
        )

    def whole(self, head: Value, order: Sequence[Value], given: Collection[Value]) -> list[str]:
        """The loss for one kind of target, and the whole backward pass."""
        known = dict(self.writer.known)
        text = self.forward([value for value in order if value not in self.inside], given)
        reverse = ReversePass(self.writer, self.wanted)
        reverse.arrived[head] = [("1.0", WHOLE)]
        text += [f"losses.append({self.names[head]})", *self.backward(order, reverse)]
        self.writer.known = known
        return text

    def branches(self, reverse: ReversePass, given: Collection[Value]) -> list[str]:
        """The loss for each kind of target, and what it passes back to the model."""
        branches = []
        for head, order in zip(self.heads, self.orders):
            known = dict(self.writer.known)
            own = [value for value in order if value not in self.inside]
            backward = ReversePass(self.writer, self.wanted)
            backward.arrived[head] = [("1.0", WHOLE)]
            text = [*self.forward(own, given), *aligned(backward.backward(own))]
            branches.append((text, head, {v: terms for v, terms in backward.arrived.items() if v in self.inside}))
            self.writer.known = known
        reached = dict.fromkeys([value for _, _, arrived in branches for value in arrived])
        for value in reached:
            reverse.arrived[value] = [(f"d_{self.names[value]}", WHOLE)]
        found = []
        for kind, (text, head, arrived) in enumerate(branches):
            ends = [ProgramLine("loss", self.names[head])]
            ends += [
                ProgramLine(f"d_{self.names[v]}", summed_contributions(arrived.get(v, [("0.0", WHOLE)])))
                for v in reached
            ]
            found += [self.test(kind), *map(indented, [*text, *aligned(ends)])]
        return [*found, "losses.append(loss)"]

    # --- backward -----------------------------------------------------------------------------------------------------

    def backward(self, order: Sequence[Value], reverse: ReversePass) -> list[str]:
        """The statements that pass the grads back through these values, and add what arrives at the parameters."""
        text: list[str] = []
        gates: dict[Value, tuple[Value, list[ProgramLine]]] = {}
        trained = set(self.parameters)
        for position, node in reversed(list(enumerate(order))):
            if node.op is None or node not in reverse.arrived:
                continue
            if self.is_gate(node):
                statements, grad = reverse.grad(node)
                z = node.inputs[0]
                reverse.arrived[z] = [grad]
                gates[z] = node, statements
                continue
            if node in gates:
                text += self.gated(node, *gates[node], reverse)
                text += self.layer_backward(node, reverse)
                continue
            if node in self.layer:
                statements, grad = reverse.grad(node)
                reverse.arrived[node] = [grad]
                text += [*aligned(statements), *self.layer_backward(node, reverse)]
                continue
            if self.safe and node is self.output and reverse.arrived.keys().isdisjoint([*trained, *order[:position]]):
                statements, grad = reverse.grad(node)
                if grad[0].isidentifier():
                    text += [*aligned(statements), f"if {grad[0]} == 0.0:", "    continue"]
            text += aligned(reverse.passed(node))
            text += self.added(reverse)
        ends = [
            ProgramLine(f"g_{self.names[p]}", summed_contributions(terms), "+=")
            for p, terms in reverse.arrived.items()
            if p in trained
        ]
        return text + aligned(ends)

    def is_gate(self, node: Value) -> bool:
        """Whether nothing passes back through a value, and what it was computed from, where it is 0."""
        z = node.inputs[0]
        return bool(
            self.safe
            and node.op is not None
            and node.op.gate
            and z in self.wanted
            and z.op is not None
            and not any(
                isinstance(term, Symbol) and term.op for term in partial_formulas(z)
            )  # nothing is computed for them
            and self.uses[z] == 1
        )

    def gated(self, z: Value, node: Value, before: list[ProgramLine], reverse: ReversePass) -> list[str]:
        """The backward pass from a relu to what its input was computed from, left out where the relu is off."""
        name = f"d_{self.names[z]}"
        [upstream] = reverse.arrived[z]
        if z in self.layer:
            reverse.arrived[z] = [(name, WHOLE)]
            return aligned([*before, ProgramLine(name, f"{upstream[0]} if {self.names[node]} else 0.0")])
        reverse.arrived[z] = [(name, WHOLE)]
        passed = reverse.passed(z)
        before = [*before, ProgramLine(name, upstream[0])]
        if upstream[0] == before[-2:][0].target:  # it need not have two names
            before = [*before[:-2], ProgramLine(name, before[-2].text)]
        inside = [*aligned(before), *aligned(passed), *self.added(reverse)]
        text = [f"if {self.names[node]}:", *map(indented, inside)]
        if any(type(x) is not float and x in reverse.arrived for x in z.inputs):  # it is read again further down
            text += ["else:", f"    {name} = 0.0"]
        return text

    def layer_backward(self, node: Value, reverse: ReversePass) -> list[str]:
        """The backward pass of a big layer, once the grads of all its sums are known."""
        layer = self.layer.get(node)
        if layer is None or node is not layer.nodes[0]:
            return []
        n = layer.number
        grads = [reverse.arrived.get(z, [("0.0", WHOLE)])[0][0] for z in layer.nodes]
        text = [f"grads{n} = {in_brackets(grads)}"]
        if layer.nodes[0].inputs[0] in self.wanted:
            self.writer.helpers |= with_definition(add_products)
            text.append(f"add_products(totals{n}, grads{n}, x{n})")
        if any(x in self.wanted for x in layer.xs):
            self.writer.helpers |= with_definition(passed_back)
            back = in_brackets([f"d_{self.names[x]}" for x in layer.xs])
            text.append(f"{back} = passed_back(rows{n}, grads{n}, {len(layer.xs)})")
            for x in layer.xs:
                reverse.arrived[x] = [(f"d_{self.names[x]}", WHOLE)]
        return text

    def added(self, reverse: ReversePass) -> list[str]:
        """The statements for parameters to which nothing more can flow back."""
        done = [p for p in reverse.arrived if self.uses[p] == 1 and p.op is None]
        return aligned(
            [ProgramLine(f"g_{self.names[p]}", summed_contributions(reverse.arrived.pop(p)), "+=") for p in done]
        )


def short_names(leaves: Sequence[Value]) -> dict[Value, str]:
    """For places in a model, names without the words that all have: w0_2_1 for layers.0.neurons.2.w.1."""
    words = {leaf: re.findall(r"[^\W\d]+", leaf.label) for leaf in leaves if "." in leaf.label}
    common = set.intersection(*map(set, words.values())) if len(words) > 1 else set()
    return {
        leaf: "_".join([word for word in found if word not in common] or found[-1:])
        + "_".join(re.findall(r"\d+", leaf.label))
        for leaf, found in words.items()
        if found
    }


def in_brackets(names: Sequence[str]) -> str:
    """Names as a list, in several lines if need be."""
    text = ", ".join(names)
    return f"[{text}]" if len(text) < WIDTH - 20 else f"[\n{filled(text)}\n]"
