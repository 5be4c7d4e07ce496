"""A look at the conversation only reads: it shows what `handle` would, while somebody else holds the write lock."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from dialogs.ports import SHOW, Input, InputKind, Sender
from tests.applications.values import Office
from tests.dialogs.chat import TO_HOUSEHOLD, Chat
from tests.engines import SQLITE

pytestmark = pytest.mark.asyncio


@contextmanager
def locked(url: str) -> Iterator[None]:
    """SQLite's only write lock is somebody else's; on PostgreSQL a reader waits for nobody."""
    if not url.startswith(SQLITE):
        yield
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_every_question_is_shown_as_handling_would_show_it_and_changes_nothing(
    chat: Chat, database_url: str
) -> None:
    await chat.start()
    for said in (*TO_HOUSEHOLD, "Я живу один", "Зарплата", "Готово", "9000 0 0"):
        await chat.say(said)
        # A day later a look is still no word from the person: an idle draft goes when its time is over.
        chat.clock.advance(1)
        for look in (SHOW, Input(InputKind.COMMAND, "help"), Input(InputKind.COMMAND, "status")):
            before = await chat.person()
            with locked(database_url):
                seen = await chat.dialogue.view(chat.sender, look)
            assert seen is not None
            assert await chat.person() == before
            reply = await chat.dialogue.handle(chat.sender, look)
            assert (seen.reply, seen.revision) == (reply, before.revision)


async def test_what_would_change_something_is_not_looked_at(chat: Chat) -> None:
    assert await chat.dialogue.view(chat.sender, SHOW) is None, "nobody is known"
    await chat.start()
    press = chat.button("Русский").data
    before = await chat.person()
    assert await chat.dialogue.view(chat.sender, Input(InputKind.PRESS, press)) is None
    assert await chat.person() == before
    await chat.press("Русский")
    stale = await chat.dialogue.view(chat.sender, Input(InputKind.PRESS, press))
    assert stale is not None
    assert stale.reply.toast


async def test_the_list_of_applications_is_looked_at(office: Office) -> None:
    case = await office.submit()
    chat = Chat(office.database, office.clock)
    screen = await chat.give(InputKind.COMMAND, "status")
    seen = await chat.dialogue.view(chat.sender, Input(InputKind.COMMAND, "status"))
    assert seen is not None
    assert seen.reply.screen == screen
    assert case.number in str(screen)
    assert await chat.dialogue.view(Sender("web", "somebody"), SHOW) is None
