"""What the documentation promises exists, and what exists is documented."""

import ast
import re
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


def words_of_the_code() -> set[str]:
    words: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                words |= {getattr(node, field, None) for field in ("id", "name", "attr", "arg")} - {None}
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
