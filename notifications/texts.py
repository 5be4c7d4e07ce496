"""What a notice says. Whole sentences with dates, never «tomorrow»: a message may come late, or twice."""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from locales import N_, Translator
from locales.format import day
from notifications.model import Notice

LINK_DAYS: Final = 30
"""How long the link to the office's own words works."""
_DAYS: Final = ("on", "last_day", "shifted")


class Passage(NamedTuple):
    """A part of a message, said where the notice has every value of `having` and none of `lacking`.

    Both are names of its values (`link` is the page to be read beside it), parted by blanks. The places of the text
    are filled with these values; a text that is nothing but a place is a whole sentence made elsewhere.
    """

    text: str
    """A gettext msgid."""
    having: str = ""
    lacking: str = ""


def render(notice: Notice, t: Translator, language: str, *, link: str = "") -> str:
    """The message as plain text in the translator's language, paragraphs parted by an empty line.

    `link` is the address of the page that says what a messenger must not (`wants_link`). ValueError for an occasion
    that has no text.
    """
    passages = TEXTS.get(notice.occasion)
    if passages is None:
        raise ValueError(f"no text for the occasion {notice.occasion!r}")
    values = notice.values
    places = {
        "number": notice.application,
        "measure": t(str(values["measure"])),
        "ground": t(str(values.get("ground_text", ""))).rstrip(".;, "),
        "appeal": t(str(values.get("appeal", ""))),
        "link": link,
        "link_life": t.n(
            "Ссылка открывается один раз и действует %(n)d день.",
            "Ссылка открывается один раз и действует %(n)d дней.",
            LINK_DAYS,
            n=LINK_DAYS,
        ),
    } | {name: day(date.fromisoformat(values[name]), language) for name in _DAYS if name in values}
    there = {name for name, value in {**values, "link": link}.items() if value}
    return "\n\n".join(
        t(passage.text) % places
        for passage in (*passages, _WHO_WRITES)
        if there.issuperset(passage.having.split()) and there.isdisjoint(passage.lacking.split())
    )


def wants_link(notice: Notice) -> bool:
    """Whether there is a page to be read beside the message: the office's own words on a refusal."""
    return bool(notice.values.get("words"))


_WHO_WRITES: Final = Passage(
    N_(
        "Вам пишет помощник по социальному контракту, а не орган социальной защиты. "
        "Решения принимает только орган социальной защиты."
    )
)
_WHERE_THE_LIST_IS: Final = Passage(N_("Список — в этом чате: откройте «Мои заявления» и нажмите «Список документов»."))
_ANOTHER_DAY: Final = N_("Если раньше мы называли вам другой день, верен этот.")
_ALREADY_SIGNED: Final = Passage(N_("Если контракт уже заключён, ничего делать не нужно."))
_GIVEN_UP: Final = Passage(
    N_("Если не обратиться за контрактом до %(last_day)s включительно, по правилам это считается отказом от помощи."),
    having="last_day",
)
# The strict day stands; that it may move is said only to be careful about (by analogy, no act says it).
_DAY_OFF: Final = Passage(
    N_(
        "%(last_day)s — выходной день, и орган может быть закрыт. Лучше прийти в рабочий день до этой даты. "
        "Если не успели, приходите %(shifted)s: возможно, контракт ещё заключат, но правила этого не обещают."
    ),
    having="shifted",
)
_COME_AND_SIGN: Final = (
    Passage(
        N_(
            "Чтобы получить помощь, заключите социальный контракт не позднее %(last_day)s. Адрес — в уведомлении "
            "органа."
        ),
        having="last_day",
    ),
    Passage(
        N_(
            "Чтобы получить помощь, заключите социальный контракт. Адрес и срок — в уведомлении органа; "
            "если уведомления у вас нет, узнайте их в органе как можно скорее."
        ),
        lacking="last_day",
    ),
    _DAY_OFF,
)

TEXTS: Final[Mapping[str, tuple[Passage, ...]]] = {
    "submitted": (
        Passage(
            N_(
                "Мы приняли ваше заявление %(number)s («%(measure)s») %(on)s. Оно ждёт, когда орган социальной защиты "
                "его откроет."
            )
        ),
        Passage(N_("Орган должен зарегистрировать его не позднее %(last_day)s."), having="last_day"),
        Passage(N_("Когда орган откроет заявление или зарегистрирует его, мы вам сообщим.")),
        Passage(
            N_(
                "Обязательные документы из вашего списка нужно принести в орган социальной защиты; когда и куда, "
                "спросите в органе."
            )
        ),
        _WHERE_THE_LIST_IS,
    ),
    "received": (
        Passage(
            N_("Ваше заявление %(number)s («%(measure)s») передано в орган социальной защиты: %(on)s его там открыли.")
        ),
        Passage(N_("Это ещё не регистрация и не решение. Когда орган отметит следующий шаг, мы вам сообщим.")),
    ),
    "registered": (
        Passage(N_("Орган социальной защиты зарегистрировал ваше заявление %(number)s («%(measure)s») %(on)s.")),
        Passage(
            N_(
                "Решение по нему орган должен принять не позднее %(last_day)s. Когда орган его отметит, мы вам сообщим."
            ),
            having="last_day",
        ),
        Passage(N_("Когда орган отметит решение, мы вам сообщим."), lacking="last_day"),
        Passage(
            N_("Орган проводит дополнительную проверку сведений, поэтому срок решения больше обычного."),
            having="extra_check last_day",
        ),
        Passage(
            N_(
                "Если обязательные документы из вашего списка ещё не в органе, принесите их как можно раньше. "
                "Если орган попросит другие, принесите и их."
            )
        ),
        _WHERE_THE_LIST_IS,
    ),
    "extra_check": (
        Passage(
            N_(
                "По вашему заявлению %(number)s («%(measure)s») орган социальной защиты проводит дополнительную "
                "проверку сведений. Это отмечено %(on)s."
            )
        ),
        Passage(
            N_(
                "Поэтому решение орган должен принять не позднее %(last_day)s. Когда орган его отметит, мы вам сообщим."
            ),
            having="last_day",
        ),
        Passage(_ANOTHER_DAY, having="last_day"),
        Passage(
            N_("Решение из-за этого может быть принято позже. Когда орган его отметит, мы вам сообщим."),
            lacking="last_day",
        ),
        Passage(
            N_("Проверка ещё не означает отказа. Если орган попросит что-то уточнить, ответьте ему как можно раньше.")
        ),
    ),
    "granted": (
        Passage(N_("По вашему заявлению %(number)s принято решение от %(on)s: помощь «%(measure)s» назначена.")),
        *_COME_AND_SIGN,
        Passage(
            N_(
                "Если деньги назначены на своё дело и вы регистрируетесь индивидуальным предпринимателем, "
                "сообщите о регистрации органу: тогда срок на контракт считают со дня регистрации."
            ),
            having="restarted_by",
        ),
    ),
    "window_moved": (
        Passage(
            N_(
                "Орган социальной защиты отметил по заявлению %(number)s («%(measure)s»), "
                "что вы зарегистрированы индивидуальным предпринимателем с %(on)s."
            )
        ),
        *_COME_AND_SIGN,
        Passage(_ANOTHER_DAY),
    ),
    "refused": (
        Passage(N_("По вашему заявлению %(number)s («%(measure)s») принято решение от %(on)s: в помощи отказано.")),
        Passage(N_("Основание, которое назвал орган: «%(ground)s»."), having="ground_text"),
        Passage(N_("Основание отказа названо в уведомлении органа."), lacking="ground_text"),
        Passage(
            N_(
                "Орган написал к решению пояснение. Прочитать его можно на нашей странице: %(link)s — в мессенджер его "
                "слова не попадают."
            ),
            having="words link",
        ),
        Passage("%(link_life)s", having="words link"),
        Passage(
            N_("Орган написал к решению пояснение. Прочитать его можно на нашей странице."),
            having="words",
            lacking="link",
        ),
        Passage(
            N_("Новую ссылку можно получить в этом чате: откройте «Мои заявления» и нажмите «Пояснение органа»."),
            having="words",
        ),
        Passage(N_("Если основание непонятно, попросите орган его объяснить."), lacking="words"),
        Passage("%(appeal)s", having="appeal"),
        Passage(
            N_(
                "С решением можно не согласиться: порядок и срок обжалования наши источники не называют — "
                "спросите о них в органе."
            ),
            lacking="appeal",
        ),
    ),
    "sign_reminder": (
        Passage(
            N_(
                "Напоминаем: по заявлению %(number)s («%(measure)s») нужно заключить социальный контракт "
                "не позднее %(last_day)s. Адрес — в уведомлении органа."
            )
        ),
        _DAY_OFF,
        _ALREADY_SIGNED,
    ),
    "second_notice": (
        Passage(
            N_(
                "Первый срок на социальный контракт по заявлению %(number)s («%(measure)s») закончился, "
                "а отметки о заключении контракта у нас нет."
            )
        ),
        Passage(
            N_(
                "Контракт ещё можно заключить: обратитесь в орган не позднее %(last_day)s, "
                "и его заключат в день вашего обращения. Адрес — в уведомлении органа."
            ),
            having="last_day",
        ),
        _GIVEN_UP,
        Passage(
            N_("Обратитесь в орган как можно скорее: там скажут, можно ли ещё заключить контракт."),
            lacking="last_day",
        ),
        _DAY_OFF,
    ),
    "last_reminder": (
        Passage(
            N_(
                "Напоминаем: последний день, когда можно заключить социальный контракт по заявлению %(number)s "
                "(«%(measure)s»), — %(last_day)s. Адрес — в уведомлении органа."
            )
        ),
        _GIVEN_UP,
        _DAY_OFF,
        _ALREADY_SIGNED,
    ),
    "signed": (
        Passage(N_("Социальный контракт по заявлению %(number)s («%(measure)s») заключён %(on)s.")),
        Passage(N_("Выплату орган должен перечислить не позднее %(last_day)s."), having="last_day"),
        Passage(N_("Когда и как придут деньги, спросите в органе, с которым заключён контракт."), lacking="last_day"),
        Passage(N_("Сохраните контракт: в нём ваши обязанности и сроки.")),
    ),
    "lapsed": (
        Passage(
            N_(
                "Заявление %(number)s («%(measure)s») закрыто: социальный контракт можно было заключить "
                "до %(last_day)s включительно. По правилам необращение за контрактом считается отказом от помощи."
            ),
            having="last_day",
        ),
        Passage(
            N_("Заявление %(number)s («%(measure)s») закрыто %(on)s: социальный контракт не заключён в срок."),
            lacking="last_day",
        ),
        Passage(N_("Если вы обращались за контрактом в срок или считаете, что это ошибка, свяжитесь с органом.")),
        Passage(N_("Если помощь ещё нужна, спросите в органе социальной защиты, можно ли обратиться снова.")),
    ),
    "withdrawn": (
        Passage(N_("Заявление %(number)s («%(measure)s») отозвано %(on)s. Напоминаний по нему больше не будет.")),
        Passage(
            N_(
                "Если вы его не отзывали, свяжитесь с органом социальной защиты. Начать заново можно здесь в любой "
                "день."
            )
        ),
    ),
}
