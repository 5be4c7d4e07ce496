"""The console's Russian words for states, events, actors and counts of days."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from applications.events import Recorder
from locales import SOURCE_LANGUAGE
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


def plural(n: int, one: str, few: str, many: str) -> str:
    """The count with its word: «1 день», «3 дня», «11 дней»."""
    tens, units = abs(n) % 100, abs(n) % 10
    if units == 1 and tens != 11:  # noqa: PLR2004 - the rule of Russian grammar itself
        word = one
    elif 2 <= units <= 4 and not 12 <= tens <= 14:  # noqa: PLR2004 - the rule of Russian grammar itself
        word = few
    else:
        word = many
    return f"{n}{NO_BREAK_SPACE}{word}"


def days(n: int) -> str:
    return plural(n, "день", "дня", "дней")


def days_left(last_day: date, today: date) -> str:
    """«осталось 3 дня», «сегодня последний день», «просрочено на 2 дня»."""
    left = (last_day - today).days
    if left < 0:
        return f"просрочено на {days(-left)}"
    if left == 0:
        return "сегодня последний день"
    return f"{plural(left, 'остался', 'осталось', 'осталось').split(NO_BREAK_SPACE)[1]} {days(left)}"


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
