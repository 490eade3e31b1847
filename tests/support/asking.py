"""What units ask of the office in tests (申请), and how the office answers."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind
from models.database import reading, transaction
from models.duties import Obligation, Petition
from models.petitions import ask_extension, grant, object_to, refuse
from models.plans import Assignment, KeyTask
from models.words import (
    ObligationKind,
    PostRole,
)
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    contact_of,
    owed,
    unit_named,
)

UNTIL = date(2026, 7, 10)
DAY = date.fromisoformat


def contact(session: Session, unit: str = LEAD) -> Actor:
    return contact_of(unit_named(session, unit))


def head(session: Session, unit: str = SUPPORT) -> Actor:
    of = unit_named(session, unit)
    return Actor(f"{unit}主要负责人", ActorKind.UNIT, of.id, PostRole.HEAD)


def part_of(session: Session, unit: str = SUPPORT, number: int = 1) -> Assignment:
    task = select(KeyTask.id).where(KeyTask.number == number).scalar_subquery()
    wanted = (Assignment.unit_id == unit_named(session, unit).id, col(Assignment.key_task_id) == task)
    return session.exec(select(Assignment).where(*wanted)).one()


def extension(office: TestOffice, until: date = UNTIL, reason: str = "征地未完成") -> Petition:
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        return ask_extension(session, row, until, reason, office.rules(), contact(session), office.now)


def objection(office: TestOffice, signed_by: str = "赵局长", unit: str = SUPPORT) -> Petition:
    with transaction(office.engine) as session:
        part = part_of(session, unit)
        actor = contact(session, unit)
        return object_to(session, part, "不属于本单位职责", signed_by, office.rules(), actor, office.now)


def decide(
    office: TestOffice,
    petition: Petition,
    granted: bool,
    words: str = "同意",
    actor: Actor = OFFICE,
    **how: Any,
) -> None:
    """How the office answers; `actor` may be somebody else."""
    move = grant if granted else refuse
    with transaction(office.engine) as session:
        row = session.get_one(Petition, petition.id)
        move(session, row, words, office.rules(), actor, office.now, **how)


def now_of(office: TestOffice, petition: Petition) -> Petition:
    with reading(office.engine) as session:
        return session.get_one(Petition, petition.id)


def duties_of_office(office: TestOffice, petition: Petition) -> list[Obligation]:
    with reading(office.engine) as session:
        return list(session.exec(select(Obligation).where(Obligation.about_id == petition.id)))
