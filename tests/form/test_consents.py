"""The consents: what each says, and that a version always means the same words."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from applications.consents import ConsentPurpose
from bot.form.consents import NOTICES, PROCESSING, SPECIAL, TRANSFER, Purpose, given, problems, purposes, to_consents
from locales import translator
from tests.form.conftest import SITUATION

ALL = (PROCESSING, TRANSFER, SPECIAL, NOTICES)
NOW = datetime(2020, 9, 15, 9, 0, tzinfo=UTC)

HELD = {
    "processing-1": "e91bcd1c7e4c8611",
    "transfer-1": "d07bf5ee0f79f9c4",
    "special-1": "d38f24a11a5b05e5",
    "notices-1": "07eae1f96084c344",
}


def test_a_text_never_changes_under_its_version() -> None:
    """Changed a text? Give the purpose a new version and put both here."""
    assert {one.version: sha256(one.text.encode()).hexdigest()[:16] for one in ALL} == HELD


@pytest.mark.parametrize("purpose", ALL, ids=lambda one: one.id)
def test_every_text_names_operator_goal_actions_and_withdrawal(purpose: Purpose) -> None:
    text = translator("ru")(purpose.text, operator="АНО «Помощь»")
    assert "АНО «Помощь»" in text
    assert "отзову" in text
    if purpose is not NOTICES:
        assert "Цель — " in text
        assert "Действи" in text


def test_every_purpose_has_its_text() -> None:
    assert {one.id for one in ALL} == set(ConsentPurpose)


def test_only_notices_are_optional() -> None:
    assert [one.id for one in ALL if not one.required] == ["notices"]


def test_what_was_given_keeps_the_exact_words_and_the_instant() -> None:
    t, asked = translator("ru"), purposes(SITUATION)
    typed = {f"consent_{one.id}": "yes" for one in asked} | {f"version_{one.id}": one.version for one in asked}
    stored = given(typed, asked, t, "АНО", NOW)
    assert problems(stored, asked) == {}
    for consent, purpose in zip(to_consents(stored, asked), asked, strict=True):
        assert consent.text == t(purpose.text, operator="АНО")
        assert consent.given_at == NOW


def test_a_stored_consent_to_an_older_text_is_asked_again() -> None:
    stored = {one.id: {"version": one.version, "text": "", "at": NOW.isoformat()} for one in purposes(SITUATION)}
    stored["transfer"]["version"] = "transfer-0"
    assert set(problems(stored, purposes(SITUATION))) == {"consent_transfer"}
