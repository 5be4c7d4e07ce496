"""Act once: a unit of work that writes the answer under an idempotency key in the transaction of the act itself.

Two requests with one key may arrive together and a kill may come at any moment. So the key is looked up after the write
transaction has begun, and the answer is stored before that transaction commits: either both exist, or neither does.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from applications.ports import Clock, UnitOfWork, UnitOfWorkFactory

Answer = Callable[[UnitOfWork], Awaitable[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Key:
    """Who asks (a token's name), the caller's key, and the digest of what is asked."""

    owner: str
    key: str
    digest: str


class AlreadyDone(Exception):
    """The same request was carried out before: repeat its answer, and act no more."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__("already done")
        self.status, self.body = status, body


class KeyReused(Exception):
    """The key belongs to another request."""


async def remembered(uow: UnitOfWork, key: Key) -> None:
    """Raise `AlreadyDone` or `KeyReused` when the key is known; return when it is new."""
    found = await uow.staff.remembered(key.owner, key.key)
    if found is None:
        return
    digest, status, body = found
    if digest != key.digest:
        raise KeyReused
    raise AlreadyDone(status, body)


class OnceUnitOfWork(UnitOfWork):
    """A write transaction that begins by asking whether the key is new and ends by storing the answer."""

    def __init__(self, inner: UnitOfWork, key: Key, answer: Answer, clock: Clock) -> None:
        self._inner, self._key, self._answer, self._clock = inner, key, answer, clock

    async def __aenter__(self) -> Self:
        inner = await self._inner.__aenter__()
        try:
            await remembered(inner, self._key)
        except BaseException as error:
            await self._inner.__aexit__(type(error), error, error.__traceback__)
            raise
        self.people, self.applications, self.notices = inner.people, inner.applications, inner.notices
        self.forms, self.staff = inner.forms, inner.staff
        self.web_messages, self.values = inner.web_messages, inner.values
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._inner.__aexit__(kind, error, trace)

    async def commit(self) -> None:
        status, body = await self._answer(self)
        key = self._key
        await self.staff.remember(key.owner, key.key, key.digest, status, body, self._clock.now())
        await self._inner.commit()


def once(factory: UnitOfWorkFactory, key: Key, answer: Answer, clock: Clock) -> UnitOfWorkFactory:
    """The factory to give to a use case; `answer` makes (status, body) of the state the use case has just written."""

    def make(*, write: bool = True) -> UnitOfWork:
        inner = factory(write=write)
        return OnceUnitOfWork(inner, key, answer, clock) if write else inner

    return make
