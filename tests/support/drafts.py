"""Drafts by hand, and storing them: for tests of what becomes of a draft."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from config.rules import rules_in_force
from intake.draft import Draft, DraftMilestone, DraftTask, Question
from intake.storing import Stored, settle_question, store_draft
from models.database import reading, transaction
from models.issuing import issue
from models.plans import Assignment, KeyTask, Milestone, Plan
from models.plans import Question as Asked
from models.settling import questions_of
from models.units import Unit
from models.words import Criterion, Responsibility, Role
from tests.support.office import LEAD, OFFICE, SUPPORT, TestOffice, draft


def task(
    number: int,
    leads: tuple[str, ...] = (LEAD,),
    supports: tuple[str, ...] = (SUPPORT,),
    due: str | None = "2026-06-30",
    **fields: Any,
) -> DraftTask:
    """A key task with one milestone, as read."""
    stone = DraftMilestone(date.fromisoformat(due) if due else None, Criterion.COMPLETE, "")
    made = DraftTask(
        number=number,
        part=1,
        theme="一、产业",
        content=f"建设第{number}号示范园区。",
        time_limit="见节点",
        leaders=("钱副市长",),
        responsibility=Responsibility.LEAD,
        leads=leads,
        supports=supports,
        milestones=(stone,),
    )
    return replace(made, **fields)


def limit_question(number: int, code: str = "limit-without-date") -> Question:
    """A question about a limit that names no date."""
    choices = ("2026年12月31日", "暂不设期限")
    return Question(code, "完成时限“适时”没有写明日期，按哪一天督办？", choices, "暂不设期限", number)


def store(office: TestOffice, *tasks: DraftTask, source: bytes = b"first", **how: Any) -> Stored:
    """Store a draft of these tasks; `questions`, `defaults`, `checkpoints`… go into the draft."""
    options = {
        name: how.pop(name)
        for name in ("register", "accept_defaults", "apply", "decided", "only", "kind", "term")
        if name in how
    }
    made: Draft = replace(draft(*tasks), **how)
    with transaction(office.engine) as session:
        rules = rules_in_force(session, office.settings, office.now)
        return store_draft(session, made, ("来文.docx", source), rules, OFFICE, office.now, **options)


def settle(office: TestOffice, position: int, answer: str) -> None:
    """Answer a question of plan 1."""
    with transaction(office.engine) as session:
        settle_question(session, questions(session)[position - 1], answer, office.rules(), OFFICE, office.now)


def hand_over(office: TestOffice) -> None:
    """Issue plan 1."""
    with transaction(office.engine) as session:
        issue(session, session.get_one(Plan, 1), office.rules(), OFFICE, office.now)


def questions(session: Session) -> list[Asked]:
    """The questions of plan 1 by number."""
    return questions_of(session, session.get_one(Plan, 1))


def asked(office: TestOffice) -> list[tuple[int, str, str]]:
    """Number, code and answer of every question."""
    with reading(office.engine) as session:
        return [(row.position, row.code, row.answer) for row in questions(session)]


def parts_of(office: TestOffice, number: int) -> list[tuple[str, Role]]:
    """The units of a key task in order, with their parts."""
    with reading(office.engine) as session:
        rows = session.exec(
            select(Unit.name, Assignment.role)
            .join(Assignment, col(Assignment.unit_id) == Unit.id)
            .join(KeyTask, col(KeyTask.id) == Assignment.key_task_id)
            .where(KeyTask.number == number)
            .order_by(col(Assignment.position))
        )
        return [(name, Role(role)) for name, role in rows]


def key_task_numbered(session: Session, number: int) -> KeyTask:
    """A key task of plan 1."""
    return session.exec(select(KeyTask).where(KeyTask.number == number)).one()


def milestones_of(office: TestOffice, number: int) -> list[Milestone]:
    """The milestones of a key task in order."""
    with reading(office.engine) as session:
        rows = select(Milestone).join(KeyTask).where(KeyTask.number == number)
        return list(session.exec(rows.order_by(col(Milestone.position))))
