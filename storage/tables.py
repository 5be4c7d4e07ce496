"""Every table of the product. Dialect-neutral; the migrations must arrive at exactly these (a test compares)."""

import json
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


ASKED_AGAIN: Final = "asked_again"
"""Of a table (`Table.info`): what a power cut takes of its last rows is asked or done again, and nobody was promised
otherwise. Every other table is on disk before a commit returns."""


class OneLine(TypeDecorator[str]):
    """A short text. PostgreSQL has no place for the character NUL, so neither engine stores or finds one."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value if value is None else value.replace("\0", "\ufffd")


class Prose(OneLine):
    """A text of any length."""

    impl = Text
    cache_ok = True


class Instant(TypeDecorator[datetime]):
    """An instant: aware on both sides, UTC in the database. A naive datetime is refused, never guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware: give it a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        # SQLite has no zones and returns what was stored, which is UTC.
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class JsonText(TypeDecorator[Any]):
    """A JSON value as text: readable in any database tool, the same bytes in every dialect."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002
        return to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


# Built once: `json.dumps` with options builds an encoder at every call.
to_json: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""Compact JSON; ValueError for NaN and infinities, TypeError for what is not JSON."""

people: Final = Table(
    "people",
    metadata,
    Column("id", OneLine(32), primary_key=True),
    Column("channel", OneLine(16), nullable=False),
    Column("address", OneLine(128), nullable=False),
    Column("language", OneLine(8)),
    Column("revision", Integer, nullable=False),
    Column("answers", JsonText, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("active_on", Date),
    Column("inputs", Integer, nullable=False),
    UniqueConstraint("channel", "address"),
    Index(None, "active_on"),
    info={ASKED_AGAIN: True},
)

applied_inputs: Final = Table(
    "applied_inputs",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("key", OneLine(128), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("moved", Boolean, nullable=False),
    Column("private", Boolean, nullable=False),
    Index(None, "at"),
    info={ASKED_AGAIN: True},
)

owed_screens: Final = Table(
    "owed_screens",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("again", Prose, nullable=False),
    Column("undeleted", JsonText, nullable=False),
    Column("inputs", Integer, nullable=False),
    # The place and the run of the process that says it.
    Column("holder", OneLine(128), nullable=False),
    Column("lease_until", Instant),
    info={ASKED_AGAIN: True},
)

data_keys: Final = Table(
    "data_keys",
    metadata,
    Column("id", OneLine(32), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, unique=True),
    Column("wrapped", LargeBinary, nullable=False),
)

number_series: Final = Table(
    "number_series",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

rule_editions: Final = Table(
    "rule_editions",
    metadata,
    Column("digest", OneLine(64), primary_key=True),
    Column("region", OneLine(32), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("kept_at", Instant, nullable=False),
)

rule_readers: Final = Table(
    "rule_readers",
    metadata,
    Column("process", OneLine(64), primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("problem", Prose, nullable=False),
    info={ASKED_AGAIN: True},
)

applications: Final = Table(
    "applications",
    metadata,
    Column("number", OneLine(32), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("submission", OneLine(64)),
    Column("region", OneLine(32), nullable=False),
    Column("measure", OneLine(64), nullable=False),
    Column("pack", OneLine(128), nullable=False),
    Column("edition", ForeignKey("rule_editions.digest"), index=True),
    Column("language", OneLine(8), nullable=False),
    Column("applied_on", Date, nullable=False),
    Column("submitted_at", Instant, nullable=False),
    Column("situation", JsonText, nullable=False),
    Column("verdict", JsonText, nullable=False),
    Column("identity_key", OneLine(32)),
    Column("identity", LargeBinary),
    Column("state", OneLine(32), nullable=False),
    Column("lapses_after", Date),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("person", "submission"),
    Index(None, "submitted_at", "number"),
    Index(None, "state", "lapses_after"),
)

consents: Final = Table(
    "consents",
    metadata,
    Column("application", ForeignKey("applications.number"), primary_key=True),
    Column("purpose", OneLine(64), primary_key=True),
    Column("version", OneLine(64), nullable=False),
    Column("text", Prose, nullable=False),
    Column("given_at", Instant, nullable=False),
)

events: Final = Table(
    "events",
    metadata,
    Column("application", ForeignKey("applications.number"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("kind", OneLine(32), nullable=False),
    Column("on", Date, nullable=False),
    Column("by", OneLine(128), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("data", JsonText, nullable=False),
)

notices: Final = Table(
    "notices",
    metadata,
    # In the order planned: notices due at one instant are said in the order of the events they tell of.
    Column("id", Integer, primary_key=True),
    Column("key", OneLine(128), nullable=False, unique=True),
    Column("application", ForeignKey("applications.number"), nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("occasion", OneLine(64), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("values", JsonText, nullable=False),
    Column("status", OneLine(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Instant),
    Column("unwanted", Boolean, nullable=False),
    Column("last_error", Prose, nullable=False),
    Column("sent_at", Instant),
    Index(None, "status", "due_at"),
    Index(None, "application"),
    # A person's notices are taken one after the other.
    Index(None, "person", "status"),
)

form_links: Final = Table(
    "form_links",
    metadata,
    Column("token_hash", OneLine(64), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

cabinet_links: Final = Table(
    "cabinet_links",
    metadata,
    Column("token_hash", OneLine(64), primary_key=True),
    Column("application", ForeignKey("applications.number"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    # The browser that used the link: only there the page stays readable.
    Column("browser_hash", OneLine(64)),
)

used_init_data: Final = Table(
    "used_init_data",
    metadata,
    Column("digest", OneLine(128), primary_key=True),
    Column("expires_at", Instant, nullable=False),
)

form_sessions: Final = Table(
    "form_sessions",
    metadata,
    Column("token_hash", OneLine(64), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("latest", Instant, nullable=False),
    Column("number", OneLine(32)),
)

form_drafts: Final = Table(
    "form_drafts",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    # The session that saved last; the seal is bound to it.
    Column("session", OneLine(64), nullable=False),
    Column("typed_key", OneLine(32), nullable=False),
    Column("typed", LargeBinary, nullable=False),
    Column("kept_until", Instant, nullable=False),
)

staff_users: Final = Table(
    "staff_users",
    metadata,
    Column("login", OneLine(128), primary_key=True),
    Column("password_hash", OneLine(256), nullable=False),
)

staff_sessions: Final = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", OneLine(64), primary_key=True),
    Column("login", ForeignKey("staff_users.login"), nullable=False),
    Column("expires_at", Instant, nullable=False),
)

sign_in_failures: Final = Table(
    "sign_in_failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", OneLine(128), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "login", "at"),
)

api_tokens: Final = Table(
    "api_tokens",
    metadata,
    Column("token_hash", OneLine(64), primary_key=True),
    Column("name", OneLine(128), nullable=False, unique=True),
    Column("scopes", JsonText, nullable=False),
)

idempotency_keys: Final = Table(
    "idempotency_keys",
    metadata,
    Column("token_name", OneLine(128), primary_key=True),
    Column("key", OneLine(128), primary_key=True),
    Column("digest", OneLine(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Prose, nullable=False),
    Column("remembered_at", Instant, nullable=False),
)

web_messages: Final = Table(
    "web_messages",
    metadata,
    Column("key", OneLine(128), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("text", Prose, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "person", "at"),
)

held_addresses: Final = Table(
    "held_addresses",
    metadata,
    Column("channel", OneLine(16), primary_key=True),
    Column("address", OneLine(128), primary_key=True),
    Column("until", Instant, nullable=False),
)

installation: Final = Table(
    "installation",
    metadata,
    Column("name", OneLine(64), primary_key=True),
    Column("value", Prose, nullable=False),
)
