"""The console's Russian words for states, events, actors and counts of days."""

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from applications.events import Recorder
from locales import SOURCE_LANGUAGE, translator
from locales.format import day
from notifications.model import NoticeStatus
from screening.pack import Actor

LANGUAGE: Final = SOURCE_LANGUAGE
NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"

ACTORS: Final = {
    Actor.CITIZEN: "заявитель",
    Actor.OFFICE: "орган соцзащиты",
    Actor.COMMISSION: "межведомственная комиссия",
}

AUTHORS: Final = {Recorder.CITIZEN.value: "заявитель", Recorder.SYSTEM.value: "система"}
"""By how they stand in a history; a clerk and an outside system stand there by their names."""

NOTICES: Final = {
    NoticeStatus.QUEUED: "в очереди",
    NoticeStatus.SENDING: "отправляется",
    NoticeStatus.SENT: "отправлено",
    NoticeStatus.RETRYING: "будет повторено",
    NoticeStatus.FAILED: "не отправлено",
    NoticeStatus.CANCELLED: "отменено",
}
"""Of one withheld the reason is said instead (`backoffice.notice_rows`)."""

OCCASIONS: Final = {
    "submitted": "Заявление принято",
    "received": "Заявление передано в орган",
    "registered": "Заявление зарегистрировано",
    "extra_check": "Дополнительная проверка",
    "granted": "Помощь назначена",
    "refused": "В помощи отказано",
    "window_moved": "Срок подписания перенесён",
    "sign_reminder": "Напоминание о подписании",
    "second_notice": "Повторное уведомление",
    "last_reminder": "Напоминание о последнем дне",
    "lapsed": "Срок подписания вышел",
    "signed": "Контракт заключён",
    "withdrawn": "Заявление отозвано",
}


def total(applications: int) -> str:
    """«1 заявление», «3 заявления»."""
    t = translator(LANGUAGE)
    return _unbroken(t.n("%(n)d заявление", "%(n)d заявлений", applications, n=applications))


def days_left(last_day: date, today: date) -> str:
    """«осталось 3 дня», «сегодня последний день», «просрочено на 2 дня»."""
    t, left = translator(LANGUAGE), (last_day - today).days
    if left < 0:
        return _unbroken(t.n("просрочено на %(n)d день", "просрочено на %(n)d дней", -left, n=-left))
    if left == 0:
        return "сегодня последний день"
    return _unbroken(t.n("остался %(n)d день", "осталось %(n)d дней", left, n=left))


def _unbroken(text: str) -> str:
    """A number stays with its word at the end of a line."""
    return re.sub(r"(?<=\d) ", NO_BREAK_SPACE, text)


def written(value: date) -> str:
    """«12 марта 2026»; the spaces do not break."""
    return day(value, LANGUAGE).replace(" ", NO_BREAK_SPACE)


def moment(value: datetime, zone: ZoneInfo) -> str:
    """«12 марта 2026, 14:05» in the region's time."""
    local = value.astimezone(zone)
    return f"{written(local.date())}, {local:%H:%M}"


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
