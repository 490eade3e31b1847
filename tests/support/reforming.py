"""机构改革 in tests: a third unit, and what a unit still owes."""

from datetime import date

from sqlmodel import Session, select

from intake.register import Register, load_register
from models.database import transaction
from models.duties import Obligation
from models.words import OWED, ObligationKind
from tests.support.office import TestOffice, unit_named

THIRD = "市科技局"


def third(office: TestOffice, **more: object) -> None:
    """Register a unit beside those of the cast; `more` goes into its entry."""
    posts = [{"role": "contact", "person": "周联络", "email": "zhou@third.example"}]
    with transaction(office.engine) as session:
        load_register(session, Register.model_validate({"units": [{"name": THIRD, "posts": posts} | more]}))


def waiting(session: Session, unit: str) -> set[tuple[ObligationKind, str, date]]:
    """What a unit owes: kind, period and date."""
    owed = select(Obligation).where(Obligation.unit_id == unit_named(session, unit).id)
    return {(row.kind, row.period, row.report_by) for row in session.exec(owed) if row.state in OWED}
