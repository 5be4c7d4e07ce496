"""Clauses in small print: a source is numbered once, each place of a rule stands beside its number."""

from dataclasses import replace

from dialogs.footnotes import Footnotes
from locales import translator
from screening.citation import Certainty, Citation

ACT = Citation("act", "Приказ № 1", "п. 3", Certainty.ACT_TEXT, "https://example.org/1")
FORM = Citation("form", "Регламент", "п. 2", Certainty.ACT_TEXT)


def test_every_place_of_a_rule_has_its_sources_number() -> None:
    notes = Footnotes(translator("ru"))
    assert notes.clause(replace(ACT, also=(FORM, replace(ACT, clause="п. 9")))).text == "[1] п. 3; [2] п. 2; [1] п. 9"
    titles = [line.text for line in notes.listed()]
    assert titles == ["Источники", "[1] Приказ № 1 — https://example.org/1", "[2] Регламент"]


def test_the_plea_to_confirm_is_said_once_for_all_places() -> None:
    unsure = replace(ACT, certainty=Certainty.PRESS, also=(replace(FORM, certainty=Certainty.MIRROR),))
    said = Footnotes(translator("ru")).clause(unsure).text
    assert said == "[1] п. 3; [2] п. 2 — по сообщению печати; уточните в органе социальной защиты"
