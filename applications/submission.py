"""Turning a screened draft into an application: one more screening, one number."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from applications.events import Recorder
from applications.model import Application, CaseEvent, Consent, EventKind, Identity, PersonId, State
from applications.ports import UnitOfWork
from locales import SOURCE_LANGUAGE, translator
from screening.errors import NoRules
from screening.exchange.situation import situation_to_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.pack import ASKED_AS, Measure
from screening.rules import Rules
from screening.situation import Situation
from screening.verdict import MeasureVerdict, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Submission:
    """What the secure form hands over at «подать заявление»."""

    token: str
    """Unique per form session (the session's token or its hash): the same one never makes two applications."""
    person: PersonId
    measure: str
    """The measure's id or the pack's ref."""
    situation: Situation
    identity: Identity
    consents: tuple[Consent, ...]


class Unready(Enum):
    NOT_IN_FORCE = "not in force"
    """The region has no such measure on the day of submission."""
    FAILS = "fails"
    QUESTIONS_LEFT = "questions left"
    OTHER_MONTHS = "other income months count now"
    """The draft was made in an earlier month: what was earned since has not been asked."""
    ALREADY_APPLIED = "an application is open"
    """The person's earlier application for the measure is still under way."""


class NotReady(Exception):
    """The measure cannot be applied for as the draft stands; nothing was stored.

    `verdict` is the measure's verdict on the day of submission (None for `Unready.NOT_IN_FORCE`); `number` is that of
    the open application for `Unready.ALREADY_APPLIED`, empty otherwise.
    """

    def __init__(self, measure: str, reason: Unready, verdict: MeasureVerdict | None = None, number: str = "") -> None:
        self.measure, self.reason, self.verdict, self.number = measure, reason, verdict, number
        super().__init__(f"{measure} cannot be applied for: {reason.value}")


async def new_application(uow: UnitOfWork, rules: Rules, submission: Submission, now: datetime) -> Application:
    """The application as it is to be stored, screened once more by the law of today; raises `NotReady`."""
    person = await uow.people.get(submission.person)
    today = now.astimezone(rules.regions[submission.situation.region].zone).date()
    situation = replace(submission.situation, applied_on=today)
    verdict, chosen = screened(rules, situation, submission.measure)
    if chosen.measure.window(submission.situation.applied_on) != chosen.measure.window(today):
        raise NotReady(submission.measure, Unready.OTHER_MONTHS, chosen)
    if verdict.edition:
        await uow.editions.keep(rules.edition(situation.region), now)
    earlier = open_application(await uow.applications.of_person(person.id), chosen.measure.id)
    if earlier is not None:
        raise NotReady(submission.measure, Unready.ALREADY_APPLIED, chosen, earlier.number)
    return Application(
        number=await uow.applications.next_number(today.year),
        person=person.id,
        region=situation.region,
        measure=chosen.measure.id,
        pack=chosen.measure.ref,
        edition=verdict.edition or None,
        language=person.language or SOURCE_LANGUAGE,
        applied_on=today,
        submitted_at=now,
        situation=situation_to_json(situation),
        # The snapshot is read by the office, so its sentences are in Russian whoever applies.
        verdict=verdict_to_json(verdict, translator(SOURCE_LANGUAGE)),
        identity=submission.identity,
        consents=submission.consents,
        state=State.SUBMITTED,
        events=(CaseEvent(EventKind.SUBMITTED, today, Recorder.CITIZEN.value, now, _said(situation, chosen.measure)),),
    )


def _said(situation: Situation, measure: Measure) -> dict[str, str]:
    """What the terms of the case may depend on, as the application itself says it."""
    asked = {name: situation.facts.get(fact) for name, fact in ASKED_AS.items() if fact in measure.asked_for_terms}
    return {"filing": "electronic"} | {name: value for name, value in asked.items() if isinstance(value, str)}


def open_application(applications: Iterable[Application], measure: str) -> Application | None:
    """The application for the measure (its id) that is still under way; None when another one may be made."""
    return next((item for item in applications if item.measure == measure and item.is_open), None)


def screened(rules: Rules, situation: Situation, measure: str) -> tuple[Verdict, MeasureVerdict]:
    """The verdict on the one measure (id or ref) that may be applied for; `NotReady` when it may not."""
    try:
        in_force = rules.measures(situation.region, situation.applied_on)
    except NoRules as error:
        raise NotReady(measure, Unready.NOT_IN_FORCE) from error
    wanted = next((item for item in in_force if measure in {item.id, item.ref}), None)
    if wanted is None:
        raise NotReady(measure, Unready.NOT_IN_FORCE)
    verdict = judge(rules, situation, {wanted.id})
    chosen = verdict.measures[0]
    if chosen.outcome is Outcome.FAILS:
        raise NotReady(measure, Unready.FAILS, chosen)
    if chosen.ask:
        raise NotReady(measure, Unready.QUESTIONS_LEFT, chosen)
    return verdict, chosen
