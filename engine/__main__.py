"""`python -m engine doctor`: what can be drawn on this machine, and with what."""

from __future__ import annotations

import argparse


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m engine", description="See what chainrule can draw on this machine."
    )
    parser.add_argument("command", choices=["doctor"], help="print what was found, and draw a test picture with each")
    parser.parse_args()
    from engine.pictures.doctor import report  # not at the top: other commands do without it

    for line in report():
        print(line)


if __name__ == "__main__":
    main()
