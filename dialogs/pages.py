"""Screens that stand apart from the questions: menu, help, starting anew, the state of applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from applications.casework import Case
from applications.model import Application, State
from dialogs.buttons import Pen
from dialogs.screens import Line, Screen, Style
from locales import N_, Translator
from notifications.calendar import NoCalendar, ProductionCalendar
from notifications.deadlines import Deadline, due
from screening.pack import Actor
from screening.rules import Rules

HELP: Final = (
    N_("Здесь можно узнать, подходите ли вы под условия социального контракта, и подать заявление."),
    N_(
        "Кто решает. Мы отвечаем предварительно — по правилам и по тому, что вы рассказали. Решение принимает только "
        "орган социальной защиты; некоторые условия оценивает комиссия."
    ),
    N_(
        "Что мы храним. Ваши ответы хранятся без имени, рядом с номером этого чата, чтобы к ним можно было вернуться. "
        "Имя, документы и контакты вносят только в защищённую форму; там они хранятся зашифрованными. Фото и номера "
        "документов, присланные в чат, мы не сохраняем."
    ),
    N_("Как удалить. «Начать заново» стирает все ответы в чате. Поданное заявление остаётся в деле."),
    N_("Как отвечать. Кнопкой или текстом: суммы — «12 тыс» или «15 000,50», даты — «12.03.1985» или «12 марта 1985»."),
)
STATES: Final = {
    State.SUBMITTED: N_("Заявление отправлено в орган социальной защиты."),
    State.REGISTERED: N_("Заявление зарегистрировано, его рассматривают."),
    State.GRANTED: N_("Помощь назначена. Теперь нужно заключить социальный контракт."),
    State.REFUSED: N_("В помощи отказано."),
    State.SIGNED: N_("Социальный контракт заключён."),
    State.LAPSED: N_("Срок для заключения контракта прошёл: это считается отказом от помощи."),
    State.WITHDRAWN: N_("Заявление отозвано."),
}
TO_DO: Final = {
    State.SUBMITTED: N_("От вас пока ничего не нужно: когда заявление зарегистрируют, мы напишем сюда."),
    State.REGISTERED: N_("От вас пока ничего не нужно: о решении мы напишем сюда."),
    State.GRANTED: N_("Обратитесь в орган социальной защиты, чтобы заключить контракт. Мы напомним о сроке."),
    State.REFUSED: N_(
        "Причина и порядок обжалования — в уведомлении. Когда причина уйдёт, можно проверить условия снова."
    ),
    State.SIGNED: N_("Выполняйте программу социальной адаптации и сохраняйте подтверждения расходов."),
    State.LAPSED: N_("Если помощь нужна, спросите в органе социальной защиты, когда можно обратиться снова."),
    State.WITHDRAWN: N_("Если помощь снова понадобится, пройдите вопросы и откройте форму."),
}
_BY: Final = {
    Actor.CITIZEN: N_("это делаете вы"),
    Actor.OFFICE: N_("это делает орган социальной защиты"),
    Actor.COMMISSION: N_("это делает комиссия"),
}


def help_screen(pen: Pen) -> Screen:
    t = pen.t
    rows = ((pen.button(t("Продолжить"), "now"),), (pen.button(t("Начать заново"), "restart"),))
    return Screen((Line(t("Помощь"), Style.TITLE), *(Line(t(text)) for text in HELP)), rows)


def menu_screen(pen: Pen, remark: tuple[Line, ...] = ()) -> Screen:
    t = pen.t
    rows = (
        (pen.button(t("Продолжить"), "now"),),
        (pen.button(t("Изменить ответы"), "edit"), pen.button(t("Мои заявления"), "status")),
        (pen.button(t("Помощь"), "help"), pen.button(t("Язык / Language"), "lang")),
        (pen.button(t("Начать заново"), "restart"),),
    )
    return Screen((*remark, Line(t("Меню"), Style.TITLE), Line(t("Что вы хотите сделать?"))), rows)


def restart_screen(pen: Pen) -> Screen:
    t = pen.t
    lines = (
        Line(t("Начать заново?"), Style.TITLE),
        Line(t("Все ответы в этом чате будут стёрты. Поданных заявлений это не касается.")),
    )
    return Screen(lines, ((pen.button(t("Да, стереть ответы"), "erase"),), (pen.button(t("Нет, продолжить"), "now"),)))


@dataclass(frozen=True, slots=True)
class Cases:
    """A person's applications with what their terms need."""

    applications: Sequence[Application]
    rules: Rules
    calendar: ProductionCalendar
    now: datetime


def status_screen(pen: Pen, cases: Cases) -> Screen:
    t = pen.t
    lines = [Line(t("Мои заявления"), Style.TITLE)]
    if not cases.applications:
        lines.append(Line(t("Заявлений пока нет. Подать его можно с экрана ответа, когда все вопросы пройдены.")))
    newest = sorted(cases.applications, key=lambda item: item.submitted_at, reverse=True)
    for application in newest[:5]:
        lines += _application(application, cases, t)
    return Screen(tuple(lines), ((pen.button(t("Продолжить"), "now"),),))


def _application(application: Application, cases: Cases, t: Translator) -> list[Line]:
    case = _case(application, cases)
    title = t(case.measure.title) if case else application.measure
    lines = [
        Line(t("%(title)s, заявление %(number)s", title=title, number=application.number), Style.LIST),
        Line(t(STATES[application.state])),
    ]
    nearest = _nearest(case, cases.now) if case else None
    if nearest:
        lines.append(Line(_deadline(nearest, t)))
    return [*lines, Line(t(TO_DO[application.state]))]


def _case(application: Application, cases: Cases) -> Case | None:
    try:
        return Case.of(application, cases.rules, cases.calendar)
    except LookupError:  # the rules of an old application may not be loaded any more
        return None


def _nearest(case: Case, now: datetime) -> Deadline | None:
    """The nearest term still ahead, the person's own before the office's."""
    try:
        running = due(case.view)
    except NoCalendar:
        return None
    today: date = case.today(now)
    ahead = [item for item in running if item.strict_last_day >= today]
    return min(ahead, key=lambda item: (item.rule.by is not Actor.CITIZEN, item.strict_last_day), default=None)


def _deadline(deadline: Deadline, t: Translator) -> str:
    return t(
        "Ближайший срок: %(what)s — по %(day)s включительно (%(by)s).",
        what=t(deadline.rule.text),
        day=t.day(deadline.strict_last_day),
        by=t(_BY[deadline.rule.by]),
    )
