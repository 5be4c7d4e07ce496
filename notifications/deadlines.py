"""Deadlines of a case, computed from its events and its pack's rules. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import Final, NamedTuple

from locales import N_
from notifications.calendar import NoCalendar
from notifications.case import Cancels, CaseEvent, CaseView
from notifications.terms import Run, runs
from screening.citation import Certainty, Citation
from screening.events import AGREED_AHEAD, DECIDED, DECISIONS, EventKind
from screening.pack import Actor, DayOff, DayOfMonth, DeadlineRule, Term, Unit

_DAY: Final = timedelta(days=1)

SIGN_BY: Final = DeadlineRule(
    id="sign_by",
    by=Actor.CITIZEN,
    after=EventKind.GRANTED,
    within=Term(0, Unit.CALENDAR_DAYS),
    text=N_("Заключить социальный контракт в срок, который назвал орган социальной защиты"),
    cite=Citation(
        source="office_notice",
        title=N_("Уведомление органа социальной защиты"),
        clause=N_("срок заключения социального контракта"),
        certainty=Certainty.AUTHORITY_STATEMENT,
    ),
    done_by=(EventKind.CONTRACT_SIGNED,),
)
"""Stands for the signing window where the pack has none and the office named the day (`sign_by` of the decision)."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One term of one case.

    `shifted_last_day` differs from the strict one only for what binds the citizen and ends on a day off: article 193 of
    the Civil Code moves such an end, but reaches these terms by analogy only, so the strict day is the one to advise.
    Where the act itself moves such an end (`DayOff`), or says that it stays, there is one last day.
    """

    rule: DeadlineRule
    starts_on: date
    """The day of the event the term is counted from: day 0."""
    strict_last_day: date
    shifted_last_day: date
    missed_on: date
    """The first day after the strict last day."""
    done_on: date | None = None
    """The day of the event that fulfilled or ended it; None while it runs."""


def due(case: CaseView) -> tuple[Deadline, ...]:
    """The milestones that run now, fulfilled ones left out, the nearest first. Raises `NoCalendar`."""
    return tuple(item for item in arisen(case) if item.done_on is None and item.rule.milestone)


def running(deadlines: Iterable[Deadline], on: date) -> tuple[Deadline, ...]:
    """Of those that have arisen, what somebody still has to meet on the day: the chat, the API and the console show it.

    Not what begins later: next month's report, the conclusion before the contract's last month.

    A term that no event can fulfil (the payment's, a notice's) runs until its last day only: nobody could close it.
    """
    left = (item for item in begun(deadlines, on) if item.done_on is None)
    return tuple(item for item in left if item.rule.done_by or on <= item.strict_last_day)


def begun(deadlines: Iterable[Deadline], on: date) -> tuple[Deadline, ...]:
    """Without those whose first day is still ahead, unless they are fulfilled all the same."""
    return tuple(item for item in deadlines if item.starts_on <= on or item.done_on is not None)


def for_citizen(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Without the office's inner steps and what stands on grounds for a refusal: these its decision will say."""
    return tuple(item for item in deadlines if item.rule.milestone and "refusal_grounds" not in item.rule.only_if)


def arisen(case: CaseView) -> tuple[Deadline, ...]:
    """Every deadline that the events have started, fulfilled or not, the nearest first. Raises `NoCalendar`.

    Those of the months of a contract and of its end are among them as soon as its last day is known, ahead of time.
    """
    granted, rules, known = case.last(EventKind.GRANTED), case.deadlines, _known(case)
    if granted is not None and "sign_by" in granted.data and not any(_is_window(rule) for rule in rules):
        rules = (*rules, SIGN_BY)
    found: list[Deadline] = []
    for rule in rules:
        if rule.only_if.items() <= known.items():
            found += _planned(case, rule) if rule.monthly or rule.after in AGREED_AHEAD else _counted(case, rule)
    return tuple(sorted(_not_before_the_window(found), key=lambda item: (item.strict_last_day, item.rule.id)))


def _not_before_the_window(found: list[Deadline]) -> list[Deadline]:
    """The final term to sign ends no sooner than the signing window that the same case still has.

    A late registration as a sole trader opens thirty days that may reach beyond day 90, and so may the day that the
    office itself named. No source says which of the two ends the case, so nothing is given up before the later one.
    """
    window = max((item for item in found if _is_window(item.rule)), key=lambda item: item.strict_last_day, default=None)
    if window is None:
        return found
    return [
        replace(window, rule=item.rule, done_on=item.done_on)
        if _is_final(item.rule) and item.strict_last_day < window.strict_last_day
        else item
        for item in found
    ]


class SigningTerms(NamedTuple):
    """The citizen's two terms to sign the contract, where the pack or the office's decision has them."""

    window: Deadline | None
    """The first one; None also where it ends on the day of the final one (a late registration as a trader)."""
    final: Deadline | None
    """The one after which not having come to sign counts as giving the help up."""


def signing_terms(deadlines: tuple[Deadline, ...]) -> SigningTerms:
    window = next((item for item in deadlines if _is_window(item.rule)), None)
    final = next((item for item in deadlines if _is_final(item.rule)), None)
    if window is not None and final is not None and window.strict_last_day >= final.strict_last_day:
        window = None
    return SigningTerms(window, final)


def has_signing_term(rules: Iterable[DeadlineRule]) -> bool:
    """Whether a pack's own rules say until when the contract is to be signed."""
    return any(_is_signing(rule) for rule in rules)


def _is_window(rule: DeadlineRule) -> bool:
    return _is_signing(rule) and rule.when_missed != EventKind.LAPSED


def _is_final(rule: DeadlineRule) -> bool:
    return _is_signing(rule) and rule.when_missed == EventKind.LAPSED


def _is_signing(rule: DeadlineRule) -> bool:
    return rule.by is Actor.CITIZEN and rule.after == EventKind.GRANTED and EventKind.CONTRACT_SIGNED in rule.done_by


def _known(case: CaseView) -> dict[str, str]:
    """What the events say, in the words of `only_if`; what nobody has said is absent and keeps a rule out."""
    said = {name: value for event in case.events for name, value in event.data.items()}
    words = {True: "yes", False: "no"}
    return {name: words[value] if isinstance(value, bool) else str(value) for name, value in said.items()}


def restarting_event(case: CaseView, rule: DeadlineRule) -> str | None:
    """The kind of event that would restart the rule's term in this case; None where none does."""
    return None if rule.restart_unless.items() & _known(case).items() else rule.restarted_by


def _counted(case: CaseView, rule: DeadlineRule) -> Iterator[Deadline]:
    """The terms from an event that has happened."""
    start = case.last(*(DECISIONS if rule.after == DECIDED else (rule.after,)))
    if start is None:
        return
    within = rule.within
    if rule.within_if_extra_check is not None and _known(case).get("extra_check") == "yes":
        within = rule.within_if_extra_check
    if _is_window(rule) and "sign_by" in start.data:
        # The last day that the office itself named for signing is moved by no rule.
        found = [Run(start.on, date.fromisoformat(str(start.data["sign_by"])))]
    else:
        found = [_moved(case, rule, run) for run in _runs(case, rule, within, start.on)]
    restarter = restarting_event(case, rule)
    restart = case.last(restarter) if restarter else None
    if restart is not None and case.first_after(start, frozenset({restart.kind})) is not None:
        # A restart never takes away days that the office had named.
        named = max((run.last_day for run in found), default=restart.on)
        anew = (_moved(case, rule, run) for run in _runs(case, rule, within, restart.on))
        found = [run._replace(last_day=max(run.last_day, named)) for run in anew]
    done = case.first_after(start, case.cancelling(Cancels.EVERYTHING).union(rule.done_by))
    yield from (_deadline(case, rule, run, done) for run in found)


def _planned(case: CaseView, rule: DeadlineRule) -> Iterator[Deadline]:
    """The terms of each month, and those of the contract's end: counted ahead, from days that are agreed on.

    Each event that fulfils them fulfils the earliest that is left. One that needs a year without a production calendar
    is left out until that year is loaded: it must not stand in the way of what the office records today.
    """
    ahead = rule.after in AGREED_AHEAD
    since = case.last(EventKind.CONTRACT_SIGNED if ahead else rule.after)
    if since is None:
        return
    on = case.contract_end if ahead else since.on
    done = case.all_after(since, frozenset(rule.done_by))
    try:
        planned = _runs(case, rule, rule.within, on) if on is not None else ()
        for run, event in zip_longest(planned, done):
            if run is not None:
                yield _deadline(case, rule, _moved(case, rule, run), event)
    except NoCalendar:
        return


def _runs(case: CaseView, rule: DeadlineRule, within: Term | DayOfMonth, on: date) -> tuple[Run, ...]:
    return runs(rule, within, on, case.contract_end, case.calendar)


def _moved(case: CaseView, rule: DeadlineRule, run: Run) -> Run:
    """Off a day off, where the act itself moves such an end."""
    if rule.day_off is not DayOff.NEXT_WORKING_DAY:
        return run
    return run._replace(last_day=case.calendar.next_working(run.last_day))


def _deadline(case: CaseView, rule: DeadlineRule, run: Run, done: CaseEvent | None) -> Deadline:
    moves = rule.by is Actor.CITIZEN and rule.day_off is not DayOff.AS_IT_IS
    return Deadline(
        rule=rule,
        starts_on=run.starts_on,
        strict_last_day=run.last_day,
        shifted_last_day=case.calendar.next_working(run.last_day) if moves else run.last_day,
        missed_on=run.last_day + _DAY,
        done_on=done.on if done else None,
    )
