"""The command line of `sotskontrakt rules …`: reading, checking and comparing the rule packs, laying a new region.

Law, and what is wrong with its files, is said in Russian or, as far as it is translated, in English; options, and what
is wrong with them, in English.
"""

import argparse
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from locales import LANGUAGES, SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    Parsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - it has no public name
    Command = Callable[[argparse.Namespace], int]

_NAME = "REF, REGION/MEASURE or REGION"
_SIDE = "region/measure.DATE, region/measure@DATE or region@DATE"


def add_rules(rules: "Parsers") -> None:
    """Add every command of `rules`; each sets `command` to a function of the parsed arguments."""
    _reading(rules)
    _trying(rules)
    _comparing(rules)
    _impact(rules)
    _writing(rules)
    _running(rules)


def day(text: str) -> date:
    """A day on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» is not a date; write it as 2020-09-15") from None


def days(text: str) -> int:
    """A number of days on the command line."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"«{text}» is not a number of days; write it as 120")
    return int(text)


def positive(text: str) -> int:
    """A number of processes on the command line."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"«{text}» is not a number of processes; write 1 or more")
    return int(text)


def _command(rules: "Parsers", name: str, does: str, summary: str, as_of: str | None) -> argparse.ArgumentParser:
    """A command with the options that all of them have; `does` is its function, as `module.function`.

    The module is imported when the command is run: a second's worth of law that `--help` has no use for.
    """

    def command(given: argparse.Namespace) -> int:
        module, _, function = does.rpartition(".")
        run: Command = getattr(import_module(f"bot.commands.rules.{module}"), function)
        return run(given)

    parser = rules.add_parser(name, help=summary, description=summary)
    parser.add_argument("--packs", type=Path, metavar="FOLDER", help="other packs than the shipped ones")
    if as_of is not None:
        parser.add_argument("--as-of", type=day, metavar="DATE", help=as_of)
    parser.add_argument("--json", action="store_true", help="the same for a machine")
    parser.add_argument("--language", choices=LANGUAGES, default=SOURCE_LANGUAGE, help="of the sentences")
    parser.set_defaults(command=command)
    return parser


def _reading(rules: "Parsers") -> None:
    packs = _command(
        rules,
        "list",
        "reading.list_packs",
        "every pack with its dates and how sure it is",
        "only what is in force that day",
    )
    packs.add_argument("--region", metavar="REGION", help="only this region")
    show = _command(
        rules,
        "show",
        "reading.show",
        "the law page of a pack or of a region",
        "the day that chooses the regime (default: today)",
    )
    show.add_argument("name", metavar="NAME", help=_NAME)


def _trying(rules: "Parsers") -> None:
    check = _command(
        rules,
        "check",
        "checking.check",
        "load every pack; name file, line and remedy of all that is wrong, and what is to be answered",
        "only what is in force that day, and which values it lacks",
    )
    check.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="the same as --packs")
    check.add_argument("--on", type=day, metavar="DATE", help="the day the horizon is counted from (default: today)")
    check.add_argument(
        "--horizon",
        type=days,
        metavar="DAYS",
        help="also what has ended or will within so many days: figures, acts, calendars",
    )
    strict = "exit with 1 where something is to be answered; a gap that `blank` names is listed and is no failure"
    check.add_argument("--strict", action="store_true", help=strict)
    check.add_argument("--region", metavar="REGION", help="only what is said of this region (mistakes: of all)")
    explain = _command(
        rules,
        "explain",
        "reading.explain",
        "the verdict on a situation with every criterion",
        "judge as if applied on this day",
    )
    one = "a file that holds one situation (JSON), or - for standard input"
    explain.add_argument("situation", metavar="SITUATION", help=one)
    explain.add_argument(
        "--move-income",
        action="store_true",
        help="with --as-of: let income stand for the months that count then, instead of counting as not asked",
    )
    test = _command(
        rules,
        "test",
        "reading.test",
        "run the law's own tests (cases in YAML)",
        "only the cases applied on this day",
    )
    test.add_argument("cases", type=Path, metavar="CASES", help="a file of cases or a folder of such files")


def _comparing(rules: "Parsers") -> None:
    diff = _command(
        rules,
        "diff",
        "comparing.diff",
        "what differs between two regimes, days or editions",
        "the day of names without a date (default: today)",
    )
    diff.add_argument("before", nargs="?", metavar="A", help=_SIDE)
    diff.add_argument("after", nargs="?", metavar="B", help="the same of the other side (default with --against: A)")
    diff.add_argument(
        "--against", type=Path, metavar="FOLDER", help="take B from this folder; without A compare everything"
    )
    diff.add_argument("--situations", type=Path, metavar="FOLDER", help="JSON situations: whose verdict flips, and why")
    diff.add_argument(
        "--move-income",
        action="store_true",
        help="let income stand for the months that count under the other law, instead of counting as not asked",
    )


def _impact(rules: "Parsers") -> None:
    impact = _command(
        rules,
        "impact",
        "impact.command.impact",
        "one population under two sets of rules: who gains, who loses, by measure and by criterion",
        "judge everybody as if applied on this day",
    )
    side = "a folder of packs, 8 or more digits of an edition, or `today`"
    impact.add_argument("old", metavar="OLD", help=side)
    impact.add_argument("new", metavar="NEW", help=side)
    population = "situations, one JSON document a line (plain, .gz, - for standard input), or a table (.csv, .parquet)"
    impact.add_argument("--population", required=True, metavar="FILE", help=population)
    impact.add_argument(
        "--move-income",
        action="store_true",
        help="let income stand for the other months that a day or a side counts, instead of counting as not asked",
    )
    impact.add_argument("--columns", type=Path, metavar="MAP", help="of a table: what its columns hold (YAML)")
    impact.add_argument("--xlsx", type=Path, metavar="FILE", help="write a workbook with charts besides")
    impact.add_argument("--svg", type=Path, metavar="FILE", help="write a chart besides")
    impact.add_argument("--exact", action="store_true", help="show every figure as it was counted, also those below 5")
    impact.add_argument("--workers", type=positive, metavar="N", help="processes (default: one per core)")


def _writing(rules: "Parsers") -> None:
    pages = _command(rules, "pages", "writing.write_pages", "write the law page of every pack, and an index", None)
    pages.add_argument("folder", type=Path, metavar="FOLDER", help="where to write")

    copy = _command(rules, "copy", "writing.copy_packs", "copy the packs to a folder of your own, to edit them", None)
    copy.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that is not there yet")

    translate = _command(
        rules,
        "translate",
        "writing.translate",
        "list the texts of a region that a language lacks in translations/REGION.yaml, to be filled in",
        None,
    )
    translate.add_argument("region", metavar="REGION", help="a region of --packs")

    new = _command(
        rules,
        "new",
        "writing.new_region",
        "lay the skeleton of a region on the federal frame",
        "the day whose next year is the last to leave rows for",
    )
    new.add_argument("region", metavar="REGION", help="its id: letters a-z, digits, _")
    new.add_argument("--title", required=True, metavar="NAME", help="«Брянская область»")
    new.add_argument("--title-in", required=True, metavar="NAME", help="what follows «живёте»: «в Брянской области»")
    new.add_argument("--zone", required=True, metavar="ZONE", help="IANA time zone: Europe/Moscow")


def _running(rules: "Parsers") -> None:
    _command(
        rules,
        "editions",
        "editions.editions",
        "what cases stand on: every kept edition, and in what it differs from the one before",
        None,
    )
    _command(rules, "reload", "editions.reload", "check the packs and have every running process load them", None)
    signing = _command(
        rules, "sign", "signing.sign", "answer for a pack, for figures or a calendar", "the day of the signature"
    )
    signing.add_argument(
        "name", metavar="NAME", help="region/measure.DATE, subsistence/REGION, income_kinds or calendar/YEAR"
    )
    signing.add_argument("--by", required=True, metavar="WHO", help="«Иванова Анна Петровна»")
    signing.add_argument("--post", required=True, metavar="POST", help="«начальник юридического отдела …»")
    accepted = "a rule with an unsure source that the signer answers for; may be repeated"
    signing.add_argument("--accept", action="append", default=[], metavar="ID", help=accepted)
    page = _command(
        rules, "page", "own_page.own_page", "only the region's own rules, beside the act, to read and sign", None
    )
    name = "or subsistence/REGION, income_kinds, calendar/YEAR: the figures, the days, to read beside their act"
    page.add_argument("region", metavar="REGION", help=name)
    page.add_argument("--own", action="store_true", required=True, help="without what the federal frame says")
