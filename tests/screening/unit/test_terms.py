"""Reading a deadline: every word of it, and what is refused with its key and remedy."""

import pytest
import yaml

from screening.errors import PackError
from screening.pack import DayOff, DayOfMonth, DeadlineRule, MonthOf, Term, Unit
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


def test_a_day_of_a_month_is_read_with_the_month_it_is_of() -> None:
    report = read("after: contract_signed, by_day: 5, of: next_month, every: month")
    assert (report.within, report.monthly, report.repeated_for) == (DayOfMonth(5, MonthOf.NEXT_MONTH), True, None)
    payment = read("after: report_received, by_day: 10, of: next_month")
    assert (payment.within, payment.monthly) == (DayOfMonth(10, MonthOf.NEXT_MONTH), False)
    control = read("after: contract_ended, by_day: last, of: same_month, every: month, within: 12 months")
    assert (control.within, control.repeated_for) == (DayOfMonth(None, MonthOf.SAME_MONTH), Term(12, Unit.MONTHS))


def test_a_term_may_be_counted_back_from_the_contracts_end() -> None:
    conclusion = read("before: contract_ended, within: 1 months")
    assert (conclusion.after, conclusion.back, conclusion.within) == ("contract_ended", True, Term(1, Unit.MONTHS))


@pytest.mark.parametrize(
    ("words", "key", "problem"),
    [
        ("after: granted, by_day: 31, of: next_month", "by_day", "31 – не число, которое есть в каждом месяце."),
        ("after: granted, by_day: 29, of: next_month", "by_day", "29 – не число, которое есть в каждом месяце."),
        ("after: granted, by_day: 0, of: next_month", "by_day", "0 – не число, которое есть в каждом месяце."),
        ("after: granted, by_day: first, of: next_month", "by_day", "не подходит: здесь текст «first»."),
        ("after: granted, by_day: 5, of: month", "of", "слова «month» здесь не бывает."),
        ("after: granted, by_day: 5", "of", "этого поля нет."),
        ("after: granted, within: 5 working_days, of: next_month", "of", "поля с таким именем здесь не бывает."),
        (
            "after: granted, within: 5 months, by_day: 5, of: next_month",
            "by_day",
            "последний день срока назван дважды.",
        ),
        ("before: contract_ended, by_day: 5, of: next_month", "by_day", "последний день срока назван дважды."),
        ("after: contract_signed, every: month", "every", "у повторяющегося срока нет дня месяца."),
        (
            "after: contract_signed, every: month, within: 5 months",
            "every",
            "у повторяющегося срока нет дня месяца.",
        ),
        (
            "after: contract_signed, every: week, by_day: 5, of: next_month",
            "every",
            "слова «week» здесь не бывает.",
        ),
        (
            "after: contract_ended, every: month, by_day: 5, of: next_month",
            "every",
            "повторять не до какого дня: контракт уже окончен.",
        ),
        ("before: granted, within: 1 months", "before", "«granted» здесь не бывает."),
        (
            "after: granted, before: contract_ended, within: 1 months",
            "before",
            "срок считают и от события, и до него.",
        ),
        ("within: 1 months", "after", "этого поля нет."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_key(words: str, key: str, problem: str) -> None:
    assert refused(words)[:2] == (key, problem)


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
