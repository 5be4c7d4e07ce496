"""One-time links to the applicant's own pages."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cabinet_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("browser_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.number"], name=op.f("fk_cabinet_links_application_applications")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_cabinet_links")),
    )


def downgrade() -> None:
    op.drop_table("cabinet_links")
