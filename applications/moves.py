"""The one table of a case's moves: which event may come in which state, and where it leads. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from applications.model import Application, CaseEvent, EventKind, State

MOVES: Final[Mapping[tuple[State, EventKind], State]] = {
    (State.SUBMITTED, EventKind.REGISTERED): State.REGISTERED,
    (State.SUBMITTED, EventKind.WITHDRAWN): State.WITHDRAWN,
    (State.REGISTERED, EventKind.CHECKED): State.REGISTERED,
    (State.REGISTERED, EventKind.GRANTED): State.GRANTED,
    (State.REGISTERED, EventKind.REFUSED): State.REFUSED,
    (State.REGISTERED, EventKind.WITHDRAWN): State.WITHDRAWN,
    (State.GRANTED, EventKind.SOLE_TRADER_REGISTERED): State.GRANTED,
    (State.GRANTED, EventKind.CONTRACT_SIGNED): State.SIGNED,
    (State.GRANTED, EventKind.LAPSED): State.LAPSED,
    (State.GRANTED, EventKind.WITHDRAWN): State.WITHDRAWN,
    # Signed in time and recorded late: `applications.cases` takes only a day within the term.
    (State.LAPSED, EventKind.CONTRACT_SIGNED): State.SIGNED,
}
"""`submitted` is in no cell: it makes the case and never comes again."""


class ForbiddenMove(Exception):
    """An event that may not come in the state the case is in; nothing was recorded."""

    def __init__(self, state: State, kind: EventKind, why: str = "") -> None:
        self.state, self.kind = state, kind
        allowed = ", ".join(item.value for item in possible(state)) or "nothing more"
        super().__init__(why or f"{kind.value} is not allowed while the case is {state.value}; allowed now: {allowed}")


class BadEvent(ValueError):
    """A field of an event that is not accepted: its path (`on`, `data.amount`), what is wrong and what to do.

    `problem` and `remedy` are sentences in Russian; `in_language` gives them in another language.
    """

    def __init__(self, path: str, problem: str, remedy: str, **values: object) -> None:
        self.path = path
        self._texts, self._values = (problem, remedy), values
        self.problem, self.remedy = (text % values if values else text for text in self._texts)
        super().__init__(f"{path}: {self.problem} {self.remedy}")

    def in_language(self, t: Callable[..., str]) -> tuple[str, str]:
        """(problem, remedy) said by a translator."""
        problem, remedy = (t(text, **self._values) for text in self._texts)
        return problem, remedy


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
