"""Exercise 07: the backward pass.

Goal: write the loop that all of this is about, on the values of the engine.

Every `Value` knows `.inputs`, what its op was applied to, and `.partials`, one for each input, as the forward pass has
left them there; `.op` is None for a leaf. An input that is a plain number is a constant: its partial is None.

    output.grad += 1                                   d(output)/d(output)
    x.grad      += node.grad * partial                 the chain rule, for each input x of each node

1. Go through the values of `topological_order(output)` in reverse, so that the grad of a node is complete when it is
   passed on. Pass it on to each of its inputs.
2. Add, so that forks come out right.
3. Leave constants out.
4. Make a second pass come out right. The grads of leaves add up over passes, as in PyTorch; the grad of any other
   value is that of one pass, so set it to 0 before.

Write the loop; `output.backward()` is what you are building.

Check: python -m demos.exercises check 07
"""

from engine import Value, topological_order


def backward(output: Value) -> None:
    """Fill in `.grad`, d(output)/d(value), for every value that the output was computed from."""
    raise NotImplementedError("step 1, backward")
