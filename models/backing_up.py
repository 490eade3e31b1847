"""Everything into one file: a zip with a file of JSON lines for each table, and a contents page with checksums.

The file is neutral: made on SQLite it can be restored on PostgreSQL and the other way round. It is written row by row
from one snapshot of the database, while the installation goes on working.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import sqlalchemy as sa
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

from models.database import READS_ONLY
from models.neutral import BackupError, kind_of, to_line

FORMAT = 1
CONTENTS = "contents.json"
AT_ONCE = 500
"""Rows fetched together; of a table that holds files only one."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What went into the file."""

    tables: int
    rows: int


def back_up(engine: Engine, file: Path, wall: datetime) -> BackedUp:
    """Write the whole database to `file`, which must not exist yet.

    Raises:
        BackupError: it exists, or cannot be written.
    """
    try:
        with _new_file(file) as stream, ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            with _snapshot(engine) as connection:
                tables = [_write_table(connection, archive, each) for each in SQLModel.metadata.sorted_tables]
                revision = MigrationContext.configure(connection).get_current_revision()
            contents = {
                "format": FORMAT,
                "revision": revision,
                "at": wall.isoformat(),
                "tables": tables,
            }
            archive.writestr(CONTENTS, json.dumps(contents, ensure_ascii=False, indent=1))
    except FileExistsError as wrong:
        raise BackupError(f"{file} 已存在，备份不覆盖任何文件；请换一个文件名。") from wrong
    except OSError as wrong:
        raise BackupError(f"备份写不进 {file}：{wrong.strerror}") from wrong
    return BackedUp(len(tables), sum(each["rows"] for each in tables))


@contextmanager
def _new_file(file: Path) -> Iterator[IO[bytes]]:
    """Only its owner may read it; a backup that failed half-way leaves no file that looks like one."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
    except BaseException:
        file.unlink(missing_ok=True)
        raise


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees one instant: on SQLite any reader's, on PostgreSQL a repeatable one."""
    options: dict[str, Any] = {READS_ONLY: True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect() as connection:
        connection = connection.execution_options(**options)
        with connection.begin():
            yield connection


def _write_table(connection: Connection, archive: ZipFile, table: sa.Table) -> dict[str, Any]:
    kinds = {column.name: kind_of(column) for column in table.columns}
    at_once = 1 if "bytes" in kinds.values() else AT_ONCE
    rows, digest = 0, hashlib.sha256()
    query = sa.select(table).order_by(*table.primary_key.columns)
    found = connection.execution_options(stream_results=True, yield_per=at_once).execute(query)
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as out:
        for row in found.mappings():
            line = to_line({column.name: row[column] for column in table.columns}, kinds)
            digest.update(line)
            out.write(line)
            rows += 1
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    keys = [column.name for column in table.primary_key.columns]
    return {
        "name": table.name,
        "rows": rows,
        "sha256": digest.hexdigest(),
        "columns": kinds,
        "key": keys,
        "points_to_itself": own,
    }
