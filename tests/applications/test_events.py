"""The table of events: every kind has its row, and every row has all of its words."""

from pathlib import Path

import pytest

from applications.event_fields import YesNo, words_of
from applications.events import EVENTS, OFFICE, OPEN, EventRow, Recorder, State
from applications.moves import MOVES, possible
from notifications.case import Cancels
from screening.events import EventKind


def test_every_kind_has_one_row_and_the_table_is_in_the_order_of_a_case() -> None:
    assert list(EVENTS) == list(EventKind)
    assert all(row.kind is kind for kind, row in EVENTS.items())


@pytest.mark.parametrize("row", EVENTS.values(), ids=lambda row: row.kind.value)
def test_what_a_clerk_records_has_a_button_a_day_and_words_for_every_field(row: EventRow) -> None:
    assert row.title
    assert bool(row.action) == bool(row.day) == (Recorder.CLERK in row.by)
    for field in row.fields:
        assert field.label, field.name
        assert field.problem, field.name
        assert field.described, field.name
        assert ("%(value)s" in field.says) != isinstance(field.type, YesNo), field.name


def test_whatever_a_clerk_may_record_an_outside_system_may_too() -> None:
    """The console and the API are two doors of one office."""
    assert all((Recorder.CLERK in row.by) == (Recorder.API in row.by) for row in EVENTS.values())
    assert {Recorder.CLERK, Recorder.API} == OFFICE


def test_every_event_but_the_first_has_a_state_to_come_in_and_every_state_is_reached() -> None:
    assert [kind for kind, row in EVENTS.items() if not row.moves] == [EventKind.SUBMITTED]
    assert {*MOVES.values(), State.SUBMITTED} == set(State)


def test_what_is_open_can_still_go_on_and_what_is_closed_cannot_be_withdrawn() -> None:
    assert all(len(possible(state)) > 1 for state in OPEN)
    assert {state for state in State if EventKind.WITHDRAWN in possible(state)} == OPEN


def test_an_event_that_closes_a_case_leaves_nothing_awaited() -> None:
    for kind, row in EVENTS.items():
        closes = any(reached not in OPEN and state in OPEN for state, reached in row.moves.items())
        assert (row.cancels is not Cancels.NOTHING) == closes, kind


def test_every_event_and_state_is_a_term_of_the_glossary() -> None:
    glossary = (Path(__file__).parents[2] / "GLOSSARY.md").read_text("utf-8")
    assert [name for name in [*EventKind.__members__, *State.__members__] if f"`{name}`" not in glossary] == []


def test_a_choice_without_a_label_for_each_word_is_noticed_at_once() -> None:
    with pytest.raises(ValueError, match="electronic, paper"):
        words_of("filing", {"paper": "на бумаге"})
