"""A file of cases that says nothing wrong silently: what cannot be compared is refused with its place."""

from pathlib import Path
from typing import Any, Final

import pytest

from locales import translator
from screening.errors import PackError
from screening.lawbook.casecheck import Difference, differences
from screening.lawbook.casefile import read_cases
from screening.rules import Rules
from tests.screening.lawcases import CASES

GOOD: Final = """
- name: Живёт не здесь
  cites: [lives_in_region]
  situation: {region: tyumen, applied_on: 2020-09-15, facts: {lives_in_region: false}}
  expect: {measures: {all: {outcome: fails}, training: {failed: [lives_in_region]}}}
"""


def case(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def found(tmp_path: Path, rules: Rules, old: str, new: str) -> tuple[Difference, ...]:
    assert old in GOOD
    [one] = read_cases(case(tmp_path, GOOD.replace(old, new)))
    return differences(one, rules, translator("ru"))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("- name", "name", 3, "двоеточие внутри текста без кавычек"),
        ("  cites: [lives_in_region]\n", "", 2, "не хватает полей: cites"),
        ("cites: [lives_in_region]", "cites: lives_in_region", 3, "cites: это не список."),
        ("outcome: fails", "outcom: fails", 5, "expect.measures.all: таких полей здесь не бывает: outcom."),
        ("expect: {", "expect: {incomes: 1, ", 5, "expect: таких полей здесь не бывает: incomes."),
        ("region: tyumen, ", "", 4, "situation: не хватает полей: region."),
        (
            "training: {failed: [lives_in_region]}",
            "training: x",
            5,
            "expect.measures.training: здесь нет полей «имя: значение».",
        ),
        ("outcome: fails", "outcome: fails, outcome: meets", 5, "outcome: это поле написано дважды."),
        (GOOD, "cases: none", 1, "это не список случаев."),
        (GOOD, "", 1, "это не список случаев."),
        (GOOD, "- \x00", 1, "невидимый знак, запрещённый в YAML."),
        (
            "{all: {outcome: fails}, training: {failed: [lives_in_region]}}",
            "[all]",
            5,
            "measures: здесь нет полей «имя: значение».",
        ),
        ("failed: [lives_in_region]", "findings: [poor]", 5, "training.findings: здесь нет полей «имя: значение»."),
        ("tyumen", "!!python/name:os.system x", 4, "could not determine a constructor"),
        (GOOD, "- 5", 1, "[1]: здесь нет полей «имя: значение»."),
    ],
)
def test_a_broken_case_is_refused_with_its_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    with pytest.raises(PackError) as error:
        read_cases(case(tmp_path, GOOD.replace(old, new)))
    assert str(error.value).startswith(f"cases.yaml:{line}: ")
    assert words in str(error.value)


def test_a_folder_is_read_whole_and_a_file_alone() -> None:
    everything = read_cases(CASES)
    one = read_cases(CASES / "tyumen" / "amounts_2020.yaml")
    assert {case.name for case in one} < {case.name for case in everything}
    assert one[0].file == "amounts_2020.yaml"
    assert [case.number for case in one] == list(range(1, len(one) + 1))
    assert one[0].line < one[1].line


@pytest.mark.parametrize(
    ("edit", "what", "expected", "seen"),
    [
        (("outcome: fails", "outcome: meets"), "training.outcome", "meets", "fails"),
        (("failed: [lives_in_region]", "failed: []"), "training.failed", [], ["lives_in_region"]),
        (("failed: [lives_in_region]", "findings: {poor: yes}"), "training.findings.poor", "yes", "unknown"),
        (("failed: [lives_in_region]", "findings: {rich: no}"), "training.findings.rich", "no", "no such finding"),
        (("failed: [lives_in_region]", "amount: {max: '1.00'}"), "training.amount.max", "1.00", None),
        (
            ("failed: [lives_in_region]", "documents: {present: [identity]}"),
            "training.documents.identity",
            "present",
            "absent",
        ),
        (("failed: [lives_in_region]", "asks: [household]"), "training.asks.household", True, False),
        (
            ("failed: [lives_in_region]", "would_change: [[lives_in_region]]"),
            "training.would_change",
            [["lives_in_region"]],
            [],
        ),
        (("failed: [lives_in_region]", "priority: [children]"), "training.priority", ["children"], []),
        (("training:", "flight:"), "flight", "a measure of the day", "no such measure in force"),
        (("expect: {", "expect: {income: {total: '1.00'}, "), "income.total", "1.00", None),
        (("expect: {", "expect: {law: [], "), "law", [], None),
        (("lives_in_region: false", "lives_here: false"), "facts.lives_here", "no problem", None),
        (("expect: {", "expect: {refused: {facts: bad}, "), "facts", "bad", "the situation is screened"),
    ],
)
def test_what_is_not_as_expected_is_told_beside_what_is_seen(
    tmp_path: Path, rules: Rules, edit: tuple[str, str], what: str, expected: Any, seen: Any
) -> None:
    differing = {one.what: one for one in found(tmp_path, rules, *edit)}
    assert differing[what].expected == expected
    if seen is not None:
        assert differing[what].seen == seen


def test_a_refusal_is_compared_by_its_paths_and_words(tmp_path: Path, rules: Rules) -> None:
    text = GOOD.replace("lives_in_region: false", "lives_in_region: maybe").replace(
        "expect: {", "expect: {refused: {%s}, "
    )
    for refused, differing in (
        ("facts.lives_in_region: not true", ()),
        ("facts.lives_in_region: not a date", ("facts.lives_in_region",)),
        ("facts.citizen: x", ("facts.lives_in_region", "facts.citizen")),
    ):
        [one] = read_cases(case(tmp_path, text % refused))
        assert tuple(each.what for each in differences(one, rules, translator("ru"))) == differing


def test_a_passing_case_differs_in_nothing(tmp_path: Path, rules: Rules) -> None:
    assert found(tmp_path, rules, "fails", "fails") == ()
