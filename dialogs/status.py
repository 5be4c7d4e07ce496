"""«Мои заявления»: where each application stands, its terms, and what the person has to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from applications.casebook import Casebook
from applications.casework import Case, office_words, refusal_of
from applications.consents import ConsentPurpose
from applications.events import STATES
from applications.model import Application, EventKind, State
from applications.moves import possible
from dialogs.buttons import Pen
from dialogs.screens import Button, Line, Screen, Style
from locales import N_, Translator
from notifications.calendar import NoCalendar
from notifications.deadlines import Deadline, for_citizen
from notifications.planning import DECISION, REGISTRATION
from notifications.texts import LINK_DAYS
from screening.errors import SituationError
from screening.exchange.situation import situation_from_json
from screening.judge import judge
from screening.pack import Actor, OfficeTerm, Provision
from screening.rules import Rules
from screening.verdict import MeasureVerdict

SAYS: Final = {
    State.SUBMITTED: N_("Мы приняли заявление. Оно ждёт, когда орган социальной защиты его откроет."),
    State.RECEIVED: N_("Заявление передано в орган социальной защиты: там его открыли, но ещё не зарегистрировали."),
    State.REGISTERED: N_("Орган социальной защиты рассматривает заявление."),
    State.GRANTED: N_("Теперь нужно заключить социальный контракт."),
    State.SIGNED: N_("Сохраните его: в нём ваши обязанности и сроки."),
    State.LAPSED: N_("По правилам это считается отказом от помощи."),
}
"""What a state means for the person, after its title (`applications.events.STATES`)."""
_BRING: Final = N_("Обязательные документы из вашего списка нужно принести в орган социальной защиты.")
TO_DO: Final = {
    State.SUBMITTED: _BRING,
    State.RECEIVED: _BRING,
    State.REGISTERED: N_(
        "Если обязательные документы из вашего списка ещё не в органе социальной защиты, принесите их как можно раньше."
    ),
    State.GRANTED: N_("Обратитесь в орган социальной защиты, чтобы заключить контракт."),
    State.REFUSED: N_("Если причина отпадёт, можно проверить условия снова."),
    State.SIGNED: N_("Выполняйте программу социальной адаптации и сохраняйте подтверждения расходов."),
    State.ENDED: N_("Спросите в органе социальной защиты, ждут ли от вас итоговый отчёт и до какого дня."),
    State.LAPSED: N_("Если помощь ещё нужна, спросите в органе социальной защиты, можно ли обратиться снова."),
    State.WITHDRAWN: N_("Если помощь снова понадобится, пройдите вопросы и откройте анкету."),
}
ASK_ABOUT_COMPLAINTS: Final = N_("О порядке обжалования спросите в органе.")
"""Where the rules of the case say nothing of it."""
NEWS: Final = {
    State.SUBMITTED: N_("Когда орган откроет заявление или зарегистрирует его, мы напишем сюда."),
    State.RECEIVED: N_("Когда орган отметит регистрацию, мы напишем сюда."),
    State.REGISTERED: N_("Когда орган отметит решение, мы напишем сюда."),
}
"""What is announced only to those who have agreed to notices: of each event recorded a notice is planned with it."""
AWAITED: Final = {State.SUBMITTED: REGISTRATION, State.RECEIVED: REGISTRATION, State.REGISTERED: DECISION}
"""The office's term whose end we hear of, by the state it ends; of the steps between we hear nothing."""
PASSED: Final = N_(
    "Срок прошёл %(day)s: %(what)s (%(by)s). Отметки об этом у нас нет. Спросите в органе социальной защиты, что с "
    "вашим заявлением."
)
NEAREST: Final = N_("Ближайший срок: %(what)s — по %(day)s включительно (%(by)s).")
BY: Final = {
    Actor.CITIZEN: N_("это делаете вы"),
    Actor.OFFICE: N_("это делает орган социальной защиты"),
    Actor.COMMISSION: N_("это делает комиссия"),
}


_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Cases:
    """A person's applications with what their terms need."""

    applications: Sequence[Application]
    casebook: Casebook
    now: datetime

    @property
    def in_order(self) -> list[Application]:
        """The oldest first: a new application changes nobody's number in the list."""
        return sorted(self.applications, key=lambda item: (item.submitted_at, item.number))

    def at(self, place: str) -> Application | None:
        """The application of a button's argument: its place in that order."""
        found = self.in_order[int(place) :][:1] if place.isdecimal() else []
        return found[0] if found else None


def status_screen(pen: Pen, cases: Cases) -> Screen:
    return _status(pen, cases, pen.button(pen.t("Продолжить"), "now"))


def made_screen(pen: Pen, cases: Cases, made: Application) -> Screen:
    """In place of the form's door, which an application already made has closed."""
    t = pen.t
    above: tuple[Line, ...] = ()
    if made.is_open:
        text = t(
            "Заявление %(number)s подано и ещё не закрыто: второе на ту же помощь подать нельзя.", number=made.number
        )
        above = (Line(text),)
    return _status(pen, cases, pen.button(t("‹ К ответу"), "back"), above)


def _status(pen: Pen, cases: Cases, leave: Button, above: tuple[Line, ...] = ()) -> Screen:
    t, lines = pen.t, [Line(pen.t("Мои заявления"), Style.TITLE), *above]
    if not cases.applications:
        lines.append(Line(t("Заявлений пока нет. Подать его можно с экрана ответа, когда все вопросы пройдены.")))
    shown = list(enumerate(cases.in_order))[: -_SHOWN - 1 : -1]
    for _, application in shown:
        lines += _application(application, cases, t)
    return Screen(
        tuple(lines),
        (*_paper_lists(shown, cases, pen), *_words(shown, pen), *_withdrawals(shown, cases, pen), (leave,)),
    )


def _paper_lists(shown: list[tuple[int, Application]], cases: Cases, pen: Pen) -> Iterator[tuple[Button, ...]]:
    filed = [(index, filed_measure(item, cases.casebook.rules.of(item))) for index, item in shown if item.is_open]
    listed = [(index, item) for index, item in filed if item and item.documents]
    for index, item in listed:
        name = pen.t("Список документов: %(title)s", title=pen.t(item.measure.title))
        yield (pen.button(name if len(listed) > 1 else pen.t("Список документов"), "filed", f"{index}.0"),)


def _words(shown: list[tuple[int, Application]], pen: Pen) -> Iterator[tuple[Button, ...]]:
    """To the office's own words on a refusal, which are never said in a messenger."""
    listed = [(index, item) for index, item in shown if office_words(item)]
    for index, item in listed:
        name = pen.t("Пояснение органа: %(number)s", number=item.number)
        yield (pen.button(name if len(listed) > 1 else pen.t("Пояснение органа"), "words", str(index)),)


def words_screen(pen: Pen, link: str) -> Screen:
    """The door to the page with the office's own words, by a link made just now."""
    t = pen.t
    life = t.n(
        "Ссылка открывается один раз, в одном браузере, и действует %(n)d день.",
        "Ссылка открывается один раз, в одном браузере, и действует %(n)d дней.",
        LINK_DAYS,
        n=LINK_DAYS,
    )
    lines = (
        Line(t("Пояснение органа к решению"), Style.TITLE),
        Line(t("Его слова можно прочитать на нашей странице: через мессенджер они не проходят.")),
        Line(life, Style.NOTE),
    )
    rows = ((Button(t("Открыть пояснение"), url=link),), (pen.button(t("‹ К заявлениям"), "status"),))
    return Screen(lines, rows)


def _withdrawals(shown: list[tuple[int, Application]], cases: Cases, pen: Pen) -> Iterator[tuple[Button, ...]]:
    """A way back for each application that may still be taken back and whose rules are there to judge it by."""
    open_ones = [(index, _case(item, cases)) for index, item in shown if EventKind.WITHDRAWN in possible(item.state)]
    listed = [(index, case) for index, case in open_ones if case]
    for index, case in listed:
        name = pen.t("Отозвать заявление: %(title)s", title=pen.t(case.measure.title))
        yield (pen.button(name if len(listed) > 1 else pen.t("Отозвать заявление"), "withdraw", str(index)),)


def filed_measure(application: Application, rules: Rules) -> MeasureVerdict | None:
    """The measure as it was screened at submission; None where its rules are not loaded any more."""
    try:
        situation = situation_from_json(application.situation, rules)
        measures = judge(rules, situation, {application.measure}).measures
    except (LookupError, SituationError):
        return None
    return next((item for item in measures if item.measure.ref == application.pack), None)


def _application(application: Application, cases: Cases, t: Translator) -> Iterator[Line]:
    case = _case(application, cases)
    title = t(case.measure.title) if case else application.measure
    yield Line(t("%(title)s, заявление %(number)s", title=title, number=application.number), Style.LIST)
    state = t("%(state)s.", state=t(STATES[application.state]))
    yield Line(f"{state} {t(SAYS[application.state])}" if application.state in SAYS else state)
    if case:
        refused = refusal_of(application)
        ground = case.view.refusal_grounds.get(str(refused.data.get("ground"))) if refused else None
        if ground:
            yield Line(t("Основание, которое назвал орган: «%(ground)s».", ground=t(ground).rstrip(".;, ")))
        yield from _terms(case, cases.now, t)
        yield from _usual_terms(case, t)
    if application.state is State.REFUSED:
        yield Line(t((case.view.appeal if case else "") or ASK_ABOUT_COMPLAINTS))
    yield Line(t(TO_DO[application.state]))
    if any(consent.purpose == ConsentPurpose.NOTICES for consent in application.consents):
        if application.state in NEWS:
            yield Line(t(NEWS[application.state]))
        reminder = _next_reminder(case, cases.now) if case else None
        if reminder:
            yield Line(t("Ближайшее напоминание о сроке пришлём %(day)s.", day=t.day(reminder)))


def _next_reminder(case: Case, now: datetime) -> date | None:
    """Only what is planned is promised."""
    try:
        return case.next_reminder(now)
    except NoCalendar:
        return None


def _case(application: Application, cases: Cases) -> Case | None:
    try:
        return cases.casebook.case(application)
    except LookupError:  # the rules of an old application may not be loaded any more
        return None


def _terms(case: Case, now: datetime, t: Translator) -> Iterator[Line]:
    """The office's awaited term when it has passed, and the nearest one ahead, the person's own first."""
    try:
        running = for_citizen(case.running(now))
    except NoCalendar:
        return
    today = case.today(now)
    awaited = AWAITED.get(case.application.state)
    yield from (_term(PASSED, item, t) for item in running if item.rule.id == awaited and item.missed_on <= today)
    ahead = [item for item in running if item.strict_last_day >= today]
    if ahead:
        yield _term(NEAREST, min(ahead, key=lambda item: (item.rule.by is not Actor.CITIZEN, item.strict_last_day)), t)


def _usual_terms(case: Case, t: Translator) -> Iterator[Line]:
    """What the general law says while an answer is awaited, where the pack has no term of its own."""
    if case.application.state in AWAITED and OfficeTerm.DECISION in case.measure.empty_terms:
        yield from (Line(t(clause.text)) for clause in case.measure.provisions[Provision.TERMS_BY_LAW])


def _term(msgid: str, deadline: Deadline, t: Translator) -> Line:
    rule = deadline.rule
    return Line(t(msgid, what=t(rule.text), day=t.day(deadline.strict_last_day), by=t(BY[rule.by])))
