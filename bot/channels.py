"""What a channel is: all that the rest of the house knows of a messenger, and of the web chat as well."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from aiohttp import web

from applications.model import PersonId
from applications.ports import UnitOfWork
from bot.process.supervision import Supervisor
from web.static import StaticFolder


@dataclass(frozen=True, slots=True)
class MessengerLimits:
    """How much a messenger takes at one time."""

    message_units: int
    """Of a text, in UTF-16 units: a messenger counts these or code points, and never more of those."""
    source_bytes: int
    """Of a text with its markup."""
    data_bytes: int
    """Of what a button says when it is pressed."""
    buttons: int
    row_buttons: int
    remark_characters: int
    """Of a passing remark on a press."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do, for whoever would otherwise ask which one it is."""

    opens_form: bool
    """The secure form opens inside the channel itself; otherwise by a one-time link."""
    edits: bool
    """A screen replaces the one under which a button was pressed; otherwise it comes as a new message."""
    deletes: bool
    """What a person wrote can be taken out of the chat; otherwise the person is asked to do it."""
    limits: MessengerLimits | None = None
    """None where a screen may be of any size."""
    page: str = ""
    """Where on this site the conversation is; empty where it is in an application of its own."""


Claim = Callable[[UnitOfWork], Awaitable[PersonId]]
"""Uses a proof up in the caller's transaction and tells whose it was; `web.refusal.Refusal` where it is used up."""


class Admission(NamedTuple):
    """Somebody whom a messenger's own application has brought to the secure form."""

    proof: str
    """Of this visit alone; nothing that the application sent can be read from it."""
    claim: Claim


@dataclass(frozen=True, slots=True)
class Door:
    """A messenger's own way into the secure form: all that the form knows of the messenger's application."""

    admit: Callable[[str], Admission]
    """Checks what the application sent. `web.refusal.Refusal` in the messenger's own words for what proves nothing."""
    frame: str
    """The messenger's web client, which shows our pages in a frame."""
    templates: Path
    page: str
    """Among them: what the application opens. It posts what it has to prove as `init_data` to the page's `action`."""
    files: StaticFolder
    """The scripts of that page."""


class Channel(Protocol):
    """Listens to people and hands what they say to the dialogue. How it says a notice is apart from it."""

    @property
    def name(self) -> str:
        """Stored with every person of the channel: a name once given stays."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    def register(self, site: web.Application) -> None:
        """Add the channel's own routes, if it has any."""
        ...

    def start(self, supervisor: Supervisor) -> None:
        """Begin in the background, every long-lived task kept by the supervisor."""
        ...

    async def stop(self) -> None:
        """After the supervisor and the site have stopped: give back what is held open."""
        ...
