"""Every input applied is remembered for days, not the last twenty of a person; screens that are still owed."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEPT_BEFORE = 20

_people = sa.table(
    "people", sa.column("id", sa.String), sa.column("revision", sa.Integer), sa.column("seen", sa.Text)
)
_applied = sa.table(
    "applied_inputs",
    sa.column("person", sa.String),
    sa.column("key", sa.String),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("revision", sa.Integer),
    sa.column("moved", sa.Boolean),
    sa.column("private", sa.Boolean),
)


def upgrade() -> None:
    op.create_table(
        "applied_inputs",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_applied_inputs_person_people")),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_applied_inputs")),
    )
    op.create_index(op.f("ix_applied_inputs_at"), "applied_inputs", ["at"], unique=False)
    op.create_table(
        "owed_screens",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_owed_screens_person_people")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_owed_screens")),
    )
    connection = op.get_bind()
    # By the database's clock: they are forgotten three days from now.
    remember = _applied.insert().values(at=sa.func.current_timestamp())
    everybody = connection.execute(sa.select(_people.c.id, _people.c.revision, _people.c.seen)).all()
    for person, at_revision, seen in everybody:
        # What they came to was not kept: the repeat of one shows the present screen.
        about = {"person": person, "revision": at_revision, "moved": True, "private": False}
        if rows := [{**about, "key": key} for key in dict.fromkeys(json.loads(seen))]:
            connection.execute(remember, rows)
    with op.batch_alter_table("people") as people:
        people.drop_column("seen")


def downgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("seen", sa.Text(), nullable=False, server_default="[]"))
    connection = op.get_bind()
    newest = sa.select(_applied.c.person, _applied.c.key).order_by(_applied.c.person, _applied.c.at)
    kept: dict[str, list[str]] = {}
    for person, key in connection.execute(newest).all():
        kept.setdefault(person, []).append(key)
    for person, keys in kept.items():
        seen = json.dumps(keys[-_KEPT_BEFORE:], ensure_ascii=False, separators=(",", ":"))
        connection.execute(_people.update().where(_people.c.id == person).values(seen=seen))
    with op.batch_alter_table("people") as people:
        people.alter_column("seen", server_default=None)
    op.drop_table("owed_screens")
    op.drop_index(op.f("ix_applied_inputs_at"), table_name="applied_inputs")
    op.drop_table("applied_inputs")
