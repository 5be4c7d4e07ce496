"""The reminders of a case that waits for its contract to be signed. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from typing import Final, NamedTuple

from notifications.case import Cancels, CaseView, NoticeValues
from notifications.deadlines import Deadline, SigningTerms, arisen, signing_terms
from notifications.model import UNTIL, Notice
from screening.events import EventKind

SIGN_LADDER: Final = (7, 3, 1, 0)
"""Days before the last day of the signing window on which to remind."""
FINAL_LADDER: Final = (30, 7, 1, 0)
"""The same before the day after which the help counts as given up."""
SPEAKING_TIME: Final = time(10)
"""When reminders are said, by the clock of the region."""
SIGN_REMINDER: Final = "sign_reminder"
SECOND_NOTICE: Final = "second_notice"
LAST_REMINDER: Final = "last_reminder"
OCCASIONS: Final = (SIGN_REMINDER, SECOND_NOTICE, LAST_REMINDER)

_DAY: Final = timedelta(days=1)


class _Rung(NamedTuple):
    """One reminder: the day it is said, the term it speaks of, the term whose running makes it due."""

    occasion: str
    on: date
    about: Deadline | None
    of: Deadline


def reminders(case: CaseView) -> tuple[Notice, ...]:
    """What is still to be said before the contract is signed; nothing once it is, or once the case is closed."""
    granted = case.last(EventKind.GRANTED)
    over = case.cancelling(Cancels.REMINDERS, Cancels.EVERYTHING)
    if granted is None or case.first_after(granted, over) is not None:
        return ()
    found = sorted(_rungs(signing_terms(arisen(case))), key=lambda rung: rung.on)
    ahead = [rung for rung in found if _moment(case, rung.on) > _opened(case, rung.of)]
    return tuple(_notice(case, rung, following) for rung, following in zip_longest(ahead, ahead[1:]))


def days_of(term: Deadline | None) -> NoticeValues:
    """The term's last day for a notice's values, and the next working day where that one is a day off."""
    if term is None:
        return {}
    days = {"last_day": term.strict_last_day.isoformat()}
    if term.shifted_last_day != term.strict_last_day:
        days["shifted"] = term.shifted_last_day.isoformat()
    return days


def _rungs(terms: SigningTerms) -> Iterator[_Rung]:
    window, final = terms
    if window is not None:
        for before in SIGN_LADDER:
            yield _Rung(SIGN_REMINDER, window.strict_last_day - before * _DAY, window, window)
        if window.rule.when_missed == SECOND_NOTICE:
            yield _Rung(SECOND_NOTICE, window.missed_on, final, window)
    if final is not None:
        for before in FINAL_LADDER:
            on = final.strict_last_day - before * _DAY
            # While the first window runs its own reminders speak, and on the day after it the second notice does.
            if on > (window.missed_on if window else final.starts_on):
                yield _Rung(LAST_REMINDER, on, final, final)


def _moment(case: CaseView, on: date) -> datetime:
    return datetime.combine(on, SPEAKING_TIME, case.zone).astimezone(UTC)


def _opened(case: CaseView, term: Deadline) -> datetime:
    """When the event that opened the term became known: what it would have reminded of before that is not said."""
    opening = {EventKind.GRANTED, EventKind.SOLE_TRADER_REGISTERED}
    opened_by = (item for item in case.events if item.kind in opening and item.on == term.starts_on)
    return max((item.recorded_at for item in opened_by), default=datetime.max.replace(tzinfo=UTC))


def _notice(case: CaseView, rung: _Rung, following: _Rung | None) -> Notice:
    granted = case.last(EventKind.GRANTED)
    moved = granted is not None and rung.of.starts_on != granted.on
    # Where a window was opened anew its first day stands in the key: a reminder of the old one may share the day.
    anew = f":{rung.of.starts_on.isoformat()}" if moved else ""
    values = {"measure": case.measure_title, **days_of(rung.about)}
    if rung.about is not None:
        # Overtaken by the next one and by the end of its last day; the second notice only by the latter.
        until = datetime.combine(rung.about.strict_last_day + _DAY, time(), case.zone).astimezone(UTC)
        if following is not None and rung.occasion != SECOND_NOTICE:
            until = min(until, _moment(case, following.on))
        values[UNTIL] = until.isoformat()
    return Notice(
        key=f"{case.number}:{rung.occasion}:{rung.on.isoformat()}{anew}",
        application=case.number,
        person=case.person,
        occasion=rung.occasion,
        due_at=_moment(case, rung.on),
        values=values,
    )
