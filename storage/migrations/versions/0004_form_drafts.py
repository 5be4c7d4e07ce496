"""What is typed into the form outlives its session; a session of staff needs no stored token of its forms."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_sessions") as sessions:
        sessions.drop_column("csrf")


def downgrade() -> None:
    # The token of a form was a column of the session: without it nobody could send one, so all sign in again.
    op.execute("DELETE FROM staff_sessions")
    with op.batch_alter_table("staff_sessions") as sessions:
        sessions.add_column(sa.Column("csrf", sa.String(length=128), nullable=False))
