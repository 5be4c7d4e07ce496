"""What the `rules` commands write to standard output, and the rules they were given."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.commands.bad_input import BadInputError
from bot.commands.installation import given_settings
from bot.process.clock import SystemClock
from bot.process.rulefolder import open_rules
from screening.lawbook.selecting import NotSelected, Selected, select
from screening.loader import PACKS
from screening.rules import Rules


def say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def say_json(document: Any) -> None:
    say([json.dumps(document, ensure_ascii=False, indent=2)])


def given_rules(given: argparse.Namespace) -> Rules:
    """Of the given folder, with their translations; PackError as they load."""
    return open_rules(given_folder(given))


def given_folder(given: argparse.Namespace) -> Path:
    """Of `--packs`, else of the settings, else the shipped one."""
    folder: Path = given.packs or given_settings().rules_folder or PACKS
    return folder


def named(rules: Rules, name: str, given: argparse.Namespace) -> Selected:
    """The rules that a name stands for, on `--as-of` or today where it holds no date."""
    try:
        return select(rules, name, now(), given.as_of)
    except NotSelected as error:
        raise BadInputError(str(error)) from error


def now() -> datetime:
    return SystemClock().now()
