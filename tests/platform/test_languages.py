"""Languages come from one list: a new one is a code there and a catalogue, and everything else follows."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands.cli import parser
from bot.telegram.menu import DESCRIPTIONS
from locales import LANGUAGES, SOURCE_LANGUAGE, translator
from locales.catalogues import read
from locales.extract import PACKAGES
from locales.format import any_of, language_name, thousands_mark

ROOT = Path(__file__).parents[2]
SPEAKS_ONE = {"backoffice/api.py": "the errors of the API are in English, whoever asks"}
"""Files that name one language on purpose, and why."""


def constants(path: Path) -> set[object]:
    return {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}


def test_no_module_names_a_language_but_the_list() -> None:
    naming = {
        path.relative_to(ROOT).as_posix()
        for package in (*PACKAGES, "locales")
        for path in sorted((ROOT / package).rglob("*.py"))
        if constants(path) & set(LANGUAGES)
    }
    assert naming == {"locales/tags.py", *SPEAKS_ONE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_catalogue_and_says_every_command(language: str) -> None:
    catalogue = read(language)
    assert str(catalogue.locale) == language
    t = translator(language)
    assert t.language == language
    for text in DESCRIPTIONS.values():
        assert (t(text) == text) is (language == SOURCE_LANGUAGE)


def test_each_language_has_a_name_in_every_other() -> None:
    assert [language_name(code, code) for code in LANGUAGES] == ["русский", "English"]
    assert [any_of([language_name(code, said) for code in LANGUAGES], said) for said in LANGUAGES] == [
        "русский или английский",
        "Russian or English",
    ]
    assert [thousands_mark(code) for code in LANGUAGES] == ["\N{NO-BREAK SPACE}", ","]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_line_speaks_each(language: str) -> None:
    assert parser().parse_args(["screen", "-", "--language", language]).language == language


NEW_LANGUAGE = """
import json, sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from locales import LANGUAGES, translator
from locales.catalogues import read, renew
from locales.extract import template

assert Path(sys.modules["locales"].__file__).is_relative_to(Path.cwd())
renew(template(Path(sys.argv[1])))
po = Path("locales/kk.po")
po.write_text(po.read_text().replace('msgid "Язык"\\nmsgstr ""', 'msgid "Язык"\\nmsgstr "Тіл"'))

from bot.commands.cli import parser
from dialogs.asking import asked
from dialogs.buttons import Pen
from dialogs.draft import LANGUAGE, Draft
from dialogs.parse import BadInput
from dialogs.standing import Standing
from screening.loader import load_rules

def question(**answers):
    return asked(Standing(load_rules(), datetime(2026, 11, 22, tzinfo=UTC), Draft(answers)), LANGUAGE)

first, refused = question(), ""
try:
    first.typed("эсперанто")
except BadInput as problem:
    refused = problem.said(first.t)
print(json.dumps({
    "buttons": [button.text for row in first.rows(Pen(first.t, 0)) for button in row],
    "typed": [first.typed(text).answers[LANGUAGE] for text in ("қазақ тілі", "казахский", "Kazakh")],
    "refused": refused,
    "chosen": question(language="kk").label,
    "said": question(language="kk").said,
    "plurals": read("kk").num_plurals,
    "command line": parser().parse_args(["screen", "-", "--language", "kk"]).language,
    "sum": translator("kk").money(Decimal(1234567)),
}))
"""


def test_a_code_and_a_catalogue_are_all_that_a_new_language_needs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "locales", tmp_path / "locales", ignore=shutil.ignore_patterns("__pycache__"))
    tags = tmp_path / "locales" / "tags.py"
    tags.write_text(tags.read_text().replace('("ru", "en")', '("ru", "en", "kk")'))
    path = os.pathsep.join(map(str, (tmp_path, ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", NEW_LANGUAGE, str(ROOT)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "buttons": ["Русский", "English", "Қазақ тілі"],
        "typed": ["kk", "kk", "kk"],
        "refused": "Выберите язык кнопкой: русский, английский или казахский.",
        "chosen": "Тіл",
        "said": "Қазақ тілі",
        "plurals": 2,
        "command line": "kk",
        "sum": "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567\N{NO-BREAK SPACE}₽",
    }
