"""The Mini App's proof, against vectors made by an implementation of our own."""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.init_data import BadInitData, verify

TOKEN = "7000000001:AAStandInStandInStandInStandInStandI"
SIGNED_AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIELDS = {
    "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
    "user": json.dumps({"id": 279058397, "first_name": "Мария & К", "language_code": "ru"}, ensure_ascii=False),
    "auth_date": str(int(SIGNED_AT.timestamp())),
    "start_param": "",
    "signature": base64.urlsafe_b64encode(bytes(range(64))).decode(),
}


def signed(fields: dict[str, str], token: str = TOKEN) -> str:
    """The string as Telegram's client hands it to the page, hashed the way the page of the Bot API describes."""
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    check = "\n".join(name + "=" + fields[name] for name in sorted(fields))
    digest = hmac.new(secret, check.encode(), hashlib.sha256).hexdigest()
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in (fields | {"hash": digest}).items())


def check(init_data: str, *, later: timedelta = timedelta(minutes=5), token: str = TOKEN):
    return verify(init_data, token, now=SIGNED_AT + later, max_age=HOUR)


def test_a_true_string_with_a_blank_value_and_a_signature_is_accepted() -> None:
    found = check(signed(FIELDS))
    assert (found.user_id, found.query_id) == (279058397, "AAHdF6IQAAAAAN0XohDhrOrc")
    assert found.expires_at == SIGNED_AT + HOUR
    assert len(found.digest) == 64


def test_two_strings_have_two_digests_so_a_replay_can_be_refused() -> None:
    first, second = check(signed(FIELDS)), check(signed(FIELDS | {"query_id": "other"}))
    assert first.digest != second.digest
    assert check(signed(FIELDS)).digest == first.digest


@pytest.mark.parametrize(
    ("init_data", "reason"),
    [
        ("", "length"),
        ("a=" + "b" * 5000, "length"),
        ("garbage", "form"),
        ("a=1&a=2&hash=0", "form"),
        ("a=%ff&hash=0", "form"),
        (signed(FIELDS).rpartition("&hash=")[0], "signature"),
        (signed(FIELDS, token="7000000001:Another"), "signature"),
        (signed(FIELDS | {"auth_date": "soon"}), "auth_date"),
        (signed(FIELDS | {"auth_date": "9" * 30}), "auth_date"),
        (signed({name: value for name, value in FIELDS.items() if name != "user"}), "user"),
        (signed(FIELDS | {"user": '{"id": "1"}'}), "user"),
        (signed(FIELDS | {"user": "[]"}), "user"),
    ],
)
def test_each_defect_has_its_own_word(init_data: str, reason: str) -> None:
    with pytest.raises(BadInitData) as refused:
        check(init_data)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("later", "reason"), [(HOUR + timedelta(seconds=1), "expired"), (-timedelta(seconds=31), "future")]
)
def test_the_age_is_limited_on_both_sides(later: timedelta, reason: str) -> None:
    with pytest.raises(BadInitData) as refused:
        check(signed(FIELDS), later=later)
    assert refused.value.reason == reason
    check(signed(FIELDS), later=HOUR)
    check(signed(FIELDS), later=-timedelta(seconds=30))


@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    original = signed(FIELDS)
    position = data.draw(st.integers(0, len(original) - 1))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(lambda one: one != original[position]))
    changed = original[:position] + letter + original[position + 1 :]
    if _means_the_same(original, changed):
        return
    with pytest.raises(BadInitData):
        check(changed)


def _means_the_same(original: str, changed: str) -> bool:
    """`%d0` is `%D0`: the same string in another spelling."""
    upper = {changed.upper(), original.upper()}
    return len(upper) == 1 and "%" in original and _decoded(original) == _decoded(changed)


def _decoded(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True)


@given(st.text(max_size=200))
def test_no_string_breaks_the_check(text: str) -> None:
    with pytest.raises(BadInitData):
        check(text)


@pytest.mark.parametrize("module", ["bot.telegram.init_data", "bot.telegram.settings"])
def test_the_form_and_the_settings_do_not_pay_for_aiogram(module: str) -> None:
    code = f"import sys, {module}; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
