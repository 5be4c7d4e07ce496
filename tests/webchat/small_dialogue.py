"""A small real `Dialogue`: two questions, a look aside, revisions and delivery keys, kept in the real store."""

from dataclasses import replace
from datetime import UTC, datetime

from applications.model import Answer, AppliedInput, Person, PersonId
from applications.ports import UnitOfWorkFactory
from dialogs.ports import Glimpse, Input, InputKind, Reply, Sender
from dialogs.screens import Button, Line, Screen, Style

QUESTIONS = ("Вы живёте в области?", "Сколько вы заработали?")
STALE = "На этот вопрос вы уже ответили"


class SmallDialogue:
    """Press `<revision>:yes` to answer the first question, type digits for the second; `<revision>:why` looks aside."""

    def __init__(self, uow_factory: UnitOfWorkFactory) -> None:
        self._uow_factory = uow_factory
        self.heard: list[Input] = []
        self.glanced: list[tuple[Input, str]] = []
        self.screen: Screen | None = None
        """Shown instead of the question when set."""

    async def handle(self, sender: Sender, given: Input) -> Reply:
        self.heard.append(given)
        async with self._uow_factory() as uow:
            person = await uow.people.get_or_add(sender.channel, sender.address)
            key = given.update_key
            if key is not None and await uow.people.applied(person.id, key):
                return Reply(screen_of(person))
            after, reply = step(person, given)
            if after != person:
                await uow.people.save(after)
            if key is not None and after != person:
                at = datetime(2020, 9, 15, tzinfo=UTC)
                await uow.people.note_applied(person.id, AppliedInput(key, at, after.revision, moved=True))
            await uow.commit()
        return reply if self.screen is None else Reply(self.screen)

    async def glance(self, sender: Sender, given: Input, payload: str = "") -> Glimpse | None:
        self.glanced.append((given, payload))
        nobody = Person(PersonId(""), sender.channel, sender.address, language="ru")
        after, reply = step(nobody, given)
        if after != nobody:
            return None
        return Glimpse(reply if self.screen is None else Reply(self.screen), nobody.revision)

    async def view(self, sender: Sender, given: Input) -> Glimpse | None:
        async with self._uow_factory(write=False) as uow:
            person = await uow.people.find(sender.channel, sender.address)
        if person is None:
            return None
        after, reply = step(person, given)
        if after != person:
            return None
        return Glimpse(reply if self.screen is None else Reply(self.screen), person.revision)

    async def history(self, sender: Sender) -> tuple[tuple[str, str], ...]:
        async with self._uow_factory(write=False) as uow:
            person = await uow.people.find(sender.channel, sender.address)
        answers = person.answers if person else ()
        return tuple((QUESTIONS[index % 2], str(answer.value)) for index, answer in enumerate(answers))


def step(person: Person, given: Input) -> tuple[Person, Reply]:
    if given.kind is InputKind.START:
        return replace(person, language="ru"), Reply(screen_of(person))
    if given.kind is InputKind.PRESS:
        return _pressed(person, given.data)
    if given.kind is InputKind.TEXT:
        return _typed(person, given)
    if given.data == "help":
        return person, Reply(Screen((Line("Помощь", Style.TITLE), Line("Решает только орган соцзащиты."))))
    return person, Reply(screen_of(person))


def _pressed(person: Person, data: str) -> tuple[Person, Reply]:
    revision, _, action = data.partition(":")
    if revision != str(person.revision):
        return person, Reply(screen_of(person), toast=STALE)
    if action == "why":
        return person, Reply(Screen((Line("Почему спрашиваем", Style.TITLE), *screen_of(person).lines)))
    after = _answered(person, action)
    return after, Reply(screen_of(after))


def _typed(person: Person, given: Input) -> tuple[Person, Reply]:
    if not given.data.isdigit():
        problem = Line("Напишите число, например 14000.", Style.PROBLEM)
        screen = screen_of(person)
        return person, Reply(replace(screen, lines=(problem, *screen.lines)), delete_input="паспорт" in given.data)
    after = _answered(person, given.data)
    return after, Reply(screen_of(after))


def _answered(person: Person, value: str) -> Person:
    answers = (*person.answers, Answer(f"q{len(person.answers)}", value))
    return replace(person, revision=person.revision + 1, answers=answers)


def screen_of(person: Person) -> Screen:
    number = len(person.answers) % len(QUESTIONS)
    rows = ((Button("Да", f"{person.revision}:yes"), Button("Нет", f"{person.revision}:no")),) if number == 0 else ()
    why = (Button("Почему спрашиваете?", f"{person.revision}:why", quiet=True),)
    lines = (Line(QUESTIONS[number], Style.TITLE), Line("— пункт один", Style.LIST), Line("слайд 3", Style.NOTE))
    return Screen(lines, (*rows, why), "Например, 14000" if number else None)
