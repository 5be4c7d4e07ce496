"""The conversation over storage: one input, one write transaction, one reply said after the commit."""

from dataclasses import replace
from datetime import UTC
from typing import Final

from applications.casebook import Casebook
from applications.casework import office_words
from applications.event_fields import BadEvent
from applications.model import Answer, AppliedInput, Person, PersonId
from applications.moves import ForbiddenMove
from applications.ports import Conflict, UnitOfWork
from dialogs.applying import Doors, already_made
from dialogs.buttons import Pen
from dialogs.draft import APPLY, LANGUAGE, Draft
from dialogs.interview import NOT_DELETED, StepResult, step
from dialogs.planning import answered, chosen_offer
from dialogs.ports import SHOW, Glimpse, Input, InputKind, PageLinks, Prepared, Reply, Sender
from dialogs.show import CASE_VIEWS, Fetched, screen_of
from dialogs.standing import Standing
from dialogs.status import Cases
from dialogs.withdrawing import NO_SUCH, TOO_LATE, WITHDRAWN
from locales import language_of
from notifications.delivery import CHANNEL_CLOSED

ATTEMPTS: Final = 5
"""Tries of one step against somebody else's save of the same row (two tabs, a repeated webhook)."""


class _OnlyByWriting(Exception):
    """The screen holds a one-time link, which has to be stored."""


class Conversation:
    """Implements `dialogs.ports.Dialogue`."""

    def __init__(self, casebook: Casebook, page_links: PageLinks) -> None:
        self._casebook = casebook
        self._uow_factory = casebook.uow_factory
        self._clock = casebook.clock
        self._page_links = page_links

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
            person = await uow.people.get_or_add(sender.channel, sender.address)
            applied = await uow.people.applied(person.id, given.update_key) if given.update_key is not None else None
            standing = self._standing(person, sender)
            turn = step(standing, person.revision, given)
            delete = turn.delete_input
            if applied is not None:
                # A kill may have come before the channel deleted what must not stay in it: the repeat asks again.
                delete = applied.private
                turn = turn if _shows_the_same(turn, applied, given, person) else step(standing, person.revision, SHOW)
            elif turn.withdraw:
                turn = await self._withdrawn(uow, person, turn)
            after = _after(person, turn)
            if given.kind is not InputKind.AGAIN:
                # Whoever writes to us has not closed the channel (any more).
                after = replace(after, closed=False, active_on=standing.now.astimezone(UTC).date())
            new_key = given.update_key if applied is None else None
            if new_key is not None:
                after = replace(after, inputs=person.inputs + 1)
            if after != person:
                await uow.people.save(after)
            if new_key is not None:
                at, revision = self._clock.now(), after.revision
                noted = AppliedInput(new_key, at, revision, moved=turn.moved, private=delete)
                await uow.people.note_applied(person.id, noted)
            if person.closed and given.kind is not InputKind.AGAIN:
                await self._say_what_was_missed(uow, person)
            pen = Pen(turn.standing.t, after.revision)
            screen = screen_of(turn, pen, await self._fetched(uow, after, turn, sender.channel))
            await uow.commit()
        not_deleted = pen.t(NOT_DELETED) if delete or given.kind is InputKind.AGAIN else ""
        return Reply(
            screen,
            toast=pen.t(turn.toast),
            delete_input=delete,
            not_deleted=not_deleted,
            again=turn.again,
            inputs=after.inputs,
        )

    async def _say_what_was_missed(self, uow: UnitOfWork, person: Person) -> None:
        """The person has opened the channel again."""
        await uow.notices.requeue_withheld(person.id, reason=CHANNEL_CLOSED, now=self._clock.now())

    async def glance(self, sender: Sender, given: Input, payload: str = "") -> Glimpse | None:
        """What the input shows to somebody of whom nothing is stored; None where it would change something."""
        nobody = Person(PersonId(""), sender.channel, sender.address)
        begun = step(self._standing(nobody, sender), 0, Input(InputKind.START, payload))
        revision = _after(nobody, begun).revision
        turn = step(begun.standing, revision, given)
        if turn.standing.draft != begun.standing.draft:
            return None
        pen = Pen(turn.standing.t, revision)
        screen = screen_of(turn, pen, Fetched(Cases((), self._casebook, turn.standing.now)))
        return Glimpse(Reply(screen, pen.t(turn.toast), turn.delete_input), revision)

    async def view(self, sender: Sender, given: Input) -> Glimpse | None:
        """What the input shows to somebody known; None where it would change something, or nobody is known."""
        async with self._uow_factory(write=False) as uow:
            person = await uow.people.find(sender.channel, sender.address)
            if person is None:
                return None
            turn = step(self._standing(person, sender), person.revision, given)
            if turn.withdraw or _after(person, turn) != person:
                return None
            try:
                fetched = await self._fetched(uow, person, turn, sender.channel, may_write=False)
            except _OnlyByWriting:
                return None
        pen = Pen(turn.standing.t, person.revision)
        reply = Reply(screen_of(turn, pen, fetched), toast=pen.t(turn.toast), delete_input=turn.delete_input)
        return Glimpse(replace(reply, again=turn.again, inputs=person.inputs), person.revision)

    def _standing(self, person: Person, sender: Sender | None = None) -> Standing:
        hint = person.language or (sender.language_hint if sender else None)
        return Standing(self._casebook.rules.current, self._clock.now(), Draft.of(person.answers), hint)

    async def _fetched(
        self, uow: UnitOfWork, person: Person, turn: StepResult, channel: str, *, may_write: bool = True
    ) -> Fetched:
        """What the screen to come needs from the store: applications for their list, a new link for the form's door.

        `_OnlyByWriting` for a link where nothing may be written.
        """
        if turn.view.name not in CASE_VIEWS if turn.view else turn.standing.draft.place.at != APPLY:
            return Fetched()
        applications = await uow.applications.of_person(person.id)
        cases = Cases(applications, self._casebook, turn.standing.now)
        told = cases.at(turn.view.argument) if turn.view and turn.view.name == "words" else None
        words = told if told and office_words(told) else None
        if not words and (turn.view or already_made(turn.standing, applications)):
            return Fetched(cases)
        if not may_write:
            raise _OnlyByWriting
        if words:
            return Fetched(cases, words_link=await self._page_links.words_link(uow, words))
        link = await self._page_links.form_link(uow, person)
        return Fetched(cases, Doors(link, self._page_links.app_url(channel)))

    async def _withdrawn(self, uow: UnitOfWork, person: Person, turn: StepResult) -> StepResult:
        """The turn with the application taken back, or with the truth about one that cannot be (any more)."""
        cases = Cases(await uow.applications.of_person(person.id), self._casebook, turn.standing.now)
        application = cases.at(turn.withdraw)
        if application is None:
            return replace(turn, toast=NO_SUCH)
        try:
            await self._casebook.withdraw(uow, application.number, person=person.id)
        except (ForbiddenMove, BadEvent, LookupError):
            return replace(turn, toast=TOO_LATE)
        return replace(turn, toast=WITHDRAWN)

    async def history(self, sender: Sender) -> tuple[tuple[str, str], ...]:
        """(question, answer) pairs in plain text, in the order in which the questions were first asked."""
        async with self._uow_factory(write=False) as uow:
            person = await uow.people.find(sender.channel, sender.address)
        if person is None:
            return ()
        return tuple((question.label, question.said) for question in answered(self._standing(person, sender)))

    async def closed(self, sender: Sender, *, closed: bool) -> None:
        """Remember that the person blocked (or unblocked) the bot: notices then go another way.

        Of somebody who never wrote nothing is remembered.
        """
        async with self._uow_factory() as uow:
            person = await uow.people.find(sender.channel, sender.address)
            if person is None:
                return
            if person.closed is not closed:
                await uow.people.save(replace(person, closed=closed))
            if not closed:
                # Also where the channel was open on record: a block may have been heard of after this.
                await self._say_what_was_missed(uow, person)
            await uow.commit()

    def prepared(self, person: Person) -> Prepared:
        """What the secure form takes over from the person's present draft."""
        standing = self._standing(person)
        chosen = chosen_offer(standing)
        offers = sorted(standing.offers, key=lambda item: item is not chosen)
        months = standing.months if standing.months_have_moved else ()
        return Prepared(standing.situation, tuple(offers), language_of(person.language), months)


def _shows_the_same(turn: StepResult, applied: AppliedInput, given: Input, person: Person) -> bool:
    """Whether a repeat may be made again: it changed nothing then, it changes nothing now, and it means the same."""
    means_the_same = given.kind is InputKind.COMMAND or person.revision == applied.revision
    return not applied.moved and not turn.moved and means_the_same


def _after(person: Person, turn: StepResult) -> Person:
    """The person's row with the draft after the turn; the revision grows when anything of the draft changed."""
    draft = turn.standing.draft
    answers: tuple[Answer, ...] = draft.stored()
    language = draft.answers.get(LANGUAGE, person.language)
    revision = person.revision + (answers != person.answers)
    return replace(person, answers=answers, revision=revision, language=language)
