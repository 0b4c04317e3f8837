"""Backprop one multiplication at a time: in words, by path, felt, as a page to step through, and on paper."""

from pathlib import Path

from demos.command_line import without_options
from engine import Value, draw, exercise, explain, ledger, nudge, worksheet

FOLDER = Path("runs/stepping")


def main() -> None:
    """Explain one graph in every way, and write the page and the worksheets."""
    without_options(__doc__)
    a, b, c, f = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c"), Value(-2.0, "f")
    e = a * b
    d = e + c
    output = d * f
    e.label, d.label, output.label = "e", "d", "L"

    print(explain(output), "\n")
    print(ledger(a, output), "\n")
    print(nudge(output, a, 0.01), "\n")

    FOLDER.mkdir(parents=True, exist_ok=True)
    print("open in a browser, and press the right arrow:", draw(output).save(FOLDER / "backprop.html"))
    for seed, version in enumerate("ABC"):
        print("print and hand out:", worksheet(exercise("fork"), seed=seed).save(FOLDER / f"worksheet_{version}.html"))


if __name__ == "__main__":
    main()
