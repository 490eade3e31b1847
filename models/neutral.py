"""Values of rows as JSON that no database owns: what a backup holds.

Each column has a kind; the file names the kinds itself, so that an old file is read without the tables of its time.
"""

import base64
import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import AutoString

from models.columns import Moment, WordColumn


class BackupError(Exception):
    """A backup that cannot be made or used; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one kind of column go into the file, and come out of it."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    column: Callable[[], sa.types.TypeEngine[Any]]
    """The type by which any database takes the value."""


def _same(value: Any) -> Any:
    return value


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


KINDS: Mapping[str, Kind] = {
    "uuid": Kind(str, uuid.UUID, sa.Uuid),
    "moment": Kind(dt.datetime.isoformat, dt.datetime.fromisoformat, Moment),
    "date": Kind(dt.date.isoformat, dt.date.fromisoformat, sa.Date),
    "json": Kind(_same, _same, sa.JSON),
    "bytes": Kind(_base64, base64.b64decode, sa.LargeBinary),
    "boolean": Kind(_same, _same, sa.Boolean),
    "integer": Kind(_same, _same, sa.Integer),
    "number": Kind(_same, _same, sa.Float),
    "word": Kind(str, str, sa.String),
    "text": Kind(_same, _same, sa.String),
}

_BY_TYPE: tuple[tuple[type[Any], str], ...] = (
    (sa.Uuid, "uuid"), (Moment, "moment"), (WordColumn, "word"), (sa.Date, "date"), (sa.JSON, "json"),
    (sa.LargeBinary, "bytes"), (sa.Boolean, "boolean"), (sa.Integer, "integer"), (sa.Float, "number"),
    (sa.String, "text"), (AutoString, "text"),
)  # fmt: skip


def kind_of(column: sa.Column[Any]) -> str:
    """The kind of a column of ours.

    Raises:
        TypeError: a type that backups do not know yet.
    """
    for known, kind in _BY_TYPE:
        if isinstance(column.type, known):
            return kind
    raise TypeError(f"a backup does not know the type of {column}: {column.type!r}")


def to_line(row: Mapping[str, Any], kinds: Mapping[str, str]) -> bytes:
    """One row as one line of JSON."""
    plain = {
        name: None if row[name] is None else KINDS[kind].write(row[name]) for name, kind in kinds.items()
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes, kinds: Mapping[str, str]) -> dict[str, Any]:
    """One row as a database takes it."""
    plain = json.loads(line)
    return {
        name: None if plain[name] is None else KINDS[kind].read(plain[name]) for name, kind in kinds.items()
    }


def table_of(name: str, kinds: Mapping[str, str]) -> sa.TableClause:
    """The table of a file, as far as inserting needs it."""
    return sa.table(name, *(sa.column(column, KINDS[kind].column()) for column, kind in kinds.items()))
