"""The catalogues are complete and sound, and texts, sums and dates read as people of each language write them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from locales import LANGUAGES, translator
from locales.catalogues import problems, read, renew
from locales.extract import from_python, from_template, from_yaml, template
from locales.format import day, money, month
from screening.situation import Month

ROOT = Path(__file__).parents[2]


def test_every_text_has_its_translation_and_nothing_is_left_over() -> None:
    assert problems(template(ROOT)) == []


def test_the_committed_template_is_the_one_extraction_writes(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / f"{language}.po").write_bytes((ROOT / "locales" / f"{language}.po").read_bytes())
    renew(template(ROOT), tmp_path)
    for name in ("messages.pot", *(f"{language}.po" for language in LANGUAGES)):
        assert (tmp_path / name).read_text() == (ROOT / "locales" / name).read_text(), "run: python -m locales extract"


def test_russian_counts_in_three_forms_and_english_in_two() -> None:
    assert [read(language).num_plurals for language in LANGUAGES] == [3, 2]


def test_a_text_of_an_unknown_language_is_said_in_russian() -> None:
    assert translator("tt").language == "ru"
    assert translator(None)("Нет такого текста") == "Нет такого текста"


def test_the_tag_of_a_client_names_a_language() -> None:
    assert translator("en-US").language == translator("EN_gb").language == "en"


def test_values_fill_the_places_and_a_lone_percent_sign_stays() -> None:
    t = translator("ru")
    assert t("До %(sum)s", sum="5 ₽") == "До 5 ₽"
    assert t("100 %") == "100 %"
    assert t("") == ""


@pytest.fixture
def catalogues(tmp_path: Path) -> Path:
    source = 't("Ждём %(who)s"); t.n("%(n)d день", "%(n)d дней", n, n=n)'
    code = tmp_path / "dialogs"
    code.mkdir()
    (code / "a.py").write_text(source)
    renew(template(tmp_path), tmp_path)
    return tmp_path


def fill(folder: Path, language: str, old: str, new: str) -> None:
    path = folder / f"{language}.po"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


WAIT, WAITING = 'msgid "Ждём %(who)s"\nmsgstr ""', 'msgid "Ждём %(who)s"\nmsgstr "Waiting for %(who)s"'
EMPTY_RU = 'msgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""'
FULL_RU = 'msgstr[0] "%(n)d день"\nmsgstr[1] "%(n)d дня"\nmsgstr[2] "%(n)d дней"'
EMPTY_EN, FULL_EN = 'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%(n)d day"\nmsgstr[1] "%(n)d days"'


def complete(folder: Path) -> None:
    fill(folder, "ru", EMPTY_RU, FULL_RU)
    fill(folder, "en", EMPTY_EN, FULL_EN)
    fill(folder, "en", WAIT, WAITING)


def test_a_filled_catalogue_has_no_problems_and_survives_renewal(catalogues: Path) -> None:
    complete(catalogues)
    before = (catalogues / "en.po").read_text()
    renew(template(catalogues), catalogues)
    assert problems(template(catalogues), catalogues) == []
    assert (catalogues / "en.po").read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Waiting for %(who)s", "", "en.po: not translated 'Ждём %(who)s'"),
        ("Waiting for %(who)s", "Waiting for %(whom)s", "en.po: other %(places)s in the translation of 'Ждём %(who)s'"),
        ('msgid "Ждём', '#, fuzzy\nmsgid "Ждём', "en.po: fuzzy 'Ждём %(who)s'"),
        ('msgstr[1] "%(n)d days"', 'msgstr[1] ""', "en.po: not translated ('%(n)d день', '%(n)d дней')"),
    ],
)
def test_each_fault_of_a_catalogue_is_named(catalogues: Path, old: str, new: str, problem: str) -> None:
    complete(catalogues)
    fill(catalogues, "en", old, new)
    assert problems(template(catalogues), catalogues) == [problem]


def test_a_text_that_went_away_and_one_that_came_are_named(catalogues: Path) -> None:
    complete(catalogues)
    (catalogues / "dialogs" / "a.py").write_text('t("Новое"); t.n("%(n)d день", "%(n)d дней", n)')
    assert problems(template(catalogues), catalogues) == [
        "en.po: missing 'Новое'",
        "en.po: no longer used 'Ждём %(who)s'",
    ]


def test_python_texts_are_found_however_the_translator_is_held() -> None:
    source = (
        'N_("а"); t("б", x=1); self.t("в"); state.t.n("%(n)d день", "%(n)d дней", 3); t(name); f("нет"); t("г" "д")'
    )
    assert set(from_python(source)) == {"а", "б", "в", ("%(n)d день", "%(n)d дней"), "гд"}


def test_template_texts_are_found() -> None:
    source = (
        '{% if x %}<p title="{{ t("а") }}">{{ page.t("б", n=1) }}{{ t.n("в", "г", 3) }}</p>{% endif %}{{ f("нет") }}'
    )
    assert set(from_template(source)) == {"а", "б", ("в", "г")}


def test_pack_texts_are_found_and_its_keys_and_numbers_are_not() -> None:
    source = """
    measure: {title: А, version: 1, id: нет}
    criteria:
      - check: is_true
        cite: "slides: К"
        says: {yes: Б, no: В, open: Г}
    documents: [{id: x, title: Д, alternatives: [Е, Ж], because: З}]
    gaps: [{id: y, text: И}]
    """
    assert set(from_yaml(source)) == set("АБВГДЕЖЗИК")


@pytest.mark.parametrize(
    ("amount", "ru", "en"),
    [
        ("12069.00", "12 069 ₽", "12,069 ₽"),
        ("15000.5", "15 000,50 ₽", "15,000.50 ₽"),
        ("0", "0 ₽", "0 ₽"),
        ("1234567.89", "1 234 567,89 ₽", "1,234,567.89 ₽"),
        ("3333.335", "3 333,34 ₽", "3,333.34 ₽"),
    ],
)
def test_sums_show_kopecks_only_where_there_are_any(amount: str, ru: str, en: str) -> None:
    assert money(Decimal(amount), "ru").replace("\N{NO-BREAK SPACE}", " ") == ru
    assert money(Decimal(amount), "en").replace("\N{NO-BREAK SPACE}", " ") == en


def test_days_and_months_are_written_out() -> None:
    assert day(date(2026, 3, 12), "ru") == "12 марта 2026"
    assert day(date(2026, 3, 12), "en") == "12 March 2026"
    assert month(Month(2020, 6), "ru") == "июнь 2020"
    assert month(Month(2020, 6), "en") == "June 2020"
