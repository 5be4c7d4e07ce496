"""A case with everything its clocks need: the application, its measure, its region's zone, the calendar. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from applications.consents import ConsentPurpose
from applications.event_fields import BadEvent, Limits, checked_data
from applications.events import EVENTS, Recorder
from applications.model import Application, CaseEvent, CaseSummary, EventKind, State
from applications.moves import ForbiddenMove, moved, state_after
from locales import N_
from notifications.calendar import MONTHS_A_YEAR, NoCalendar, ProductionCalendar, months_after
from notifications.case import CONTRACT_UNTIL, CaseView
from notifications.deadlines import Deadline, arisen, due, running
from notifications.model import Notice, NoticeStatus
from notifications.planning import plan
from notifications.reminders import OCCASIONS
from screening.amount import Cap
from screening.errors import NoValue
from screening.events import UNCOUNTED
from screening.pack import ContractTerm, Measure, Provision
from screening.rules import Region, Rules

NO_CONSENT: Final = "no consent to notices"


@dataclass(frozen=True, slots=True)
class Case:
    application: Application
    measure: Measure
    """The pack the application was submitted under, whatever is in force today."""
    region: Region
    calendar: ProductionCalendar

    @classmethod
    def of(cls, application: Application, rules: Rules, calendar: ProductionCalendar) -> "Case":
        """LookupError when the rules the application stands on are not loaded any more."""
        return cls(application, rules.measure(application.pack), rules.regions[application.region], calendar)

    def today(self, now: datetime) -> date:
        """The day in the region."""
        return now.astimezone(self.region.zone).date()

    @property
    def view(self) -> CaseView:
        return view_of(self.application, self.measure, self.region, self.calendar)

    def notices(self, now: datetime) -> tuple[Notice, ...]:
        """Every notice that ought to exist as the case stands. Raises `NoCalendar`."""
        planned = plan(self.view, now)
        if any(consent.purpose == ConsentPurpose.NOTICES for consent in self.application.consents):
            return planned
        # Planned all the same, so that the staff see what has to be said by post or telephone.
        return tuple(replace(notice, status=NoticeStatus.WITHHELD, last_error=NO_CONSENT) for notice in planned)

    def running(self, now: datetime) -> tuple[Deadline, ...]:
        """The terms that somebody still has to meet, the nearest first. Raises `NoCalendar`."""
        return running(arisen(self.view), self.today(now))

    def next_reminder(self, now: datetime) -> date | None:
        """The day in the region on which the person is reminded next; None where nothing of the kind is planned."""
        moments = (
            notice.due_at
            for notice in self.notices(now)
            if notice.occasion in OCCASIONS and notice.status is NoticeStatus.QUEUED and notice.due_at > now
        )
        moment = min(moments, default=None)
        return moment.astimezone(self.region.zone).date() if moment else None

    def after(self, event: CaseEvent) -> "Case":
        """The case with the event, and the day after which it now lapses. `ForbiddenMove`, `NoCalendar`."""
        changed = replace(self, application=moved(self.application, event))
        last_days = (item.strict_last_day for item in due(changed.view) if _ends_the_case(item))
        return replace(changed, application=replace(changed.application, lapses_after=max(last_days, default=None)))

    def lapse(self, now: datetime) -> CaseEvent | None:
        """The event of having lapsed, dated the first day after the term; None while there is still time."""
        missed = [item for item in due(self.view) if _ends_the_case(item)]
        if self.application.state is not State.GRANTED or not missed:
            return None
        last = max(missed, key=lambda item: item.strict_last_day)
        if self.today(now) < last.missed_on:
            return None
        # An event recorded late (the sole trader's registration) may be dated after the term's end.
        on = max(last.missed_on, *(event.on for event in self.application.events))
        return CaseEvent(EventKind.LAPSED, on, Recorder.SYSTEM.value, now)

    def checked(self, event: CaseEvent) -> CaseEvent:
        """The event, allowed now and with its data in stored form; `ForbiddenMove` or `BadEvent`."""
        state_after(self.application.state, event.kind)
        if event.kind is EventKind.LAPSED and self.lapse(event.recorded_at) is None:
            raise ForbiddenMove(self.application.state, event.kind, "lapsed is not allowed before the last day to sign")
        self._check_day(event)
        row = EVENTS[event.kind]
        grounds = {ground.id: ground.text for ground in self.measure.refusal_grounds}
        limits = Limits(event.on, stated_cap(self.measure, self.application.applied_on), grounds)
        data = checked_data(row.fields, event.data, limits, one_at_least=row.one_at_least)
        if event.kind is EventKind.EXTENDED:
            self._check_extension(date.fromisoformat(data[CONTRACT_UNTIL]))
        return replace(event, data=data)

    def _check_extension(self, until: date) -> None:
        """Later than the end agreed on before, and no later than a firm source allows."""
        before, most = self.view.contract_end, longest_end(self.view, self.measure.term)
        if before is not None and until <= before:
            raise BadEvent(
                f"data.{CONTRACT_UNTIL}",
                N_("Контракт и так до %(before)s включительно."),
                N_("Укажите более поздний день; если он кончился раньше, запишите окончание контракта."),
                before=before.isoformat(),
            )
        if most is not None and until > most:
            raise BadEvent(
                f"data.{CONTRACT_UNTIL}",
                N_("По правилам этой меры контракт нельзя продлить дальше %(most)s."),
                N_("Укажите %(most)s или более ранний день."),
                most=most.isoformat(),
            )

    def _check_day(self, event: CaseEvent) -> None:
        if event.on > self.today(event.recorded_at):
            raise BadEvent("on", N_("Этот день ещё не наступил."), N_("Укажите сегодняшний день или более ранний."))
        late = self.application.state is State.LAPSED
        if late:
            # When the term ended on a day off the office may have signed on the next working day.
            last = max(item.shifted_last_day for item in arisen(self.view) if _ends_the_case(item))
            if event.on > last:
                why = "the term to sign has passed: the case has lapsed"
                raise ForbiddenMove(self.application.state, event.kind, why)
        unbinding = UNCOUNTED | ({EventKind.LAPSED} if late else set())
        previous = max(item.on for item in self.application.events if item.kind not in unbinding)
        if event.on < previous:
            raise BadEvent(
                "on",
                N_("Этот день раньше предыдущего события (%(previous)s)."),
                N_("Укажите %(previous)s или более поздний день."),
                previous=previous.isoformat(),
            )


def view_of(
    case: Application | CaseSummary, measure: Measure, region: Region, calendar: ProductionCalendar
) -> CaseView:
    """What the clocks see of a case."""
    return CaseView(
        number=case.number,
        person=case.person,
        zone=region.zone,
        deadlines=measure.deadlines,
        events=case.events,
        effects=EVENTS,
        measure_title=measure.title,
        calendar=calendar,
        refusal_grounds={ground.id: ground.text for ground in measure.refusal_grounds},
        appeal=next((clause.text for clause in measure.provisions[Provision.APPEAL]), ""),
    )


def refusal_of(application: Application) -> CaseEvent | None:
    """The decision that refused the help; None where there is none."""
    return next((event for event in reversed(application.events) if event.kind is EventKind.REFUSED), None)


def office_words(application: Application) -> str:
    """What the office wrote to the applicant beside the ground of the refusal; empty where it wrote nothing.

    Never said through a messenger: the applicant reads it on a page of ours.
    """
    refused = refusal_of(application)
    return str(refused.data.get("comment", "")) if refused else ""


def longest_end(case: CaseView, term: ContractTerm | None) -> date | None:
    """The last day up to which the act lets the contract be made longer; None where no firm source sets a bound.

    Half of a term is taken in days and, of whole months, in months: the later day of the two, so that nothing is
    refused that one reading of «half» allows.
    """
    signed = case.last(EventKind.CONTRACT_SIGNED)
    if term is None or not term.cite.certainty.firm or signed is None or CONTRACT_UNTIL not in signed.data:
        return None
    start, end = signed.on, date.fromisoformat(str(signed.data[CONTRACT_UNTIL]))
    bounds = []
    if term.extended_at_most_months is not None:
        bounds.append(months_after(end, term.extended_at_most_months))
    if term.extended_by_half:
        days, months = (end - start).days, (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month
        bounds.append(max(end + timedelta(days=-(-days // 2)), months_after(end, months // 2)))
    return min(bounds, default=None)


def stated_cap(measure: Measure, applied_on: date) -> Decimal | None:
    """The most that the act itself lets the office grant, roubles; None where no firm source states a figure.

    Not the verdict's amount: the citizen's cost, a period counted in days and a figure from the press are good enough
    to tell, not to overrule the office with.
    """
    rule = measure.amount
    if not isinstance(rule, Cap) or rule.cap is None:
        return None
    try:
        cap, stands_in = rule.cap.on(applied_on), (rule.cite, rule.cap.cite, rule.cap.figure(applied_on))
    except NoValue:
        return None
    return cap if all(cite.certainty.firm for cite in stands_in) else None


def no_calendar(event: CaseEvent, error: NoCalendar) -> BadEvent:
    """An event whose terms run into a year without a production calendar cannot be clocked, so it is not recorded."""
    named = str(event.data.get("sign_by", "")).startswith(str(error.year))
    return BadEvent(
        "data.sign_by" if named else "on",
        N_("Для %(year)s года нет производственного календаря: сроки посчитать нельзя."),
        N_("Проверьте дату; если она верна, попросите оператора добавить календарь этого года."),
        year=error.year,
    )


def _ends_the_case(deadline: Deadline) -> bool:
    return deadline.rule.when_missed == EventKind.LAPSED
