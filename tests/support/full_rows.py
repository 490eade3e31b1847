"""Rows in tables that a test's office has no use for: so that what holds of all tables is tried on all of them."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from models.columns import WordColumn
from models.neutral import kind_of

VALUES: dict[str, Any] = {
    "moment": datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=UTC),
    "date": date(2026, 3, 2),
    "json": ["一", {"二": 3.5}],
    "bytes": b"\x00\xfe",
    "boolean": True,
    "integer": 7,
    "number": 0.25,
    "text": "一行\n“两行”\t\\",
}


def fill_every_table(engine: sa.Engine) -> None:
    """One row, with a value in every column, into each table that has none."""
    with engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if connection.execute(sa.select(table).limit(1)).first() is None:
                connection.execute(table.insert().values(_full_row(connection, table)))


def _full_row(connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    counted = table.autoincrement_column
    return {column.name: _value(connection, column) for column in table.columns if column is not counted}


def _value(connection: sa.Connection, column: sa.Column[Any]) -> Any:
    for key in column.foreign_keys:
        return connection.execute(sa.select(key.column).limit(1)).scalar()
    if isinstance(column.type, WordColumn):
        return next(iter(column.type.words))
    kind = kind_of(column)
    return uuid.uuid4() if kind == "uuid" else VALUES[kind]
