"""Alembic's entry: runs on the connection that `models.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import models.database  # noqa: F401 - registers the tables
from models.columns import Moment, WordColumn


def render(kind: str, value: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our column types as plain SQLAlchemy ones, so that old revisions never import today's code."""
    if kind == "type" and isinstance(value, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, WordColumn):
        return "sa.String(length=20)"
    if kind == "type" and isinstance(value, AutoString):
        return "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_item=render,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
