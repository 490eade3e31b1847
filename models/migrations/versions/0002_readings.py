"""what was read beside what was decided, names and units, requirements, checkpoints, questions that have an effect."""

import uuid
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FILLED: dict[str, dict[str, tuple[Any, Any]]] = {
    "key_task": {
        "listed_apart": (sa.Boolean(), sa.true()),
        "sums_up": (sa.Boolean(), sa.true()),
        "source": (sa.String(), ""),
        "reading": (sa.JSON(), "{}"),
        "groups": (sa.JSON(), "{}"),
        "chosen_leads": (sa.JSON(), "[]"),
    },
    "milestone": {"source": (sa.String(), "")},
    "question": {
        "position": (sa.Integer(), "0"),
        "about": (sa.JSON(), "{}"),
        "source": (sa.String(), ""),
    },
}
"""New columns of old tables: type, and what old rows get."""

INDEXED = {
    "unit_reading": ("plan_id", "unit_id"),
    "general_requirement": ("plan_id",),
    "checkpoint_offer": ("plan_id", "key_task_id", "milestone_id"),
}


def upgrade() -> None:
    """Forward: add, fill, tighten."""
    _add_tables()
    for name, columns in FILLED.items():
        for column, (kind, filled) in columns.items():
            op.add_column(name, sa.Column(column, kind, nullable=False, server_default=filled))
    _fill(op.get_bind())
    if op.get_bind().dialect.name == "sqlite":
        return  # only a rebuilt table loses a default there, and tables that others point to cannot be rebuilt
    for name, columns in FILLED.items():
        for column in columns:
            op.alter_column(name, column, server_default=None)


def _add_tables() -> None:
    op.create_table(
        "unit_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("plan_id", "name"),
    )
    op.create_table(
        "general_requirement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("plan_id", "position"),
    )
    op.create_table(
        "checkpoint_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key_task_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.ForeignKeyConstraint(["key_task_id"], ["key_task.id"]),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestone.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("plan_id", "position"),
    )
    for name, columns in INDEXED.items():
        with op.batch_alter_table(name, schema=None) as batch_op:
            for column in columns:
                batch_op.create_index(batch_op.f(f"ix_{name}_{column}"), [column], unique=False)


key_tasks = sa.table(
    "key_task",
    sa.column("id", sa.Uuid()),
    sa.column("plan_id", sa.Integer()),
    *(sa.column(name, sa.Integer()) for name in ("number", "part")),
    *(sa.column(name, sa.String()) for name in ("theme", "content", "time_limit", "responsibility")),
    *(sa.column(name, sa.JSON()) for name in ("leaders", "reading")),
)
units = sa.table("unit", sa.column("id", sa.Uuid()), sa.column("name", sa.String()))
assignments = sa.table(
    "assignment",
    *(sa.column(name, sa.Uuid()) for name in ("key_task_id", "unit_id")),
    sa.column("role", sa.String()),
    sa.column("position", sa.Integer()),
)
milestones = sa.table(
    "milestone",
    sa.column("key_task_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
    sa.column("deadline", sa.Date()),
    *(sa.column(name, sa.String()) for name in ("criterion", "scope", "recurrence")),
)
unit_readings = sa.table(
    "unit_reading",
    *(sa.column(name, sa.Uuid()) for name in ("id", "unit_id")),
    sa.column("plan_id", sa.Integer()),
    sa.column("name", sa.String()),
)
questions = sa.table(
    "question",
    sa.column("id", sa.Uuid()),
    *(sa.column(name, sa.Integer()) for name in ("plan_id", "number", "part", "position")),
    *(sa.column(name, sa.String()) for name in ("code", "text", "default")),
    sa.column("about", sa.JSON()),
)


def _fill(bind: sa.Connection) -> None:
    """Of an old plan what was read is what is stored; each name stands for the unit of that name."""
    named: dict[Any, dict[str, list[str]]] = defaultdict(lambda: {"lead": [], "support": []})
    plan_of = {row.id: row.plan_id for row in bind.execute(sa.select(key_tasks.c.id, key_tasks.c.plan_id))}
    known: dict[tuple[int, str], Any] = {}
    parts = (
        sa.select(assignments, units.c.name)
        .join(units, units.c.id == assignments.c.unit_id)
        .order_by(assignments.c.position)
    )
    for part in bind.execute(parts):
        named[part.key_task_id][part.role].append(part.name)
        known[plan_of[part.key_task_id], part.name] = part.unit_id
    _fill_names(bind, known)
    stones: dict[Any, list[Any]] = defaultdict(list)
    for stone in bind.execute(sa.select(milestones).order_by(milestones.c.position)):
        stones[stone.key_task_id].append(stone)
    tasks = list(bind.execute(sa.select(key_tasks)))
    for task in tasks:
        reading = _reading(task, named[task.id], stones[task.id])
        bind.execute(key_tasks.update().where(key_tasks.c.id == task.id).values(reading=reading))
    _fill_questions(bind, tasks, named, stones)


def _fill_names(bind: sa.Connection, known: dict[tuple[int, str], Any]) -> None:
    for (plan_id, name), unit_id in known.items():
        bind.execute(
            unit_readings.insert().values(id=uuid.uuid4(), plan_id=plan_id, name=name, unit_id=unit_id)
        )


def _reading(task: Any, named: dict[str, list[str]], stones: list[Any]) -> dict[str, Any]:
    return {
        "theme": task.theme,
        "content": task.content,
        "time_limit": task.time_limit,
        "leaders": task.leaders,
        "responsibility": task.responsibility,
        "leads": named["lead"],
        "supports": named["support"],
        "listed_apart": True,
        "milestones": [
            {
                "due": stone.deadline.isoformat() if stone.deadline else None,
                "criterion": stone.criterion,
                "scope": stone.scope,
                "every": stone.recurrence,
            }
            for stone in stones
        ],
    }


def _fill_questions(bind: sa.Connection, tasks: list[Any], named: Any, stones: Any) -> None:
    """Numbers in the order in which they were listed, and what each is about, as far as its words tell."""
    counted: dict[int, int] = defaultdict(int)
    order = (questions.c.plan_id, questions.c.number, questions.c.part, questions.c.code, questions.c.text)
    for row in list(bind.execute(sa.select(questions).order_by(*order))):
        counted[row.plan_id] += 1
        own = [task for task in tasks if task.plan_id == row.plan_id]
        about = _about(row, own, named, stones)
        bind.execute(
            questions.update()
            .where(questions.c.id == row.id)
            .values(position=counted[row.plan_id], about=about)
        )


def _about(row: Any, tasks: list[Any], named: Any, stones: Any) -> dict[str, Any]:
    if row.code == "who-leads":
        shared = [task for task in tasks if task.responsibility == "lead" and named[task.id]["support"]]
        return {"tasks": [[task.number, task.part] for task in shared if len(named[task.id]["lead"]) == 1]}
    task = next((one for one in tasks if (one.number, one.part) == (row.number, row.part)), None)
    if row.code == "group-members":
        return {"name": row.text.partition("“")[2].partition("”")[0]}
    if task is None or not row.code.startswith("limit-"):
        return {}
    dates = [stone.deadline.isoformat() if stone.deadline else None for stone in stones[task.id]]
    asked = row.default if row.default in dates else None
    positions = [at for at, due in enumerate(dates) if due == asked]
    return {"milestones": positions, "read": [asked for _ in positions]}


def downgrade() -> None:
    """Back."""
    for name in ("checkpoint_offer", "general_requirement", "unit_reading"):
        op.drop_table(name)
    for name, columns in FILLED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {name} DROP COLUMN {column}")
