"""What a notice says. Whole sentences with dates, never «tomorrow»: a message may come late, or twice."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from locales import Translator
from locales.format import day
from notifications.model import Notice

LINK_DAYS: Final = 30
"""How long the link to the office's own words works."""


def render(notice: Notice, t: Translator, language: str, *, link: str = "") -> str:
    """The message as plain text in the translator's language, paragraphs parted by an empty line.

    `link` is the address of the page that says what a messenger must not (`wants_link`). ValueError for an occasion
    that has no text.
    """
    write = TEXTS.get(notice.occasion)
    if write is None:
        raise ValueError(f"no text for the occasion {notice.occasion!r}")
    return "\n\n".join([*write(_Said(notice, t, language, link)), _who_writes(t)])


def wants_link(notice: Notice) -> bool:
    """Whether there is a page to be read beside the message: the office's own words on a refusal."""
    return bool(notice.values.get("words"))


class _Said:
    """The translator with this notice's number, measure and days at hand for every sentence."""

    def __init__(self, notice: Notice, t: Translator, language: str, link: str) -> None:
        self.values = notice.values
        self.t = t
        self.link = link
        self._places: dict[str, str] = {
            "number": notice.application,
            "measure": t(str(notice.values["measure"])),
            **{
                name: day(date.fromisoformat(notice.values[name]), language)
                for name in ("on", "last_day", "shifted")
                if name in notice.values
            },
        }

    def __contains__(self, name: str) -> bool:
        return bool(self.values.get(name))

    def fill(self, sentence: str) -> str:
        """A sentence that is already translated, with its places filled in."""
        return sentence % self._places


def _who_writes(t: Translator) -> str:
    return t(
        "Вам пишет помощник по социальному контракту, а не орган социальной защиты. "
        "Решения принимает только орган социальной защиты."
    )


def _submitted(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(
        t("Мы приняли ваше заявление %(number)s («%(measure)s») %(on)s и отправили его в орган социальной защиты.")
    )
    if "last_day" in said:
        yield said.fill(t("Орган должен зарегистрировать его не позднее %(last_day)s."))
    yield t("Когда орган откроет заявление или зарегистрирует его, мы вам сообщим.")
    yield t(
        "Обязательные документы из вашего списка нужно принести в орган социальной защиты; когда и куда, спросите в "
        "органе."
    )
    yield _where_the_list_is(t)


def _received(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(
        t("Ваше заявление %(number)s («%(measure)s») передано в орган социальной защиты: %(on)s его там открыли.")
    )
    yield t("Это ещё не регистрация и не решение. Когда орган отметит следующий шаг, мы вам сообщим.")


def _where_the_list_is(t: Translator) -> str:
    return t("Список — в этом чате: откройте «Мои заявления» и нажмите «Список документов».")


def _registered(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(
        t("Орган социальной защиты зарегистрировал ваше заявление %(number)s («%(measure)s») %(on)s."),
    )
    if "last_day" in said:
        yield said.fill(
            t("Решение по нему орган должен принять не позднее %(last_day)s. Когда орган его отметит, мы вам сообщим.")
        )
    else:
        yield t("Когда орган отметит решение, мы вам сообщим.")
    if "extra_check" in said and "last_day" in said:
        yield t("Орган проводит дополнительную проверку сведений, поэтому срок решения больше обычного.")
    yield t(
        "Если обязательные документы из вашего списка ещё не в органе, принесите их как можно раньше. Если орган "
        "попросит другие, принесите и их."
    )
    yield _where_the_list_is(t)


def _extra_check(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(
        t(
            "По вашему заявлению %(number)s («%(measure)s») орган социальной защиты проводит дополнительную проверку "
            "сведений. Это отмечено %(on)s."
        )
    )
    if "last_day" in said:
        yield said.fill(
            t("Поэтому решение орган должен принять не позднее %(last_day)s. Когда орган его отметит, мы вам сообщим."),
        )
        yield t("Если раньше мы называли вам другой день, верен этот.")
    else:
        yield t("Решение из-за этого может быть принято позже. Когда орган его отметит, мы вам сообщим.")
    yield t("Проверка ещё не означает отказа. Если орган попросит что-то уточнить, ответьте ему как можно раньше.")


def _granted(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(
        t("По вашему заявлению %(number)s принято решение от %(on)s: помощь «%(measure)s» назначена."),
    )
    yield from _come_and_sign(said)
    if "restarted_by" in said:
        yield t(
            "Если деньги назначены на своё дело и вы регистрируетесь индивидуальным предпринимателем, "
            "сообщите о регистрации органу: тогда срок на контракт считают со дня регистрации."
        )


def _window_moved(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(
        t(
            "Орган социальной защиты отметил по заявлению %(number)s («%(measure)s»), "
            "что вы зарегистрированы индивидуальным предпринимателем с %(on)s."
        )
    )
    yield from _come_and_sign(said)
    yield t("Если раньше мы называли вам другой день, верен этот.")


def _come_and_sign(said: _Said) -> Iterator[str]:
    t = said.t
    if "last_day" in said:
        yield said.fill(
            t(
                "Чтобы получить помощь, заключите социальный контракт не позднее %(last_day)s. "
                "Адрес — в уведомлении органа."
            )
        )
    else:
        yield t(
            "Чтобы получить помощь, заключите социальный контракт. Адрес и срок — в уведомлении органа; "
            "если уведомления у вас нет, узнайте их в органе как можно скорее."
        )
    yield from _day_off(said)


def _day_off(said: _Said) -> Iterator[str]:
    """The strict day stands; that it may move is said only to be careful about (by analogy, no act says it)."""
    if "shifted" in said:
        yield said.fill(
            said.t(
                "%(last_day)s — выходной день, и орган может быть закрыт. Лучше прийти в рабочий день до этой даты. "
                "Если не успели, приходите %(shifted)s: возможно, контракт ещё заключат, но правила этого не обещают."
            )
        )


def _sign_reminder(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(
        t(
            "Напоминаем: по заявлению %(number)s («%(measure)s») нужно заключить социальный контракт "
            "не позднее %(last_day)s. Адрес — в уведомлении органа."
        )
    )
    yield from _day_off(said)
    yield t("Если контракт уже заключён, ничего делать не нужно.")


def _second_notice(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(
        t(
            "Первый срок на социальный контракт по заявлению %(number)s («%(measure)s») закончился, "
            "а отметки о заключении контракта у нас нет."
        )
    )
    if "last_day" in said:
        yield said.fill(
            t(
                "Контракт ещё можно заключить: обратитесь в орган не позднее %(last_day)s, "
                "и его заключат в день вашего обращения. Адрес — в уведомлении органа."
            )
        )
        yield _given_up(said)
    else:
        yield t("Обратитесь в орган как можно скорее: там скажут, можно ли ещё заключить контракт.")
    yield from _day_off(said)


def _last_reminder(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(
        t(
            "Напоминаем: последний день, когда можно заключить социальный контракт по заявлению %(number)s "
            "(«%(measure)s»), — %(last_day)s. Адрес — в уведомлении органа."
        )
    )
    yield _given_up(said)
    yield from _day_off(said)
    yield t("Если контракт уже заключён, ничего делать не нужно.")


def _given_up(said: _Said) -> str:
    return said.fill(
        said.t(
            "Если не обратиться за контрактом до %(last_day)s включительно, "
            "по правилам это считается отказом от помощи."
        )
    )


def _lapsed(said: _Said) -> Iterator[str]:
    t = said.t
    if "last_day" in said:
        yield said.fill(
            t(
                "Заявление %(number)s («%(measure)s») закрыто: социальный контракт можно было заключить "
                "до %(last_day)s включительно. По правилам необращение за контрактом считается отказом от помощи."
            )
        )
    else:
        yield said.fill(
            t("Заявление %(number)s («%(measure)s») закрыто %(on)s: социальный контракт не заключён в срок.")
        )
    yield t("Если вы обращались за контрактом в срок или считаете, что это ошибка, свяжитесь с органом.")
    yield t("Если помощь ещё нужна, спросите в органе социальной защиты, можно ли обратиться снова.")


def _refused(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(t("По вашему заявлению %(number)s («%(measure)s») принято решение от %(on)s: в помощи отказано."))
    if "ground_text" in said:
        yield t(
            "Основание, которое назвал орган: «%(ground)s».", ground=t(str(said.values["ground_text"])).rstrip(".;, ")
        )
    else:
        yield t("Основание отказа названо в уведомлении органа.")
    if "words" in said:
        yield from _office_words(said)
    else:
        yield t("Если основание непонятно, попросите орган его объяснить.")
    if "appeal" in said:
        yield t(str(said.values["appeal"]))
    else:
        yield t(
            "С решением можно не согласиться: порядок и срок обжалования наши источники не называют — "
            "спросите о них в органе."
        )


def _office_words(said: _Said) -> Iterator[str]:
    t = said.t
    if said.link:
        yield t(
            "Орган написал к решению пояснение. Прочитать его можно на нашей странице: %(link)s — в мессенджер его "
            "слова не попадают.",
            link=said.link,
        )
        yield t.n(
            "Ссылка открывается один раз и действует %(n)d день.",
            "Ссылка открывается один раз и действует %(n)d дней.",
            LINK_DAYS,
            n=LINK_DAYS,
        )
    else:
        yield t("Орган написал к решению пояснение. Прочитать его можно на нашей странице.")
    yield t("Новую ссылку можно получить в этом чате: откройте «Мои заявления» и нажмите «Пояснение органа».")


def _signed(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(t("Социальный контракт по заявлению %(number)s («%(measure)s») заключён %(on)s."))
    if "last_day" in said:
        yield said.fill(t("Выплату орган должен перечислить не позднее %(last_day)s."))
    else:
        yield t("Когда и как придут деньги, спросите в органе, с которым заключён контракт.")
    yield t("Сохраните контракт: в нём ваши обязанности и сроки.")


def _withdrawn(said: _Said) -> Iterator[str]:
    t = said.t
    yield said.fill(t("Заявление %(number)s («%(measure)s») отозвано %(on)s. Напоминаний по нему больше не будет."))
    yield t("Если вы его не отзывали, свяжитесь с органом социальной защиты. Начать заново можно здесь в любой день.")


TEXTS: Final[Mapping[str, Callable[[_Said], Iterator[str]]]] = {
    "submitted": _submitted,
    "received": _received,
    "registered": _registered,
    "extra_check": _extra_check,
    "granted": _granted,
    "window_moved": _window_moved,
    "refused": _refused,
    "sign_reminder": _sign_reminder,
    "second_notice": _second_notice,
    "last_reminder": _last_reminder,
    "signed": _signed,
    "lapsed": _lapsed,
    "withdrawn": _withdrawn,
}
