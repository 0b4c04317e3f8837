"""Exercise 06, solved."""


def topological_order(graph: dict[str, list[str]], output: str) -> list[str]:
    """Every value that the output is computed from, each after its inputs; the output comes last."""
    order = []
    seen = {output}
    path = [output]
    unvisited = [iter(graph[output])]  # of each value on the path, the inputs still to visit
    while path:
        for x in unvisited[-1]:
            if x not in seen:
                seen.add(x)
                path.append(x)
                unvisited.append(iter(graph[x]))
                break
        else:
            order.append(path.pop())
            unvisited.pop()
    return order
