"""The description of a pack: every rule with its words, values by date, and checks as packs write them."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from locales import translator
from screening.checks.reasons import PerMember
from screening.errors import PackError
from screening.lawbook.checkwords import CHECKS, CheckWords
from screening.lawbook.describe import ON_DAY, SECTIONS, Item, describe
from screening.lawbook.figures import plain_number
from screening.pack import Measure
from screening.packfile.criteria import CriteriaReader, Shared
from screening.packfile.values import ParameterReader, SourceList
from screening.parameters import Given
from screening.rules import Rules
from screening.tree import Check, Group, Node
from screening.yamlfile import read
from tests.rules import RULES

RU: Final = translator("ru")
BY_REF = pytest.mark.parametrize("measure", RULES.all_measures, ids=[one.ref for one in RULES.all_measures])
EVERY_CHECK = pytest.mark.parametrize("words", CHECKS.values(), ids=[words.name for words in CHECKS.values()])

PACK: Final = """
sources:
  act: {title: Акт, certainty: act_text}
parameters:
  course_limit: {unit: месяцев, cite: "act: п. 1", values: [{from: 2020-01-01, value: 6}]}
  repeat_gap: {unit: лет, cite: "act: п. 1", values: [{from: 2020-01-01, value: 5}]}
criteria:
  - {id: it, check: %s, cite: "act: п. 2", says: %s}
"""


def parts(node: Node) -> Iterator[Node]:
    for part in node.parts if isinstance(node, Group) else ():
        yield part
        yield from parts(part)


def section(measure: str, name: str, on: date | None = None) -> dict[str, Item]:
    items = describe(RULES, RULES.measure(measure), RU, on).sections[name]
    return {item.id: item for item in items}


def values(item: Item) -> dict[str, object]:
    return {part.id: part.fields.get("value", part.fields.get("blank")) for part in item.parts}


@BY_REF
def test_everything_that_a_pack_says_stands_in_its_description(measure: Measure) -> None:
    found = describe(RULES, measure, RU)
    assert tuple(found.sections) == SECTIONS
    walked = [part for item in found.sections["criteria"] for part in item.walk()]
    assert [part.id for part in walked if "text" not in part.fields] == [node.id for node in parts(measure.criteria)]
    doubts = {
        f"{node.id}.{one.id}" for node in parts(measure.criteria) for found in node.doubts.values() for one in found
    }
    assert {part.id for part in walked if "text" in part.fields} == doubts
    for name, things in (
        ("documents", measure.documents),
        ("deadlines", measure.deadlines),
        ("refusal_grounds", measure.refusal_grounds),
        ("gaps", measure.gaps),
        *((one.value, clauses) for one, clauses in measure.provisions.items()),
    ):
        assert [item.id for item in found.sections[name]] == [thing.id for thing in things]


@BY_REF
def test_every_criterion_says_how_it_is_checked_and_where_it_stands(measure: Measure) -> None:
    for item in describe(RULES, measure, RU).sections["criteria"]:
        for part in item.walk():
            assert part.cite is not None, part.id
            assert "needs" in part.fields or part.fields.get("holds") or part.fields["text"], part.id
            assert "%(" not in str(part.fields.get("holds", "")), part.id


@BY_REF
def test_the_dated_rows_of_a_value_cover_the_regime_without_gap_or_overlap(measure: Measure) -> None:
    for item in describe(RULES, measure, RU).sections["values"]:
        rows = [part.fields for part in item.parts if part.id != ON_DAY]
        assert rows[0]["from"] == measure.in_force_from
        assert rows[-1].get("until") == measure.in_force_until
        assert [row["until"] for row in rows[:-1]] == [row["from"] for row in rows[1:]]


def test_a_minimum_of_the_second_quarter_is_told_by_the_days_of_application_it_serves() -> None:
    ceiling = section("tyumen/training.2020-04-06@2", "values")["income_ceiling"]
    assert values(ceiling) == {ON_DAY: 12069, "2020-04-06": 12069, "2021-01-01": 12196}
    assert ceiling.parts[1].fields["until"] == date(2021, 1, 1)
    assert ceiling.fields["unit"] == "рублей на человека в месяц"


def test_a_multiple_follows_what_it_is_a_multiple_of() -> None:
    cap = section("tyumen/training.2020-04-06@2", "values", date(2021, 2, 1))["training_cap"]
    assert cap.fields["rule"] == "6 × income_ceiling"
    assert values(cap) == {ON_DAY: 73176, "2020-04-06": 72414, "2021-01-01": 73176}


def test_a_year_without_a_figure_is_a_blank_with_its_reason() -> None:
    ceiling = section("tyumen/business.2026-01-01@2", "values")["income_ceiling"]
    assert values(ceiling)["2027-01-01"] == "значения на эту дату нет в источниках"


def test_a_changed_cap_is_two_rows_each_with_its_own_source() -> None:
    cap = section("penza/business.2021-02-26@2", "values", date(2023, 5, 1))["business_cap"]
    assert values(cap) == {ON_DAY: 350000, "2021-02-26": 250000, "2022-07-01": 350000}
    before, after = (part.cite for part in cap.parts[1:])
    assert before != after


def test_a_kind_of_income_is_told_by_date_also_where_no_source_speaks() -> None:
    kinds = section("penza/business.2021-02-26@2", "income_kinds")
    told = [(row.fields["from"], row.fields["counting"], row.cite is None) for row in kinds["in_kind"].parts[1:]]
    assert told == [(date(2021, 2, 26), "counted", False)]
    assert [row.fields["counting"] for row in kinds["wages"].parts] == ["counted", "counted"]
    assert kinds["wages"].parts[1].cite is None


def test_weighted_limits_are_named_by_group() -> None:
    [rule] = section("penza/business.2021-02-26@2", "income").values()
    assert rule.fields["limit_by_group"] == ("limit_able_bodied", "limit_pensioners", "limit_children")
    [rule] = section("sevastopol/business.2024-01-01@2", "income").values()
    assert (rule.fields["limit"], rule.fields["skipped_months"]) == ("income_ceiling", 1)


def test_a_condition_of_a_paper_is_told_in_words() -> None:
    papers = section("tyumen/training.2020-04-06@2", "documents")
    assert (
        papers["representative_authority"].fields["when"]
        == "ответ «да» на вопрос «Заявление за вас подаст представитель?»; или по названной дате рождения заявителю "
        "нет 18 лет"
    )
    assert "; или " in str(papers["bailiff_certificate"].fields["when"])
    assert "when" not in papers["application"].fields


def test_the_citations_count_each_rule_once() -> None:
    found = describe(RULES, RULES.measure("tyumen/business.2026-01-01@2"), RU)
    firm, everything = found.certainty()
    assert 0 < firm < everything
    assert everything == len(list(found.citations()))


@pytest.mark.parametrize(("value", "text"), [("12069", "12 069"), ("0.50", "0,5"), ("100000.00", "100 000")])
def test_a_number_is_written_without_a_unit(value: str, text: str) -> None:
    assert plain_number(Decimal(value)).replace("\N{NO-BREAK SPACE}", " ") == text


# --- the list of checks against the reader of the packs


def read_check(text: str, tmp_path: Path, rules: Rules) -> Group:
    path = tmp_path / "pack.yaml"
    says = "{open: решит орган}" if text == "office_decides" else "{yes: да, no: нет, open: не известно}"
    path.write_text(PACK % (text, says), encoding="utf-8")
    block = read(path)
    sources = SourceList(block.block("sources"))
    parameters = ParameterReader(sources, "tyumen", {}, (date(2020, 1, 1), None)).read(block)
    income = rules.measure("tyumen/training.2020-04-06@2").income
    return CriteriaReader(rules.vocabulary, sources, parameters, income, Shared()).tree(block)


def checker(group: Group) -> object:
    [node] = group.parts
    return getattr(node, "check", node)


def test_the_checks_are_those_that_a_pack_may_choose(tmp_path: Path) -> None:
    with pytest.raises(PackError) as error:
        read_check("no_such_check", tmp_path, RULES)
    names = error.value.first.remedy.said().removeprefix("Возьмите одно из: ").removesuffix(".").split(", ")
    assert sorted(words.name for words in CHECKS.values()) == names


@EVERY_CHECK
def test_the_example_of_every_check_loads_as_that_check(words: CheckWords, tmp_path: Path) -> None:
    example = f", {words.example}" if words.example else ""
    found = checker(read_check(f"{words.name}{example}", tmp_path, RULES))
    assert CHECKS[type(found)] is words


@EVERY_CHECK
def test_a_check_declares_all_that_the_pack_has_given_it(words: CheckWords, tmp_path: Path) -> None:
    """The law in words and the law of another day are made of nothing else."""
    example = f", {words.example}" if words.example else ""
    found = checker(read_check(f"{words.name}{example}", tmp_path, RULES))
    if not isinstance(found, Check | PerMember):
        assert words.name in {"office_decides", "same_as_measure"}
        return
    plain, figures, income = found.parameters()
    assert {*plain, *figures} == set(_parameters(words.example))
    held = {one.name: getattr(found, one.name) for one in fields(found)}
    assert figures == {name: value for name, value in held.items() if isinstance(value, Given)}
    assert income == held.get("rule")


@EVERY_CHECK
def test_only_what_is_called_optional_may_be_left_out(words: CheckWords, tmp_path: Path) -> None:
    parameters = _parameters(words.example)
    for left_out in parameters:
        text = ", ".join((words.name, *(text for key, text in parameters.items() if key != left_out)))
        if left_out in words.optional:
            read_check(text, tmp_path, RULES)
        else:
            with pytest.raises(PackError, match=r"этого поля нет\.|не хватает\."):
                read_check(text, tmp_path, RULES)


def _parameters(example: str) -> dict[str, str]:
    """`fact: a, relations: [b, c]` as {key: whole text}."""
    found: dict[str, str] = {}
    depth, start = 0, 0
    for place, sign in enumerate(f"{example},"):
        depth += (sign == "[") - (sign == "]")
        if sign == "," and depth == 0 and example[start:place].strip():
            text = example[start:place].strip()
            found[text.partition(":")[0]] = text
            start = place + 1
    return found
