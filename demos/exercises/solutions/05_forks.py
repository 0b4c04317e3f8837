"""Exercise 05, solved."""

Edge = tuple[str, str, float]  # input, node, partial


def grads(edges: list[Edge], output: str) -> dict[str, float]:
    """The grad of each value, by its name."""
    grads = {output: 1.0}
    for x, node, partial in edges:
        grads.setdefault(x, 0.0)
        grads[x] += grads[node] * partial
    return grads


def contributions(edges: list[Edge], output: str, name: str) -> list[float]:
    """What each edge from this value adds to its grad."""
    upstream = grads(edges, output)
    return [upstream[node] * partial for x, node, partial in edges if x == name]
