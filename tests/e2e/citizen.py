"""Anna, a mother on her own with one child: what she answers in the chat and types into the form."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from tests.standins.telegram import Shown, User


@dataclass(frozen=True, slots=True)
class Press:
    """A button, by its text or a part of it."""

    label: str


@dataclass(frozen=True, slots=True)
class Say:
    text: str


SURNAME, GIVEN_NAME, PATRONYMIC = "Вересаева", "Анфиса", "Кондратьевна"
CHILD = "Вересаев Елисей Петрович"
WAGES = "14 371,19"
"""Of June; July and August bring nothing."""
PER_HEAD = "2 395,20 ₽"
THRESHOLD = "12 069 ₽"
IDENTITY = {
    "surname": SURNAME,
    "given_name": GIVEN_NAME,
    "patronymic": PATRONYMIC,
    "birth_date": "12 апреля 1985",
    "document_kind": "passport",
    "document_number": "7104 928357",
    "document_issued_by": "ОВД Калининского округа",
    "document_issued_on": "20.04.2005",
    "snils": "112-233-445 95",
}
CONTACT = {"phone": "+7 912 648-37-15", "email": "anfisa.v@example.ru"}
ADDRESS = {"registration": "625000, Тюмень, улица Хохрякова, дом 97, квартира 41", "same_address": "yes"}
PURPOSES = ("processing", "transfer", "notices")

TYPED = (
    *(SURNAME, GIVEN_NAME, PATRONYMIC, "Вересаев Елисей", "Елисей"),
    *(
        "928357",
        "7104928357",
        "Калининского",
        "112-233-445 95",
        "11223344595",
        "20.04.2005",
        "1985-04-12",
        "12.04.1985",
    ),
    *("12 апреля 1985", "2015-02-03", "3 февраля 2015", "14371", "14 371", "648-37-15", "9126483715", "anfisa"),
    *("Хохрякова", "registered_unemployed"),
)
"""What must be found nowhere but in the encrypted store: not in logs, not in addresses of pages."""

_ANSWERS: tuple[tuple[str, Press | Say], ...] = (
    ("удобнее", Press("Русский")),
    ("регионе", Press("Тюменская область")),
    ("надеетесь", Press("Выплата на самообеспечение")),
    ("кроме вас", Press("Это все")),
    ("одной семьёй", Press("+ ребёнок")),
    ("Какая дата рождения", Say("3 февраля 2015")),
    ("Сколько начислили", Say(f"{WAGES}; 0; 0")),
    ("Сколько было", Say(f"{WAGES}; 0; 0")),
    ("Какие доходы были у вас", Press("Зарплата")),
    ("Какие доходы были у этого", Press("Доходов не было")),
    ("Чем вы заняты", Press("Признан(а) безработным")),
    ("Вы живёте", Press("Да")),
    ("есть ли у вас регистрация", Press("Да")),
    ("в последний раз", Press("Никогда")),
    ("просите выплату на самообеспечение", Press("Своё дело (предпринимательство)")),
    ("последний социальный контракт", Press("Контракта не было")),
)
"""What the screen says → what she does. Anything else she answers with «Никто» or «Нет»."""


def asked(text: str) -> str:
    """A screen's text without the echo of the answer before."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("Записали"))


def plain(text: str) -> str:
    """With ordinary spaces, as one would read it aloud: sums are set with narrow ones."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def is_verdict(text: str) -> bool:
    return any(line == "Предварительный ответ" for line in asked(text).splitlines())


def answer_to(text: str, buttons: Sequence[str]) -> Press | Say:
    """What Anna does on a screen with this text and these buttons."""
    question = asked(text).lower()
    if "какие доходы были у вас" in question and any(label.startswith("☑") for label in buttons):
        return Press("Готово")
    plain = Press("Никто" if "Никто" in buttons else "Нет")
    return next((answer for words, answer in _ANSWERS if words.lower() in question), plain)


def seen(user: User) -> tuple[int, str, str]:
    """What tells one screen from another; the buttons hold the draft's revision."""
    shown = user.screen
    return shown.message_id, shown.text, str(shown.message.markup)


def revision(user: User) -> str:
    """Of the draft, as the newest screen's buttons carry it."""
    data: str = next(button["callback_data"] for button in user.screen.message.buttons() if "callback_data" in button)
    return data.partition(":")[0]


async def do(user: User, answer: Press | Say) -> None:
    if isinstance(answer, Say):
        await user.say(answer.text)
    else:
        await user.press(answer.label)


async def step(user: User, answer: Press | Say, seconds: float = 15) -> Shown:
    """Answer and wait for another screen."""
    before = seen(user)
    await do(user, answer)
    return await another_screen(user, before, seconds)


async def another_screen(user: User, before: tuple[int, str, str], seconds: float = 15) -> Shown:
    """Wait until what is seen is no longer what was seen before."""
    await user.wait_until(lambda: seen(user) != before, seconds, "another screen")
    return user.screen


async def new_message(user: User, after: int, seconds: float = 15) -> Shown:
    """Wait for a message newer than the one with this id."""
    await user.wait_until(lambda: user.screen.message_id > after, seconds, "a new message")
    return user.screen


async def told(user: User, count: int, seconds: float = 20) -> list[str]:
    """Wait for so many notices; all that have come."""
    await user.wait_until(lambda: len(notices(user)) >= count, seconds, f"{count} notices")
    return notices(user)


async def begin(user: User, region: str = "tyumen") -> None:
    await user.say(f"/start {region}")
    await user.wait_for("На каком языке", 15)


async def interview(user: User) -> AsyncIterator[Press | Say]:
    """One answer at each turn, from the screen that is shown to the verdict; gives the answer just shown."""
    for _ in range(40):
        if is_verdict(user.screen.text):
            return
        answer = answer_to(user.screen.text, user.screen.buttons)
        await step(user, answer)
        yield answer
    raise AssertionError(f"no verdict after forty answers: {user.screen.text}")


async def to_the_verdict(user: User) -> Shown:
    await begin(user)
    async for _ in interview(user):
        pass
    return user.screen


async def to_the_form(user: User) -> str:
    """From the verdict to the address of the form."""
    shown = await step(user, Press("Подать заявление"))
    (link,) = [line for line in shown.text.splitlines() if "/form/start/" in line]
    return link.partition(": ")[2]


def notices(user: User) -> list[str]:
    """The messages that came unasked, oldest first."""
    return [shown.text for shown in user.messages if "Вам пишет помощник по социальному контракту" in shown.text]
