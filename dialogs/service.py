"""The conversation over storage: one input, one write transaction, one reply said after the commit."""

from dataclasses import replace
from typing import Final

from applications.casebook import Casebook
from applications.model import Answer, Person
from applications.ports import Conflict, UnitOfWork
from dialogs.applying import Doors, already_made
from dialogs.buttons import Pen
from dialogs.draft import APPLY, LANGUAGE, Draft
from dialogs.interview import Turn, step
from dialogs.planning import answered, chosen_offer
from dialogs.ports import Channel, FormLinks, Input, InputKind, Prepared, Reply, Sender
from dialogs.show import CASE_VIEWS, Fetched, screen_of
from dialogs.standing import Standing
from dialogs.status import Cases
from locales import language_of

SEEN_KEPT: Final = 20
"""Update keys remembered: a channel repeats a delivery at once, not twenty messages later."""
ATTEMPTS: Final = 5
"""Tries of one step against somebody else's save of the same row (two tabs, a repeated webhook)."""
_SHOW: Final = Input(InputKind.COMMAND, "show")


class Conversation:
    """Implements `dialogs.ports.Dialogue`."""

    def __init__(self, casebook: Casebook, form_links: FormLinks) -> None:
        self._casebook = casebook
        self._uow_factory = casebook.uow_factory
        self._rules = casebook.rules.current
        self._clock = casebook.clock
        self._form_links = form_links

    async def handle(self, sender: Sender, given: Input) -> Reply:
        """Apply the input and return what to show. Raises `Conflict` when the row never stood still."""
        for _ in range(ATTEMPTS - 1):
            try:
                return await self._handled(sender, given)
            except Conflict:
                continue
        return await self._handled(sender, given)

    async def _handled(self, sender: Sender, given: Input) -> Reply:
        async with self._uow_factory() as uow:
            person = await uow.people.get_or_add(sender.channel.value, sender.address)
            repeated = given.update_key is not None and given.update_key in person.seen
            standing = self._standing(person, sender)
            turn = step(standing, person.revision, _SHOW if repeated else given)
            # A kill may have come before the channel deleted what must not stay in it: the repeat asks for it again.
            delete = turn.delete_input or (repeated and step(standing, person.revision, given).delete_input)
            after = _after(person, turn, given.update_key)
            if after != person:
                await uow.people.save(after)
            pen = Pen(turn.standing.t, after.revision)
            screen = screen_of(turn, pen, await self._fetched(uow, after, turn, sender.channel))
            await uow.commit()
        return Reply(screen, pen.t(turn.toast), delete)

    def _standing(self, person: Person, sender: Sender | None = None) -> Standing:
        hint = person.language or (sender.language_hint if sender else None)
        return Standing(self._rules, self._clock.now(), Draft.of(person.answers), hint)

    async def _fetched(self, uow: UnitOfWork, person: Person, turn: Turn, channel: Channel) -> Fetched:
        """What the screen to come needs from the store: applications for their list, a new link for the form's door."""
        if turn.view.name not in CASE_VIEWS if turn.view else turn.standing.draft.place.at != APPLY:
            return Fetched()
        applications = await uow.applications.of_person(person.id)
        cases = Cases(applications, self._casebook, turn.standing.now)
        if turn.view or already_made(turn.standing, applications):
            return Fetched(cases)
        link = await self._form_links.new_link(uow, person)
        mini_app = self._form_links.mini_app_url if channel is Channel.TELEGRAM else None
        return Fetched(cases, Doors(link, mini_app))

    async def history(self, sender: Sender) -> tuple[tuple[str, str], ...]:
        """(question, answer) pairs in plain text, in the order in which the questions were first asked."""
        async with self._uow_factory() as uow:
            person = await uow.people.get_or_add(sender.channel.value, sender.address)
            await uow.commit()
        return tuple((question.label, question.said) for question in answered(self._standing(person, sender)))

    async def closed(self, sender: Sender, *, closed: bool) -> None:
        """Remember that the person blocked (or unblocked) the bot: notices then go another way."""
        async with self._uow_factory() as uow:
            person = await uow.people.get_or_add(sender.channel.value, sender.address)
            if person.closed is not closed:
                await uow.people.save(replace(person, closed=closed))
            await uow.commit()

    def prepared(self, person: Person) -> Prepared:
        """What the secure form takes over from the person's present draft."""
        standing = self._standing(person)
        chosen = chosen_offer(standing)
        offers = sorted(standing.offers, key=lambda item: item is not chosen)
        return Prepared(standing.situation, tuple(offers), language_of(person.language))


def _after(person: Person, turn: Turn, update_key: str | None) -> Person:
    """The person's row after the turn; the revision grows when anything of the draft changed."""
    draft = turn.standing.draft
    answers: tuple[Answer, ...] = draft.stored()
    seen = person.seen
    if update_key is not None and update_key not in seen:
        seen = (*seen, update_key)[-SEEN_KEPT:]
    language = draft.answers.get(LANGUAGE, person.language)
    revision = person.revision + (answers != person.answers)
    # Whoever writes to us has not closed the channel (any more).
    return replace(person, answers=answers, revision=revision, seen=seen, language=language, closed=False)
