"""`python -m demos.exercises`: see command.py."""

import sys

from demos.exercises.command import main

if __name__ == "__main__":
    sys.exit(main())
