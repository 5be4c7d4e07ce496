"""Reading a family that a pack writes in rows: every condition of a row, and every row that cannot be meant."""

from typing import Any, Final

import pytest
import yaml
from jsonschema import Draft202012Validator

from locales import translator
from screening.errors import PackError
from screening.family import APPLICANT, FROM_2024, LIVING_TOGETHER, OWN, Family, FamilyRow
from screening.lawbook.familywords import row_in_words
from screening.lawbook.fileschema import file_schema
from screening.ledger import Ledger
from screening.packfile.income import read_income
from screening.packfile.values import ParameterList, SourceList
from screening.yamlfile import block_of
from tests.rules import RULES

HEAD: Final = """\
sources: {act: {title: Акт, certainty: act_text}}
income: {skipped_months: 0, limit: any, cite: "act: п. 1", family: %s}
"""
REST: Final = "{id: rest, relations: [parent, grandparent, grandchild, sibling, other_relative], cite: 'act: п. 9'}"
FIRST: Final = "{id: couple, relations: [applicant, spouse], cite: 'act: п. 2'}"


def own(*rows: str, left_out: tuple[str, ...] = (REST,), more: str = "") -> str:
    others = f", left_out: [{', '.join(left_out)}]" if left_out else ""
    return f"{{text: Назовите супруга., rows: [{', '.join(rows)}]{others}{more}}}"


def read(family: str) -> tuple[Family, Ledger]:
    ledger = Ledger()
    block = block_of(yaml.compose(HEAD % family), "pack.yaml", ledger)
    rule = read_income(block, SourceList(block.block("sources")), ParameterList(unread=True), {}, RULES.vocabulary)
    assert rule is not None
    return rule.family, ledger


def refusals(family: str) -> list[str]:
    """What is told of the family, `key: problem`, without «income.family»."""
    with pytest.raises(PackError) as error:
        read(family)[1].refuse()
    return [f"{one.key.removeprefix('income.family.')}: {one.problem}" for one in error.value.complaints]


def remarks(family: str) -> list[str]:
    ledger = read(family)[1]
    ledger.refuse()
    return [f"{one.key.removeprefix('income.family.')}: {one.problem}" for one in ledger.survey().remarks]


def row(relations: str = "[child, ward]", name: str = "children", **more: str) -> str:
    said = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{id: {name}, relations: {relations}{said}, cite: 'act: п. 3'}}"


@pytest.mark.parametrize(("word", "family"), [("from_2024", FROM_2024), ("living_together", LIVING_TOGETHER)])
def test_a_word_names_a_family_that_is_built_in(word: str, family: Family) -> None:
    assert read(word)[0] is family


def test_every_condition_of_a_row_is_read() -> None:
    students = row("[child]", "students", at_least="18", below="23", unmarried="true", occupations="[caring]")
    family, ledger = read(own(FIRST, row(below="18"), students))
    ledger.refuse()
    assert (family.name, family.text) == (OWN, "Назовите супруга.")
    couple, children, studying = family.rows
    assert couple.unconditional
    assert couple.cite is not None
    assert couple.cite.clause == "п. 2"
    assert (children.relations, children.at_least, children.below) == (frozenset({"child", "ward"}), 0, 18)
    assert (studying.at_least, studying.below, studying.unmarried) == (18, 23, True)
    assert studying.occupations == {"caring"}
    assert [one.id for one in family.left_out] == ["rest"]


def test_a_row_without_relations_is_of_everybody_who_lives_together() -> None:
    family, ledger = read(own("{id: all, cite: 'act: п. 2'}", left_out=(row("[grandparent]"),)))
    ledger.refuse()
    counted = {one for one in RULES.vocabulary.relations if family.may_count(one)}
    assert counted == {*RULES.vocabulary.relations} - {"grandparent"}
    assert ledger.survey().remarks == ()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((FIRST, row("[friend]")), "rows[1].relations: слова «friend» в vocabulary.yaml нет."),
        ((FIRST, row(occupations="[idle]")), "rows[1].occupations: слова «idle» в vocabulary.yaml нет."),
        ((FIRST, row("[]")), "rows[1].relations: список пуст."),
        ((FIRST, row(occupations="[]")), "rows[1].occupations: список пуст."),
        (
            (FIRST, row(at_least="18", below="18")),
            "rows[1].below: такого возраста нет ни у кого: не меньше 18 и меньше 18.",
        ),
        ((FIRST, row(below="0")), "rows[1].below: такого возраста нет ни у кого: не меньше 0 и меньше 0."),
        (
            (row("[applicant]", "me"), row("[spouse]", "wed", unmarried="true")),
            "rows[1].unmarried: такой строки нет ни у кого: супруг или супруга всегда в браке.",
        ),
        (
            (row("[spouse]"),),
            "rows: ни одна строка не ставит в семью заявителя без условий.",
        ),
        (
            (row("[applicant]", below="90"), row("[spouse]", "wed")),
            "rows: ни одна строка не ставит в семью заявителя без условий.",
        ),
        (
            (FIRST, row(below="19"), row("[child]", "students", at_least="18")),
            "rows[2].relations: о родстве «child» в этом возрасте уже говорит строка «children».",
        ),
        (
            (FIRST, "{id: all, cite: 'act: п. 3'}"),
            "rows[1].id: о родстве «applicant» в этом возрасте уже говорит строка «couple».",
        ),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(rows: tuple[str, ...], told: str) -> None:
    assert refusals(own(*rows)) == [told]


def test_rows_that_meet_at_an_age_or_differ_in_relation_do_not_overlap() -> None:
    students = row("[child]", "students", at_least="18", below="23")
    assert remarks(own(FIRST, row(below="18"), students, row("[child]", "older", at_least="23"))) == []


def test_the_applicant_cannot_be_left_out() -> None:
    told = refusals(own(FIRST, left_out=(row("[applicant, child]"),)))
    assert told == ["left_out[0].relations: заявителя не исключают: без него нет и семьи."]


def test_what_is_wrong_with_several_rows_is_told_at_once() -> None:
    assert len(refusals(own(FIRST, row("[friend]"), row("[foe]", "other"), left_out=(row("[me]"),)))) == 3


def test_a_relation_that_no_row_names_is_a_remark() -> None:
    said = "rows: ни одна строка не говорит о родстве: "
    assert remarks(own(FIRST, row())) == []
    assert remarks(own(FIRST)) == [f"{said}child, ward; таких людей не учтут."]
    assert remarks(own(FIRST, row("[child]"))) == [f"{said}ward; таких людей не учтут."]
    assert remarks(own(FIRST, row("[child]"), more=", checked: акт о подопечных молчит")) == []


def test_a_row_whose_people_are_all_left_out_is_a_remark() -> None:
    out = "{id: out, relations: [child, ward], cite: 'act: п. 4'}"
    some = "{id: out, relations: [ward], cite: 'act: п. 4'}"
    assert remarks(own(FIRST, row(), left_out=(REST, out))) == [
        "rows[1].relations: все из этой строки исключены в `left_out`."
    ]
    assert remarks(own(FIRST, row(), left_out=(REST, some))) == []


def test_an_answer_to_no_remark_is_a_remark_itself() -> None:
    assert remarks(own(FIRST, row(), more=", checked: да")) == [
        "checked: `checked` ничего не объясняет: строки говорят о каждом родстве."
    ]


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("", {"text", "rows", "left_out", "checked"}),
        ("rows[0].", {"id", "relations", "at_least", "below", "unmarried", "occupations", "cite"}),
    ],
)
def test_the_schema_has_the_keys_that_the_reading_takes(path: str, keys: set[str]) -> None:
    strange = own("{id: couple, cite: 'act: п. 2', strange: 1}") if path else own(FIRST, more=", strange: 1")
    with pytest.raises(PackError) as error:
        read(strange)[1].refuse()
    [told] = [one for one in error.value.complaints if one.key == f"income.family.{path}strange"]
    schema = file_schema("pack", RULES)["properties"]["income"]["properties"]["family"]["anyOf"][1]
    known = schema["properties"]["rows"]["items"] if path else schema
    beside = {"certainty", "cite_also"} if path else set()
    assert {*told.remedy.values["known"]} - beside == keys
    assert {*known["properties"]} - beside == keys


@pytest.mark.parametrize(
    ("family", "fits"),
    [
        ("from_2024", True),
        (own(FIRST), True),
        ("everybody", False),
        (own(row("[friend]")), True),  # a word that another file may add is offered, not required
        (own(row("[]")), False),
        (own(row(below="'18'")), False),
        ("{text: Никого., rows: []}", False),
    ],
)
def test_an_editor_knows_a_family_by_the_schema(family: str, fits: bool) -> None:
    document: dict[str, Any] = {"income": yaml.safe_load(f"family: {family}")}
    assert Draft202012Validator(file_schema("pack", RULES)).is_valid(document) is fits


STUDY: Final = "очная учёба (и если при этом есть подработка)"


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (FamilyRow("all"), "все, кто живёт вместе"),
        (FamilyRow("me", frozenset({APPLICANT, "spouse"})), "Вы, супруг или супруга"),
        (FROM_2024.rows[1], "ребёнок, ребёнок под опекой; полных лет: меньше 18; не в браке"),
        (FROM_2024.rows[2], f"ребёнок; полных лет: не меньше 18; полных лет: меньше 23; занятие: {STUDY}; не в браке"),
    ],
)
def test_a_row_is_said_in_words(one: FamilyRow, said: str) -> None:
    assert row_in_words(one, RULES.vocabulary, translator("ru")) == said
