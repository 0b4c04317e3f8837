"""The command line of the bug zoo: `python -m demos.bugs` lists the programs and their symptoms."""

import argparse
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from demos.bugs.catalogue import numbered
from demos.bugs.grader import FOLDER, check, diagnosed, mended, program, symptom
from engine import use_utf8

EXAMPLES = """\
examples:
  python -m demos.bugs run 04
  python -m demos.bugs mistakes
  python -m demos.bugs check 04 --line 31 --mistake "overfitting"
  python -m demos.bugs mended 04 my_copy.py
  python -m demos.bugs diagnose my_engine.py
"""


def parser() -> argparse.ArgumentParser:
    """What can be written on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m demos.bugs",
        description="Twelve programs, each with one classic mistake. Without a command: list them.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command")
    run = commands.add_parser("run", help="run a program, and see its symptom")
    run.add_argument("number", help="01 to 12")
    commands.add_parser("mistakes", help="list the mistakes to choose from")
    checked = commands.add_parser("check", help="say whether a diagnosis is right")
    checked.add_argument("number", help="01 to 12")
    checked.add_argument("--line", type=int, required=True, help="a line that has the mistake, or lacks something")
    checked.add_argument("--mistake", required=True, help="its name or its number in the list of mistakes")
    tried = commands.add_parser("mended", help="say whether a mended copy is right")
    tried.add_argument("number", help="01 to 12")
    tried.add_argument("file", type=Path, help="the mended copy")
    engine = commands.add_parser("diagnose", help="say what is wrong with an engine of your own")
    engine.add_argument("file", type=Path, help="the file with your Value class")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 for a right answer, 1 for a wrong one, 2 for what makes no sense."""
    use_utf8()
    options = parser().parse_args(arguments)
    try:
        if options.command == "run":
            runpy.run_path(str(program(options.number)), run_name="__main__")
            return 0
        if options.command == "mistakes":
            print("\n".join(numbered()))
            return 0
        if options.command == "check":
            is_right, text = check(options.number, options.line, options.mistake)
        elif options.command == "mended":
            is_right, text = mended(options.number, options.file)
        elif options.command == "diagnose":
            is_right, text = diagnosed(options.file)
        else:
            print("\n".join(f"{path.stem:14}  {symptom(path)}" for path in sorted(FOLDER.glob("[0-9]*.py"))))
            return 0
    except (ValueError, OSError) as error:
        print(f"{parser().prog}: {error}", file=sys.stderr)
        return 2
    print(text)
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
