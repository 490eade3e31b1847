"""落实方案 stand like round reports: one that nobody returned within the term comes into force."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind
from models.contributions import last_reports
from models.deciding import UNDER_WAY, accept, stands
from models.duties import Obligation
from models.plans import KeyTask
from models.recording import lock, lock_task_of
from models.rules import Rules
from models.words import ObligationKind, ObligationState

CLOCK = Actor("时钟", ActorKind.CLOCK)


def adopt_plans(session: Session, rules: Rules, now: datetime) -> int:
    """The chore: accept every 落实方案 whose `terms.return_within` is over. Returns how many.

    Two clocks at once accept each of them once; what is 挂账 waits until it goes on.
    """
    waiting = select(Obligation).where(
        Obligation.kind == ObligationKind.PLAN, Obligation.state == ObligationState.REPORTED
    )
    rows = session.exec(waiting.order_by(col(Obligation.key_task_id), col(Obligation.id))).all()
    reports = last_reports(session, rows)
    over = [row for row in rows if row.id in reports and stands(reports[row.id], rules, now)]
    return sum(_adopted(session, row, rules, now) for row in over)


def _adopted(session: Session, row: Obligation, rules: Rules, now: datetime) -> bool:
    task: KeyTask | None = lock_task_of(session, row)
    lock(session, row)
    if task is None or task.state not in UNDER_WAY or row.state is not ObligationState.REPORTED:
        return False
    report = last_reports(session, [row]).get(row.id)
    if report is None or not stands(report, rules, now):
        return False  # corrected or returned meanwhile
    accept(
        session,
        row,
        rules,
        CLOCK,
        now,
        note=f"（收到{rules.policy.terms.return_within}个工作日未退回，视为认可）",
    )
    return True
