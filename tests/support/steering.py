"""The office's moves on a key task, as tests make them: by number, in one transaction, for a good reason."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from models import steering
from models.answering import report
from models.assigning import send_back_part
from models.database import reading, transaction
from models.deciding import accept
from models.duties import Obligation
from models.plans import Assignment, KeyTask
from models.units import Unit
from models.words import Answer, AssignmentState, ObligationKind, UnitKind
from tests.support.office import OFFICE, TestOffice, owed, unit_named

Move = Callable[[Session, KeyTask], object]
OTHER = "市商务局"


def steer(office: TestOffice, move: Move, number: int = 1) -> None:
    with transaction(office.engine) as session:
        move(session, session.exec(select(KeyTask).where(KeyTask.number == number)).one())


def suspend(office: TestOffice, until: str, reason: str = "等待规划批复") -> None:
    day = date.fromisoformat(until)
    steer(office, lambda s, t: steering.suspend(s, t, day, reason, office.rules(), OFFICE, office.now))


def resume(office: TestOffice) -> None:
    steer(office, lambda s, t: steering.resume(s, t, "规划已批复", office.rules(), OFFICE, office.now))


def transfer(office: TestOffice, left: str, taker: str) -> None:
    def move(session: Session, task: KeyTask) -> None:
        ids = [unit_named(session, name).id for name in (left, taker)]
        steering.transfer(session, task, ids[0], ids[1], "职责调整", office.rules(), OFFICE, office.now)

    steer(office, move)


def finish(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        report(session, row, Answer.DONE, office.rules(), OFFICE, office.now, "已建成")
        accept(session, row, office.rules(), OFFICE, office.now)


def register(office: TestOffice, name: str = OTHER, kind: UnitKind = UnitKind.BUREAU) -> UUID:
    with transaction(office.engine) as session:
        unit = Unit(name=name, kind=kind)
        session.add(unit)
        return unit.id


def rows(office: TestOffice, *, unit: str = "", number: int = 1) -> list[Obligation]:
    """What was ever asked under a key task, by kind and date, without the office's own duties and 落实方案."""
    with reading(office.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == number)).one()
        wanted = select(Obligation).where(
            Obligation.key_task_id == task.id,
            col(Obligation.kind).not_in([ObligationKind.DECIDE, ObligationKind.PLAN]),
        )
        if unit:
            wanted = wanted.where(Obligation.unit_id == unit_named(session, unit).id)
        return list(session.exec(wanted.order_by(col(Obligation.report_by), col(Obligation.kind))))


def decide(office: TestOffice) -> list[Obligation]:
    with reading(office.engine) as session:
        return list(session.exec(select(Obligation).where(Obligation.kind == ObligationKind.DECIDE)))


def task_of(office: TestOffice, number: int = 1) -> KeyTask:
    with reading(office.engine) as session:
        return session.exec(select(KeyTask).where(KeyTask.number == number)).one()


def parts(office: TestOffice) -> dict[str, AssignmentState]:
    with reading(office.engine) as session:
        found = session.exec(select(Unit.name, Assignment.state).join(Unit))
        return {name: AssignmentState(state) for name, state in found}


def give_back(office: TestOffice, unit: str, taker: UUID | None = None) -> None:
    with transaction(office.engine) as session:
        mine = Assignment.unit_id == unit_named(session, unit).id
        part = session.exec(select(Assignment).where(mine)).one()
        send_back_part(session, part, "不属职责范围", office.rules(), OFFICE, office.now, taker)
