"""`python -m engine "tanh(w*x + b)" w=-3 x=2 b=6.88`: see command.py."""

import sys

from engine.classroom.command_line import main

if __name__ == "__main__":
    sys.exit(main())
