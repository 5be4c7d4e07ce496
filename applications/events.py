"""The one table of what may happen in a case: a row for each kind of event.

From a row are made: the check of what was sent, the console's form and history, the JSON Schema and the guide of the
API, the allowed moves, what is told to the citizen and what is awaited no more. A new kind is a name in
`screening.events`, a row here (with a `State` where it leads to a new one), and its words: the notice's text in
`notifications.texts`, the state's in `dialogs.status`. Tests walk the table and name the words that are missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from applications.event_fields import (
    DayFromEvent,
    EventField,
    FreeText,
    GroundOfPack,
    SumWithinCap,
    YesNo,
    words_of,
)
from locales import N_
from notifications.case import CONTRACT_UNTIL, Cancels, Effect, Telling
from notifications.planning import (
    DECISION,
    PAYMENT,
    REGISTRATION,
    grant,
    lapse,
    office_term,
    refusal,
    registration,
    sign_until,
)
from screening.events import EventKind


class State(Enum):
    """Where a case stands; its title is the row's below."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    REGISTERED = "registered"
    GRANTED = "granted"
    REFUSED = "refused"
    SIGNED = "signed"
    ENDED = "ended"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


STATES: Final[Mapping[State, str]] = {
    State.SUBMITTED: N_("Подано"),
    State.RECEIVED: N_("Получено органом"),
    State.REGISTERED: N_("Зарегистрировано"),
    State.GRANTED: N_("Помощь назначена"),
    State.REFUSED: N_("В помощи отказано"),
    State.SIGNED: N_("Контракт заключён"),
    State.ENDED: N_("Контракт окончен"),
    State.LAPSED: N_("Срок подписания вышел"),
    State.WITHDRAWN: N_("Отозвано"),
}
"""What each state is called, to the office and to the applicant alike (gettext msgids)."""


class Recorder(Enum):
    """Who may record an event."""

    CLERK = "clerk"
    """A member of staff, with the console's form."""
    API = "api"
    """An outside system, with a token of the scope `events:write`."""
    CITIZEN = "citizen"
    """The applicant, in the chat or the form."""
    SYSTEM = "system"
    """This program itself: a term has passed, or the office has opened what it had not seen."""


OFFICE: Final = frozenset({Recorder.CLERK, Recorder.API})
UNNAMED: Final = frozenset(one.value for one in Recorder if one not in OFFICE)
"""How the applicant and this program stand in a history; everybody else stands there by a name of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow(Effect):
    """Everything about one kind of event. The console's words are Russian; `described` is the API's guide in English.

    `kind`, `cancels` and `tells` are what the clocks and the notices see (`notifications.case.Effect`).
    """

    by: frozenset[Recorder]
    moves: Mapping[State, State]
    """Where it leads, by the state in which it may come; empty for what makes the case."""
    title: str
    """What the history of a case calls it."""
    action: str = ""
    """The button that records it; empty where no clerk does."""
    day: str = ""
    """The label of the event's own day."""
    fields: tuple[EventField, ...] = ()
    one_at_least: tuple[str, str] | None = None
    """Problem and remedy (msgids) where the event would say nothing without any of its fields."""
    described: str = ""


FILINGS: Final = {"electronic": "в электронном виде", "paper": "на бумаге"}
CHANNELS: Final = {
    "epgu": "портал госуслуг",
    "office": "орган соцзащиты",
    "mfc": "МФЦ",
    "post": "почта",
    "form": "форма этого сервиса",
}
_FILING: Final = EventField(
    name="filing",
    type=words_of("filing", FILINGS),
    label="Заявление подано",
    problem="Выберите, как подано заявление, или оставьте поле пустым.",
    hint="Необязательно. От этого зависят сроки уведомления о решении.",
    says="Подано %(value)s.",
    described="how the application was filed; which terms apply may depend on it",
)
_CHANNEL: Final = EventField(
    name="channel",
    type=words_of("channel", CHANNELS),
    label="Где подано",
    problem="Выберите, где подано заявление, или оставьте поле пустым.",
    hint="Необязательно.",
    says="Где подано: %(value)s.",
    described="where it was filed; which terms apply may depend on it",
)
PURPOSES: Final = {"own_business": "своё дело", "smallholding": "личное подсобное хозяйство"}
_PURPOSE: Final = EventField(
    name="purpose",
    type=words_of("purpose", PURPOSES),
    label="На что нужны деньги",
    problem="Выберите, на что нужны деньги, или оставьте поле пустым.",
    hint="Необязательно. Регистрация предпринимателем переносит срок контракта, только если деньги нужны на своё дело.",
    says="Деньги нужны на: %(value)s.",
    described="what the money is for; which terms apply may depend on it",
)
_EXTRA_CHECK: Final = EventField(
    name="extra_check",
    type=YesNo(
        yes="Проводится дополнительная проверка сведений.", no="Дополнительная проверка сведений не проводится."
    ),
    label="Проводится дополнительная проверка сведений",
    problem="Отметьте или снимите отметку.",
    hint="Сроки органа станут длиннее, заявитель получит уведомление.",
    described="an additional check lengthens the office's terms",
)


def _contract_until(hint: str, described: str, *, required: bool = False) -> EventField:
    return EventField(
        name=CONTRACT_UNTIL,
        type=DayFromEvent(
            N_("Контракт кончается раньше этого события (%(on)s)."),
            N_("Укажите его последний день, не раньше события."),
        ),
        label="Последний день контракта",
        problem="Укажите дату: не раньше дня события.",
        hint=hint,
        says="Контракт по %(value)s включительно.",
        described=described,
        required=required,
    )


K, S = EventKind, State
_UNDER_WAY: Final = (S.SUBMITTED, S.RECEIVED, S.REGISTERED, S.GRANTED)
_WHILE_IT_LASTS: Final[Mapping[State, State]] = {S.SIGNED: S.SIGNED}
_AND_AFTER_IT: Final[Mapping[State, State]] = {**_WHILE_IT_LASTS, S.ENDED: S.ENDED}
_GRANT_UNDONE: Final = frozenset({K.LAPSED, K.WITHDRAWN})

_ROWS: Final = (
    EventRow(
        kind=K.SUBMITTED,
        by=frozenset({Recorder.CITIZEN}),
        moves={},
        title="Заявление подано",
        fields=(_FILING, _PURPOSE),
        tells=Telling(occasion="submitted", values=office_term(REGISTRATION)),
    ),
    EventRow(
        kind=K.RECEIVED,
        by=frozenset({Recorder.SYSTEM}),
        moves={S.SUBMITTED: S.RECEIVED},
        title="Орган впервые открыл заявление",
        # Where the next step was recorded at once, that one is worth saying alone.
        tells=Telling(occasion="received", taken_back_by=frozenset({K.REGISTERED, K.WITHDRAWN})),
    ),
    EventRow(
        kind=K.REGISTERED,
        by=OFFICE,
        moves={S.SUBMITTED: S.REGISTERED, S.RECEIVED: S.REGISTERED},
        title="Заявление зарегистрировано",
        action="Зарегистрировать заявление",
        day="День регистрации заявления",
        fields=(_FILING, _CHANNEL, _EXTRA_CHECK),
        tells=Telling(occasion="registered", values=registration),
    ),
    EventRow(
        kind=K.CHECKED,
        by=OFFICE,
        moves={S.REGISTERED: S.REGISTERED},
        title="Документы проверены",
        action="Записать проверку документов",
        day="День проверки",
        fields=(
            _EXTRA_CHECK,
            EventField(
                name="refusal_grounds",
                type=YesNo(yes="Есть основания для отказа.", no="Оснований для отказа нет."),
                label="Есть основания для отказа",
                problem="Отметьте или снимите отметку.",
                hint="Добавятся сроки органа; заявителю об этом не сообщают до решения.",
                described="found by the check; adds the office's terms, not told to the applicant before the decision",
            ),
        ),
        one_at_least=(
            N_("Не сказано, что показала проверка документов."),
            N_("Отметьте дополнительную проверку, основания для отказа или то и другое."),
        ),
        described="any number of times; a later event's word stands",
        tells=Telling(
            occasion="extra_check",
            values=office_term(DECISION),
            # Only an additional check concerns the citizen; grounds for a refusal are the decision's.
            only_with=_EXTRA_CHECK.name,
            taken_back_by=frozenset({K.GRANTED, K.REFUSED, K.WITHDRAWN}),
        ),
    ),
    EventRow(
        kind=K.GRANTED,
        by=OFFICE,
        moves={S.REGISTERED: S.GRANTED},
        title="Решение: помощь назначена",
        action="Записать решение о назначении",
        day="День решения",
        fields=(
            EventField(
                name="amount",
                type=SumWithinCap(),
                label="Назначенная сумма, ₽",
                problem="Укажите сумму больше нуля и не выше предела из акта, например 100 000 или 72 414,50.",
                hint="Необязательно.",
                says="Сумма: %(value)s.",
                described="the sum granted, not above the cap that the act itself states",
            ),
            EventField(
                name="sign_by",
                type=DayFromEvent(
                    N_("Срок подписания раньше дня решения (%(on)s)."), N_("Укажите день решения или более поздний.")
                ),
                label="Последний день подписания из уведомления",
                problem="Укажите дату не раньше дня решения или оставьте поле пустым.",
                hint="Необязательно. Пусто — срок по правилам меры.",
                hint_without_term="В правилах этой меры срока подписания нет. Впишите его из уведомления: без него "
                "заявителю не о чем будет напомнить.",
                says="Подписать до %(value)s включительно.",
                described="the last day to sign, where the office names one",
            ),
        ),
        tells=Telling(occasion="granted", values=grant, taken_back_by=_GRANT_UNDONE),
    ),
    EventRow(
        kind=K.REFUSED,
        by=OFFICE,
        moves={S.REGISTERED: S.REFUSED},
        title="Решение: отказано",
        action="Записать отказ",
        day="День решения",
        fields=(
            EventField(
                name="ground",
                type=GroundOfPack(),
                label="Основание отказа",
                problem="Выберите основание.",
                says="Основание: %(value)s",
                described="id of a refusal ground of the measure's rules",
                required=True,
            ),
            EventField(
                name="comment",
                type=FreeText(1000, long=True),
                label="Пояснение для заявителя",
                problem="Пояснение — не длиннее 1000 знаков.",
                hint="Необязательно. Заявитель прочитает эти слова на нашей странице по одноразовой ссылке; через "
                "мессенджер они не проходят. Не пишите сюда сведения о здоровье и номера документов.",
                says="Пояснение: %(value)s",
                described="the applicant reads these words on a page of this server, by a one-time link; they are "
                "never sent through a messenger",
            ),
        ),
        cancels=Cancels.REMINDERS,
        tells=Telling(occasion="refused", values=refusal),
    ),
    EventRow(
        kind=K.SOLE_TRADER_REGISTERED,
        by=OFFICE,
        moves={S.GRANTED: S.GRANTED},
        title="Заявитель зарегистрирован как ИП",
        action="Записать регистрацию ИП",
        day="День государственной регистрации ИП",
        described="restarts the 30 days to sign where the rules say so, beyond day 90 too",
        tells=Telling(occasion="window_moved", values=sign_until, taken_back_by=_GRANT_UNDONE),
    ),
    EventRow(
        kind=K.CONTRACT_SIGNED,
        by=OFFICE,
        # Signed in time and recorded late: a lapsed case takes only a day within the term (`casework.Case.checked`).
        moves={S.GRANTED: S.SIGNED, S.LAPSED: S.SIGNED},
        title="Социальный контракт заключён",
        action="Записать подписание контракта",
        day="День подписания",
        fields=(
            EventField(
                name="number",
                type=FreeText(64),
                label="Номер контракта",
                problem="Номер — не длиннее 64 знаков.",
                hint="Необязательно.",
                says="Номер контракта: %(value)s.",
                described="the contract's number",
            ),
            _contract_until(
                "Необязательно. Без него не посчитать сроки ежемесячных отчётов и сроки после контракта.",
                "the contract's last day; without it no term of its months and of its end can be counted",
            ),
        ),
        described="in a lapsed case only of a day within the term",
        cancels=Cancels.EVERYTHING,
        tells=Telling(occasion="signed", values=office_term(PAYMENT)),
    ),
    EventRow(
        kind=K.PAID,
        by=OFFICE,
        moves=_AND_AFTER_IT,
        title="Деньги по контракту выплачены",
        action="Записать выплату",
        day="День выплаты",
        described="each payment once; it fulfils the earliest term of a payment that is left",
    ),
    EventRow(
        kind=K.REPORT_RECEIVED,
        by=OFFICE,
        moves=_AND_AFTER_IT,
        title="Отчёт за месяц получен",
        action="Записать отчёт за месяц",
        day="День, когда получен отчёт",
        described="each monthly report once; it fulfils the term of the earliest month that is left",
    ),
    EventRow(
        kind=K.EXTENDED,
        by=OFFICE,
        moves=_WHILE_IT_LASTS,
        title="Контракт продлён",
        action="Записать продление контракта",
        day="День, когда договорились о продлении",
        fields=(
            _contract_until(
                "Новый последний день.", "the contract's new last day, later than the one before", required=True
            ),
        ),
        described="not beyond what the act itself allows; terms of the contract's months and end are counted anew",
    ),
    EventRow(
        kind=K.CONTRACT_ENDED,
        by=OFFICE,
        moves={S.SIGNED: S.ENDED},
        title="Контракт окончен",
        action="Записать окончание контракта",
        day="Последний день контракта",
        described="on its last day or before it; terms of the contract's end are then counted from this day",
    ),
    EventRow(
        kind=K.FINAL_REPORT_RECEIVED,
        by=OFFICE,
        moves=_AND_AFTER_IT,
        title="Итоговый отчёт получен",
        action="Записать итоговый отчёт",
        day="День, когда получен итоговый отчёт",
    ),
    EventRow(
        kind=K.LAPSED,
        by=frozenset({Recorder.SYSTEM}),
        moves={S.GRANTED: S.LAPSED},
        title="Срок подписания вышел: помощь считается не востребованной",
        cancels=Cancels.EVERYTHING,
        tells=Telling(occasion="lapsed", values=lapse, taken_back_by=frozenset({K.CONTRACT_SIGNED})),
    ),
    EventRow(
        kind=K.WITHDRAWN,
        by=OFFICE | {Recorder.CITIZEN},
        moves=dict.fromkeys(_UNDER_WAY, S.WITHDRAWN),
        title="Заявитель отозвал заявление",
        action="Записать отзыв по просьбе заявителя",
        day="День, когда заявитель отозвал заявление",
        described="at the applicant's request",
        cancels=Cancels.EVERYTHING,
        tells=Telling(occasion="withdrawn"),
    ),
    EventRow(
        kind=K.EDITION_MOVED,
        by=frozenset({Recorder.SYSTEM}),
        moves={state: state for state in (*_UNDER_WAY, S.SIGNED, S.ENDED, S.LAPSED)},
        title="Оператор перевёл дело на другую редакцию правил",
        fields=(
            EventField(
                name="before",
                type=FreeText(64),
                label="Прежняя редакция",
                problem="Редакция — не длиннее 64 знаков.",
                says="Было: %(value)s.",
                described="digest of the edition before, absent where the case named none",
            ),
            EventField(
                name="after",
                type=FreeText(64),
                label="Новая редакция",
                problem="Редакция — не длиннее 64 знаков.",
                says="Стало: %(value)s.",
                described="digest of the edition that the case goes by from now on",
                required=True,
            ),
            EventField(
                name="reason",
                type=FreeText(500),
                label="Причина",
                problem="Причина — не длиннее 500 знаков.",
                says="Причина: %(value)s",
                described="why, in the operator's words",
                required=True,
            ),
        ),
        described="by a command of the operator; terms and notices are counted anew",
    ),
    EventRow(
        kind=K.RECOUNTED,
        by=frozenset({Recorder.SYSTEM}),
        moves={state: state for state in _UNDER_WAY},
        title="Сроки пересчитаны по исправленному производственному календарю",
        described="after a correction of the production calendar, where it moves a day of this case",
    ),
)

EVENTS: Final[Mapping[EventKind, EventRow]] = MappingProxyType({row.kind: row for row in _ROWS})
"""In the order of a case's life."""

OPEN: Final = frozenset(EVENTS[K.WITHDRAWN].moves)
"""States in which the office still has something to do or to sign, and the applicant may still withdraw."""


def recorded_by(recorder: Recorder) -> tuple[EventRow, ...]:
    """The rows of what this one may record."""
    return tuple(row for row in EVENTS.values() if recorder in row.by)
