"""A person at the conversation: presses buttons by what is written on them and types; every screen is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from applications.model import Application, Person
from applications.ports import UnitOfWork
from dialogs.ports import Dialogue, Input, InputKind, Reply, Sender
from dialogs.screens import Button, Screen, Style
from dialogs.service import Conversation
from storage.database import Database
from tests.applications.values import HandClock, casebook

TELEGRAM_TEXT = 4096
TELEGRAM_DATA = 64
TELEGRAM_BUTTONS = 100


class Links:
    """The composition root's part: a new link each time."""

    def __init__(self, mini_app_url: str | None = None) -> None:
        self.mini_app_url = mini_app_url
        self.made: list[str] = []

    def app_url(self, channel: str) -> str | None:
        return self.mini_app_url if channel == "telegram" else None

    async def form_link(self, uow: UnitOfWork, person: Person) -> str:
        link = f"https://example.org/form/start/{len(self.made)}"
        self.made.append(link)
        return link

    async def words_link(self, uow: UnitOfWork, application: Application) -> str:
        return f"https://example.org/cabinet/words/{application.number}"


@dataclass
class Chat:
    database: Database
    clock: HandClock = field(default_factory=HandClock)
    links: Links = field(default_factory=Links)
    sender: Sender = field(default_factory=lambda: Sender("telegram", "424242", "ru"))
    reply: Reply | None = None
    _keys: "count[int]" = field(default_factory=count)

    @property
    def dialogue(self) -> Dialogue:
        """A fresh object each time, as after a restart of the process: nothing is remembered outside the database."""
        return self.conversation

    @property
    def conversation(self) -> Conversation:
        return Conversation(casebook(self.database, self.clock), self.links)

    async def give(self, kind: InputKind, data: str = "", key: str | None = None) -> Screen:
        key = key or f"update {next(self._keys)}"
        self.reply = await self.dialogue.handle(self.sender, Input(kind, data, key))
        check(self.reply)
        return self.reply.screen

    async def start(self, payload: str = "") -> Screen:
        return await self.give(InputKind.START, payload)

    async def show(self) -> Screen:
        return await self.give(InputKind.COMMAND, "show")

    async def type(self, text: str) -> Screen:
        return await self.give(InputKind.TEXT, text)

    async def press(self, label: str) -> Screen:
        return await self.give(InputKind.PRESS, self.button(label).data)

    def button(self, label: str) -> Button:
        """The button whose text, without its mark, begins with the label."""
        assert self.reply is not None
        return find(self.reply.screen, label)

    async def say(self, *said: str) -> Screen:
        """Each is a button's beginning where there is one, else typed."""
        assert self.reply is not None
        for words in said:
            await (self.press(words) if has(self.reply.screen, words) else self.type(words))
        return self.reply.screen

    async def answer(self, answers: Mapping[str, str]) -> Screen:
        """Answer what is asked, in whatever order the planner asks it, while there is an answer of ours to it."""
        ticked: set[tuple[str, str]] = set()
        while True:
            screen = await self.show()
            title = next((line.text for line in screen.lines if line.style is Style.TITLE), "")
            asked = next((words for words in answers if words in title and (title, words) not in ticked), None)
            if asked is None:
                return screen
            ticked.add((title, asked))
            await self.say(answers[asked])

    async def person(self) -> Person:
        async with self.database.unit_of_work() as uow:
            person = await uow.people.get_or_add(self.sender.channel, self.sender.address)
            await uow.commit()
        return person


def has(screen: Screen, label: str) -> bool:
    return any(_bare(button).startswith(label.lower()) for button in screen.buttons())


def find(screen: Screen, label: str) -> Button:
    found = next((button for button in screen.buttons() if _bare(button).startswith(label.lower())), None)
    assert found is not None, f"no button «{label}» among {[button.text for button in screen.buttons()]}"
    return found


def _bare(button: Button) -> str:
    return button.text.lstrip("☐☑✕+‹ ").lower()


def check(reply: Reply) -> None:
    """What every channel relies on."""
    check_screen(reply.screen)
    assert len(reply.toast) <= 200


def check_screen(screen: Screen) -> None:
    assert 0 < len(screen.text) <= TELEGRAM_TEXT
    assert "%(" not in screen.text
    assert "None" not in screen.text
    buttons = list(screen.buttons())
    assert 0 < len(buttons) <= TELEGRAM_BUTTONS
    for button in buttons:
        assert button.text.strip()
        assert len(button.text) <= 64
        assert bool(button.data) != bool(button.url)
        assert button.data.isascii()
        assert len(button.data) <= TELEGRAM_DATA
    data = [button.data for button in buttons if button.data]
    assert len(data) == len(set(data)), "two buttons would do the same"


TO_HOUSEHOLD = ("Русский", "Тюменская", "Выплата на самообеспечение", "Да")
"""To the list of the family, in 2020."""
LONE = (*TO_HOUSEHOLD, "Я живу один")
THREE_CHILDREN = (*TO_HOUSEHOLD, "Ребёнок", "3.2.10", "Ребёнок", "3.2.13", "Ребёнок", "3.2.16", "Это все")
DECIDES = {
    "Какие доходы были у вас": "Зарплата",
    "Отметьте все, потом нажмите «Готово»": "Готово",
    "Ваш доход: зарплата": "9 тыс",
    "Какие доходы были у этого человека": "Доходов не было",
    "получали выплату на самообеспечение": "Никогда",
}
PAPERS = {
    "подаст представитель": "Нет",
    "Чем вы заняты": "Работа по",
    "Есть ли у вас регистрация": "Да",
    "Есть ли в семье те, кто достиг": "Никто",
    "просите выплату на самообеспечение": "Своё дело",
}
EVERYTHING = DECIDES | PAPERS
"""What a working mother of three says, whatever is asked first."""
