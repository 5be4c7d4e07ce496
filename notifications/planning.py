"""From the events of a case to the notices that ought to exist. Pure: the same case gives the same notices."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from notifications.case import (
    CHECKED,
    CLOSING,
    GRANTED,
    LAPSED,
    REFUSED,
    SIGNED,
    SOLE_TRADER,
    WITHDRAWN,
    CaseView,
    Happening,
)
from notifications.deadlines import arisen, signing_terms
from notifications.model import Notice
from notifications.reminders import days_of, reminders

__all__ = ["DECISION", "PAYMENT", "REGISTRATION", "CaseView", "plan"]

REGISTRATION: Final = "registration"
DECISION: Final = "decision"
PAYMENT: Final = "payment"
"""Ids of the office's own deadlines that a citizen is told of, in the packs that have them."""

Values = dict[str, str]


def plan(case: CaseView, now: datetime) -> tuple[Notice, ...]:
    """Every notice that ought to exist at `now` (aware UTC), those already sent included, in the order they are due.

    A notice that is not among them must not be said: the event it prepares for has come, its day has moved, or its
    last useful moment has passed. Raises `NoCalendar` where a date leaves the production calendar.
    """
    wanted = [*_of_events(case), *reminders(case)]
    return tuple(sorted((item for item in wanted if not item.useless_at(now)), key=lambda item: item.due_at))


def _of_events(case: CaseView) -> Iterator[Notice]:
    """What is said of each event, at once; built from the case as it stood then, so it never changes afterwards."""
    for event in case.happenings:
        if event.kind in _SAYINGS and _worth_saying(event) and not _overtaken(case, event):
            occasion, details = _SAYINGS[event.kind]
            yield Notice(
                key=f"{case.number}:{occasion}:{event.on.isoformat()}",
                application=case.number,
                person=case.person,
                occasion=occasion,
                due_at=event.recorded_at,
                values={
                    "measure": case.measure_title,
                    "on": event.on.isoformat(),
                    **details(case.as_of(event), event),
                },
            )


def _worth_saying(event: Happening) -> bool:
    """Of the office's checks only an additional one concerns the citizen; grounds for a refusal are the decision's."""
    return event.kind != CHECKED or event.data.get("extra_check") is True


def _overtaken(case: CaseView, event: Happening) -> bool:
    """Whether a later event made a lie of it: an invitation to sign must not arrive when the case has closed."""
    undone_by = _UNDONE_BY.get(event.kind)
    return undone_by is not None and case.first_after(event, undone_by) is not None


_UNDONE_BY: Final[Mapping[str, frozenset[str]]] = {
    CHECKED: CLOSING | {GRANTED},
    GRANTED: CLOSING - {SIGNED},
    SOLE_TRADER: CLOSING - {SIGNED},
    LAPSED: frozenset({SIGNED}),
}


def _nothing_more(_case: CaseView, _event: Happening) -> Values:
    return {}


def _office_term(rule: str) -> Callable[[CaseView, Happening], Values]:
    """The last day by which the office must take the next step, where the pack says one."""

    def details(case: CaseView, _event: Happening) -> Values:
        return next((days_of(item) for item in arisen(case) if item.rule.id == rule), {})

    return details


def _registered(case: CaseView, event: Happening) -> Values:
    checked = {"extra_check": "yes"} if event.data.get("extra_check") is True else {}
    return {**_office_term(DECISION)(case, event), **checked}


def _sign_until(case: CaseView, event: Happening) -> Values:
    """The first last day to sign that had not passed when the event was recorded; nothing where none is known."""
    recorded_on = event.recorded_at.astimezone(case.zone).date()
    open_terms = (term for term in signing_terms(arisen(case)) if term and recorded_on <= term.strict_last_day)
    return days_of(next(open_terms, None))


def _granted(case: CaseView, event: Happening) -> Values:
    restarts = {rule.restarted_by for rule in case.deadlines if rule.after == GRANTED}
    trader = {"restarted_by": SOLE_TRADER} if SOLE_TRADER in restarts else {}
    return {**_sign_until(case, event), **trader}


def _refused(case: CaseView, event: Happening) -> Values:
    ground = str(event.data.get("ground", ""))
    return {"ground": ground, "ground_text": case.refusal_grounds.get(ground, ""), "appeal": case.appeal}


def _lapsed(case: CaseView, event: Happening) -> Values:
    """The day the term ended, where it is its passing that closed the case."""
    final = signing_terms(arisen(case)).final
    return days_of(final) if final is not None and final.strict_last_day < event.on else {}


_SAYINGS: Final[Mapping[str, tuple[str, Callable[[CaseView, Happening], Values]]]] = {
    "submitted": ("received", _office_term(REGISTRATION)),
    "registered": ("registered", _registered),
    CHECKED: ("extra_check", _office_term(DECISION)),
    GRANTED: ("granted", _granted),
    SOLE_TRADER: ("window_moved", _sign_until),
    REFUSED: ("refused", _refused),
    SIGNED: ("signed", _office_term(PAYMENT)),
    LAPSED: ("lapsed", _lapsed),
    WITHDRAWN: ("withdrawn", _nothing_more),
}
"""Occasion and further values by the kind of event."""
