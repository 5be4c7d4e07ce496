"""Find a person's notices that are on their way or put off, without walking the outbox."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_notices_person_status"), "notices", ["person", "status"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notices_person_status"), table_name="notices")
