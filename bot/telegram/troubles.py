"""What a refusal of the Bot API means for us. Texts are matched in lower case: Telegram changes their wording."""

import traceback
from dataclasses import dataclass
from enum import Enum
from typing import Final

from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

_NOBODY: Final = ("chat not found", "user not found", "chat_id is empty", "peer_id_invalid", "user_is_deactivated")
_EDIT_ANEW: Final = ("message to edit not found", "can't be edited", "no text in the message", "message_id_invalid")


class Kind(Enum):
    GONE = "gone"
    """Blocked, deactivated, never started, no such chat."""
    WAIT = "wait"
    """Come again later: 429, 5xx, the network."""
    REVOKED = "revoked"
    """The token is not (or no longer) a bot's."""
    REJECTED = "rejected"
    """The request itself is wrong: a bug of ours."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """`seconds` is what Telegram itself asked to wait, or 0; `reason` is a fixed word without any personal data."""

    kind: Kind
    reason: str
    seconds: float = 0.0


def trouble_of(error: Exception) -> Trouble | None:
    """None when the error does not come from the Bot API at all."""
    match error:
        case TelegramRetryAfter():
            return Trouble(Kind.WAIT, "too_many_requests", float(error.retry_after))
        case TelegramForbiddenError():
            return Trouble(Kind.GONE, "forbidden")
        case TelegramUnauthorizedError() | TelegramNotFound():
            return Trouble(Kind.REVOKED, "token_refused")
        case TelegramNetworkError():
            return Trouble(Kind.WAIT, "network")
        case TelegramServerError():
            return Trouble(Kind.WAIT, "server_error")
        case TelegramBadRequest():
            gone = _holds(error, _NOBODY)
            return Trouble(Kind.GONE, "chat_not_found") if gone else Trouble(Kind.REJECTED, "bad_request")
    return _unnamed(error)


def _unnamed(error: Exception) -> Trouble | None:
    """aiogram has no class of its own for a 429 without parameters and the like."""
    text = str(error).lower()
    return Trouble(Kind.WAIT, "too_many_requests") if "too many requests" in text else None


def is_not_modified(error: TelegramBadRequest) -> bool:
    """The message already shows exactly this: a success."""
    return _holds(error, ("message is not modified",))


def must_send_anew(error: TelegramBadRequest) -> bool:
    """The message is there no more, or holds no text: the screen goes into a new one."""
    return _holds(error, _EDIT_ANEW)


def is_stale_query(error: Exception) -> bool:
    """The press is minutes old or already answered; the screen still matters."""
    return isinstance(error, TelegramBadRequest) and _holds(error, ("query is too old", "query_id_invalid"))


def where(error: Exception) -> str:
    """`file:line` of the innermost frame: an error's own text may quote what a person wrote, so it is never logged."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""


def _holds(error: TelegramBadRequest, fragments: tuple[str, ...]) -> bool:
    text = error.message.lower()
    return any(fragment in text for fragment in fragments)
