"""The web channel's delivery of a notice: a row that the chat page shows."""

from applications.ports import Clock, UnitOfWorkFactory
from dialogs.ports import Channel


class WebSender:
    """A `NoticeSender` that says a notice exactly once: the row is unique by the notice's key."""

    def __init__(self, uow_factory: UnitOfWorkFactory, clock: Clock) -> None:
        self._uow_factory = uow_factory
        self._clock = clock

    async def send(self, address: str, text: str, *, key: str) -> None:
        async with self._uow_factory() as uow:
            person = await uow.people.get_or_add(Channel.WEB.value, address)
            await uow.web_messages.add(key, person.id, text, self._clock.now())
            await uow.commit()
