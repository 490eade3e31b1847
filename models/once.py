"""Rows that several people may need for the first time at the same moment: made once, and read by the others."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.columns import Row

Shared = TypeVar("Shared", bound=Row)


def stored_once(session: Session, row: Shared, again: Callable[[], Shared | None]) -> Shared:
    """Store a row that another transaction may be storing this very moment; where it was faster, its row.

    Args:
        again: reads the row that is there already.

    Raises:
        IntegrityError: the row breaks a rule, and not because it is there already.
    """
    session.flush()
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        found = again()
        if found is None:
            raise
        return found
    return row
