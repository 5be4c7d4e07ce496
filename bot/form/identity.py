"""From the form's stored values to the application's `Identity`. Pure."""

from collections.abc import Mapping
from typing import Any

from applications.model import Identity
from bot.form.fields import Facts
from bot.form.steps import ADDRESS, CONTACT, DOCUMENT_KINDS, IDENTITY, PASSPORT, member_field, relatives
from bot.form.values import day_of


def identity_of(stored: Mapping[str, Any], facts: Facts) -> Identity:
    """`stored` holds the three complete steps. The texts go to the office, so they stay Russian."""
    who, contact, place = stored[IDENTITY.id], stored[CONTACT.id], stored[ADDRESS.id]
    passport = who["document_kind"] == PASSPORT
    return Identity(
        surname=who["surname"],
        given_name=who["given_name"],
        patronymic=who["patronymic"],
        birth_date=day_of(who["birth_date"]),
        document_kind=dict(DOCUMENT_KINDS)[PASSPORT] if passport else who["document_name"],
        document_number=who["document_number"],
        document_issued=f"{who['document_issued_by']}, {who['document_issued_on']}",
        snils=who["snils"],
        phone=contact["phone"],
        email=contact["email"],
        region_registered=place["registration"],
        address=place["address"] or place["registration"],
        members=tuple(who[member_field(index, member)] for index, member in enumerate(relatives(facts), 1)),
    )
