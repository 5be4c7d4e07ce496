"""What the sources leave open beside an answer is said with it: in the finding, in JSON, in the pack's own place."""

from typing import Final

import pytest

from locales import translator
from screening.checks.facts import IsTrue
from screening.errors import PackError
from screening.exchange.verdict import verdict_to_json
from screening.finding import Doubt, Finding, doubted
from screening.judge import judge
from screening.packfile.criteria import CriteriaReader, Shared
from screening.packfile.values import SourceList
from screening.tree import Criterion, Group
from screening.truth import Truth
from tests.rules import RULES
from tests.screening.unit.made import CITE, SAYS, all_of, leaf, measure, rules, situation
from tests.screening.unit.test_rule_files import Write, refused, write

__all__ = ["write"]
ALWAYS: Final = Doubt("reading", "Источник позволяет читать иначе.", CITE)
NEAR: Final = Doubt("near", "Близко к пределу.", CITE, when="near")
FACT: Final = "lives_in_region"


def test_a_doubt_stands_beside_its_own_answer_alone() -> None:
    said = {Truth.NO: (ALWAYS,)}
    assert doubted(Finding("x", Truth.NO), said).doubts == (ALWAYS,)
    assert doubted(Finding("x", Truth.YES), said).doubts == ()


def test_a_doubt_with_a_mark_waits_for_a_reading_that_bears_it() -> None:
    said = {Truth.YES: (ALWAYS, NEAR)}
    assert doubted(Finding("x", Truth.YES), said).doubts == (ALWAYS,)
    assert doubted(Finding("x", Truth.YES, marks=frozenset({"near"})), said).doubts == (NEAR, ALWAYS)


def test_the_verdict_names_the_doubt_of_a_leaf_and_of_a_group() -> None:
    doubtful = Criterion("one", IsTrue(FACT), CITE, SAYS, {Truth.YES: (ALWAYS,)})
    whole = Group(
        "both", (doubtful, leaf("citizen_of_russia")), False, CITE, SAYS, {Truth.YES: (NEAR._replace(when=""),)}
    )
    judged = judge(rules(measure(all_of(whole))), situation(**{FACT: True, "citizen_of_russia": True}))
    [found] = verdict_to_json(judged, translator("ru"))["measures"][0]["findings"]
    cited = {"id": "act", "title": "Акт", "clause": "п. 1", "certainty": "act_text", "url": None}
    assert found["doubts"] == [{"id": "near", "text": "Близко к пределу.", "source": cited}]
    assert found["parts"][0]["doubts"] == [
        {"id": "reading", "text": "Источник позволяет читать иначе.", "source": cited}
    ]
    assert "doubts" not in found["parts"][1]


CRITERIA: Final = """
    criteria:
      - id: resident
        check: is_true
        fact: lives_in_region
        cite: "act: п. 1"
        says: {yes: да, no: нет, open: неизвестно}
        doubts:
          either: [{id: reading, text: Читают по-разному., cite: "page: абзац 1"}]
          no: [{id: stay, text: Спросите., cite: "act: п. 2"}]
"""
SOURCES: Final = """
    act: {title: Акт, certainty: act_text}
    page: {title: Страница, certainty: press}
"""


def tree(write: Write, text: str) -> Group:
    sources = SourceList(write(SOURCES))
    return CriteriaReader(RULES.vocabulary, sources, {}, None, Shared()).tree(write(text))


def test_a_pack_writes_doubts_by_the_answer_each_with_its_own_source(write: Write) -> None:
    [node] = tree(write, CRITERIA).parts
    assert {truth: [one.id for one in found] for truth, found in node.doubts.items()} == {
        Truth.YES: ["reading"],
        Truth.NO: ["stay", "reading"],
    }
    assert node.doubts[Truth.YES][0].cite.certainty.value == "press"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("text: Спросите.", 'text: "Вышло %(count)s."', "во фразе есть место, которое здесь не заполняется"),
        ("text: Спросите.", "text: Спросите., when: near", "у этой проверки нет отметки «near»"),
        ("no: [{id: stay", "never: [{id: stay", "поля с таким именем здесь не бывает"),
        ('text: Спросите., cite: "act: п. 2"', "text: Спросите.", "cite"),
    ],
)
def test_a_doubt_that_could_not_be_said_is_refused(write: Write, old: str, new: str, words: str) -> None:
    error: PackError = refused(lambda: tree(write, CRITERIA.replace(old, new, 1)))
    assert words in str(error)


def test_a_measure_without_criteria_is_refused(write: Write) -> None:
    assert "список пуст" in str(refused(lambda: tree(write, "criteria: []")))
