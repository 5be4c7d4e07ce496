"""The form's drafts, the day of a person's last input, and no stored token for the forms of staff.

What is typed into the form outlives its session.

The day of a person's last input is noted, so that what nobody goes on with can be forgotten; whoever was here before
counts from the first tidying after the move.

What was typed before the move keeps its seal, which is bound to the session that saved it, and its term.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_drafts",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("typed_key", sa.String(length=32), nullable=False),
        sa.Column("typed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_form_drafts_person_people")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_form_drafts")),
    )
    # Of several sessions of one person, what was saved in the one that lives longest.
    op.execute(
        """
        INSERT INTO form_drafts (person, session, typed_key, typed, kept_until)
        SELECT person, token_hash, typed_key, typed, expires_at
        FROM form_sessions AS mine
        WHERE typed IS NOT NULL AND typed_key IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM form_sessions AS other
            WHERE other.person = mine.person AND other.typed IS NOT NULL AND other.typed_key IS NOT NULL
            AND (other.expires_at > mine.expires_at
                 OR (other.expires_at = mine.expires_at AND other.token_hash > mine.token_hash))
        )
        """
    )
    with op.batch_alter_table("form_sessions") as sessions:
        sessions.drop_column("typed")
        sessions.drop_column("typed_key")
        sessions.add_column(sa.Column("latest", sa.DateTime(timezone=True), nullable=True))
        sessions.add_column(sa.Column("number", sa.String(length=32), nullable=True))
    op.execute("UPDATE form_sessions SET latest = expires_at")
    with op.batch_alter_table("form_sessions") as sessions:
        sessions.alter_column("latest", existing_type=sa.DateTime(timezone=True), nullable=False)
    with op.batch_alter_table("staff_sessions") as sessions:
        sessions.drop_column("csrf")
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("active_on", sa.Date(), nullable=True))
        people.create_index(op.f("ix_people_active_on"), ["active_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.drop_index(op.f("ix_people_active_on"))
        people.drop_column("active_on")
    # The token of a form was a column of the session: without it nobody could send one, so all sign in again.
    op.execute("DELETE FROM staff_sessions")
    with op.batch_alter_table("staff_sessions") as sessions:
        sessions.add_column(sa.Column("csrf", sa.String(length=128), nullable=False))
    with op.batch_alter_table("form_sessions") as sessions:
        sessions.add_column(sa.Column("typed_key", sa.String(length=32), nullable=True))
        sessions.add_column(sa.Column("typed", sa.LargeBinary(), nullable=True))
    op.execute(
        """
        UPDATE form_sessions SET
            typed_key = (SELECT typed_key FROM form_drafts WHERE session = form_sessions.token_hash),
            typed = (SELECT typed FROM form_drafts WHERE session = form_sessions.token_hash)
        """
    )
    with op.batch_alter_table("form_sessions") as sessions:
        sessions.drop_column("number")
        sessions.drop_column("latest")
    op.drop_table("form_drafts")
