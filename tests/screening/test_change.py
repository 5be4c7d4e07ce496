"""What would change a failed measure: the smallest lawful steps, each proved by screening again."""

from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from screening.change import MOST_CHANGES, WAIT, WAIT_FOR_OTHER_RULES
from screening.judge import judge
from screening.loader import PACKS, load_rules
from screening.question import Question
from screening.rules import Rules
from screening.situation import Member, Situation
from screening.verdict import MeasureVerdict, Outcome, Way
from tests.screening.situations import APPLIED, earns, member, situation

POOR = [member("applicant", occupation="not_working", birth_date=date(1985, 1, 1), incomes=())]


def of(rules: Rules, measure: str, case: Situation) -> MeasureVerdict:
    return next(item for item in judge(rules, case).measures if item.measure.id == measure)


def steps(found: tuple[Way, ...]) -> list[list[tuple[str, Any]]]:
    return [[(str(change.question or "wait"), change.value) for change in way.changes] for way in found]


def test_a_course_that_is_too_long_may_be_changed_for_one_of_six_months(rules: Rules) -> None:
    item = of(rules, "training", situation(POOR, lives_in_region=True, course_months=9))
    assert steps(item.would_change) == [[("course_months", 6)]]
    assert item.would_change[0].outcome is Outcome.UNDECIDED
    assert item.would_change[0].changes[0].cite.clause == "виды выплат, п. «б»"


def test_after_a_payment_of_five_years_one_can_only_wait_for_the_year(rules: Rules) -> None:
    item = of(rules, "self_support", situation(POOR, lives_in_region=True, last_self_support_year=2016))
    assert steps(item.would_change) == [[("wait", date(2021, 1, 1))]]
    assert item.would_change[0].changes[0].text == WAIT


def test_a_wait_past_the_end_of_the_rules_says_that_others_will_decide(rules: Rules) -> None:
    item = of(rules, "self_support", situation(POOR, lives_in_region=True, last_self_support_year=2018))
    assert steps(item.would_change) == [[("wait", date(2023, 1, 1))]]
    assert item.would_change[0].changes[0].text == WAIT_FOR_OTHER_RULES


def test_waiting_never_promises_the_right_for_the_income_of_that_day_is_not_known(rules: Rules) -> None:
    """A lone mother out of work meets everything but the term."""
    child = member("child", birth_date=date(2015, 2, 3), incomes=())
    mother = member("applicant", birth_date=date(1985, 4, 12), occupation="registered_unemployed", incomes=())
    case = situation([mother, child], lives_in_region=True, last_self_support_year=2016)
    assert of(rules, "training", case).outcome is not Outcome.FAILS
    [way] = of(rules, "self_support", case).would_change
    assert way.outcome is Outcome.UNDECIDED


def test_after_a_contract_one_waits_a_year_from_its_end(rules: Rules) -> None:
    facts = {"lives_in_region": True, "citizen_of_russia": True, "last_contract_ended_on": date(2026, 1, 31)}
    facts |= {"last_contract_measure": "job_search"}
    item = of(rules, "job_search", Situation("sevastopol", date(2026, 9, 15), facts, tuple(POOR)))
    assert steps(item.would_change) == [[("wait", date(2027, 1, 31))]]


def test_of_two_terms_one_waits_for_the_later(rules: Rules) -> None:
    """The person's own contract and the spouse's ended at different times; one day settles both."""
    facts = {
        "lives_in_region": True,
        "citizen_of_russia": True,
        "registered_with_family_center": True,
        "last_contract_ended_on": date(2026, 1, 1),
        "family_contract_ended_on": date(2026, 2, 2),
        "last_contract_measure": "hard_situation",
        "family_contract_measure": "hard_situation",
    }
    family = (*POOR, member("spouse", birth_date=date(1985, 1, 1), incomes=()))
    item = of(rules, "hard_situation", Situation("sevastopol", date(2026, 3, 10), facts, family))
    assert steps(item.would_change) == [[("wait", date(2027, 2, 2))]]


def test_who_is_on_no_books_may_go_to_the_employment_service(rules: Rules) -> None:
    item = of(rules, "first_needs_job_search", situation(POOR, lives_in_region=True))
    assert steps(item.would_change) == [
        [("household[0].occupation", "registered_job_seeker")],
        [("household[0].occupation", "registered_unemployed")],
    ]


def test_nobody_is_told_to_leave_a_job(rules: Rules) -> None:
    case = situation([member("applicant", occupation="employed", incomes=())], lives_in_region=True)
    assert of(rules, "first_needs_job_search", case).would_change == ()


def test_what_no_act_can_mend_leaves_no_way_even_beside_what_can(rules: Rules) -> None:
    case = situation(POOR, lives_in_region=True, course_months=12, last_self_support_year=2019)
    assert steps(of(rules, "training", case).would_change) == [[("course_months", 6)]]
    case = situation(POOR, lives_in_region=True, course_months=12, first_needs_payment_received=True)
    assert of(rules, "first_needs_training", case).would_change == ()


@pytest.mark.parametrize(
    ("facts", "wages"),
    [({"lives_in_region": False}, "0"), ({"lives_in_region": True}, "999999"), ({"lives_in_region": False}, "999999")],
)
def test_nothing_lawful_brings_the_right_back_to_who_earns_too_much_or_lives_elsewhere(
    facts: dict[str, bool], wages: str, rules: Rules
) -> None:
    case = situation([member("applicant", occupation="employed", incomes=earns(rules, wages))], **facts)
    for item in judge(rules, case).measures:
        assert item.outcome is Outcome.FAILS
        assert item.would_change == ()


def test_a_measure_that_does_not_fail_needs_no_change(rules: Rules) -> None:
    for item in judge(rules, situation(POOR, lives_in_region=True)).measures:
        assert item.outcome is Outcome.FAILS or item.would_change == ()


PACK = """
    extends: ../federal/business.2026-01-01
    measure: business
    version: 1
    in_force: {cite: "minlabour: пример"}
    parameters:
      one_year: {unit: лет, cite: "minlabour: пример", values: [{from: 2026-01-01, value: 1}]}
    criteria:
      - id: either
        cite: "minlabour: пример"
        says: {yes: да, no: нет, open: неизвестно}
        any_of:
          - id: both
            cite: "minlabour: пример"
            says: {yes: да, no: нет, open: неизвестно}
            all_of:
              - {id: short, check: at_most, fact: course_months, limit: one_year, cite: "minlabour: а", says: {yes: а, no: б, open: в}}
              - {id: seeks, check: applicant_occupation, occupations: [registered_unemployed], cite: "minlabour: б", says: {yes: а, no: б, open: в}}
          - {id: never, check: is_true, fact: has_permanent_job, cite: "minlabour: в", says: {yes: а, no: б, open: в}}
          - {id: late, check: years_passed_since, fact: last_contract_ended_on, years: one_year, cite: "minlabour: г", says: {yes: а, no: б, open: в}}
"""  # noqa: E501 - a table of criteria


@pytest.fixture(scope="module")
def either(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """A region whose one measure may be reached by two steps together, or by waiting alone."""
    folder = tmp_path_factory.mktemp("packs")
    for path in PACKS.rglob("*.yaml"):
        if path.parent == PACKS or path.parent.name == "federal":
            target = folder / path.relative_to(PACKS)
            target.parent.mkdir(exist_ok=True)
            target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "regions.yaml").write_text(
        "made_up: {title: Пример, title_in: в примере, zone: Europe/Moscow}\n", encoding="utf-8"
    )
    _write(folder / "subsistence" / "made_up.yaml", (PACKS / "subsistence" / "tyumen.yaml").read_text(encoding="utf-8"))
    _write(folder / "made_up" / "business.2026-01-01.yaml", dedent(PACK))
    return load_rules(folder)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_of_two_ways_the_shorter_stands_first_and_none_holds_a_needless_step(either: Rules) -> None:
    facts = {
        "lives_in_region": True,
        "course_months": 9,
        "has_permanent_job": False,
        "last_contract_ended_on": date(2026, 3, 1),
    }
    case = Situation("made_up", date(2026, 9, 15), facts, (Member("applicant", occupation="not_working", incomes=()),))
    [item] = judge(either, case).measures
    assert item.outcome is Outcome.FAILS
    assert steps(item.would_change) == [
        [("wait", date(2027, 3, 1))],
        [("course_months", 1), ("household[0].occupation", "registered_unemployed")],
    ]


def test_every_way_that_is_shown_turns_the_measure_and_no_part_of_it_does(rules: Rules) -> None:
    """Proved on facts alone, for a wait moves the day that everything else is read on."""
    case = situation(POOR, lives_in_region=True, course_months=9, first_needs_payment_received=False)
    for item in judge(rules, case).measures:
        for way in item.would_change:
            assert 1 <= len(way.changes) <= MOST_CHANGES
            assert of(rules, item.measure.id, changed(case, way.changes)).outcome is way.outcome
            for left_out in way.changes:
                rest = [change for change in way.changes if change is not left_out]
                assert of(rules, item.measure.id, changed(case, rest)).outcome is Outcome.FAILS


def changed(case: Situation, changes: Any) -> Situation:
    facts, [only] = dict(case.facts), list(case.household)  # type: ignore[arg-type]
    for change in changes:
        if change.question == Question("occupation", 0):
            only = Member(only.relation, only.birth_date, change.value, incomes=only.incomes)
        else:
            facts[change.question.key] = change.value
    return Situation(case.region, APPLIED, facts, (only,))
