"""The command line, `sotskontrakt` or `python -m bot`. Exit codes: 0 done, 1 failed at work, 2 bad input or settings,
130 stopped by Ctrl-C.

Modules are imported where a command needs them: `rules check` must not wait for a web server's imports.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.commands.bad_input import BadInputError
from bot.commands.in_database import in_transaction
from bot.commands.installation import given_settings
from bot.commands.rules.options import add_rules, day, positive
from locales import LANGUAGES, SOURCE_LANGUAGE, translator
from screening.errors import PackError

if TYPE_CHECKING:
    from applications.ports import UnitOfWork
    from bot.composition import Started

FAILED: Final = 1
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
SCHEMAS: Final = ("situation", "verdict", "application")
FILE_SCHEMAS: Final = ("pack", "subsistence", "regions", "income_kinds", "vocabulary", "translations", "cases")
"""Of the rule files, for an editor."""
MOVE_INCOME: Final = "with --as-of: let income stand for the months that count then, instead of counting as not asked"
_PASSWORD_BYTES: Final = 12

Command = Callable[[argparse.Namespace], int]


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = parser().parse_args(arguments)
    command: Command = given.command
    try:
        return command(given)
    except BadInputError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except PackError as error:
        print(error.said(translator(getattr(given, "language", SOURCE_LANGUAGE))), file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; there is nobody left to tell.
        sys.stderr.close()
        return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="sotskontrakt", description="From «am I entitled?» to a signed social contract.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="start everything; settings come from the environment (docs/operating.md)")
    run.set_defaults(command=_run)

    _screening_parsers(commands)

    add_rules(commands.add_parser("rules", help="the rule packs").add_subparsers(required=True, metavar="COMMAND"))

    schema = commands.add_parser("schema", help="print a JSON Schema")
    schema.add_argument("name", choices=(*SCHEMAS, *FILE_SCHEMAS))
    schema.set_defaults(command=_schema)

    token = commands.add_parser("token", help="API tokens").add_subparsers(required=True, metavar="COMMAND")
    create_token = token.add_parser("create", help="make an API token and show it once")
    create_token.add_argument("name", metavar="NAME", help="stands in the history of a case as the author of an event")
    create_token.add_argument("--scope", action="append", required=True, metavar="SCOPE", help="may be repeated")
    create_token.set_defaults(command=_token_create)

    user = commands.add_parser("user", help="staff accounts").add_subparsers(required=True, metavar="COMMAND")
    create_user = user.add_parser("create", help="make a staff account and show its password once")
    create_user.add_argument("login", metavar="LOGIN")
    create_user.set_defaults(command=_user_create)

    case = commands.add_parser("case", help="single cases").add_subparsers(required=True, metavar="COMMAND")
    move = case.add_parser("move", help="let cases go by another edition of the law")
    move.add_argument("numbers", nargs="+", metavar="NUMBER", help="of the applications")
    move.add_argument("--to", required=True, metavar="DIGEST", help="its first digits, as `rules editions` lists it")
    move.add_argument("--reason", required=True, metavar="TEXT", help="stands in the history of each case")
    move.add_argument("--language", choices=LANGUAGES, default=SOURCE_LANGUAGE, help="of the sentences")
    move.set_defaults(command=_case_move)

    erase = commands.add_parser("erase", help="make the applicant's identity unreadable for ever")
    erase.add_argument("number", metavar="NUMBER", help="of one of the applicant's applications")
    erase.add_argument("--yes", action="store_true", help="do not ask to type the number again")
    erase.set_defaults(command=_erase)
    return top


def _screening_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    screen = commands.add_parser("screen", help="judge a situation (JSON) by the rules")
    screen.add_argument("file", metavar="FILE", help="a file, or - for standard input")
    screen.add_argument("--json", action="store_true", help="the whole verdict as JSON")
    screen.add_argument("--as-of", type=day, metavar="DATE", help="judge as if applied on this day (2020-09-15)")
    screen.add_argument("--move-income", action="store_true", help=MOVE_INCOME)
    screen.add_argument("--language", choices=LANGUAGES, default=SOURCE_LANGUAGE, help="of the sentences")
    screen.set_defaults(command=_screen)

    rescreen = commands.add_parser("rescreen", help="judge a file of situations (JSON, one a line) by the rules")
    rescreen.add_argument("file", metavar="FILE", help="a file, plain or .gz, or - for standard input")
    rescreen.add_argument("--as-of", type=day, metavar="DATE", help="judge as if applied on this day (2020-09-15)")
    rescreen.add_argument("--move-income", action="store_true", help=MOVE_INCOME)
    rescreen.add_argument(
        "--out", metavar="FILE", help="write the outcomes, a line for each line; - for standard output"
    )
    rescreen.add_argument("--workers", type=positive, metavar="N", help="processes (default: one per core)")
    rescreen.add_argument("--json", action="store_true", help="the totals as JSON")
    rescreen.set_defaults(command=_rescreen)


def _run(_: argparse.Namespace) -> int:
    from bot.process import logs

    settings = given_settings()
    logs.configure(settings.log_level)
    from bot.composition import running
    from bot.process.listening import PortBusy
    from bot.process.loop import run
    from bot.process.master_key import BadMasterKey
    from bot.process.rulebook import OnlyDrafts
    from bot.process.serving import serve
    from bot.process.settings import SettingsError
    from storage.encryption import WrongMasterKey

    try:
        return run(serve(running(settings), announce))
    except (OnlyDrafts, PortBusy, BadMasterKey, WrongMasterKey, SettingsError) as error:
        raise BadInputError(str(error)) from error


def announce(started: "Started") -> None:
    """Print where everything is, and the sign-in of a new installation: this once and never again."""
    lines = [
        "",
        f"  Web chat       {started.url}/chat",
        f"  Secure form    {started.url}/form  (opens from the chat, by a one-time link)",
        f"  Staff console  {started.url}/staff/",
        f"  API            {started.url}/api/v1/openapi.json",
        *(f"  {name:<13}  {state}" for name, state in started.messengers.items()),
    ]
    if started.password:
        lines += [
            "",
            f"  Staff sign-in  operator / {started.password}  (shown only now: write it down)",
        ]
    if started.dev_clock:
        lines += ["", f"  DEVELOPMENT CLOCK: {started.dev_clock}"]
    print(*lines, "", "  Ctrl-C stops it.", "", sep="\n", flush=True)


def _screen(given: argparse.Namespace) -> int:
    from bot.commands.given_file import given_situation
    from bot.commands.other_day import OtherDay
    from bot.commands.screen.as_text import as_text
    from bot.process.rulefolder import open_rules
    from screening.exchange.verdict import verdict_to_json
    from screening.judge import judge

    rules = open_rules(given_settings().rules_folder)
    as_of = OtherDay(given.as_of, given.move_income) if given.as_of else None
    situation = given_situation(given.file, rules, as_of)
    t = translator(given.language)
    verdict = judge(rules, situation)
    whole = json.dumps(verdict_to_json(verdict, t), ensure_ascii=False, indent=2) if given.json else ""
    print(whole or as_text(verdict, situation, rules, t))
    return 0


def _rescreen(given: argparse.Namespace) -> int:
    from bot.commands.other_day import OtherDay
    from bot.commands.rescreen.command import Order, as_table, rescreen
    from bot.commands.rescreen.lines import BadFile
    from bot.commands.rescreen.pool import cores
    from bot.commands.rescreen.watching import WorkFailed
    from bot.process.clock import monotonic

    as_of = OtherDay(given.as_of, given.move_income) if given.as_of else None
    order = Order(given.file, given.out, as_of, given.workers or cores(), given_settings().rules_folder)
    try:
        result = rescreen(order, report=sys.stderr, now=monotonic)
    except BadFile as error:
        raise BadInputError(str(error)) from error
    except WorkFailed as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("stopped; what was written before is whole", file=sys.stderr)
        return INTERRUPTED
    text = json.dumps(result.totals(), indent=2) if given.json else as_table(result)
    print(text, file=sys.stderr if given.out == "-" else sys.stdout)
    return BAD_INPUT if result.refused else 0


def _schema(given: argparse.Namespace) -> int:
    from backoffice.schema import published
    from screening.exchange.schema import situation_schema, verdict_schema
    from screening.lawbook.fileschema import file_schema
    from screening.loader import load_rules

    rules = load_rules(given_settings().rules_folder)
    if given.name in FILE_SCHEMAS:
        print(json.dumps(file_schema(given.name, rules), ensure_ascii=False, indent=2))
        return 0
    schemas = {
        "situation": situation_schema(rules),
        "verdict": verdict_schema(),
        "application": published("Application", rules),
    }
    print(json.dumps(schemas[given.name], ensure_ascii=False, indent=2))
    return 0


def _token_create(given: argparse.Namespace) -> int:
    from backoffice.accounts import create_token

    print(in_transaction(partial(create_token, name=given.name, scopes=given.scope)))
    return 0


def _user_create(given: argparse.Namespace) -> int:
    from backoffice.accounts import create_user

    async def create(uow: "UnitOfWork") -> str:
        if await uow.staff.password_hash(given.login) is not None:
            raise ValueError(f"there is a user {given.login} already; choose another login")
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        await create_user(uow, given.login, password)
        return password

    print(in_transaction(create))
    return 0


def _case_move(given: argparse.Namespace) -> int:
    from bot.commands.cases import move

    for number in move(given.numbers, given.to, given.reason, translator(given.language)):
        print(f"moved: {number}")
    return 0


def _erase(given: argparse.Namespace) -> int:
    import structlog

    from applications.erasure import erase

    if not given.yes:
        print(f"The identity of {given.number}'s applicant will be unreadable for ever, in all their applications.")
        print("Type the number again to go on: ", end="", flush=True)
        if sys.stdin.readline().strip() != given.number:
            raise BadInputError("not the same number; nothing was erased")

    async def forget(uow: "UnitOfWork") -> str:
        try:
            return " ".join(await erase(uow, given.number))
        except LookupError:
            raise ValueError(f"there is no application {given.number}; nothing was erased") from None

    for number in in_transaction(forget).split():
        structlog.get_logger("bot.commands.cli").warning("identity_erased", number=number)
        print(f"erased: {number}")
    return 0
