"""A backup into a database: all of it in one transaction, or nothing.

The tables are made as they were when the backup was written, filled, and then brought to the present revision.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from models.backing_up import AT_ONCE, CONTENTS, FORMAT
from models.backup_shape import check_shape, check_words
from models.migrate import LOCK, alembic_config, rebuilding
from models.neutral import BackupError, from_line, table_of

UNIMPORTANT = ("alembic_version", "policy_version", "heartbeat")
"""Tables that every command fills by itself: a database with nothing else in it counts as empty."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A file that has been checked."""

    file: Path
    revision: str
    tables: Sequence[Mapping[str, Any]]

    @property
    def rows(self) -> int:
        """In all tables."""
        return sum(each["rows"] for each in self.tables)


def read_backup(engine: Engine, file: Path) -> Backup:
    """Check a file from the first byte to the last, and change nothing.

    Raises:
        BackupError: it cannot be read, is damaged, or was made by a newer program.
    """
    try:
        with closing(ZipFile(file)) as archive:
            return _looked_through(engine, archive, file)
    except (BackupError, sa.exc.OperationalError):
        raise
    except OSError as wrong:
        raise BackupError(f"备份文件 {file} 读不出来：{wrong.strerror or wrong}") from wrong
    # Whatever a damaged archive makes the libraries trip over; the cause is kept for those who look for it.
    except Exception as wrong:
        raise BackupError(f"{file} 不是完整的备份文件，没有恢复任何内容。") from wrong


def _looked_through(engine: Engine, archive: ZipFile, file: Path) -> Backup:
    contents = json.loads(archive.read(CONTENTS))
    if contents["format"] > FORMAT or not _known(engine, contents["revision"]):
        raise BackupError(f"{file} 由更新版本的程序备份，请先升级本机的程序再恢复。")
    check_shape(contents["revision"], contents["tables"])
    for table in contents["tables"]:
        _check(archive, table, file)
    return Backup(file, contents["revision"], contents["tables"])


def is_empty(engine: Engine) -> bool:
    """Whether nothing is in the database but what commands put there by themselves."""
    with engine.connect() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name not in UNIMPORTANT]
        return not any(
            connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)).first()
            for name in names
        )


def restore(engine: Engine, backup: Backup) -> None:
    """Put a checked backup in the place of whatever is in the database.

    Raises:
        BackupError: a row does not fit; the database stays as it was.
    """
    with engine.connect() as connection, rebuilding(connection), connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        _remove_all(connection)
        command.upgrade(alembic_config(connection), backup.revision)
        try:
            with closing(ZipFile(backup.file)) as archive:
                for table in backup.tables:
                    _fill(connection, archive, table)
            command.upgrade(alembic_config(connection), "head")
            _check_references(connection)
            check_words(connection)
        except (BackupError, sa.exc.OperationalError):
            raise  # the second: the database is away
        except Exception as wrong:
            raise BackupError(
                f"{backup.file} 中有不能恢复的内容，数据库保持原样：{type(wrong).__name__}"
            ) from wrong


def _known(engine: Engine, revision: str) -> bool:
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    try:
        found = scripts.get_revision(revision)
    except CommandError:
        return False
    return found is not None and found.revision == revision  # not its beginning, nor "head"


def _check(archive: ZipFile, table: Mapping[str, Any], file: Path) -> None:
    rows, digest = 0, hashlib.sha256()
    for line in _lines(archive, table):
        digest.update(line)
        rows += 1
    if (rows, digest.hexdigest()) != (table["rows"], table["sha256"]):
        raise BackupError(f"{file} 已损坏（{table['name']}），没有恢复任何内容。")
    for line in _lines(archive, table):
        from_line(line, table["columns"])


def _lines(archive: ZipFile, table: Mapping[str, Any]) -> Iterator[bytes]:
    with archive.open(f"{table['name']}.jsonl") as stream:
        yield from stream


def _remove_all(connection: Connection) -> None:
    """Every table, whatever revision they are of."""
    old = sa.MetaData()
    old.reflect(connection)
    if connection.dialect.name == "postgresql":
        for table in old.sorted_tables:
            quoted = connection.dialect.identifier_preparer.quote(table.name)
            connection.exec_driver_sql(f"DROP TABLE {quoted} CASCADE")
    else:
        old.drop_all(connection)  # references are not looked at while `rebuilding`


def _fill(connection: Connection, archive: ZipFile, table: Mapping[str, Any]) -> None:
    """Row by row. What points to a row of the same table is set afterwards, when that row is there."""
    kinds, own = table["columns"], table["points_to_itself"]
    into = table_of(table["name"], kinds)
    pointing: list[tuple[dict[str, Any], dict[str, Any]]] = []
    at_once = 1 if "bytes" in kinds.values() else AT_ONCE
    rows = (from_line(line, kinds) for line in _lines(archive, table))
    for some in _batches(rows, at_once):
        for row in some:
            set_later = {name: row[name] for name in own if row[name] is not None}
            if set_later:
                pointing.append(({name: row[name] for name in table["key"]}, set_later))
                row.update(dict.fromkeys(set_later))
        connection.execute(sa.insert(into), some)
    for key, values in pointing:
        connection.execute(
            sa.update(into).where(*(into.c[name] == value for name, value in key.items())).values(values)
        )
    _go_on_counting(connection, into, table)


def _batches(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def _go_on_counting(connection: Connection, into: sa.TableClause, table: Mapping[str, Any]) -> None:
    """PostgreSQL counts numbers apart from the rows: the next one must not be taken already."""
    if connection.dialect.name != "postgresql" or not table["rows"]:
        return
    for name in table["key"]:
        if table["columns"][name] != "integer":
            continue
        found = sa.select(sa.func.pg_get_serial_sequence(table["name"], name))
        if sequence := connection.execute(found).scalar():
            highest = sa.select(sa.func.max(into.c[name])).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, highest)))


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise BackupError(f"备份中有{len(lost)}行指向不存在的行，数据库保持原样。")
