"""Big layers in a program: their weights stay in lists, one for each neuron, and loops go over these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from engine.value import Value

BIG = 5_000  # weights: a layer of fewer is written out, which is faster
BIG_IN_C = 1000  # where loops are as fast, and a long text takes long to compile


@dataclass(frozen=True, slots=True)
class BigLayer:
    """Dot products of the same inputs with rows of weights, which stand one after the other among the leaves."""

    number: int  # in the program
    nodes: tuple[Value, ...]  # the weighted sums
    xs: tuple[Value, ...]  # what they weigh
    start: int  # where their weights start among the leaves; each row ends with its bias

    @property
    def stop(self) -> int:
        """Where their weights end among the leaves."""
        return self.start + len(self.nodes) * (len(self.xs) + 1)


def big_layers(
    order: Sequence[Value], leaves: Sequence[Value], uses: Counter[Value], wanted: Collection[Value], in_c: bool
) -> list[BigLayer]:
    """The big layers of a graph."""
    place = {leaf: i for i, leaf in enumerate(leaves)}
    rows: dict[tuple[Value, ...], dict[int, Value]] = {}
    for node in order:
        n = len(node.inputs) // 2
        if node.op is None or not node.op.pairs or len(node.inputs) != 2 * n + 1:
            continue
        weights, xs = (*node.inputs[:n], node.inputs[-1]), node.inputs[n : 2 * n]
        if all(type(x) is not float and uses[x] == 1 for x in weights) and all(type(x) is not float for x in xs):
            start = place.get(weights[0], -n)
            if [place.get(weight) for weight in weights] == list(range(start, start + n + 1)):
                rows.setdefault(xs, {})[start] = node
    found: list[BigLayer] = []
    for xs, nodes in rows.items():
        first, size = min(nodes), len(xs) + 1
        is_whole = list(nodes) == list(range(first, first + size * len(nodes), size))
        alone = all(x.op is None or uses[x] == len(nodes) for x in xs if x in wanted)
        if is_whole and alone and len(nodes) * size >= (BIG_IN_C if in_c else BIG):
            found.append(BigLayer(len(found) + 1, tuple([nodes[start] for start in sorted(nodes)]), xs, first))
    return found


# --- what stands in the program ---------------------------------------------------------------------------------------


def weighted_sums(rows, x):  # type: ignore[no-untyped-def]
    """For each row of weights, with its bias at the end: w1 * x1 + w2 * x2 + ... + bias."""
    sums = []
    for row in rows:
        total = 0.0
        for w, xi in zip(row, x):
            total += w * xi
        sums.append(total + row[-1])
    return sums


def add_products(totals, grads, x):  # type: ignore[no-untyped-def]
    """Add to the total for each weight the grad of its sum times what it weighs."""
    x = [*x, 1.0]
    for i, grad in enumerate(grads):
        if grad != 0.0:
            totals[i] = [total + grad * xi for total, xi in zip(totals[i], x)]


def passed_back(rows, grads, n):  # type: ignore[no-untyped-def]
    """The grads of what is weighed: the grad of each sum times its weight, summed up from the last to the first."""
    back = [0.0] * n
    for row, grad in zip(reversed(rows), reversed(grads)):
        if grad != 0.0:
            back = [total + grad * w for total, w in zip(back, row)]
    return back
