"""The shipped rules, loaded once in a test process: they do not change, and loading takes a third of a second."""

from typing import Final

from screening.loader import load_rules
from screening.rules import Rules

RULES: Final[Rules] = load_rules()
