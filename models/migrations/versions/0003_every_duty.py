"""Every state and duty: petitions, promises, signatures, files, people at posts, sections, same matters."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FILLED: dict[str, dict[str, tuple[Any, Any]]] = {
    "leg_request": {"position": (sa.Integer(), "0")},
    "key_task": {"secrecy": (sa.String(length=20), "open"), "paper_reference": (sa.String(), "")},
    "obligation": {
        "armed_for": (sa.String(length=20), "issued"),
        "paused": (sa.Boolean(), sa.false()),
        "returns": (sa.Integer(), "0"),
    },
    "plan": {"rounds": (sa.JSON(), "[]")},
    "report": {
        "next_step": (sa.String(), ""),
        "blocker": (sa.String(), ""),
        "details": (sa.JSON(), "{}"),
        "taken_over": (sa.JSON(), "[]"),
        "position": (sa.Integer(), "0"),
    },
    "round": {"kind": (sa.String(length=20), "regular"), "note": (sa.String(), "")},
}
"""New columns of old tables: type, and what old rows get."""

EMPTY: dict[str, dict[str, Any]] = {
    "directive": {"term_days": sa.Integer()},
    "general_requirement": {"due_on": sa.Date()},
    "key_task": {"suspended_until": sa.Date()},
    "notification": {"about_id": sa.Uuid()},
    "obligation": {
        "extended_to": sa.Date(),
        "first_asked": sa.Date(),
        "verdict": sa.String(length=20),
        "about_id": sa.Uuid(),
    },
    "report": {"percent": sa.Integer(), "next_on": sa.Date()},
}
"""New columns that may stay empty."""

REFERRING = (
    ("key_task", "merged_into_id", "key_task"),
    ("report", "answered_with_id", "report"),
    ("unit", "merged_into_id", "unit"),
)
"""New columns that point to a row: table, column, table pointed to."""

TABLES = (
    "forward",
    "holding",
    "absence",
    "person",
    "attachment",
    "signature",
    "section_answer",
    "stored_file",
    "same_matter",
    "promise",
    "petition",
)
"""New tables, those that point to others first."""


def upgrade() -> None:
    """Forward: add, fill, tighten."""
    _add_decided()
    _add_answered()
    _add_people()
    for name, columns in FILLED.items():
        for column, (kind, filled) in columns.items():
            op.add_column(name, sa.Column(column, kind, nullable=False, server_default=filled))
    for name, empty in EMPTY.items():
        for column, kind in empty.items():
            op.add_column(name, sa.Column(column, kind, nullable=True))
    op.create_index("ix_obligation_about_id", "obligation", ["about_id"])
    for name, column, target in REFERRING:
        _refer(name, column, target)
    _count_returns(op.get_bind())
    _in_order()
    _many_sections()
    if op.get_bind().dialect.name == "sqlite":
        return  # a default that stays there does no harm; only a rebuilt table would lose it
    for name, columns in FILLED.items():
        for column in columns:
            op.alter_column(name, column, server_default=None)


def _refer(name: str, column: str, target: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Named on the column: SQLite adds no constraint to a table that exists.
        op.execute(f"ALTER TABLE {name} ADD COLUMN {column} CHAR(32) REFERENCES {target} (id)")
    else:
        op.add_column(name, sa.Column(column, sa.Uuid(), sa.ForeignKey(f"{target}.id"), nullable=True))
    op.create_index(f"ix_{name}_{column}", name, [column])


def _count_returns(bind: sa.Connection) -> None:
    """Until now every new cycle was a return."""
    owed = sa.table(
        "obligation",
        sa.column("cycle", sa.Integer()),
        sa.column("returns", sa.Integer()),
        sa.column("armed_for", sa.String()),
    )
    bind.execute(owed.update().where(owed.c.cycle > 0).values(returns=owed.c.cycle, armed_for="returned"))


def _in_order() -> None:
    """Reports and lines of history count up: instants may be equal."""
    op.execute(
        "UPDATE report SET position = (SELECT count(*) FROM report AS other"
        " WHERE other.obligation_id = report.obligation_id"
        " AND (other.at < report.at OR (other.at = report.at AND other.id <= report.id)))"
    )
    op.create_index("uq_report_position", "report", ["obligation_id", "position"], unique=True)
    _remake_history(sa.Column("id", sa.Integer(), primary_key=True), "")


def _remake_history(key: sa.Column[Any], filled: str) -> None:
    """The same lines, the oldest first, under another kind of key; `filled` makes it, empty lets the database count."""
    names = ("plan_id", "key_task_id", "obligation_id", "at", "actor", "verb", "sentence", "before", "after")
    columns = ", ".join(f'"{name}"' for name in names)
    op.execute("CREATE TABLE history_kept AS SELECT * FROM history_entry")
    op.drop_table("history_entry")
    op.create_table(
        "history_entry",
        key,
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("plan.id"), nullable=True, index=True),
        sa.Column("key_task_id", sa.Uuid(), sa.ForeignKey("key_task.id"), nullable=True, index=True),
        sa.Column("obligation_id", sa.Uuid(), sa.ForeignKey("obligation.id"), nullable=True, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("actor", "verb", "sentence")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("before", "after")),
    )
    into, made = (f"id, {columns}", f"{filled}, {columns}") if filled else (columns, columns)
    op.execute(f"INSERT INTO history_entry ({into}) SELECT {made} FROM history_kept ORDER BY at, id")
    op.execute("DROP TABLE history_kept")


def _many_sections() -> None:
    """A unit has one contact and one head, and as many sections as it likes: the title tells them apart."""
    if op.get_bind().dialect.name == "sqlite":
        convention = {"uq": "uq_%(table_name)s_%(column_0_N_name)s"}
        with op.batch_alter_table("post", naming_convention=convention) as post:
            post.drop_constraint("uq_post_unit_id_role", type_="unique")
            post.create_unique_constraint("uq_post_unit_id_role_title", ["unit_id", "role", "title"])
        return
    op.drop_constraint("post_unit_id_role_key", "post", type_="unique")
    op.create_unique_constraint(None, "post", ["unit_id", "role", "title"])


def _add_decided() -> None:
    op.create_table(
        "petition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key_task_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_task_id"],
            ["key_task.id"],
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["plan.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_task_id", "position"),
    )
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_petition_key_task_id"), ["key_task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_petition_obligation_id"), ["obligation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_petition_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_petition_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("obligation_id", "position"),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_obligation_id"), ["obligation_id"], unique=False)
    op.create_table(
        "same_matter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_task_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_task_id"],
            ["key_task.id"],
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["key_task.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_task_id", "other_id"),
    )
    with op.batch_alter_table("same_matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_same_matter_key_task_id"), ["key_task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_same_matter_other_id"), ["other_id"], unique=False)


def _add_answered() -> None:
    op.create_table(
        "stored_file",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "section_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("blocker", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["post.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("obligation_id", "position"),
    )
    with op.batch_alter_table("section_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_section_answer_obligation_id"), ["obligation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_section_answer_post_id"), ["post_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("oa_number", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("reports", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["sheet.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sheet_id", "position"),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_sheet_id"), ["sheet_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("signature_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["stored_file.digest"],
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["signature.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_signature_id"), ["signature_id"], unique=False)


def _add_people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_person_id"), ["person_id"], unique=False)
    op.create_table(
        "holding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("arrival", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["post.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holding_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_holding_post_id"), ["post_id"], unique=False)
    op.create_table(
        "forward",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("key_task_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("inner_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["key_task_id"],
            ["key_task.id"],
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["post.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_task_id", "post_id"),
    )
    with op.batch_alter_table("forward", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forward_key_task_id"), ["key_task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forward_post_id"), ["post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forward_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    """Back."""
    convention = {"uq": "uq_%(table_name)s_%(column_0_N_name)s"}
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.drop_index("ix_obligation_about_id", "obligation")
    op.drop_index("uq_report_position", "report")
    random = "lower(hex(randomblob(16)))" if sqlite else "gen_random_uuid()"
    _remake_history(sa.Column("id", sa.Uuid(), primary_key=True), random)
    for name, column, _ in REFERRING:
        op.drop_index(f"ix_{name}_{column}", name)
    with op.batch_alter_table("post", naming_convention=convention) as post:
        post.drop_constraint(
            "uq_post_unit_id_role_title" if sqlite else "post_unit_id_role_title_key", type_="unique"
        )
        post.create_unique_constraint(
            "uq_post_unit_id_role" if sqlite else "post_unit_id_role_key", ["unit_id", "role"]
        )
    for name in TABLES:
        op.drop_table(name)
    for name in sorted({*FILLED, *EMPTY, "unit"}):
        with op.batch_alter_table(name) as table:
            for column in (*FILLED.get(name, ()), *EMPTY.get(name, ())):
                table.drop_column(column)
            for column in (column for of, column, _ in REFERRING if of == name):
                table.drop_column(column)
