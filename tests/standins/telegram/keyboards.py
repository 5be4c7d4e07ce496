"""What the server refuses in `reply_markup`."""

import json
from typing import Any
from urllib.parse import urlsplit

from tests.standins.telegram.errors import bad_request

MARKUP_BYTES = 10_000
BUTTONS = 100
DATA_BYTES = 64
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def inline_keyboard(source: str | None, *, private: bool) -> dict[str, Any] | None:
    """The keyboard as it is kept with the message; None when there is none."""
    if source is None or source == "":
        return None
    markup = _parsed(source)
    rows = markup.get("inline_keyboard")
    if rows is None:
        if any(name in markup for name in _OTHER_MARKUPS):
            return None
        raise bad_request("object expected as reply markup") if markup else bad_request("reply markup is empty")
    kept = [[_button(button, private=private) for button in row] for row in rows if row]
    if sum(map(len, kept)) > BUTTONS or len(json.dumps(kept, ensure_ascii=False).encode()) > MARKUP_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _parsed(source: str) -> dict[str, Any]:
    try:
        markup = json.loads(source)
    except json.JSONDecodeError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    return markup


def _button(button: dict[str, Any], *, private: bool) -> dict[str, Any]:
    if not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if len(actions) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    _CHECKS.get(actions[0], _any)(button[actions[0]], private)
    return button


def _any(_value: Any, _private: bool) -> None:
    """An action this stand-in takes as it is."""


def _callback_data(value: str, _private: bool) -> None:
    if not 1 <= len(value.encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _url(value: str, _private: bool) -> None:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https", "tg", "ton") or (parts.scheme in ("http", "https") and not _public(parts)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")


def _public(parts: Any) -> bool:
    """Telegram takes no host without a dot; the loop-back address is refused here too, the stricter reading."""
    host = parts.hostname or ""
    return "." in host and not host.startswith("127.")


def _web_app(value: dict[str, str], private: bool) -> None:
    if not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    check_web_app_url(value.get("url", ""))


def check_web_app_url(url: str) -> None:
    if not url.startswith("https://"):
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")


_CHECKS = {"callback_data": _callback_data, "url": _url, "web_app": _web_app}
