"""What must hold over all the packs of a region: no overlap, no silent gap, no measure leaning on a missing one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screening.errors import Complaint, PackError
from screening.pack import Actor, DeadlineRule, Measure, Term, Unit
from screening.packfile.consistency import refuse_overlaps, refuse_silent_gaps, refuse_strangers, refuse_unheard
from screening.tree import SameAs
from screening.yamlblock import YamlBlock
from screening.yamlfile import read
from tests.screening.unit.made import CITE, SAYS, all_of, any_of, leaf, measure

Y20, Y21, Y22, Y24 = (date(year, 1, 1) for year in (2020, 2021, 2022, 2024))


@pytest.fixture
def block(tmp_path: Path) -> YamlBlock:
    path = tmp_path / "pack.yaml"
    keys = ("in_force", "criteria", "somewhere", "after", "restarted_by", "done_by", "when_missed", "only_if")
    path.write_text("".join(f"{key}: 1\n" for key in keys), encoding="utf-8")
    return read(path)


def refused(act: Callable[[], object]) -> Complaint:
    with pytest.raises(PackError) as error:
        act()
    return error.value.first


def between(start: date, until: date | None, name: str = "help", **known: Any) -> Measure:
    return measure(known.pop("criteria", all_of(leaf("a"))), name, in_force_from=start, in_force_until=until, **known)


# --- overlaps


@pytest.mark.parametrize(
    "regimes",
    [
        (between(Y20, Y21), between(Y21, None)),
        (between(Y20, Y21), between(Y22, Y24), between(Y24, None)),
        (between(Y20, None), between(Y21, None, "other")),
    ],
)
def test_regimes_may_follow_each_other_and_different_measures_may_overlap(
    regimes: tuple[Measure, ...], block: YamlBlock
) -> None:
    refuse_overlaps([(one, block) for one in regimes])
    assert block.sound


@pytest.mark.parametrize("earlier", [None, Y22], ids=["open", "too late"])
def test_two_regimes_of_a_measure_on_one_day_are_refused(earlier: date | None, block: YamlBlock) -> None:
    error = refused(lambda: refuse_overlaps([(between(Y20, earlier), block), (between(Y21, None), block)]))
    assert (error.key, str(error.problem)) == (
        "in_force",
        "в один день с somewhere/help.2020-01-01@1 действует другой режим той же меры.",
    )


# --- leaning on another measure

SAME = SameAs("same", "training", CITE, SAYS)
THIRD = SameAs("same", "third", CITE, SAYS)


def leaning(start: date = Y20, until: date | None = None) -> Measure:
    return between(start, until, "needs", criteria=all_of(leaf("a"), any_of(leaf("b"), SAME)))


@pytest.mark.parametrize(
    "others",
    [
        [between(Y20, None, "training")],
        [between(Y20, Y21, "training"), between(Y20, Y22, "training")],
    ],
)
def test_a_measure_may_lean_on_one_that_is_in_force_as_long(others: list[Measure], block: YamlBlock) -> None:
    refuse_strangers([(one, block) for one in (leaning(Y20, Y22 if len(others) > 1 else None), *others)])
    assert block.sound


@pytest.mark.parametrize(
    ("others", "until"),
    [
        ([], None),
        ([between(Y20, None, "other")], None),
        ([between(Y21, None, "training")], None),
        ([between(Y20, Y24, "training")], None),
        ([between(Y20, Y21, "training")], Y22),
        ([between(Y20, None, "training", criteria=all_of(THIRD)), between(Y20, None, "third")], None),
    ],
    ids=["none", "another", "later", "not for ever", "ends before", "leans itself"],
)  # fmt: skip
def test_a_measure_that_may_be_missing_is_not_leant_on(
    others: list[Measure], until: date | None, block: YamlBlock
) -> None:
    error = refused(lambda: refuse_strangers([(one, block) for one in (leaning(Y20, until), *others)]))
    assert error.key == "criteria"
    assert "«training»" in str(error.problem)


# --- silent gaps


@pytest.mark.parametrize(
    ("regimes", "unknown"),
    [
        ([(Y20, Y21), (Y21, None)], []),
        ([(Y20, Y21), (Y22, None)], [(Y21, Y22)]),
        ([(Y20, None), (Y22, Y24)], []),
        ([(Y20, Y22), (Y20, Y21), (Y22, None)], []),
        ([(Y20, Y21), (Y20, Y24), (Y22, None)], []),
        ([(Y20, Y21)], []),
    ],
)
def test_days_are_covered_by_rules_or_declared_unknown(
    regimes: list[tuple[date, date | None]], unknown: list[tuple[date, date | None]], block: YamlBlock
) -> None:
    refuse_silent_gaps(block, "somewhere", [between(*one) for one in regimes], unknown)
    assert block.sound


@pytest.mark.parametrize(
    ("regimes", "unknown", "words"),
    [
        ([(Y20, Y21), (Y22, None)], [], "у региона нет правил с 2021-01-01 до 2022-01-01."),
        ([(Y22, None), (Y20, Y21)], [], "у региона нет правил с 2021-01-01 до 2022-01-01."),
        ([(Y20, Y21), (Y24, None)], [(Y21, Y22)], "у региона нет правил с 2022-01-01 до 2024-01-01."),
        ([(Y20, Y22), (Y20, Y21), (Y24, None)], [], "у региона нет правил с 2022-01-01 до 2024-01-01."),
    ],
)
def test_a_gap_that_is_not_declared_is_named(
    regimes: list[tuple[date, date | None]], unknown: list[tuple[date, date | None]], words: str, block: YamlBlock
) -> None:
    error = refused(lambda: refuse_silent_gaps(block, "somewhere", [between(*one) for one in regimes], unknown))
    assert (error.key, str(error.problem)) == ("somewhere", words)


# --- deadlines


def deadline(**known: Any) -> DeadlineRule:
    fields: dict[str, Any] = {
        "id": "decision",
        "by": Actor.OFFICE,
        "after": "submitted",
        "within": Term(10, Unit.WORKING_DAYS),
        "text": "",
        "cite": CITE,
    }
    return DeadlineRule(**fields | known)


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"after": "decided"},
        {"restarted_by": "sole_trader_registered"},
        {"done_by": ("granted", "refused")},
        {"when_missed": "lapsed"},
        {"only_if": {"filing": "paper", "channel": "epgu"}},
    ],
)
def test_a_deadline_may_name_what_can_happen_in_a_case(known: dict[str, Any], block: YamlBlock) -> None:
    refuse_unheard(deadline(**known), block)
    assert block.sound


@pytest.mark.parametrize(
    ("known", "key", "word"),
    [
        ({"after": "birthday"}, "after", "birthday"),
        ({"restarted_by": "decided"}, "restarted_by", "decided"),
        ({"done_by": ("granted", "forgotten")}, "done_by", "forgotten"),
        ({"when_missed": "granted"}, "when_missed", "granted"),
        ({"only_if": {"weather": "fine"}}, "only_if", "weather"),
        ({"only_if": {"filing": "spoken"}}, "only_if", "spoken"),
    ],
)
def test_a_deadline_may_not_name_what_nobody_will_ever_report(
    known: dict[str, Any], key: str, word: str, block: YamlBlock
) -> None:
    error = refused(lambda: refuse_unheard(deadline(**known), block))
    assert (error.key, str(error.problem)) == (key, f"«{word}» здесь не бывает.")
    assert str(error.remedy).startswith("Возьмите одно из: ")
