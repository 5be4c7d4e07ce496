"""The web chat as a way of a notice: a row that the chat page shows."""

from typing import Final

from applications.ports import UnitOfWorkFactory
from bot.webchat.context import NAME
from notifications.ports import Clock, Tempo


class WebSender:
    """A `notifications.ports.NoticeWay` that says a notice exactly once: the row is unique by the notice's key."""

    name: Final = NAME
    tempo: Final = Tempo(per_second=100, chat_interval=0.0, at_once=2)
    """Only our own database stands behind it, which has one writer."""
    closes: Final = False

    def __init__(self, uow_factory: UnitOfWorkFactory, clock: Clock) -> None:
        self._uow_factory = uow_factory
        self._clock = clock

    async def send(self, address: str, text: str, *, key: str) -> None:
        async with self._uow_factory() as uow:
            person = await uow.people.get_or_add(NAME, address)
            await uow.web_messages.add(key, person.id, text, self._clock.now())
            await uow.commit()
