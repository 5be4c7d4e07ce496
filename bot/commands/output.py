"""What the `rules` commands write to standard output, and the rules they were given."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.commands.bad_input import BadInputError
from bot.commands.installation import given_settings
from bot.process.clock import SystemClock
from screening.lawbook.selecting import NotSelected, Selected, select
from screening.loader import load_rules
from screening.rules import Rules


def say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def say_json(document: Any) -> None:
    say([json.dumps(document, ensure_ascii=False, indent=2)])


def given_rules(given: argparse.Namespace) -> Rules:
    """Of `--packs`, else of the folder that the settings name, else the shipped ones; PackError as they load."""
    return load_rules(given.packs or given_settings().rules_folder)


def named(rules: Rules, name: str, given: argparse.Namespace) -> Selected:
    """The rules that a name stands for, on `--as-of` or today where it holds no date."""
    try:
        return select(rules, name, now(), given.as_of)
    except NotSelected as error:
        raise BadInputError(str(error)) from error


def now() -> datetime:
    return SystemClock().now()
