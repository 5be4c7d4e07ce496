"""A verdict of made-up measures: what is asked, what is left to the office, papers, favours, the summary of income."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.amount import Cap
from screening.checks.income import IncomeBelow
from screening.errors import NoRules
from screening.family import FROM_2024
from screening.income import Counting, LimitLine
from screening.judge import judge
from screening.pack import Actor, Clause, Document, Measure, Provision
from screening.question import Question
from screening.situation import Member
from screening.tree import Criterion, Node, SameAs
from screening.truth import Gap, Truth
from screening.verdict import DocumentNeed, Favour, IncomeSummary, MeasureVerdict, Outcome
from tests.screening.unit.made import (
    CITE,
    DAY,
    FIRST,
    LAST,
    SAYS,
    SECOND,
    SINCE,
    adult,
    all_of,
    any_of,
    by_group,
    child,
    given,
    leaf,
    measure,
    money,
    office,
    rule,
    rules,
    situation,
)

A, B, C = (Question(name) for name in "abc")


def verdict(of: Measure, *household: Member, **facts: Any) -> MeasureVerdict:
    return judge(rules(of), situation(*household, **facts)).measures[0]


def of_tree(*parts: Node, **facts: Any) -> MeasureVerdict:
    return verdict(measure(all_of(*parts)), **facts)


# --- outcome and questions


def test_all_conditions_known_give_a_plain_outcome() -> None:
    assert of_tree(leaf("a"), leaf("b"), a=True, b=True).outcome is Outcome.MEETS
    assert of_tree(leaf("a"), leaf("b"), a=True, b=False).outcome is Outcome.FAILS
    assert of_tree(leaf("a"), leaf("b"), a=True).outcome is Outcome.UNDECIDED


def test_what_is_open_is_told_by_its_kind() -> None:
    item = of_tree(leaf("a"), leaf("b"), office("judgement"), b=Gap.DONT_KNOW)
    assert (item.ask, item.find_out, item.office_decides) == ((A,), (B,), ("judgement",))


def test_what_fails_asks_nothing_and_needs_nothing() -> None:
    paper = Document("paper", Actor.CITIZEN, "Бумага", "", CITE)
    item = verdict(
        measure(all_of(leaf("a"), leaf("b"), office("judgement")), documents=(paper,), amount=cap("c")), a=False
    )
    assert (item.ask, item.find_out, item.office_decides) == ((), (), ())
    assert (item.amount, item.documents, item.details, item.priority) == (None, (), (), ())


def test_a_settled_part_asks_nothing_more() -> None:
    item = of_tree(any_of(leaf("a"), leaf("b")), leaf("c"), a=True)
    assert item.ask == (C,)


def test_what_was_worked_out_once_is_remembered() -> None:
    paper = Document("paper", Actor.CITIZEN, "Бумага", "", CITE, condition=leaf("b"), asks=True)
    item = verdict(measure(all_of(leaf("a")), documents=(paper,)))
    assert item.ask is item.ask
    assert item.details is item.details
    assert item.documents is item.documents


def test_a_verdict_may_be_of_some_measures_only() -> None:
    law = rules(measure(all_of(leaf("a")), "one"), measure(all_of(leaf("b")), "two"))
    names = lambda only: [item.measure.id for item in judge(law, situation(), only).measures]  # noqa: E731
    assert names(None) == names({"three"}) == names(()) == ["one", "two"]
    assert names({"two"}) == names({"two", "three"}) == ["two"]


# --- left to the office


def test_a_judgement_is_listed_once_and_beside_open_questions() -> None:
    shared = office("judgement")
    assert of_tree(leaf("a"), shared, any_of(shared, leaf("b"), name="other")).office_decides == ("judgement",)


def test_at_the_top_a_judgement_waits_for_nothing() -> None:
    item = of_tree(all_of(leaf("a"), office("judgement"), name="both"))
    assert (item.office_decides, item.ask) == (("judgement",), (A,))


def test_inside_an_alternative_a_judgement_waits_until_the_rest_of_it_holds() -> None:
    tree = any_of(leaf("a"), all_of(leaf("b"), office("judgement"), name="both"))
    assert of_tree(tree, a=False).office_decides == ()
    assert of_tree(tree, a=False, b=Gap.DONT_KNOW).office_decides == ()
    assert of_tree(tree, a=False, b=True).office_decides == ("judgement",)


def test_an_alternative_of_its_own_does_not_wait_for_the_others() -> None:
    assert of_tree(any_of(leaf("a"), office("judgement"))).office_decides == ("judgement",)
    inner = any_of(leaf("b"), office("judgement"), name="inner")
    assert of_tree(any_of(leaf("a"), inner)).office_decides == ("judgement",)


# --- papers, amount, favours


def cap(fact: str | None) -> Cap:
    return Cap("", CITE, cap=given("100"), cost_fact=fact)


def papers(*documents: Document, amount: Any = None, **facts: Any) -> MeasureVerdict:
    return verdict(measure(all_of(leaf("a")), documents=documents, amount=amount), a=True, **facts)


def test_a_paper_without_a_condition_is_always_needed() -> None:
    always = Document("paper", Actor.CITIZEN, "Бумага", "", CITE)
    assert papers(always).documents == (DocumentNeed(always, Truth.YES),)


@pytest.mark.parametrize(
    ("facts", "needed"),
    [({"b": True}, Truth.YES), ({"b": False}, None), ({}, Truth.UNKNOWN)],
    ids=["yes", "no", "open"],
)
def test_a_paper_is_needed_when_its_condition_holds_or_may_hold(facts: dict[str, bool], needed: Truth | None) -> None:
    paper = Document("paper", Actor.CITIZEN, "Бумага", "", CITE, condition=leaf("b"), asks=True)
    item = papers(paper, **facts)
    assert item.documents == (() if needed is None else (DocumentNeed(paper, needed),))
    assert item.details == ((B,) if needed is Truth.UNKNOWN else ())


def test_a_paper_that_may_not_ask_only_says_that_it_depends() -> None:
    paper = Document("paper", Actor.CITIZEN, "Бумага", "", CITE, condition=leaf("b"), asks=False)
    assert papers(paper).documents == (DocumentNeed(paper, Truth.UNKNOWN),)
    assert papers(paper).details == ()


def test_the_amount_is_asked_about_before_the_papers_and_each_question_once() -> None:
    first = Document("first", Actor.CITIZEN, "Бумага", "", CITE, condition=leaf("b"), asks=True)
    second = Document("second", Actor.CITIZEN, "Бумага", "", CITE, condition=any_of(leaf("b"), leaf("c")), asks=True)
    assert papers(first, second, amount=cap("cost")).details == (Question("cost"), B, C)
    assert papers(first, first).details == (B,)


def test_a_measure_without_an_amount_rule_says_none() -> None:
    assert papers().amount is None
    found = papers(amount=cap(None)).amount
    assert found is not None
    assert found.max == 100


def test_those_known_not_to_be_favoured_are_not_told_of_the_favour() -> None:
    always, of_b = Clause("always", "Всем", CITE), Clause("of_b", "Кому б", CITE, leaf("b"))
    provisions = dict.fromkeys(Provision, ()) | {Provision.PRIORITY: (always, of_b)}
    favoured = measure(all_of(leaf("a")), provisions=provisions)
    assert verdict(favoured, a=True, b=False).priority == (Favour(always, Truth.YES),)
    assert verdict(favoured, a=True, b=True).priority == (Favour(always, Truth.YES), Favour(of_b, Truth.YES))
    assert verdict(favoured, a=True).priority == (Favour(always, Truth.YES), Favour(of_b, Truth.UNKNOWN))


# --- the summary of income


def summary(limit: Any, *household: Member, **kinds: Counting) -> IncomeSummary | None:
    counted = rule(limit, FROM_2024, **kinds)
    poor = Criterion("poor", IncomeBelow(counted), CITE, SAYS)
    untested = measure(all_of(leaf("a")), "untested")
    tested = measure(all_of(poor), "tested", income=counted)
    return judge(rules(untested, tested), situation(*household)).income


def test_the_summary_is_of_the_first_measure_that_tests_income() -> None:
    found = summary(None, adult("applicant", money("100.10")), child())
    assert found is not None
    assert (found.months, found.family_size, found.total) == ((FIRST, SECOND, LAST), 2, Decimal("100.10"))
    assert (found.per_head, found.threshold, found.complete) == (Decimal("16.68"), Decimal("1000.00"), True)


def test_the_line_of_the_limit_is_told_only_where_all_measures_agree_on_it() -> None:
    below = rule(None, FROM_2024)
    not_above = replace(below, line=LimitLine.NOT_ABOVE)
    for first, second, line in (
        (below, below, LimitLine.BELOW),
        (not_above, not_above, LimitLine.NOT_ABOVE),
        (below, not_above, None),
    ):
        measures = [
            measure(all_of(Criterion("poor", IncomeBelow(one), CITE, SAYS)), name, income=one)
            for name, one in (("first", first), ("second", second))
        ]
        found = judge(rules(*measures), situation(adult())).income
        assert found is not None
        assert found.line is line


def test_the_summary_is_marked_while_an_income_is_not_known() -> None:
    found = summary(None, adult("applicant", money("100")), child(incomes=Gap.NOT_ASKED))
    assert found is not None
    assert (found.complete, found.total) == (False, 100)


def test_there_is_no_summary_while_the_family_is_open_or_no_measure_tests_income() -> None:
    assert summary(None) is None
    assert summary(None, adult(), Member("child")) is None
    assert judge(rules(measure(all_of(leaf("a")))), situation(adult())).income is None


def test_the_threshold_is_a_heads_share_in_kopecks_rounded_half_up() -> None:
    household = (adult(retired_or_disabled=False), adult("spouse", retired_or_disabled=True))
    for able, threshold in (("1000", "900.00"), ("1000.01", "900.01"), ("1000.02", "900.01")):
        found = summary(by_group(able, "800", "900"), *household)
        assert found is not None
        assert str(found.threshold) == threshold


def test_a_threshold_that_hangs_on_an_answer_or_on_a_blank_is_not_shown() -> None:
    for limit in (by_group("1000", "800", "900"), by_group(None, "800", "900"), by_group("1000", None, "900")):
        found = summary(limit, adult())
        assert found is not None
        assert found.threshold is None


# --- which rules


def test_a_day_without_rules_names_the_periods_in_order_and_the_reason() -> None:
    first = measure(all_of(leaf("a")), in_force_until=date(2021, 1, 1))
    later = measure(all_of(leaf("a")), "later", in_force_from=date(2024, 1, 1))
    law = rules(later, first, unknown=((date(2021, 1, 1), date(2024, 1, 1), "текст не найден"),))
    for day, reason in ((date(2021, 1, 1), "текст не найден"), (date(2023, 12, 31), "текст не найден")):
        with pytest.raises(NoRules) as none:
            judge(law, situation(on=day))
        assert (none.value.region, none.value.on, none.value.reason) == ("somewhere", day, reason)
        assert none.value.known == ((SINCE, date(2021, 1, 1)), (date(2024, 1, 1), None))
    with pytest.raises(NoRules) as none:
        judge(law, situation(on=date(2019, 12, 31)))
    assert none.value.reason is None
    assert [one.id for one in law.measures("somewhere", date(2020, 12, 31))] == ["help"]
    assert [one.id for one in law.measures("somewhere", date(2024, 1, 1))] == ["later"]


def test_a_region_or_a_ref_that_is_not_known_is_a_lookup_error() -> None:
    law = rules(measure(all_of(leaf("a"))))
    assert law.measure("somewhere/help.2020-01-01@1").id == "help"
    with pytest.raises(LookupError):
        law.measure("somewhere/help.2020-01-01@2")
    with pytest.raises(LookupError):
        law.measures("nowhere", DAY)
    with pytest.raises(LookupError, match="nowhere"):
        law.of_region("nowhere")
    assert [one.id for one in law.of_region("somewhere")] == ["help"]


def test_a_period_without_rules_that_has_no_end_is_explained_for_ever() -> None:
    law = rules(unknown=((date(2025, 1, 1), None, "ещё не принято"),))
    region = law.regions["somewhere"]
    assert region.why_unknown(date(2024, 12, 31)) is None
    assert region.why_unknown(date(2025, 1, 1)) == region.why_unknown(date(2030, 1, 1)) == "ещё не принято"
    ended = rules(unknown=((date(2021, 1, 1), date(2024, 1, 1), "текст не найден"),)).regions["somewhere"]
    assert ended.why_unknown(date(2023, 12, 31)) == "текст не найден"
    assert ended.why_unknown(date(2024, 1, 1)) is None


# --- another measure's criteria


def test_a_measure_may_ask_for_all_that_another_asks_for() -> None:
    same = SameAs("gets_training", "training", CITE, SAYS)
    law = rules(measure(all_of(leaf("a")), "training"), measure(all_of(same, leaf("b")), "needs"))
    found = judge(law, situation(b=True), {"needs"}).measures[0]
    [of_training, _] = found.finding.parts
    assert (of_training.criterion, of_training.cite, of_training.says) == ("gets_training", CITE, SAYS)
    assert [part.criterion for part in of_training.parts] == ["all"]
    assert found.ask == (A,)
    for answer in (True, False):
        settled = judge(law, situation(a=answer, b=True), {"needs"}).measures[0]
        assert settled.outcome is (Outcome.MEETS if answer else Outcome.FAILS)
