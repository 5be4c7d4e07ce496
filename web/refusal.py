"""A refusal is a page too: what is wrong and what to do, in the reader's words."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from locales import N_


class Refusal(Exception):
    """Answered with a page: an HTTP status, a heading and a sentence (gettext msgids), the sentence's `values`."""

    def __init__(self, status: int, title: str, sentence: str, **values: object) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.title = title
        self.sentence = sentence
        self.values = values


def not_our_page() -> Refusal:
    return Refusal(
        403,
        N_("Мы не приняли этот запрос"),
        N_("Его отправила не наша страница. Откройте страницу заново и повторите."),
    )


def no_cookies() -> Refusal:
    return Refusal(
        400,
        N_("Браузер не прислал файл cookie"),
        N_("Без него мы не знаем, чей это разговор. Разрешите cookie для этого сайта и откройте страницу заново."),
    )


def not_a_form(status: int = 400) -> Refusal:
    return Refusal(
        status,
        N_("Мы не поняли этот запрос"),
        N_("Так наша страница его не отправляет. Ничего не изменилось: откройте страницу заново и повторите."),
    )


_OF_STATUS: Final[Mapping[int, tuple[str, str]]] = {
    404: (N_("Такой страницы нет"), N_("Проверьте адрес или вернитесь в чат.")),
    405: (N_("Эту страницу так не открывают"), N_("Вернитесь в чат и повторите действие оттуда.")),
    413: (N_("Слишком много текста"), N_("Сократите ответ и отправьте его ещё раз. Ничего не изменилось.")),
    500: (N_("У нас что-то сломалось"), N_("Ваши ответы сохранены. Подождите минуту и обновите страницу.")),
}


def of_status(error: web.HTTPException) -> Refusal:
    """The page for an error that aiohttp itself raised."""
    title, sentence = _OF_STATUS.get(error.status, _OF_STATUS[404 if error.status < 500 else 500])  # noqa: PLR2004
    return Refusal(error.status, title, sentence)


def broken() -> Refusal:
    return Refusal(500, *_OF_STATUS[500])
