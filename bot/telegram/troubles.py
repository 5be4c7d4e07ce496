"""What a refusal of the Bot API means for us. Texts are matched in lower case: Telegram changes their wording."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

_NOBODY: Final = ("chat not found", "user not found", "chat_id is empty", "peer_id_invalid", "user_is_deactivated")

# Refusals that a call can live with, as `says` looks for them.
NOT_MODIFIED: Final = ("message is not modified",)
"""The message already shows exactly this: a success."""
EDIT_ANEW: Final = ("message to edit not found", "can't be edited", "no text in the message", "message_id_invalid")
"""The message is there no more, or holds no text: the screen goes into a new one."""
DELETED_ALREADY: Final = ("message to delete not found",)
STALE_QUERY: Final = ("query is too old", "query_id_invalid")
"""The press is minutes old or already answered; the screen still matters."""


class TroubleKind(Enum):
    GONE = "gone"
    """Blocked, deactivated, never started, no such chat."""
    BANNED = "banned"
    """429: no call before the time that Telegram names is over."""
    WAIT = "wait"
    """Come again later: 5xx, the network, an answer that is none."""
    REVOKED = "revoked"
    """The token is not (or no longer) a bot's."""
    REJECTED = "rejected"
    """The request itself is wrong: a bug of ours."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """`seconds` is what Telegram itself asked to wait, or 0; `reason` is a fixed word without any personal data."""

    kind: TroubleKind
    reason: str
    seconds: float = 0.0


def trouble_of(error: AiogramError) -> Trouble:
    """What to make of an error of the client; one that is not known is as good as an answer that did not come."""
    match error:
        case TelegramRetryAfter():
            return Trouble(TroubleKind.BANNED, "too_many_requests", float(error.retry_after))
        case TelegramForbiddenError():
            return Trouble(TroubleKind.GONE, "forbidden")
        case TelegramNotFound() if says(error, ("method not found",)):
            return Trouble(TroubleKind.REJECTED, "no_such_method")
        case TelegramUnauthorizedError() | TelegramNotFound():
            return Trouble(TroubleKind.REVOKED, "token_refused")
        case TelegramEntityTooLarge() | TelegramMigrateToChat():
            return Trouble(TroubleKind.REJECTED, "bad_request")
        case TelegramNetworkError():
            return Trouble(TroubleKind.WAIT, "network")
        case TelegramServerError():
            return Trouble(TroubleKind.WAIT, "server_error")
        case TelegramConflictError():
            return Trouble(TroubleKind.WAIT, "polling_conflict")
        case TelegramBadRequest():
            gone = says(error, _NOBODY)
            return Trouble(TroubleKind.GONE, "chat_not_found") if gone else Trouble(TroubleKind.REJECTED, "bad_request")
    # aiogram has no class of its own for a 429 without parameters.
    bare = "too many requests" in str(error).lower()
    return Trouble(TroubleKind.BANNED, "too_many_requests") if bare else Trouble(TroubleKind.WAIT, "unknown_answer")


def says(error: TelegramBadRequest | TelegramNotFound, fragments: tuple[str, ...]) -> bool:
    """Whether the refusal's text holds one of the fragments."""
    text = error.message.lower()
    return any(fragment in text for fragment in fragments)
