"""`not:` in a pack: its shapes, its sentences and numbers, its words, and what it refuses."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from locales import translator
from screening.checks.dates import YearsPassedSince
from screening.checks.facts import IsTrue
from screening.errors import PackError
from screening.judge import judge
from screening.lawbook.checkwords import Explainer
from screening.packfile.criteria import OF_CRITERIA, CriteriaReader, Shared
from screening.packfile.values import ParameterReader, SourceList
from screening.planner import reasons
from screening.question import Question
from screening.text import sentence
from screening.tree import Criterion, Group, Node, Not, OfficeDecides
from screening.truth import Gap, Truth
from screening.yamlfile import read
from tests.rules import RULES
from tests.screening.unit.made import all_of, measure, rules, situation, view

RU: Final = translator("ru")
PACK: Final = """
sources:
  act: {title: Акт, certainty: act_text}
parameters:
  repeat_gap: {unit: лет, cite: "act: п. 1", values: [{from: 2020-01-01, value: 1}]}
criteria:
  - id: not_yet
    not: %s
    cite: "act: п. 2"
    says: {yes: "%s", no: "%s", open: не известно}
"""
TRADER, CENTRE = "registers_as_sole_trader", "registered_with_family_center"


def written(tmp_path: Path, inner: str, yes: str = "да", no: str = "нет") -> Node:
    path = tmp_path / "pack.yaml"
    path.write_text(PACK % (inner, yes, no), encoding="utf-8")
    block = read(path)
    sources = SourceList(block.block("sources"))
    parameters = ParameterReader(sources, "tyumen", {}, (date(2020, 1, 1), None)).read(block)
    [node] = CriteriaReader(RULES.vocabulary, sources, parameters, None, Shared()).tree(block).parts
    return node


def shape(node: Node) -> object:
    """A check turned round is `("not", fact)`, a group (any_of, parts)."""
    if isinstance(node, Group):
        return (node.any_of, [shape(part) for part in node.parts])
    assert isinstance(node, Criterion)
    if isinstance(node.check, OfficeDecides):
        return "office"
    check = node.check.check if isinstance(node.check, Not) else node.check
    assert isinstance(check, IsTrue)
    return ("not", check.fact) if isinstance(node.check, Not) else check.fact


TWO: Final = f"[{{check: is_true, fact: {TRADER}}}, {{check: is_true, fact: {CENTRE}}}]"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (f"{{check: is_true, fact: {TRADER}}}", ("not", TRADER)),
        (f"{{any_of: {TWO}}}", (False, [("not", TRADER), ("not", CENTRE)])),
        (f"{{all_of: {TWO}}}", (True, [("not", TRADER), ("not", CENTRE)])),
        (f"{{not: {{any_of: {TWO}}}}}", (True, [TRADER, CENTRE])),
        (
            f"{{any_of: [{{not: {{all_of: {TWO}}}}}, {{check: office_decides}}]}}",
            (False, [(False, [TRADER, CENTRE]), "office"]),
        ),
    ],
)
def test_not_of_a_group_is_the_other_group_of_its_parts_turned_round(
    tmp_path: Path, inner: str, expected: object
) -> None:
    assert shape(written(tmp_path, inner)) == expected


def test_the_whole_speaks_and_its_parts_have_no_sentences_of_their_own(tmp_path: Path) -> None:
    node = written(tmp_path, f"{{any_of: {TWO}}}", "ещё не", "уже")
    found = {answer: node.find(view(**{TRADER: answer, CENTRE: False})) for answer in (True, False, Gap.DONT_KNOW)}
    assert [(one.truth, sentence(one, RU)) for one in found.values()] == [
        (Truth.NO, "уже"),
        (Truth.YES, "ещё не"),
        (Truth.UNKNOWN, "не известно"),
    ]
    assert [(part.criterion, sentence(part, RU), part.cite) for part in found[True].parts] == [
        ("not_yet.1", "", node.cite),
        ("not_yet.2", "", node.cite),
    ]


def test_a_question_inside_it_is_asked_for_the_clause_of_the_whole(tmp_path: Path) -> None:
    node = written(tmp_path, f"{{all_of: {TWO}}}")
    verdict = judge(rules(measure(all_of(node))), situation())
    assert verdict.measures[0].ask == (Question(TRADER), Question(CENTRE))
    assert [one.cite for one in reasons(verdict, Question(TRADER))] == [node.cite]


def test_the_numbers_of_the_check_stand_in_the_sentence_of_the_other_answer(tmp_path: Path) -> None:
    term = "{check: years_passed_since, fact: last_contract_ended_on, years: repeat_gap}"
    node = written(tmp_path, term, yes="до %(free_from)s")
    assert isinstance(node, Criterion)
    assert isinstance(node.check, Not)
    assert isinstance(node.check.check, YearsPassedSince)
    found = node.find(view(last_contract_ended_on=date(2023, 11, 20)))
    assert (found.truth, sentence(found, RU)) == (Truth.YES, "до 20 ноября 2024")
    with pytest.raises(PackError, match="место, которое здесь не заполняется"):
        written(tmp_path, term, no="с %(free_from)s")


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        *(
            (check, f"проверка «{check}» здесь невозможна: её фразы – о каждом члене семьи или о другой мере.")
            for check in sorted(OF_CRITERIA)
        ),
        ("no_such_check", "слова «no_such_check» здесь не бывает."),
    ],
)
def test_only_a_check_without_sentences_of_its_own_can_be_turned_round(
    tmp_path: Path, check: str, problem: str
) -> None:
    with pytest.raises(PackError) as error:
        written(tmp_path, f"{{check: {check}}}", yes="%(free_from)s")
    assert [str(one.problem) for one in error.value.complaints] == [problem]


def test_it_is_told_in_words(tmp_path: Path) -> None:
    explain = Explainer(RULES.vocabulary, "", {}, RU)
    asked = [explain.question(name) for name in (TRADER, CENTRE)]
    one, other = (f"не так: ответ «да» на вопрос «{question}»" for question in asked)
    assert explain.holds(written(tmp_path, f"{{all_of: {TWO}}}")) == f"{one}; или {other}"
    single = written(tmp_path, f"{{check: is_true, fact: {TRADER}}}")
    assert (explain.name(single), explain.parameters(single)) == ("is_true", {"fact": TRADER})
