"""What is read of an update, and that nothing else of it matters."""

import json
from typing import Any

import pytest
from aiogram.enums import ContentType
from aiogram.types import Message
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.reading import (
    AddedToGroup,
    ContactChanged,
    Heard,
    Pressed,
    Said,
    UnreadableUpdate,
    read,
    update_id_of,
)
from dialogs.ports import Input, InputKind, Sender

CHAT = {"id": 501, "type": "private"}
PERSON = {"id": 501, "is_bot": False, "first_name": "М", "language_code": "ru"}
SENDER = Sender("telegram", "501", "ru")


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 7, "message": {"message_id": 3, "date": 1, "chat": CHAT, "from": PERSON, **content}}


def press(**query: Any) -> dict[str, Any]:
    under = {"message_id": 3, "date": 0, "chat": CHAT}
    body = {"id": "q", "from": PERSON, "chat_instance": "1", "data": "1:a:x", "message": under}
    return {"update_id": 7, "callback_query": body | query}


def change(chat: dict[str, Any], status: Any) -> dict[str, Any]:
    member = {"status": status, "user": {"id": 1, "is_bot": True}}
    return {"update_id": 7, "my_chat_member": {"chat": chat, "from": PERSON, "date": 1, "new_chat_member": member}}


MENU = Said(501, 3, SENDER, Input(InputKind.COMMAND, "menu", "7"))


@pytest.mark.parametrize(
    "around",
    [
        {},
        {"forward_origin": {"type": "from_a_future", "what": [1]}},
        {"reply_to_message": {"message_id": "later", "kind": "hologram"}},
        {"quote": {"text": 5, "position": "middle"}},
        {"entities": "none"},
        {"link_preview_options": 1, "effect_id": [], "sender_boost_count": "many"},
        {"external_reply": {"origin": {"type": "?"}}, "date": "yesterday", "via_bot": 3},
        {"reply_markup": {"inline_keyboard": [[{"text": None}]]}},
    ],
)
def test_a_menu_is_a_menu_whatever_stands_around_it(around: dict[str, Any]) -> None:
    assert read(message(text="/menu", **around)) == MENU


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"venue": {}, "location": {}}, "venue"),
        ({"animation": {}, "document": {}}, "animation"),
        ({"document": {}, "caption": "/menu"}, "document"),
        ({"hologram": {"of": "a passport"}}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_what_is_no_text_is_named_by_its_kind(content: dict[str, Any], kind: str) -> None:
    heard = read(message(**content))
    assert isinstance(heard, Said)
    assert heard.given == Input(InputKind.FOREIGN, kind, "7")


@pytest.mark.parametrize("content", [{"pinned_message": {}}, {"successful_payment": {}}, {"write_access_allowed": {}}])
def test_a_service_message_asks_nothing(content: dict[str, Any]) -> None:
    assert read(message(**content)) is None


@pytest.mark.parametrize(
    "kind", ["chat_theme_changed", "hologram_unpinned", "avatar_set", "gift_returned", "new_chat_mood"]
)
def test_a_service_message_of_tomorrow_asks_nothing_either(kind: str) -> None:
    assert read(message(**{kind: {}})) is None


@pytest.mark.parametrize("around", [{"is_forwarded": True}, {"has_been_translated": True}, {"sender_mood_count": 5}])
def test_what_is_said_about_a_message_makes_no_service_message_of_it(around: dict[str, Any]) -> None:
    heard = read(message(hologram={}, **around))
    assert isinstance(heard, Said)
    assert heard.given.data == "unknown"


def test_every_kind_that_the_client_library_knows_is_content_or_service() -> None:
    """A library renewed with kinds that we sort wrongly fails here; `unknown` and `any` are its own words."""
    for kind in set(ContentType) - {ContentType.UNKNOWN, ContentType.ANY, ContentType.TEXT}:
        heard = read(message(**{kind.value: {}}))
        assert heard is None or (isinstance(heard, Said) and heard.given.data == kind.value)
    for field in set(Message.model_fields) - {kind.value for kind in ContentType}:
        heard = read(message(**{"hologram": {}, field: CHAT if field == "chat" else 3}))
        assert isinstance(heard, Said)
        assert heard.given.data == "unknown"


def test_presses_blocks_and_groups_are_told_apart() -> None:
    group = {"id": -5, "type": "supergroup"}
    assert read(press()) == Pressed(501, 3, "q", SENDER, Input(InputKind.PRESS, "1:a:x", "7"))
    for under in (None, "gone", {"message_id": True}, {"chat": CHAT}):
        assert read(press(message=under)) == Pressed(501, None, "q", SENDER, Input(InputKind.PRESS, "1:a:x", "7"))
    assert read(press(message={"message_id": 3, "chat": group})) == AddedToGroup(-5, True, "ru", "q")
    assert read(change(CHAT, "kicked")) == ContactChanged(501, SENDER, closed=True)
    assert read(change(CHAT, "member")) == ContactChanged(501, SENDER, closed=False)
    assert read(change(group, "administrator")) == AddedToGroup(-5, True, "ru")
    assert read(change({"id": -6, "type": "channel"}, "administrator")) == AddedToGroup(-6, False, "ru")
    assert read(change(group, "left")) is None


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 7, "message": "text"},
        {"update_id": 7, "message": {"text": "x"}},
        {"update_id": 7, "message": {"text": "x", "chat": {"id": True, "type": "private"}}},
        {"update_id": 7, "message": {"text": "x", "chat": {"id": 10**30, "type": "private"}}},
        {"update_id": 7, "callback_query": {"id": "q"}},
        press(id=""),
        press(id=5),
        press(**{"from": {"id": "501"}}),
        change(CHAT, None),
        change({"id": 501}, "member"),
    ],
)
def test_what_has_no_sense_is_unreadable(raw: dict[str, Any]) -> None:
    with pytest.raises(UnreadableUpdate):
        read(raw)


@pytest.mark.parametrize("update_id", [True, None, "7", 7.0, -1, 10**18, [], {}])
def test_an_update_without_a_number_cannot_be_taken(update_id: object) -> None:
    assert update_id_of({"update_id": update_id, "message": {}}) is None


@pytest.mark.parametrize("raw", [None, [], "x", 5, True])
def test_what_is_no_object_is_no_update(raw: object) -> None:
    assert update_id_of(raw) is None


@pytest.mark.parametrize("kind", ["business_message", "poll_answer", "something_of_tomorrow"])
def test_other_kinds_of_updates_ask_nothing(kind: str) -> None:
    assert read({"update_id": 7, kind: {"text": "/menu"}}) is None


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "chat", "from", "type", "text", "message_id", "message", "data", "status", "photo"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]), ANY)
def test_anything_is_read_or_unreadable(kind: str, body: object) -> None:
    raw = json.loads(json.dumps({"update_id": 7, kind: body}))
    try:
        got = read(raw)
    except UnreadableUpdate:
        return
    assert got is None or isinstance(got, Heard)
