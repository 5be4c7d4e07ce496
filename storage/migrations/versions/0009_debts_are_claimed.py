"""Which process says a screen that is owed, and whether a newer one has been made since."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is owed by now is nobody's, and as new as all that its person has been shown.
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("inputs", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("people") as people:
        people.alter_column("inputs", server_default=None)
    with op.batch_alter_table("owed_screens") as owed:
        owed.add_column(sa.Column("inputs", sa.Integer(), nullable=False, server_default="0"))
        owed.add_column(sa.Column("holder", sa.String(length=128), nullable=False, server_default=""))
        owed.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("owed_screens") as owed:
        owed.alter_column("inputs", server_default=None)
        owed.alter_column("holder", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("owed_screens") as owed:
        for column in ("lease_until", "holder", "inputs"):
            owed.drop_column(column)
    with op.batch_alter_table("people") as people:
        people.drop_column("inputs")
