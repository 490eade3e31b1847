"""Correcting an issued plan in tests: what is told, what is owed, what is answered."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from intake.draft import DraftTask
from intake.storing import Stored
from models.answering import report
from models.database import reading, transaction
from models.duties import Obligation
from models.plans import KeyTask
from models.units import Unit
from models.words import (
    Answer,
    ObligationKind,
    ObligationState,
)
from tests.support.drafts import key_task_numbered, store, task
from tests.support.office import LEAD, SUPPORT, TestOffice, contact_of, owed, unit_named

TEXTS = {1: "新建三所公办小学。", 2: "完成老旧管网改造四十公里。", 3: "推进临浦区中医院迁建，主体结构封顶。"}
NEW = "举办云泽国际马拉松赛，接待游客十万人次。"
THIRD = "市住建局"
FINANCE = SUPPORT
COMPLETION, CONTRIBUTION, PROGRESS = (
    ObligationKind.COMPLETION,
    ObligationKind.CONTRIBUTION,
    ObligationKind.PROGRESS,
)
OPEN, CANCELLED, REPORTED = ObligationState.OPEN, ObligationState.CANCELLED, ObligationState.REPORTED


def told(number: int, content: str = "", **fields: Any) -> DraftTask:
    """A key task whose text is unlike those of the others."""
    return task(number, content=content or TEXTS[number], **fields)


def add_third(office: TestOffice) -> None:
    """A third unit beside lead and support."""
    with transaction(office.engine) as session:
        session.add(Unit(name=THIRD))


def correct(office: TestOffice, *tasks: DraftTask, **how: Any) -> Stored:
    """Apply a corrected notice of these key tasks."""
    return store(office, *tasks, source=b"second", apply=True, **how)


def rows(
    office: TestOffice, kind: ObligationKind, number: int = 1
) -> list[tuple[str, date, ObligationState]]:
    """Unit, date asked and state of the obligations of a kind, by date and unit."""
    with reading(office.engine) as session:
        found = session.exec(
            select(Unit.name, Obligation)
            .join(Obligation, col(Obligation.unit_id) == Unit.id)
            .join(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
            .where(Obligation.kind == kind, KeyTask.number == number)
        ).all()
        return sorted((name, row.asked_by, row.state) for name, row in found)


def answer(office: TestOffice, number: int = 1, unit: str = LEAD, text: str = "已完成") -> None:
    """The unit says that a milestone is done."""
    with transaction(office.engine) as session:
        row = owed(session, COMPLETION, unit, number)
        report(
            session, row, Answer.DONE, office.rules(), contact_of(unit_named(session, unit)), office.now, text
        )


def change(office: TestOffice, act: Callable[[Session, KeyTask], None], number: int = 1) -> None:
    """Do something to a key task's row."""
    with transaction(office.engine) as session:
        act(session, key_task_numbered(session, number))
