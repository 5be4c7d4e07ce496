"""The rules of a folder, with what its files say in other languages."""

from pathlib import Path

from locales import learn
from screening.loader import load_rules
from screening.rules import Rules


def open_rules(folder: Path | None) -> Rules:
    """The shipped rules where no folder is named; PackError as they load. Their translations are said from now on."""
    rules = load_rules(folder)
    learn(rules.translations)
    return rules
