"""The sheet (报送单) that a link opens."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from models.duties import Obligation, Round, Sheet
from models.messages import AnswerLink
from models.sheet_rows import UnitSheet
from models.sheets import owed_on
from models.sheets import read_sheet as read_unit_sheet
from models.units import Post
from models.words import ObligationKind


def read_sheet(session: Session, link: AnswerLink, horizon: date) -> UnitSheet:
    """The sheet a link opens. What is asked after `horizon` stays off it until the unit has been told of it."""
    sheet = session.get_one(Sheet, link.sheet_id)
    post = session.get_one(Post, link.post_id)
    return read_unit_sheet(session, sheet, horizon, link.created_at, post)


def belongs(session: Session, link: AnswerLink, obligation_id: UUID, horizon: date) -> Obligation | None:
    """The obligation if it stands on this link's sheet, or None: a guessed id opens nothing."""
    sheet = session.get_one(Sheet, link.sheet_id)
    found = session.get(Obligation, obligation_id)
    if found is None or found.unit_id != sheet.unit_id:
        return None
    if found.kind is ObligationKind.SIGN:
        return found
    due = session.get_one(Round, sheet.round_id)
    return found if found in owed_on(session, sheet, due, horizon, link.created_at) else None
