"""From the events of a case to the notices that ought to exist. Pure: the same case gives the same notices.

What is said of an event stands in its kind's row (`applications.events`); the values that its text needs are made here.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from notifications.case import CaseView, NoticeValues
from notifications.deadlines import arisen, restarting_event, signing_terms
from notifications.model import Notice
from notifications.reminders import days_of, reminders
from screening.events import EventKind

REGISTRATION: Final = "registration"
DECISION: Final = "decision"
PAYMENT: Final = "payment"
"""Ids of the office's own deadlines that a citizen is told of, in the packs that have them."""


def plan(case: CaseView, now: datetime) -> tuple[Notice, ...]:
    """Every notice that ought to exist at `now` (aware UTC), those already sent included, in the order they are due.

    A notice that is not among them must not be said: the event it prepares for has come, its day has moved, or its
    last useful moment has passed. Raises `NoCalendar` where a date leaves the production calendar.
    """
    wanted = [*_of_events(case), *reminders(case)]
    return tuple(sorted((item for item in wanted if not item.useless_at(now)), key=lambda item: item.due_at))


def _of_events(case: CaseView) -> Iterator[Notice]:
    """What is said of each event, at once; built from the case as it stood then, so it never changes afterwards."""
    for event in case.events:
        telling = case.effects[event.kind].tells
        if telling is None or (telling.only_with and event.data.get(telling.only_with) is not True):
            continue
        if case.first_after(event, telling.taken_back_by) is not None:
            continue
        yield Notice(
            key=f"{case.number}:{telling.occasion}:{event.on.isoformat()}",
            application=case.number,
            person=case.person,
            occasion=telling.occasion,
            due_at=event.recorded_at,
            values={
                "measure": case.measure_title,
                "on": event.on.isoformat(),
                **(telling.values(case.as_of(event)) if telling.values else {}),
            },
        )


# --- what the texts of the events are made of, for the rows to name


def office_term(rule: str) -> Callable[[CaseView], NoticeValues]:
    """The last day by which the office must take the next step, where the pack says one."""

    def values(case: CaseView) -> NoticeValues:
        return next((days_of(item) for item in arisen(case) if item.rule.id == rule), {})

    return values


def registration(case: CaseView) -> NoticeValues:
    checked = {"extra_check": "yes"} if case.events[-1].data.get("extra_check") is True else {}
    return {**office_term(DECISION)(case), **checked}


def sign_until(case: CaseView) -> NoticeValues:
    """The first last day to sign that had not passed when the event was recorded; nothing where none is known."""
    recorded_on = case.events[-1].recorded_at.astimezone(case.zone).date()
    open_terms = (term for term in signing_terms(arisen(case)) if term and recorded_on <= term.strict_last_day)
    return days_of(next(open_terms, None))


def grant(case: CaseView) -> NoticeValues:
    restarts = {restarting_event(case, rule) for rule in case.deadlines if rule.after == EventKind.GRANTED}
    trader = EventKind.SOLE_TRADER_REGISTERED
    return {**sign_until(case), **({"restarted_by": trader.value} if trader in restarts else {})}


def refusal(case: CaseView) -> NoticeValues:
    event = case.events[-1]
    ground = str(event.data.get("ground", ""))
    # That there are words, never the words: they are read on a page of ours, not in a messenger.
    words = {"words": "yes"} if event.data.get("comment") else {}
    return {"ground": ground, "ground_text": case.refusal_grounds.get(ground, ""), "appeal": case.appeal, **words}


def lapse(case: CaseView) -> NoticeValues:
    """The day the term ended, where it is its passing that closed the case."""
    final = signing_terms(arisen(case)).final
    return days_of(final) if final is not None and final.strict_last_day < case.events[-1].on else {}
