"""The editions of the law that cases were filed under, kept whole; each case names its own. Who has loaded which."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_editions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rule_editions")),
    )
    op.create_table(
        "rule_readers",
        sa.Column("process", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_rule_readers")),
    )
    with op.batch_alter_table("applications") as applications:
        applications.add_column(sa.Column("edition", sa.String(length=64), nullable=True))
        applications.create_foreign_key(
            op.f("fk_applications_edition_rule_editions"), "rule_editions", ["edition"], ["digest"]
        )
        applications.create_index(op.f("ix_applications_edition"), ["edition"])


def downgrade() -> None:
    # A program without editions does not know these kinds, and nothing else hangs on them.
    events = sa.table("events", sa.column("kind", sa.String))
    op.execute(events.delete().where(events.c.kind.in_(("edition_moved", "recounted"))))
    with op.batch_alter_table("applications") as applications:
        applications.drop_index(op.f("ix_applications_edition"))
        applications.drop_constraint(op.f("fk_applications_edition_rule_editions"), type_="foreignkey")
        applications.drop_column("edition")
    op.drop_table("rule_readers")
    op.drop_table("rule_editions")
