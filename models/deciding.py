"""The office's moves: verify (复核), return (退回), close (销号), release and withdraw held messages (签发、撤回)."""

from datetime import datetime

from sqlmodel import Session, select

from models.actors import Actor, MoveRefused, office_only
from models.arming import rearm
from models.duties import Obligation
from models.messages import Notification
from models.plans import KeyTask
from models.recording import ask_leg, lock, record
from models.rules import Rules
from models.traces import LegRequest
from models.withdrawing import moot, withdraw_moot
from models.words import OWED, KeyTaskState, ObligationState, Outcome


def accept(session: Session, obligation: Obligation, rules: Rules, actor: Actor, now: datetime) -> None:
    """复核认可. The key task is COMPLETED when its last result is accepted.

    Raises:
        MoveRefused: nothing reported to accept.
    """
    office_only(actor, "复核")
    if obligation.key_task_id is not None:
        lock(session, session.get_one(KeyTask, obligation.key_task_id))
    lock(session, obligation)
    _must_be_reported(obligation, "认可")
    obligation.state = ObligationState.ACCEPTED
    rearm(session, obligation, rules, now)
    record(session, actor, now, "复核认可", f"认可{obligation.label}", obligation=obligation)
    ask_leg(session, obligation, "复核认可", now)
    session.flush()
    _complete_if_last(session, obligation, rules, actor, now)


def send_back(
    session: Session, obligation: Obligation, reason: str, rules: Rules, actor: Actor, now: datetime
) -> None:
    """退回: the report does not stand; a new cycle begins and the ladder with it.

    Raises:
        MoveRefused: nothing reported, or no reason given.
    """
    office_only(actor, "退回")
    if obligation.key_task_id is not None:
        lock(session, session.get_one(KeyTask, obligation.key_task_id))
    lock(session, obligation)
    _must_be_reported(obligation, "退回")
    if not reason.strip():
        raise MoveRefused("退回请写明理由，报送单位会看到。")
    _must_be_under_way(session, obligation)
    obligation.state, obligation.done_on = ObligationState.RETURNED, None
    obligation.cycle += 1
    obligation.armed_at = now
    again = rules.office.workdays.shift(rules.office.today(now), rules.policy.terms.returned)
    obligation.return_by = max(obligation.report_by, again)
    rearm(session, obligation, rules, now)
    record(
        session,
        actor,
        now,
        "退回",
        f"退回{obligation.label}：{reason.strip()}",
        obligation=obligation,
        after={"cycle": obligation.cycle, "reason": reason.strip()},
    )
    ask_leg(session, obligation, "退回", now)


def close(session: Session, task: KeyTask, actor: Actor, now: datetime) -> None:
    """销号: the office strikes a completed key task off.

    Raises:
        MoveRefused: it is not completed.
    """
    office_only(actor, "销号")
    lock(session, task)
    if task.state is not KeyTaskState.COMPLETED:
        raise MoveRefused(f"第{task.number}项{task.state.label}，办结后才能销号。")
    task.state = KeyTaskState.CLOSED
    record(session, actor, now, "销号", f"第{task.number}项销号", plan_id=task.plan_id, key_task_id=task.id)
    _ask_task_leg(session, task, "销号", now)


def release(session: Session, note: Notification, rules: Rules, actor: Actor, now: datetime) -> None:
    """签发 a held message; rechecks that the matter still stands.

    Raises:
        MoveRefused: it is not held, or the unit has answered meanwhile.
    """
    office_only(actor, "签发")
    obligation = _held(session, note)
    if reason := moot(note, obligation):
        raise MoveRefused(f"该{note.rung}不必发出：{reason}。")
    note.outcome, note.due_at = Outcome.QUEUED, now
    _settle(session, note, obligation, rules, actor, now)
    record(session, actor, now, "签发", f"签发{note.rung}", obligation=obligation)
    ask_leg(session, obligation, f"签发{note.rung}", now)


def withdraw(
    session: Session, note: Notification, reason: str, rules: Rules, actor: Actor, now: datetime
) -> None:
    """撤回 a held message: it is not sent, with a reason, and the ladder goes on.

    Raises:
        MoveRefused: it is not held, or no reason given.
    """
    office_only(actor, "撤回")
    obligation = _held(session, note)
    if not reason.strip():
        raise MoveRefused("撤回请写明理由。")
    note.outcome, note.reason = Outcome.WITHDRAWN, reason.strip()
    _settle(session, note, obligation, rules, actor, now)
    record(session, actor, now, "撤回", f"撤回{note.rung}：{reason.strip()}", obligation=obligation)


def _held(session: Session, note: Notification) -> Obligation:
    # The obligation first, as everywhere: two orders of locking could wait for each other.
    obligation = session.get_one(Obligation, note.obligation_id)
    lock(session, obligation)
    lock(session, note)
    if note.outcome is not Outcome.HELD:
        raise MoveRefused(f"该{note.rung}{note.outcome.label}，不在待签发之列。")
    return obligation


def _settle(
    session: Session, note: Notification, obligation: Obligation, rules: Rules, actor: Actor, now: datetime
) -> None:
    note.released_at, note.released_by = now, actor.name
    session.flush()
    rearm(session, obligation, rules, now)


def _must_be_under_way(session: Session, obligation: Obligation) -> None:
    """A key task that is completed or struck off is not asked again through an old report."""
    task = session.get(KeyTask, obligation.key_task_id) if obligation.key_task_id else None
    if task is not None and task.state is not KeyTaskState.ISSUED:
        raise MoveRefused(f"第{task.number}项{task.state.label}，不能再退回报送。")


def _must_be_reported(obligation: Obligation, move: str) -> None:
    if obligation.state is not ObligationState.REPORTED:
        raise MoveRefused(f"该{obligation.label}{obligation.state.label}，没有可{move}的报送。")


def _complete_if_last(
    session: Session, obligation: Obligation, rules: Rules, actor: Actor, now: datetime
) -> None:
    """办结: every milestone's result accepted. Reports no longer needed are cancelled, and say so."""
    if obligation.milestone_id is None or obligation.key_task_id is None:
        return
    rows = list(session.exec(select(Obligation).where(Obligation.key_task_id == obligation.key_task_id)))
    if any(row.milestone_id is not None and row.state is not ObligationState.ACCEPTED for row in rows):
        return
    task = session.get_one(KeyTask, obligation.key_task_id)
    task.state = KeyTaskState.COMPLETED
    for row in rows:
        if row.state in OWED:
            row.state = ObligationState.CANCELLED
            rearm(session, row, rules, now)
    withdraw_moot(session, rows)
    record(
        session,
        actor,
        now,
        "办结",
        f"第{task.number}项各节点均已认可",
        plan_id=task.plan_id,
        key_task_id=task.id,
    )
    _ask_task_leg(session, task, "办结", now)


def _ask_task_leg(session: Session, task: KeyTask, reason: str, now: datetime) -> None:
    session.add(LegRequest(plan_id=task.plan_id, key_task_id=task.id, reason=reason, at=now))
