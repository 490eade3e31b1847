"""Column types: moments that must know their zone, and words stored by their value."""

import re
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, ForeignKey, String
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from models.words import Word


class Row(SQLModel):
    """Base of all tables; `KeyTask` is stored as `key_task`."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy calls it on the class
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


class Moment(TypeDecorator[datetime]):
    """An instant, stored in UTC. Refuses naive values: a moment without a zone is a mistake, not a default."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WordColumn(TypeDecorator[Word]):
    """A member of a `Word` enumeration, stored as its value; an unknown value in the row is an error."""

    impl = String(20)
    cache_ok = True

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Word | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Word | None:
        return None if value is None else self.words(value)


def key() -> Any:
    """A primary key made by the program, so that a row is known before it is stored."""
    return Field(default_factory=uuid.uuid4, primary_key=True)


def word(words: type[Word], default: Word | None = None, *, nullable: bool = False) -> Any:
    """A column holding one word; required unless a default is given or it may be empty."""
    column: Column[Any] = Column(WordColumn(words), nullable=nullable)
    if default is None and not nullable:
        return Field(sa_column=column)
    return Field(default=default, sa_column=column)


def moment(*, nullable: bool = False, index: bool = False) -> Any:
    """A column holding an instant; `None` by default when it may be empty."""
    column: Column[Any] = Column(Moment(), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def plain_list() -> Any:
    """A column holding a list of texts as JSON."""
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))


def plain_map() -> Any:
    """A column holding a JSON object."""
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def refers(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    """A foreign key, indexed by default because pages walk from parents to children."""
    column: Column[Any] = Column(ForeignKey(target), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)
