"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("name", name=op.f("uq_api_tokens_name")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("token_name", sa.String(length=128), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_name", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
    )
    op.create_table(
        "number_series",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_people_channel_address")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    op.create_index(op.f("ix_sign_in_failures_login_at"), "sign_in_failures", ["login", "at"], unique=False)

    op.create_table(
        "staff_users",
        sa.Column("login", sa.String(length=128), nullable=False),
        sa.Column("password_hash", sa.String(length=256), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_staff_users")),
    )
    op.create_table(
        "used_init_data",
        sa.Column("digest", sa.String(length=128), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_used_init_data")),
    )
    op.create_table(
        "applications",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=True),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("measure", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=128), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("identity_key", sa.String(length=32), nullable=True),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("lapses_after", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_applications_person_people")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_applications")),
        sa.UniqueConstraint("person", "submission", name=op.f("uq_applications_person_submission")),
    )
    op.create_index(op.f("ix_applications_state_lapses_after"), "applications", ["state", "lapses_after"], unique=False)
    op.create_index(
        op.f("ix_applications_submitted_at_number"), "applications", ["submitted_at", "number"], unique=False
    )

    op.create_table(
        "data_keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_data_keys_person_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
        sa.UniqueConstraint("person", name=op.f("uq_data_keys_person")),
    )
    op.create_table(
        "form_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_form_links_person_people")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_form_links")),
    )
    op.create_table(
        "form_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typed_key", sa.String(length=32), nullable=True),
        sa.Column("typed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_form_sessions_person_people")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_form_sessions")),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("login", sa.String(length=128), nullable=False),
        sa.Column("csrf", sa.String(length=128), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["staff_users.login"], name=op.f("fk_staff_sessions_login_staff_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sessions")),
    )
    op.create_table(
        "web_messages",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_web_messages_person_people")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_web_messages")),
    )
    op.create_index(op.f("ix_web_messages_person_at"), "web_messages", ["person", "at"], unique=False)

    op.create_table(
        "consents",
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.number"], name=op.f("fk_consents_application_applications")
        ),
        sa.PrimaryKeyConstraint("application", "purpose", name=op.f("pk_consents")),
    )
    op.create_table(
        "events",
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.number"], name=op.f("fk_events_application_applications")
        ),
        sa.PrimaryKeyConstraint("application", "revision", name=op.f("pk_events")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("occasion", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unwanted", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.number"], name=op.f("fk_notices_application_applications")
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_notices_person_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
    )
    op.create_index(op.f("ix_notices_application"), "notices", ["application"], unique=False)
    op.create_index(op.f("ix_notices_status_due_at"), "notices", ["status", "due_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notices_status_due_at"), table_name="notices")
    op.drop_index(op.f("ix_notices_application"), table_name="notices")

    op.drop_table("notices")
    op.drop_table("events")
    op.drop_table("consents")
    op.drop_index(op.f("ix_web_messages_person_at"), table_name="web_messages")

    op.drop_table("web_messages")
    op.drop_table("staff_sessions")
    op.drop_table("form_sessions")
    op.drop_table("form_links")
    op.drop_table("data_keys")
    op.drop_index(op.f("ix_applications_submitted_at_number"), table_name="applications")
    op.drop_index(op.f("ix_applications_state_lapses_after"), table_name="applications")

    op.drop_table("applications")
    op.drop_table("used_init_data")
    op.drop_table("staff_users")
    op.drop_index(op.f("ix_sign_in_failures_login_at"), table_name="sign_in_failures")

    op.drop_table("sign_in_failures")
    op.drop_table("people")
    op.drop_table("number_series")
    op.drop_table("installation")
    op.drop_table("idempotency_keys")
    op.drop_table("api_tokens")
