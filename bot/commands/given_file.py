"""The file that a command was given to read, or standard input where it was given `-`: one way for all of them."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Final

from bot.commands.bad_input import BadInputError
from bot.commands.other_day import OtherDay, as_if_applied
from screening.errors import SituationError
from screening.exchange.situation import situation_from_json
from screening.exchange.strict_json import BadJson, read
from screening.rules import Rules
from screening.situation import Situation

STANDARD: Final = "-"
"""A file of this name is `./-`."""
ONE_OBJECT: Final = "write one JSON object, see: sotskontrakt schema situation"


@contextmanager
def opened(name: str, holding: str) -> Iterator[BufferedReader]:
    """`BadInputError` for what cannot be opened; `holding` says what the file is to hold."""
    with ExitStack() as opening:
        try:
            if name == STANDARD:
                file = opening.enter_context(os.fdopen(sys.stdin.fileno(), "rb", closefd=False))
            else:
                file = opening.enter_context(Path(name).open("rb"))
            file.peek(1)
        except OSError as error:
            remedy = f"name a file that holds {holding}, or {STANDARD} for standard input"
            raise BadInputError(f"{name}: {error.strerror}; {remedy}") from error
        yield file


def read_situation(written: bytes, rules: Rules, as_of: OtherDay | None = None) -> Situation:
    """A situation as JSON, as if applied on another day where one is given; BadJson or SituationError."""
    document = read(written)
    if as_of is not None and isinstance(document, dict):
        document = as_if_applied(document, as_of, rules)
    return situation_from_json(document, rules)


def given_situation(name: str, rules: Rules, as_of: OtherDay | None = None) -> Situation:
    """The situation of a file; `BadInputError` says what is wrong with it and the remedy."""
    with opened(name, "a situation") as file:
        written = file.read()
    try:
        return read_situation(written, rules, as_of)
    except BadJson as error:
        raise BadInputError(f"{name}: {error}; {ONE_OBJECT}") from error
    except SituationError as error:
        raise BadInputError("\n".join(map(str, error.problems))) from error
