"""Which of several rows came last: their place in order. Instants may be equal while the office's time stands still."""

from uuid import UUID

from sqlmodel import Session, col, func, select

from models.duties import Petition, Promise, Report, SectionAnswer, Signature


def report_place(session: Session, obligation_id: UUID) -> int:
    """Of the next answer to an obligation, which is locked; from 1, whatever the cycle."""
    places = select(func.max(Report.position)).where(Report.obligation_id == obligation_id)
    return _after(session.exec(places).one())


def section_place(session: Session, obligation_id: UUID) -> int:
    """Of the next answer of a section to an obligation, which is locked."""
    places = select(func.max(SectionAnswer.position)).where(SectionAnswer.obligation_id == obligation_id)
    return _after(session.exec(places).one())


def promise_place(session: Session, obligation_id: UUID) -> int:
    """Of the next promise about an obligation, which is locked."""
    places = select(func.max(Promise.position)).where(Promise.obligation_id == obligation_id)
    return _after(session.exec(places).one())


def petition_place(session: Session, key_task_id: UUID) -> int:
    """Of the next petition under a key task, which is locked."""
    places = select(func.max(Petition.position)).where(Petition.key_task_id == key_task_id)
    return _after(session.exec(places).one())


def signature_place(session: Session, sheet_id: UUID) -> int:
    """Of the next signature of a sheet, which is locked."""
    places = select(func.max(Signature.position)).where(col(Signature.sheet_id) == sheet_id)
    return _after(session.exec(places).one())


def _after(last: int | None) -> int:
    return 1 if last is None else last + 1
