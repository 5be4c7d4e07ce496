"""`python -m bot` is the command `sotskontrakt`."""

import sys

from bot.commands.cli import main

if __name__ == "__main__":
    sys.exit(main())
