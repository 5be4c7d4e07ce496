"""The table of moves, cell by cell."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from applications.event_fields import BadEvent
from applications.model import Application, CaseEvent, EventKind, PersonId, State
from applications.moves import ForbiddenMove, moved, possible, state_after
from locales import translator

K, S = EventKind, State
# Rows: the state a case is in. Columns: what may come, and where it leads. Everything else is forbidden.
TABLE = {
    S.SUBMITTED: {K.RECEIVED: S.RECEIVED, K.REGISTERED: S.REGISTERED, K.WITHDRAWN: S.WITHDRAWN},
    S.RECEIVED: {K.REGISTERED: S.REGISTERED, K.WITHDRAWN: S.WITHDRAWN},
    S.REGISTERED: {
        K.CHECKED: S.REGISTERED,
        K.GRANTED: S.GRANTED,
        K.REFUSED: S.REFUSED,
        K.WITHDRAWN: S.WITHDRAWN,
    },
    S.GRANTED: {
        K.SOLE_TRADER_REGISTERED: S.GRANTED,
        K.CONTRACT_SIGNED: S.SIGNED,
        K.LAPSED: S.LAPSED,
        K.WITHDRAWN: S.WITHDRAWN,
    },
    S.REFUSED: {},
    S.SIGNED: {
        K.PAID: S.SIGNED,
        K.REPORT_RECEIVED: S.SIGNED,
        K.EXTENDED: S.SIGNED,
        K.CONTRACT_ENDED: S.ENDED,
        K.FINAL_REPORT_RECEIVED: S.SIGNED,
    },
    S.ENDED: {K.PAID: S.ENDED, K.REPORT_RECEIVED: S.ENDED, K.FINAL_REPORT_RECEIVED: S.ENDED},
    S.LAPSED: {K.CONTRACT_SIGNED: S.SIGNED},
    S.WITHDRAWN: {},
}
for known in (S.SUBMITTED, S.RECEIVED, S.REGISTERED, S.GRANTED):
    TABLE[known] |= {K.EDITION_MOVED: known, K.RECOUNTED: known}
for known in (S.SIGNED, S.ENDED, S.LAPSED):
    TABLE[known] |= {K.EDITION_MOVED: known}
DAY = datetime(2020, 9, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(("state", "kind"), list(product(State, EventKind)))
def test_every_cell_of_the_table(state: State, kind: EventKind) -> None:
    if kind in TABLE[state]:
        assert state_after(state, kind) is TABLE[state][kind]
    else:
        with pytest.raises(ForbiddenMove) as caught:
            state_after(state, kind)
        assert (caught.value.state, caught.value.kind) == (state, kind)


@pytest.mark.parametrize("state", State)
def test_what_is_possible_is_what_the_table_allows(state: State) -> None:
    assert set(possible(state)) == set(TABLE[state])


def test_a_forbidden_move_says_in_plain_english_what_is_allowed_instead() -> None:
    with pytest.raises(ForbiddenMove, match="granted is not allowed while the case is submitted; allowed now: regist"):
        state_after(State.SUBMITTED, EventKind.GRANTED)
    with pytest.raises(ForbiddenMove, match="allowed now: nothing more"):
        state_after(State.REFUSED, EventKind.GRANTED)


def test_a_move_appends_the_event_and_raises_the_revision() -> None:
    application = Application(
        "SK-2020-0000018", PersonId("p"), "tyumen", "self_support", "tyumen/self_support.2020-04-06@2", "ru",
        date(2020, 9, 15), DAY, {}, {}, None, (), State.SUBMITTED, (), revision=4,
    )  # fmt: skip
    event = CaseEvent(EventKind.REGISTERED, date(2020, 9, 16), "inspector", DAY)
    assert moved(application, event) == replace(application, state=State.REGISTERED, events=(event,), revision=5)


def test_a_bad_event_names_the_field_and_speaks_the_readers_language() -> None:
    error = BadEvent("data.amount", "Сумма больше предела: %(cap)s.", "Укажите не больше %(cap)s.", cap="5.00")
    assert (error.path, error.problem, error.remedy) == (
        "data.amount",
        "Сумма больше предела: 5.00.",
        "Укажите не больше 5.00.",
    )
    assert error.in_language(translator("ru")) == (error.problem, error.remedy)
