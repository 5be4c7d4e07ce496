"""Who asked to be left alone and until when: every chat's ban, not only the whole way's; what a screen owed shows."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BEFORE = "notices.held."

_installation = sa.table("installation", sa.column("name", sa.String), sa.column("value", sa.Text))
_held = sa.table(
    "held_addresses",
    sa.column("channel", sa.String),
    sa.column("address", sa.String),
    sa.column("until", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "held_addresses",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name=op.f("pk_held_addresses")),
    )
    connection = op.get_bind()
    kept = _installation.c.name.like(f"{_BEFORE}%")
    for name, value in connection.execute(sa.select(_installation).where(kept)).all():
        until = datetime.fromisoformat(value).astimezone(UTC)
        row = {"channel": name.removeprefix(_BEFORE), "address": "", "until": until}
        connection.execute(_held.insert().values(row))
    connection.execute(_installation.delete().where(kept))
    with op.batch_alter_table("owed_screens") as owed:
        owed.add_column(sa.Column("again", sa.Text(), nullable=False, server_default=""))
        owed.add_column(sa.Column("undeleted", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("owed_screens") as owed:
        owed.alter_column("again", server_default=None)
        owed.alter_column("undeleted", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("owed_screens") as owed:
        owed.drop_column("undeleted")
        owed.drop_column("again")
    connection = op.get_bind()
    for channel, _, until in connection.execute(sa.select(_held).where(_held.c.address == "")).all():
        # SQLite gives back what it was given without the zone.
        aware = until if until.tzinfo else until.replace(tzinfo=UTC)
        connection.execute(_installation.insert().values(name=f"{_BEFORE}{channel}", value=aware.isoformat()))
    op.drop_table("held_addresses")
