"""Reading a deadline: every word of it, and what is refused with its key and remedy."""

import pytest
import yaml

from screening.errors import PackError
from screening.pack import DayOff, DeadlineRule, Term, Unit
from screening.packfile.terms import read_deadline
from screening.packfile.values import SourceList
from screening.yamlblock import YamlBlock
from screening.yamlfile import FastLoader, block_of

WHOLE = "id: one, by: office, text: Срок, cite: 'act: пункт 1'"


def read(words: str) -> DeadlineRule:
    """The deadline of these keys, beside what every deadline has."""

    def block(text: str) -> YamlBlock:
        return block_of(yaml.compose(text, Loader=FastLoader), "a.yaml")

    sources = SourceList(block("act: {title: Приказ, certainty: act_text}"))
    return read_deadline(block(f"{{{WHOLE}, {words}}}"), sources)


def refused(words: str) -> tuple[str, str, str]:
    with pytest.raises(PackError) as error:
        read(words)
    [told] = error.value.complaints
    return told.key, str(told.problem), str(told.remedy)


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("0 calendar_days", Term(0, Unit.CALENDAR_DAYS)),
        ("10 working_days", Term(10, Unit.WORKING_DAYS)),
        ("1 months", Term(1, Unit.MONTHS)),
        ("1 month", Term(1, Unit.MONTHS)),
        ("12 months", Term(12, Unit.MONTHS)),
        ("1 year", Term(1, Unit.YEARS)),
        ("1 years", Term(1, Unit.YEARS)),
    ],
)
def test_a_term_is_read_as_it_is_written(written: str, term: Term) -> None:
    assert read(f"after: granted, within: {written}").within == term


def test_what_the_act_says_of_a_last_day_off_is_read_and_its_silence_too() -> None:
    said = [
        read(f"after: granted, within: 3 months{more}").day_off
        for more in ("", ", day_off: next_working_day", ", day_off: as_it_is")
    ]
    assert said == [None, DayOff.NEXT_WORKING_DAY, DayOff.AS_IT_IS]


@pytest.mark.parametrize("written", ["0 months", "0 years", "months", "-1 months", "1.5 months", "1 Months"])
def test_what_is_no_term_is_refused(written: str) -> None:
    key, problem, _ = refused(f"after: granted, within: {written}")
    assert key == "within"
    assert f"«{written}»" in problem
