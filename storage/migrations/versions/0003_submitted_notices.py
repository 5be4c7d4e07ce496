"""What is said at the submission is no longer called `received`: that is now the office's opening of the application."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rename("received", "submitted")


def downgrade() -> None:
    """The program before knows neither the event nor the state: such a case is again one that was only submitted."""
    op.execute("DELETE FROM web_messages WHERE key LIKE '%:received:%'")
    op.execute("DELETE FROM notices WHERE occasion = 'received'")
    op.execute("DELETE FROM events WHERE kind = 'received'")
    op.execute("UPDATE applications SET state = 'submitted' WHERE state = 'received'")
    _rename("submitted", "received")


def _rename(old: str, new: str) -> None:
    """The occasion stands in the notice's key too, by which a repeated planning and a repeated delivery know it."""
    op.execute(f"UPDATE web_messages SET key = REPLACE(key, ':{old}:', ':{new}:') WHERE key LIKE '%:{old}:%'")
    op.execute(
        f"UPDATE notices SET key = REPLACE(key, ':{old}:', ':{new}:'), occasion = '{new}' WHERE occasion = '{old}'"
    )
