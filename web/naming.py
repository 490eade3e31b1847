"""Names that several pages give to the same rows."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, select

from models.duties import Obligation, Round


def rounds_by_id(session: Session) -> dict[UUID, Round]:
    """All rounds of the office: a handful a year."""
    return {row.id: row for row in session.exec(select(Round))}


def round_name(obligation: Obligation, rounds: Mapping[UUID, Round]) -> str:
    """The round an obligation is asked in; empty for one that only rides on the sheet of the round after it."""
    found = rounds.get(obligation.round_id) if obligation.round_id else None
    if found is None or found.due_on.isoformat() not in (obligation.report_by.isoformat(), obligation.period):
        return ""
    return found.name
