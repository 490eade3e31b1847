"""What a whole backup holds: every table of its revision with every column, and in the rows words that we know."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection
from sqlmodel import SQLModel

from models.columns import WordColumn
from models.migrate import alembic_config
from models.neutral import KINDS, BackupError

_NOT_OURS = "alembic_version"


def tables_at(revision: str) -> dict[str, sa.Table]:
    """The tables as they were at a revision: made in an empty database in memory."""
    engine, made = sa.create_engine("sqlite://"), sa.MetaData()
    try:
        with engine.connect() as connection, connection.begin():
            command.upgrade(alembic_config(connection), revision)
            made.reflect(connection)
    finally:
        engine.dispose()
    return {name: table for name, table in made.tables.items() if name != _NOT_OURS}


def check_shape(revision: str, tables: Sequence[Mapping[str, Any]]) -> None:
    """Compare a backup's table of contents with its revision.

    Raises:
        BackupError: a table or a column is missing, unknown, or there twice.
        KeyError, TypeError: it is no table of contents.
    """
    wanted = tables_at(revision)
    names = [table["name"] for table in tables]
    different = {*wanted} ^ {*names} | {name for name in names if names.count(name) > 1}
    if different:
        raise BackupError(
            f"备份的内容不完整（{'、'.join(sorted(map(_short, different))[:5])}），没有恢复任何内容。"
        )
    for table in tables:
        own = wanted[table["name"]]
        columns = set(own.columns.keys())
        fits = (
            set(table["columns"]) == columns
            and set(table["columns"].values()) <= set(KINDS)
            and list(table["key"]) == [column.name for column in own.primary_key.columns]
            and set(table["points_to_itself"]) <= columns
        )
        if not fits:
            raise BackupError(f"备份的内容与它的版本不符（{table['name']}），没有恢复任何内容。")


def check_words(connection: Connection) -> None:
    """Look at every word in a database that was just filled.

    Raises:
        BackupError: one that the program does not know; the page that shows it would fail later.
    """
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, WordColumn):
                continue
            known = {word.value for word in column.type.words}
            found = connection.execute(sa.select(sa.cast(column, sa.String)).distinct()).scalars()
            unknown = [word for word in found if word is not None and word not in known]
            if unknown:
                raise BackupError(
                    f"备份中有不认识的值（{table.name}.{column.name}：{_short(unknown[0])}），数据库保持原样。"
                )


def _short(text: object) -> str:
    return repr(str(text)[:40]) if not str(text).isidentifier() else str(text)[:40]
