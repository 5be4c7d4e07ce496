"""What a channel hands to the dialogue and what it gets back; what the dialogue hands to the secure form."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple, Protocol

from applications.model import Application, Debt, Person
from applications.ports import UnitOfWork
from dialogs.screens import Screen
from screening.situation import Month, Situation
from screening.verdict import MeasureVerdict


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks: the channel's name and the address on it (a chat id, a web session's hash), as text."""

    channel: str
    address: str
    language_hint: str | None = None
    """What the client says of its language (`ru`, `en-US`); used only until the person has chosen."""


class InputKind(Enum):
    START = "start"
    """/start or the first visit; `data` is the deep-link payload (`tyumen`) or empty."""
    TEXT = "text"
    PRESS = "press"
    """`data` is a Button.data."""
    COMMAND = "command"
    """`data` without the slash: menu, status, back, restart, help, language."""
    FOREIGN = "foreign"
    """Anything that is not text: sticker, voice, photo, contact, location, edited_message, edited_private
    (an edit that now holds what must not stay in a messenger), unknown. `data` names the kind."""
    AGAIN = "again"
    """Nobody's doing: a screen that has not reached the person is to be shown. `data` is its `Reply.again`."""


@dataclass(frozen=True, slots=True)
class Input:
    kind: InputKind
    data: str = ""
    update_key: str | None = None
    """The channel's unique key of this delivery (Telegram's update_id). A repeated key changes nothing: it shows again
    what the delivery showed, or, where that is past, the present screen."""


SHOW: Final = Input(InputKind.COMMAND, "show")
"""What a channel hands in to have the present screen said again; it changes nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The screen to show now; said after the transaction that stored the answer has been committed."""

    screen: Screen
    toast: str = ""
    """A short remark on a press (≤ 200 characters), e.g. that the button was an old one."""
    delete_input: bool = False
    """The citizen's own message held what must not stay in a messenger: delete it there."""
    not_deleted: str = ""
    """What to say where the messenger does not delete a message that must not stay, so that the person can."""
    again: str = ""
    """What shows this screen once more (`InputKind.AGAIN`): names of ours, never anything that was typed."""
    inputs: int = field(default=0, compare=False)
    """How many inputs of the person were applied when it was made (`Person.inputs`)."""


class Glimpse(NamedTuple):
    """What is shown without storing anything."""

    reply: Reply
    revision: int
    """That of the draft (for somebody new, once the start is stored): the one that the buttons carry."""


class Dialogue(Protocol):
    """The whole conversation behind one call. Implemented by `dialogs.service.Conversation`."""

    async def handle(self, sender: Sender, given: Input) -> Reply: ...

    async def glance(self, sender: Sender, given: Input, payload: str = "") -> Glimpse | None:
        """What the input shows to somebody of whom nothing is stored, who came by a link with the `payload`.

        Stores nothing, so visits cost nothing. None where the input would change something: hand the start and then the
        input to `handle`.
        """
        ...

    async def view(self, sender: Sender, given: Input) -> Glimpse | None:
        """What the input shows to somebody who is known, in a transaction that only reads: it waits for no writer.

        None where it would change something, be it that the screen holds a new one-time link, and where nobody is
        known: hand it to `handle`.
        """
        ...

    async def history(self, sender: Sender) -> tuple[tuple[str, str], ...]:
        """(question, answer) pairs in plain text for a channel that shows the transcript itself (the web page)."""
        ...

    async def closed(self, sender: Sender, *, closed: bool) -> None:
        """The person blocked (or unblocked) the bot; on return, what they missed and still matters is said."""
        ...


class Debts(Protocol):
    """What has not reached a person yet. Implemented by `dialogs.owing.StoredDebts`."""

    async def owe(self, sender: Sender, debt: Debt) -> None:
        """Remember what of an answer that has been stored has not reached the person yet, in place of an older debt."""
        ...

    async def paid(self, sender: Sender, debt: Debt) -> None:
        """It has reached them; a debt that another process has noted or claimed meanwhile stays."""
        ...

    async def claim(self, channel: str, limit: int) -> tuple[tuple[Sender, Debt], ...]:
        """Up to `limit` debts that no living process says: they are this one's to say from now on. To be called every
        few seconds: it also keeps from the others what is this process's already."""
        ...

    async def stands(self, sender: Sender, inputs: int) -> bool:
        """Whether the debt is still this process's, and no screen was made after more than so many `inputs`."""
        ...

    async def release(self) -> None:
        """The process ends: others may say at once what it has not said."""
        ...


FORM_LINK_MINUTES: Final = 30
"""How long the link to the secure form works; the link to the office's words has `notifications.texts.LINK_DAYS`."""


class PageLinks(Protocol):
    """The doors from the chat to pages of ours: the secure form, the office's own words."""

    def app_url(self, channel: str) -> str | None:
        """The address that this channel opens inside itself; None where it cannot (or there is no https)."""
        ...

    async def form_link(self, uow: UnitOfWork, person: Person) -> str:
        """Add a one-time link for the person to the open transaction; return its full address."""
        ...

    async def words_link(self, uow: UnitOfWork, application: Application) -> str:
        """The same to the page with the office's own words on the application's refusal."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the secure form takes over from the conversation."""

    situation: Situation
    """Of today; its region is empty while the person has not named one."""
    offers: tuple[MeasureVerdict, ...]
    """Measures that are settled and have not failed, the one chosen in the chat first; empty: nothing to apply for."""
    language: str
    new_months: tuple[Month, ...] = ()
    """The months whose income counts now, where the income told is that of others: a month has begun since."""
