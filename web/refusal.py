"""A refusal is a page too: what is wrong and what to do, in the reader's words."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from locales import N_

Words = tuple[str, str]
"""A heading and a sentence, gettext msgids."""


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


_NOT_UNDERSTOOD: Final = (
    N_("Мы не поняли этот запрос"),
    N_("Так наша страница его не отправляет. Ничего не изменилось: откройте страницу заново и повторите."),
)


def not_a_form(status: int = 400) -> Refusal:
    return Refusal(status, *_NOT_UNDERSTOOD)


_PERHAPS_NOT_SAVED: Final = N_(
    "Последний ответ мог не сохраниться, прежние на месте. Подождите минуту, обновите страницу и проверьте, записан ли "
    "он."
)

WORDS: Final[Mapping[int, Words]] = {
    404: (N_("Такой страницы нет"), N_("Проверьте адрес или вернитесь в чат.")),
    405: (N_("Эту страницу так не открывают"), N_("Вернитесь в чат и повторите действие оттуда.")),
    413: (N_("Слишком много текста"), N_("Сократите ответ и отправьте его ещё раз. Ничего не изменилось.")),
    500: (
        N_("У нас что-то сломалось"),
        _PERHAPS_NOT_SAVED,
    ),
    503: (N_("Сервис ненадолго недоступен"), _PERHAPS_NOT_SAVED),
}
"""What is said of an error that the framework raised, or that we did not expect."""


def of_status(status: int, words: Mapping[int, Words]) -> Refusal:
    """The page for an error without a page of its own, in a part's own `words` where it has some."""
    server_side = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    known = {**WORDS, **words}
    return Refusal(status, *known.get(status, known[500] if server_side else _NOT_UNDERSTOOD))
