"""Sentences: the finding's own words with its numbers, the gap in the law, where a rule stands."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from locales import translator
from screening.citation import Certainty
from screening.finding import Finding
from screening.text import filled, sentence, source
from screening.truth import Truth
from tests.screening.unit.made import CITE

SPEAK = translator("ru")
SAYS = {Truth.YES: "Доход %(total)s за %(months)s мес.", Truth.UNKNOWN: "Доход пока не известен."}
VALUES = {"total": Decimal(9000), "months": 3}
NBSP = "\N{NO-BREAK SPACE}"


def finding(truth: Truth, **values: str) -> Finding:
    return Finding("poor", truth, CITE, SAYS, {**VALUES, **values})


def test_a_finding_says_its_own_sentence_with_its_numbers() -> None:
    assert sentence(finding(Truth.YES), SPEAK) == f"Доход 9{NBSP}000{NBSP}₽ за 3 мес."
    assert sentence(finding(Truth.UNKNOWN), SPEAK) == "Доход пока не известен."


def test_a_truth_without_a_sentence_says_nothing() -> None:
    assert sentence(finding(Truth.NO), SPEAK) == ""
    assert sentence(Finding("group", Truth.YES, CITE, {Truth.YES: ""}), SPEAK) == ""


def test_a_gap_in_the_law_is_said_with_its_reason() -> None:
    said = sentence(finding(Truth.UNKNOWN, blank="величина не найдена в источниках"), SPEAK)
    assert "величина не найдена в источниках" in said
    assert said != sentence(finding(Truth.UNKNOWN), SPEAK)


def test_what_is_settled_is_said_even_beside_a_gap() -> None:
    assert sentence(finding(Truth.YES, blank="не найдено"), SPEAK).startswith("Доход 9")


def test_days_are_written_out_and_words_are_translated() -> None:
    english = translator("en")
    assert filled("%(day)s", {"day": date(2026, 3, 12)}, SPEAK) == SPEAK.day(date(2026, 3, 12))
    assert filled("%(day)s", {"day": date(2026, 3, 12)}, SPEAK) != "2026-03-12"
    assert filled("%(member)s", {"member": "ребёнок"}, english) == english("ребёнок") != "ребёнок"


def test_every_place_of_a_rule_is_named() -> None:
    also = replace(CITE, title="Регламент", clause="п. 2", certainty=Certainty.MIRROR)
    assert source(replace(CITE, certainty=Certainty.ACT_TEXT, also=(also,)), SPEAK) == "Акт: п. 1; Регламент: п. 2"


@pytest.mark.parametrize("certainty", list(Certainty))
def test_a_source_that_is_not_firm_asks_to_confirm(certainty: Certainty) -> None:
    said = source(replace(CITE, certainty=certainty), SPEAK)
    assert said.startswith("Акт: п. 1")
    assert (said == "Акт: п. 1") is certainty.firm
    assert ("уточните в органе социальной защиты" in said) is not certainty.firm


@pytest.mark.parametrize(
    ("certainty", "words"),
    [
        (Certainty.PRESS_OF_AUTHORITY, "по сообщению печати со слов органа; "),
        (Certainty.PRESS, "по сообщению печати; "),
        (Certainty.DRAFT_ACT, "по проекту акта; "),
        (Certainty.TITLE_ONLY, "прочитан только заголовок акта; "),
        (Certainty.INFERRED, ""),
    ],
)
def test_what_a_source_is_unsure_by_is_said_beside_it(certainty: Certainty, words: str) -> None:
    said = source(replace(CITE, certainty=certainty), SPEAK)
    assert said == f"Акт: п. 1 — {words}уточните в органе социальной защиты"
