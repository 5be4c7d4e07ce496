"""Comparing regimes, days and editions: what differs, with both citations, and whose verdict flips and why."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from locales import translator
from screening.exchange.situation import situation_from_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.lawbook.compare import ChangeKind, MeasureChanges, RuleChange, compare
from screening.lawbook.describe import describe
from screening.lawbook.selecting import NotSelected, Selected, select
from screening.lawbook.whatif import Flip, Side, flips, months_asked
from screening.rules import Rules
from screening.situation import Situation
from screening.truth import Truth
from screening.verdict import Outcome
from tests.rules import RULES
from tests.screening.editing import Edit, edited
from tests.screening.lawcases import read_cases

RU: Final = translator("ru")
NOON: Final = datetime(2026, 3, 10, 12, tzinfo=UTC)

REGIME: Final = "tyumen/_regime.2020-04-06.yaml"
TRAINING: Final = "tyumen/training.2020-04-06.yaml"
TRAINING_REF: Final = "tyumen/training.2020-04-06"


def chosen(name: str, rules: Rules = RULES, as_of: date | None = None) -> Selected:
    return select(rules, name, NOON, as_of)


def compared(before: Selected, after: Selected) -> tuple[MeasureChanges, ...]:
    return compare(*(tuple(describe(side.rules, m, RU, side.on) for m in side.measures) for side in (before, after)))


def changes(tmp_path: Path, *edits: Edit) -> dict[tuple[str, str], RuleChange]:
    """What one edited copy changes in the training payment of 2020."""
    rules = edited(tmp_path / "packs", *edits)
    [found] = compared(chosen(TRAINING_REF), chosen(TRAINING_REF, rules))
    return {(change.section, change.id): change for change in found.changes}


# --- what differs


@pytest.mark.parametrize("measure", RULES.all_measures, ids=[one.ref for one in RULES.all_measures])
def test_a_pack_does_not_differ_from_itself(measure: Any) -> None:
    ref = measure.ref.partition("@")[0]
    [found] = compared(chosen(ref), chosen(ref))
    assert found.same


def test_a_changed_value_is_named_by_its_row_with_both_citations(tmp_path: Path) -> None:
    found = changes(tmp_path, ("subsistence/tyumen.yaml", "able_bodied: 12196", "able_bodied: 12200"))
    assert set(found) == {("values", "income_ceiling/2021-01-01"), ("values", "training_cap/2021-01-01")}
    change = found["values", "income_ceiling/2021-01-01"]
    assert (change.kind, dict(change.fields)) == (ChangeKind.CHANGED, {"value": (Decimal(12196), Decimal(12200))})
    assert change.before == change.after
    assert change.after is not None
    assert "531-п" in change.after.title


def test_an_added_criterion_is_named_with_its_citation(tmp_path: Path) -> None:
    says = "says: {yes: а, no: б, open: в}"
    criterion = f"{{id: works_not, check: is_false, fact: has_permanent_job, cite: 'slides: п. 9', {says}}}"
    added = f"criteria:\n  - {criterion}\n"
    found = changes(tmp_path, (TRAINING, "criteria:\n", added))
    [(place, change)] = found.items()
    assert place == ("criteria", "works_not")
    assert (change.kind, change.before) == (ChangeKind.ADDED, None)
    assert change.after is not None
    assert change.after.clause == "п. 9"
    assert change.fields["holds"][1] == "ответ «нет» на вопрос «Есть ли у вас постоянная работа?»"


def test_a_removed_criterion_keeps_the_citation_it_had(tmp_path: Path) -> None:
    found = changes(tmp_path, (TRAINING, "  - use: independent_reason\n", ""))
    assert {change.kind for change in found.values()} == {ChangeKind.REMOVED}
    change = found["criteria", "independent_reason"]
    assert (change.before is None, change.after) == (False, None)
    assert ("criteria", "large_family") in found, "the parts of a group go with it"


def test_a_check_with_another_parameter_is_a_changed_criterion(tmp_path: Path) -> None:
    found = changes(tmp_path, (TRAINING, "fact: training_payment_received", "fact: first_needs_payment_received"))
    change = found["criteria", "not_repeated"]
    assert change.fields["fact"] == ("training_payment_received", "first_needs_payment_received")
    assert "первоочередные нужды" in str(change.fields["holds"][1])


def test_a_changed_clause_alone_is_a_change(tmp_path: Path) -> None:
    found = changes(tmp_path, (REGIME, 'cite: "slides: слайд «Круг заявителей», п. 2"', 'cite: "p170: п. 7"'))
    [change] = found.values()
    assert list(change.fields) == ["clause"]
    assert (change.before.clause, change.after.clause) == ("слайд «Круг заявителей», п. 2", "п. 7")  # type: ignore[union-attr]


def test_terms_papers_grounds_gaps_and_the_income_rule_are_compared(tmp_path: Path) -> None:
    found = changes(
        tmp_path,
        (REGIME, "after: submitted, within: 1 working_days", "after: submitted, within: 2 working_days"),
        (REGIME, "skipped_months: 0", "skipped_months: 1"),
        (TRAINING, "Без него выплату на обучение не назначают.", "Он нужен."),
        (REGIME, "  - id: act_text\n", "  - id: text_of_the_act\n"),
    )
    assert {place: change.kind for place, change in found.items()} == {
        ("deadlines", "registration"): ChangeKind.CHANGED,
        ("income", "income"): ChangeKind.CHANGED,
        ("documents", "course_contract"): ChangeKind.CHANGED,
        ("gaps", "act_text"): ChangeKind.REMOVED,
        ("gaps", "text_of_the_act"): ChangeKind.ADDED,
    }
    assert found["deadlines", "registration"].fields["within"] == ("1 working_days", "2 working_days")


def test_two_days_of_one_regime_differ_by_the_values_of_those_days() -> None:
    [found] = compared(chosen("tyumen/training@2020-12-31"), chosen("tyumen/training@2021-01-01"))
    assert {change.id: dict(change.fields)["value"] for change in found.changes} == {
        "income_ceiling/on_day": (12069, 12196),
        "training_cap/on_day": (72414, 73176),
    }


def test_measures_of_two_days_are_matched_by_id_and_what_has_no_match_is_named() -> None:
    found = compared(chosen("sevastopol@2025-12-31"), chosen("sevastopol@2026-01-01"))
    on_one_side = {one.measure: (one.before is None, one.after is None) for one in found if not one.changes}
    assert on_one_side == {"business_veterans": (True, False)}
    assert {"job_search", "business", "smallholding", "hard_situation"} < {one.measure for one in found}


def test_one_measure_on_each_side_is_one_pair_whatever_they_are_called() -> None:
    [found] = compared(chosen("tyumen/self_support.2020-04-06"), chosen("tyumen/business@2026-03-01"))
    assert found.before is not None
    assert found.after is not None
    assert {change.section for change in found.changes} >= {"criteria", "values", "documents", "deadlines"}


# --- naming rules


def test_a_name_stands_for_a_pack_a_measure_of_a_day_or_a_region_on_a_day() -> None:
    assert chosen(TRAINING_REF) == chosen(f"{TRAINING_REF}@1")
    assert chosen(TRAINING_REF).on == date(2020, 4, 6)
    assert [one.id for one in chosen("tyumen/training@2021-03-31").measures] == ["training"]
    assert chosen("tyumen@2020-09-15").on == date(2020, 9, 15)
    assert len(chosen("tyumen@2020-09-15").measures) == 4


def test_a_name_without_a_date_means_the_given_day_or_today_in_the_region() -> None:
    assert chosen("tyumen", as_of=date(2020, 9, 15)) == chosen("tyumen@2020-09-15")
    late = datetime(2025, 12, 31, 21, tzinfo=UTC)
    assert select(RULES, "tyumen", late).on == date(2026, 1, 1), "two in the morning in Tyumen"
    assert select(RULES, "penza", datetime(2025, 12, 31, 20, tzinfo=UTC)).on == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tyumen/training/x", "is not a name of rules"),
        ("Тюмень", "is not a name of rules"),
        ("atlantis@2020-01-01", "use one of: tyumen"),
        ("tyumen/training.2020-04-07", "tyumen/training.2020-04-06"),
        ("tyumen/flight@2020-09-15", "there are: self_support, training"),
        ("tyumen@2020-02-31", "is not a date"),
        ("tyumen@2022-02-01", "known period"),
    ],
)
def test_a_name_that_stands_for_nothing_says_what_would(name: str, words: str) -> None:
    with pytest.raises(NotSelected, match=words):
        chosen(name)


def test_a_day_beside_a_name_that_has_one_is_refused() -> None:
    with pytest.raises(NotSelected, match="names its date already"):
        chosen("tyumen@2020-09-15", as_of=date(2020, 9, 15))


# --- whose verdict flips

OLEG: Final = {
    "region": "sevastopol",
    "applied_on": "2025-03-10",
    "facts": {"lives_in_region": True, "citizen_of_russia": True, "last_contract_ended_on": None},
    "household": [
        {
            "relation": "applicant",
            "birth_date": "1985-04-12",
            "incomes": [{"kind": "wages", "month": "2024-12", "amount": "55500.00"}],
        }
    ],
}
"""18 500 a month: above the ceiling of 2025 (18 088), below that of 2026 (19 318)."""


def oleg(**changed: Any) -> Situation:
    return situation_from_json({**OLEG, **changed}, RULES)


def told(before: Selected, after: Selected, situation: Situation, *, move_income: bool = False) -> dict[str, Flip]:
    asked = months_asked(RULES, situation)
    sides = (Side(one).verdicts(situation, asked, move_income=move_income) for one in (before, after))
    return {flip.measure: flip for flip in flips(*sides)}


def test_a_raised_ceiling_flips_whom_it_lets_in_and_tells_the_criterion_with_both_sentences() -> None:
    found = told(chosen("sevastopol@2025-06-01"), chosen("sevastopol@2026-06-01"), oleg())
    flip = found["business"]
    assert flip.before is not None
    assert flip.after is not None
    assert (flip.before.outcome, flip.after.outcome) == (Outcome.FAILS, Outcome.UNDECIDED)
    [(old, new)] = flip.findings
    assert old is not None
    assert new is not None
    assert (old.criterion, old.values["limit"], new.values["limit"]) == ("poor", 18088, 19318)
    assert old.figure != new.figure


def test_the_situation_keeps_its_own_day_under_the_law_of_another() -> None:
    """The contract ended 364 days before: a year has not passed, whatever year the law is of."""
    situation = oleg(
        facts={
            "lives_in_region": True,
            "citizen_of_russia": True,
            "last_contract_ended_on": "2024-03-11",
            "last_contract_measure": "job_search",
        }
    )
    verdict = Side(chosen("sevastopol/job_search@2026-06-01")).verdicts(
        situation, months_asked(RULES, situation), move_income=False
    )["job_search"]
    truths = {part.criterion: part.truth.name for part in verdict.finding.parts}
    assert truths["not_repeated"] == "NO"
    assert truths["poor"] == "YES"


@pytest.mark.parametrize(
    "case", [case for case in read_cases() if "refused" not in case.expect][::9], ids=lambda c: c.name
)
def test_under_the_law_of_its_own_day_a_situation_gets_its_own_verdict(case: Any) -> None:
    situation = situation_from_json(case.situation, RULES)
    side = Side(chosen(f"{situation.region}@{situation.applied_on}"))
    found = side.verdicts(situation, months_asked(RULES, situation), move_income=False)
    own = judge(RULES, situation)
    assert [one.finding for one in found.values()] == [one.finding for one in own.measures]
    assert [one.amount for one in found.values()] == [one.amount for one in own.measures]


def test_frozen_to_its_own_day_the_law_says_the_same() -> None:
    """The rebuilt measures are the same law: a day of the same regime with the same figures gives the same verdict."""
    rules = RULES
    for case in [case for case in read_cases() if "refused" not in case.expect][::5]:
        situation = situation_from_json(case.situation, rules)
        region = next(name for name in rules.regions if name != situation.region)
        stranger = Situation(region, situation.applied_on, situation.facts, situation.household)
        side = Side(chosen(f"{situation.region}@{situation.applied_on}"))
        found = side.verdicts(stranger, months_asked(rules, situation), move_income=False)
        own = judge(rules, situation)
        assert [one.outcome for one in found.values()] == [one.outcome for one in own.measures], case.name
        assert [one.amount for one in found.values()] == [one.amount for one in own.measures], case.name


def test_a_condition_turned_round_is_fixed_to_the_day_too(tmp_path: Path) -> None:
    """The limit inside `not:` is that of the law's own day; the criterion is a change that the comparison names."""
    plain = "    check: at_most\n    fact: course_months\n    limit: course_limit\n"
    turned = "    not: {check: at_most, fact: course_months, limit: course_limit}\n"
    longer = "until: 2020-09-01, value: 6}, {from: 2020-09-01, value: 9}"
    edits = ((TRAINING, plain, turned), (REGIME, "value: 6}", longer))
    rules, situation = edited(tmp_path / "packs", *edits), oleg(facts={"course_months": 7})
    for day, truth in (("2020-08-31", Truth.YES), ("2020-09-01", Truth.NO)):
        side = Side(chosen(f"tyumen/training@{day}", rules))
        [found] = side.verdicts(situation, frozenset(), move_income=False).values()
        assert {part.criterion: part.truth for part in found.finding.parts}["short_course"] is truth
    fields = changes(tmp_path / "other", edits[0])["criteria", "short_course"].fields
    assert fields["not"] == (None, True)
    assert str(fields["holds"][1]) == f"не так: {fields['holds'][0]}"


def test_months_that_nobody_was_asked_about_leave_the_income_open() -> None:
    galina = situation_from_json(
        {
            "region": "tyumen",
            "applied_on": "2020-09-15",
            "household": [
                {"relation": "applicant", "incomes": [{"kind": "wages", "month": "2020-08", "amount": "99000.00"}]}
            ],
        },
        RULES,
    )
    asked = months_asked(RULES, galina)
    side = Side(chosen("tyumen/business@2026-03-01"))
    open_one = side.verdicts(galina, asked, move_income=False)["business"]
    assert "household[0].incomes" in map(str, open_one.ask)
    moved = side.verdicts(galina, asked, move_income=True)["business"]
    assert moved.outcome is Outcome.FAILS
    [poor] = [part for part in moved.finding.parts if part.criterion == "poor"]
    assert poor.values["total"] == 99000


def test_an_edited_copy_flips_only_whom_the_edit_concerns(tmp_path: Path) -> None:
    rules = edited(tmp_path / "packs", ("subsistence/sevastopol.yaml", "per_head: 18088", "per_head: 18501"))
    names = ("sevastopol/business@2025-03-10", "sevastopol/job_search@2025-03-10")
    for name in names:
        assert set(told(chosen(name), chosen(name, rules), oleg())) == {name.split("/")[1].split("@")[0]}
    rich = oleg(
        household=[{"relation": "applicant", "incomes": [{"kind": "wages", "month": "2024-12", "amount": "90000.00"}]}]
    )
    assert told(chosen(names[0]), chosen(names[0], rules), rich) == {}


def test_another_amount_is_told_apart_from_another_outcome(tmp_path: Path) -> None:
    rules = edited(tmp_path / "packs", ("federal/_business.yaml", "value: 350000", "value: 400000"))
    poor = oleg(household=[{"relation": "applicant", "incomes": []}])
    [flip] = told(
        chosen("sevastopol/business@2025-03-10"), chosen("sevastopol/business@2025-03-10", rules), poor
    ).values()
    assert flip.outcome is False
    assert flip.before is not None
    assert flip.before.amount is not None
    assert flip.before.amount.max == 350000


def test_a_measure_that_one_side_does_not_have_flips_nobody_whom_the_other_fails() -> None:
    elsewhere = oleg(facts={"lives_in_region": False})
    before, after = chosen("sevastopol@2025-12-31"), chosen("sevastopol@2026-01-01")
    assert told(before, after, elsewhere) == {}
    assert set(told(before, after, oleg())) >= {"business_veterans"}


def test_the_verdict_of_another_law_can_still_be_written_as_json() -> None:
    verdict = Side(chosen("sevastopol@2026-06-01"))
    found = verdict.verdicts(oleg(), months_asked(RULES, oleg()), move_income=False)
    assert all(one.documents for one in found.values() if one.outcome is not Outcome.FAILS)
    assert verdict_to_json(judge(RULES, oleg()), RU)["measures"]


def test_income_that_is_not_asked_stays_so_when_it_is_told_to_move() -> None:
    situation = oleg(household=[{"relation": "applicant"}])
    found = Side(chosen("tyumen@2020-09-01")).verdicts(situation, months_asked(RULES, situation), move_income=True)
    assert all("household[0].incomes" in map(str, one.ask) for one in found.values())
