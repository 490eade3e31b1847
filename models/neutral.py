"""Values of rows as JSON that no database owns: what a backup holds.

Each column has a kind; the file names the kinds itself, so that an old file is read without the tables of its time.
"""

import base64
import datetime as dt
import json
import math
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


LARGEST = 2**63 - 1
"""What a whole number of ours may be at most, on either database."""


def _same(value: Any) -> Any:
    return value


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _of(kind: type[Any]) -> Callable[[Any], Any]:
    """Takes values of exactly this type: a truth is no number."""

    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"not a {kind.__name__}: {value!r:.60}")
        return value

    return read


_text, _truth = _of(str), _of(bool)


def _integer(value: Any) -> int:
    whole: int = _of(int)(value)
    if abs(whole) > LARGEST:
        raise ValueError("too large a number")
    return whole


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError(f"not a number: {value!r:.60}")
    return float(value)


def _moment(value: Any) -> dt.datetime:
    moment = dt.datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment


KINDS: Mapping[str, Kind] = {
    "uuid": Kind(str, lambda value: uuid.UUID(_text(value)), sa.Uuid),
    "moment": Kind(dt.datetime.isoformat, _moment, Moment),
    "date": Kind(dt.date.isoformat, lambda value: dt.date.fromisoformat(_text(value)), sa.Date),
    "json": Kind(_same, _same, sa.JSON),
    "bytes": Kind(_base64, lambda value: base64.b64decode(_text(value), validate=True), sa.LargeBinary),
    "boolean": Kind(_same, _truth, sa.Boolean),
    "integer": Kind(_same, _integer, sa.Integer),
    "number": Kind(_same, _number, sa.Float),
    "word": Kind(str, _text, sa.String),
    "text": Kind(_same, _text, sa.String),
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
    """One row as a database takes it.

    Raises:
        ValueError: it is no row of these columns, or a value is not of its kind.
    """
    plain = json.loads(line)
    if not isinstance(plain, dict) or plain.keys() != kinds.keys():
        raise ValueError("not a row of these columns")
    return {
        name: None if plain[name] is None else KINDS[kind].read(plain[name]) for name, kind in kinds.items()
    }


def table_of(name: str, kinds: Mapping[str, str]) -> sa.TableClause:
    """The table of a file, as far as inserting needs it."""
    return sa.table(name, *(sa.column(column, KINDS[kind].column()) for column, kind in kinds.items()))
