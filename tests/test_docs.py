"""What the documentation promises exists, and what exists is documented."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.commands.cli import parser
from bot.process.settings import Settings, variable_of
from dialogs.ports import FORM_LINK_MINUTES
from notifications.texts import LINK_DAYS

ROOT = Path(__file__).parents[1]
PACKAGES = ("applications", "backoffice", "bot", "dialogs", "locales", "notifications", "screening", "storage", "web")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_setting_has_a_row_and_every_row_a_setting() -> None:
    rows = set(re.findall(r"^\| `((?:SOTSKONTRAKT|TELEGRAM)_\w+)` \|", page("docs/operating.md"), re.MULTILINE))
    assert rows == {variable_of(field) for field in Settings.model_fields}


def test_every_command_is_documented() -> None:
    section = page("docs/operating.md").partition("| command |")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z]+)", section, re.MULTILINE)
    commands = next(action.choices for action in parser()._actions if isinstance(action.choices, dict))
    assert set(commands) == set(rows)


@cache
def words_of(path: Path) -> frozenset[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    found = {getattr(node, field, None) for node in nodes for field in ("id", "name", "attr", "arg")}
    return frozenset(word for word in found if isinstance(word, str))


def file_of(module: list[str]) -> Path:
    """The source of a module, or of the package where there is a folder of the name."""
    folder = ROOT.joinpath(*module)
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def words_of_the_code() -> set[str]:
    words = {word for package in PACKAGES for path in (ROOT / package).rglob("*.py") for word in words_of(path)}
    for path in (ROOT / "screening" / "packs").rglob("*.yaml"):
        words |= set(re.findall(r"\w+", path.read_text("utf-8")))
    return words


def test_every_identifier_of_the_glossary_exists_in_the_code() -> None:
    rows = re.findall(r"^\| [^|]+ \| (`[^|]+) \|", page("GLOSSARY.md"), re.MULTILINE)
    identifiers = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(identifiers) > 50
    assert identifiers - words_of_the_code() == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_of_a_page_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_that_a_page_names_is_there(path: Path) -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", path.read_text("utf-8")))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def sayings() -> Iterator[tuple[str, str]]:
    """Where something is said of the code, and what: the pages, and the docstrings of all we write in Python."""
    for path in PAGES:
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
    for folder in (*PACKAGES, "benchmarks", "tests", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                match node:
                    case ast.Expr(ast.Constant(str(text))):
                        yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", text


def test_every_dotted_name_that_is_said_of_our_code_leads_somewhere() -> None:
    """`screening.loader.load_rules`: the module is there, and the name is one of its words."""
    dotted = re.compile(rf"(?<![\w./])(?:{'|'.join(PACKAGES)})(?:\.[A-Za-z_]\w*)+(?![\w/])")
    astray = []
    for where, said in sayings():
        for name in dotted.findall(said):
            # mutmut's own name of a changed function
            module = re.sub(r"\.x_(\w+)__mutmut_\d+$", r".\1", name).split(".")
            rest: list[str] = []
            while not file_of(module).exists():
                rest.insert(0, module.pop())
            if rest and rest[0] not in words_of(file_of(module)):
                astray.append(f"{where}: {name}")
    assert astray == []


def test_every_make_target_of_the_pages_exists() -> None:
    targets = set(re.findall(r"^([a-z]+(?: [a-z]+)*):", page("Makefile"), re.MULTILINE))
    known = {name for group in targets for name in group.split()}
    named = {
        name
        for path in PAGES
        for line in re.findall(r"(?:^|`|    )make ([a-z ]+)", path.read_text("utf-8"), re.MULTILINE)
        for name in line.split()
    }
    assert named - known == set()


@pytest.mark.parametrize("name", ["docs/operating.md", "docs/privacy.md"])
def test_the_pages_tell_how_long_the_links_work(name: str) -> None:
    assert f"for {LINK_DAYS} days" in page(name)
    assert f"for {FORM_LINK_MINUTES} minutes" in page(name)
