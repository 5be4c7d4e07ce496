"""Act once: the answer is stored under an idempotency key in the transaction of the act itself.

Two requests with one key may arrive together and a kill may come at any moment. So the key is looked up after the write
transaction has begun, and the answer is stored before that transaction commits: either both exist, or neither does.
The caller takes the two steps itself, `remembered` first in its transaction and `remember` last.
"""

from dataclasses import dataclass
from datetime import datetime

from applications.ports import UnitOfWork


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


async def remember(uow: UnitOfWork, key: Key, status: int, body: str, at: datetime) -> None:
    """Store the answer under the key; the caller commits it with the act itself."""
    await uow.staff.remember(token_name=key.owner, key=key.key, digest=key.digest, status=status, body=body, now=at)
