"""The office verifies (复核) and returns (退回) reports, completes and strikes off (销号), releases (签发)."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models.action_plans import adopt
from models.actors import Actor, MoveRefused, office_only
from models.arming import begin_anew, rearm
from models.done_dates import correction
from models.dropping import drop_all
from models.duties import Obligation, Report
from models.messages import Notification
from models.move_table import ACCEPT, CLOSE, COMPLETE, RETURN
from models.moves import begin
from models.plans import KeyTask, Milestone
from models.recording import (
    ask_leg,
    ask_task_leg,
    lock,
    lock_task_of,
    record,
    refuse_unless,
    turn_obligation,
    turn_task,
)
from models.reorganising import pass_on
from models.rules import Rules
from models.secrecy import refuse_reason
from models.signed_rows import signed
from models.withdrawing import moot
from models.words import (
    VERDICTS,
    Armed,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    Outcome,
    Verdict,
)

UNDER_WAY = (KeyTaskState.ISSUED,)
RETURNED_ONLY_SOON = (ObligationKind.PROGRESS, ObligationKind.CONTRIBUTION, ObligationKind.PLAN)
"""Round reports and 落实方案 stand once the term for returning them is over; results are verified one by one."""


def verdicts_for(session: Session, obligation: Obligation) -> tuple[Verdict, ...]:
    """What the office has to choose from when it accepts this answer; empty where there is nothing to choose."""
    if obligation.kind is not ObligationKind.PROGRESS or obligation.milestone_id is None:
        return ()
    return VERDICTS.get(session.get_one(Milestone, obligation.milestone_id).criterion, ())


def accept(
    session: Session,
    obligation: Obligation,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    verdict: Verdict | None = None,
    done_on: date | None = None,
    why: str = "",
    note: str = "",
) -> None:
    """复核认可. The key task is COMPLETED when its last result is accepted.

    Args:
        verdict: of a year-end assessment (PROGRESS) or summary (CONTINUOUS), which the office has to give.
        done_on: the completion date as the office finds it; None leaves the unit's.
        why: the completion date is another one than the unit's.
        note: what history adds to the sentence.

    Raises:
        MoveRefused: nothing reported, not under way, a verdict missing or out of place, a date in the future or
            corrected without a reason, or a signature missing where the policy asks for one.
    """
    task = lock_task_of(session, obligation)
    lock(session, obligation)
    begin(ACCEPT, obligation.state, actor, called=obligation.label)
    refuse_unless(task, UNDER_WAY, ACCEPT.verb)
    _check_verdict(session, obligation, verdict)
    corrected = correction(task, obligation, done_on, why, rules.office.today(now))
    if rules.policy.signature_required and obligation.is_result and signed(session, obligation) is None:
        raise MoveRefused(f"{obligation.label}还没有主要负责人签批，不能认可。")
    found = (f"，{verdict.label}" if verdict else "") + corrected + note
    obligation.verdict, obligation.done_on = verdict, done_on or obligation.done_on
    settled = {
        "verdict": verdict.value if verdict else None,
        "done_on": obligation.done_on.isoformat() if obligation.done_on else None,
    }
    sentence = f"认可{obligation.label}{found}"
    turn_obligation(
        session, obligation, ObligationState.ACCEPTED, actor, now, ACCEPT.verb, sentence, **settled
    )
    rearm(session, obligation, rules, now)
    ask_leg(session, obligation, ACCEPT.verb, now)
    if obligation.kind is ObligationKind.PLAN:
        adopt(session, obligation, _last_report(session, obligation), rules, actor, now)
    session.flush()
    if task is not None and obligation.is_result:
        _complete_if_last(session, task, rules, actor, now)


def send_back(
    session: Session, obligation: Obligation, reason: str, rules: Rules, actor: Actor, now: datetime
) -> None:
    """退回: the report does not stand; a new cycle begins and the ladder with it.

    Raises:
        MoveRefused: nothing reported, not under way, no reason given, or a round report that stands already.
    """
    task = lock_task_of(session, obligation)
    lock(session, obligation)
    begin(RETURN, obligation.state, actor, called=obligation.label, reason=reason)
    refuse_unless(task, UNDER_WAY, RETURN.verb)
    if task is not None:
        refuse_reason(task, reason)
    _check_still_returnable(session, obligation, rules, now)
    reason, cycle = reason.strip(), obligation.cycle + 1
    obligation.done_on, obligation.returns = None, obligation.returns + 1
    sentence = f"退回{obligation.label}：{reason}"
    turn_obligation(
        session,
        obligation,
        ObligationState.RETURNED,
        actor,
        now,
        RETURN.verb,
        sentence,
        cycle=cycle,
        reason=reason,
    )
    again = rules.office.workdays.shift(rules.office.today(now), rules.policy.terms.returned)
    asked = obligation.extended_to or obligation.report_by
    begin_anew(session, obligation, Armed.RETURNED, max(asked, again), rules, now)
    ask_leg(session, obligation, RETURN.verb, now)
    pass_on(session, obligation, rules, actor, now)


def close(session: Session, task: KeyTask, actor: Actor, now: datetime) -> None:
    """销号: the office strikes a completed key task off.

    Raises:
        MoveRefused: it is not completed.
    """
    lock(session, task)
    begin(CLOSE, task.state, actor, called=task.called)
    turn_task(session, task, KeyTaskState.CLOSED, actor, now, CLOSE.verb, f"{task.called}销号")
    ask_task_leg(session, task, CLOSE.verb, now)


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
    if obligation.key_task_id is not None:
        refuse_reason(session.get_one(KeyTask, obligation.key_task_id), reason)
    note.outcome, note.reason = Outcome.WITHDRAWN, reason.strip()
    _settle(session, note, obligation, rules, actor, now)
    record(session, actor, now, "撤回", f"撤回{note.rung}：{reason.strip()}", obligation=obligation)


def _held(session: Session, note: Notification) -> Obligation:
    # The key task first, as everywhere: the office's duty to release, another obligation, goes with the message.
    obligation = session.get_one(Obligation, note.obligation_id)
    lock_task_of(session, obligation)
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


def _check_verdict(session: Session, obligation: Obligation, verdict: Verdict | None) -> None:
    choices = verdicts_for(session, obligation)
    if not choices and verdict is not None:
        raise MoveRefused(f"{obligation.label}不需要评估结论。")
    if choices and verdict not in choices:
        words = "、".join(choice.label for choice in choices)
        raise MoveRefused(f"认可{obligation.label}请写明评估结论：{words}。")


def _check_still_returnable(session: Session, obligation: Obligation, rules: Rules, now: datetime) -> None:
    if obligation.is_result or obligation.kind not in RETURNED_ONLY_SOON:
        return
    term = rules.policy.terms.return_within
    if stands(_last_report(session, obligation), rules, now):
        raise MoveRefused(f"该{obligation.label}收到已超过{term}个工作日，视为认可，不能再退回。")


def stands(report: Report, rules: Rules, now: datetime) -> bool:
    """Whether the term for returning a report is over."""
    arrived = rules.office.today(report.at)
    return rules.office.today(now) > rules.office.workdays.shift(arrived, rules.policy.terms.return_within)


def _last_report(session: Session, obligation: Obligation) -> Report:
    of_obligation = select(Report).where(Report.obligation_id == obligation.id)
    return session.exec(of_obligation.order_by(col(Report.position).desc()).limit(1)).one()


def _complete_if_last(session: Session, task: KeyTask, rules: Rules, actor: Actor, now: datetime) -> None:
    """办结: every result that was not cancelled is accepted. What is not needed any more is cancelled, and says so."""
    results = select(Obligation.state).where(
        Obligation.key_task_id == task.id,
        col(Obligation.milestone_id).is_not(None),
        col(Obligation.kind).in_([ObligationKind.PROGRESS, ObligationKind.COMPLETION]),
        Obligation.state != ObligationState.CANCELLED,
    )
    if any(state is not ObligationState.ACCEPTED for state in session.exec(results)):
        return
    begin(COMPLETE, task.state, actor, called=task.called)
    sentence = f"{task.called}各节点均已认可"
    turn_task(session, task, KeyTaskState.COMPLETED, actor, now, COMPLETE.verb, sentence)
    drop_all(session, task, f"{task.called}办结", rules, actor, now)
    ask_task_leg(session, task, COMPLETE.verb, now)
