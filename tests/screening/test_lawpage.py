"""The law pages: up to date, complete, readable as Markdown, with a word for everything that a pack may say."""

import re
from pathlib import Path
from typing import Final

import pytest
import yaml

from locales import translator
from screening.events import COUNTED, DECIDED
from screening.lawbook import lawwords
from screening.lawbook.checkwords import CHECKS
from screening.lawbook.describe import PackSection, describe
from screening.lawbook.fileschema import parameters_of
from screening.lawbook.pages.blocks import (
    Bullet,
    Bullets,
    Code,
    Heading,
    Link,
    Paragraph,
    Strong,
    Table,
    markdown,
    plain,
)
from screening.lawbook.pages.folder import INCOMES_PAGE, RENEW, pages
from screening.lawbook.pages.measure import law_page, page_path
from screening.loader import PACKS, load_rules
from screening.pack import CONDITIONS, CONSEQUENCES, Measure
from screening.packfile.criteria import SUPPLIES
from tests.rules import RULES
from tests.screening.editing import edited, edited_folder

RU: Final = translator("ru")
MADE: Final = pages(RULES, RU)
PUBLISHED: Final = Path(__file__).parents[2] / "docs" / "law"
BY_REF = pytest.mark.parametrize("measure", RULES.all_measures, ids=[one.ref for one in RULES.all_measures])


@pytest.mark.parametrize("name", MADE)
def test_the_published_page_is_what_the_packs_say(name: str) -> None:
    published = PUBLISHED / name
    assert published.is_file(), f"renew the pages: {RENEW}"
    assert published.read_text("utf-8") == MADE[name], f"renew the pages: {RENEW}"


def test_no_page_of_a_pack_that_is_no_more_is_left() -> None:
    found = {path.relative_to(PUBLISHED).as_posix() for path in PUBLISHED.rglob("*") if path.is_file()}
    assert found - set(MADE) == set(), f"renew the pages: {RENEW}"


@BY_REF
def test_a_page_holds_every_sentence_source_and_link_of_its_pack(measure: Measure) -> None:
    own, shared = unescaped(MADE[page_path(measure)]), unescaped(MADE[INCOMES_PAGE])
    description = describe(RULES, measure, RU)
    parts = [(name, part) for name, items in description.sections.items() for one in items for part in one.walk()]
    for name, item in parts:
        page = shared if name == PackSection.INCOME_KINDS else own
        for key in ("text", "title", "because", "note"):
            assert str(item.fields.get(key, "")) in page, (item.id, key)
        if item.cite is not None:
            assert item.cite.clause in page, item.id
            assert item.cite.title in page, item.id
            assert item.cite.url is None or f"]({item.cite.url})" in page, item.id
    assert all(gap.text in own for gap in measure.gaps)
    assert "%(" not in own + shared
    assert (f"](../{INCOMES_PAGE})" in own) is (measure.income is not None)


def test_a_new_kind_of_income_changes_only_the_pages_that_all_measures_share(tmp_path: Path) -> None:
    counted = ("kinds:\n", "kinds:\n  prizes: {cite: 'pp512: п. 1', rows: [{from: 2020-01-01, counted: false}]}\n")
    assert counted[0] in (PACKS / "income_kinds.yaml").read_text("utf-8")
    named = ("vocabulary.yaml", "\n  wages:", "\n  prizes: {text: выигрыши и призы}\n  wages:")
    after = pages(edited(tmp_path / "packs", named, ("income_kinds.yaml", *counted)), RU)
    assert {name for name, page in after.items() if page != MADE[name]} == {INCOMES_PAGE, "words.md"}
    assert "выигрыши и призы" in after[INCOMES_PAGE]


def test_a_page_with_nowhere_to_lead_to_says_itself_which_income_counts() -> None:
    page = markdown(law_page(describe(RULES, RULES.measure("tyumen/training.2020-04-06@2"), RU), RU))
    assert "### Какие доходы учитывают" in page
    assert "учитывают за вычетом" not in page, "that rule is of 2024"
    assert "Остальное программа учитывает: зарплата" in page


def unescaped(page: str) -> str:
    return re.sub(r"\\([\\`*_|<>\[\]~])", r"\1", page)


@BY_REF
def test_a_table_has_as_many_cells_in_every_row_as_in_its_head(measure: Measure) -> None:
    blocks = law_page(describe(RULES, measure, RU), RU)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert tables
    for table in tables:
        assert {len(row) for row in table.rows} <= {len(table.header)}


def test_the_index_leads_to_every_page_and_tells_the_days_without_rules() -> None:
    links = re.findall(r"\]\((\S+\.md)\)", MADE["README.md"])
    assert sorted([*links, "README.md"]) == sorted(MADE)
    for region in RULES.regions.values():
        assert all(reason in MADE["README.md"] for _, _, reason in region.unknown)


def test_a_draft_and_what_is_not_firm_say_so() -> None:
    page = MADE["sevastopol/job_search.2026-01-01.md"]
    assert "черновик, юрист ещё не проверил" in page
    assert "(сообщение печати)" in page
    assert "| сообщение печати |" in page
    assert "| сообщение печати со слов органа |" in page
    assert "| проект акта |" in page
    assert "| прочитан только заголовок акта |" in MADE["tyumen/job_search.2026-01-01.md"]


def test_a_pack_on_firm_sources_alone_asks_to_confirm_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    edited_folder(folder)
    weak = re.compile(r"certainty: (mirror|press_of_authority|press|draft_act|title_only|inferred)")
    for path in folder.rglob("*.yaml"):
        path.write_text(weak.sub("certainty: act_text", path.read_text("utf-8")), encoding="utf-8")
    page = pages(load_rules(folder), RU)["tyumen/training.2020-04-06.md"]
    assert "Остальные нужно уточнить" not in page
    assert "вывод из других источников" not in page


def test_the_english_pages_are_made_of_the_same_blocks() -> None:
    measure = RULES.measure("tyumen/training.2020-04-06@2")
    ru, en = (law_page(describe(RULES, measure, t), t) for t in (RU, translator("en")))
    assert [type(block) for block in ru] == [type(block) for block in en]


# --- words


@BY_REF
def test_every_place_of_a_sentence_has_a_name(measure: Measure) -> None:
    for item in describe(RULES, measure, RU).sections["criteria"]:
        for part in item.walk():
            for key in lawwords.SAYS:
                places = set(lawwords.PLACE.findall(str(part.fields.get(key, ""))))
                assert places <= set(lawwords.PLACES), part.id


@BY_REF
def test_every_field_that_differs_could_be_named(measure: Measure) -> None:
    """What has no name only repeats another field in the pack's own words."""
    own_words = {"check", *(name for one in CHECKS.values() for name in parameters_of(one.example))}
    for items in describe(RULES, measure, RU).sections.values():
        named = {key for item in items for part in item.walk() for key in part.fields}
        assert named - own_words <= set(lawwords.FIELDS)


def test_the_words_of_terms_are_told_as_a_pack_writes_them() -> None:
    page = MADE["words.md"]
    assert {*COUNTED, DECIDED} <= set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    told = [yaml.safe_load(one)["only_if"] for one in re.findall(r"`(only_if: .+?)`", page)]
    assert sorted(map(str, told)) == sorted(str({key: word}) for key, words in CONDITIONS.items() for word in words)
    assert set(re.findall(r"`when_missed: (\w+)`", page)) == CONSEQUENCES


def test_every_place_that_a_check_fills_is_told_beside_it() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (`(?:yes|no)`.+) \|$", MADE["words.md"], re.MULTILINE))
    assert set(rows) == set(SUPPLIES)
    for check, supplied in SUPPLIES.items():
        assert len(set(supplied.values())) == 1, "one cell tells the places of all the sentences"
        assert re.findall(r"`(yes|no|open)`", rows[check]) == [*supplied]
        assert tuple(lawwords.PLACE.findall(rows[check])) == next(iter(supplied.values()))


# --- Markdown


def test_markdown_of_every_block() -> None:
    page = (
        Heading(2, "Сроки"),
        Paragraph((Strong("Да:"), " ", Code("a_b"))),
        Bullets((Bullet(("один",), (Bullet(("два",), (Bullet(("три",)),)),)), Bullet((Link("[1]", "#x"), " п. 1")))),
        Table(("А", "Б"), ((("1",), ("2",)),)),
    )
    assert markdown(page).split("\n") == [
        "## Сроки",
        "",
        "**Да:** `a_b`",
        "",
        "- один",
        "  - два",
        "    - три",
        r"- [\[1\]](#x) п. 1",
        "",
        "| А | Б |",
        "| --- | --- |",
        "| 1 | 2 |",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", r"a\|b"),
        ("<b>", r"\<b\>"),
        ("*x* `y`", r"\*x\* \`y\`"),
        ("_x_ and a_b", r"\_x\_ and a_b"),
        ("one\ntwo", "one two"),
        ("[x](y)", r"\[x\](y)"),
    ],
)
def test_what_markdown_would_take_for_markup_is_escaped(text: str, written: str) -> None:
    assert markdown((Paragraph((text,)),)) == f"{written}\n"


def test_an_address_cannot_end_its_link() -> None:
    assert markdown((Paragraph((Link("x", "http://a/(b) c"),)),)) == "[x](http://a/(b%29%20c)\n"


def test_a_plain_line_tells_outside_addresses_only() -> None:
    assert plain((Link("[1]", "#источники"), " ", Link("Акт", "https://a"), Strong("!"))) == "[1] Акт <https://a>!"
