"""A case's moves: which event may come in which state, and where it leads, as the table of events has it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from applications.events import EVENTS, OFFICE
from applications.model import Application, CaseEvent, EventKind, State

MOVES: Final[Mapping[tuple[State, EventKind], State]] = {
    (state, kind): reached for kind, row in EVENTS.items() for state, reached in row.moves.items()
}


class ForbiddenMove(Exception):
    """An event that may not come in the state the case is in; nothing was recorded. It says what the office may do."""

    def __init__(self, state: State, kind: EventKind, why: str = "") -> None:
        self.state, self.kind = state, kind
        may = (item.value for item in possible(state) if OFFICE & EVENTS[item].by)
        allowed = ", ".join(may) or "nothing more"
        super().__init__(why or f"{kind.value} is not allowed while the case is {state.value}; allowed now: {allowed}")


def possible(state: State) -> tuple[EventKind, ...]:
    """What may come in the state, in the order of a case's life."""
    return tuple(kind for kind in EventKind if (state, kind) in MOVES)


def state_after(state: State, kind: EventKind) -> State:
    """Where the event leads; `ForbiddenMove` when it may not come now."""
    try:
        return MOVES[state, kind]
    except KeyError:
        raise ForbiddenMove(state, kind) from None


def moved(application: Application, event: CaseEvent) -> Application:
    """The application after the event, its revision raised by one; `ForbiddenMove` when the event may not come now."""
    return replace(
        application,
        state=state_after(application.state, event.kind),
        events=(*application.events, event),
        revision=application.revision + 1,
    )
