"""The office steers a key task: 挂账 suspend, 恢复 resume, 终止 cancel, 并入 merge, 转办 transfer, 回头看 reopen."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.arming import begin_anew, rearm
from models.assigning import hand_over, part_of
from models.dropping import drop, drop_all
from models.duties import Obligation
from models.horizon import ahead
from models.looking_back import ask_look_back
from models.move_table import CANCEL, MERGE, REOPEN, RESUME, SUSPEND, TRANSFER
from models.moves import Move, begin
from models.office_duties import SUSPENSION, ask_office, discharge
from models.plans import KeyTask
from models.recording import all_as_asked, ask_task_leg, lock, lock_owed, lock_tasks, record, turn_task
from models.rules import Rules
from models.secrecy import refuse_reason
from models.telling import tell_everybody
from models.traces import HistoryEntry
from models.units import Unit
from models.words import OWED, Armed, AssignmentState, KeyTaskState, ObligationKind, ObligationState
from models.workdays import OfficeTime


def suspend(
    session: Session,
    task: KeyTask,
    until: date | None,
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> None:
    """挂账: the ladders stand still until the office resumes or ends the key task; it is asked to on `until`.

    Raises:
        MoveRefused: not under way, no reason, no date, or a date that is not in the future.
    """
    _start(session, SUSPEND, task, reason, actor, until=until)
    until = ahead(until, rules.office.today(now), "挂账到期日")
    reason, task.suspended_until = reason.strip(), until
    sentence = f"{task.called}挂账至{until:%Y-%m-%d}：{reason}"
    turn_task(
        session,
        task,
        KeyTaskState.SUSPENDED,
        actor,
        now,
        SUSPEND.verb,
        sentence,
        until=str(until),
        reason=reason,
    )
    for row in _of_units(session, task):
        row.paused = True
        rearm(session, row, rules, now)
    ask_office(session, task.plan_id, task.id, SUSPENSION, task.id, rules, now, by=until)
    tell_everybody(session, task, rules, now)
    ask_task_leg(session, task, SUSPEND.verb, now)


def resume(session: Session, task: KeyTask, reason: str, rules: Rules, actor: Actor, now: datetime) -> None:
    """恢复: round reports that fell due meanwhile are cancelled; everything else begins anew.

    Raises:
        MoveRefused: it is not suspended, or no reason is given.
    """
    _start(session, RESUME, task, reason, actor)
    reason, task.suspended_until = reason.strip(), None
    discharge(session, task.id, rules, actor, now)
    sentence = f"{task.called}恢复推进：{reason}"
    turn_task(session, task, KeyTaskState.ISSUED, actor, now, RESUME.verb, sentence, reason=reason)
    since, today = _suspended_on(session, task, rules.office), rules.office.today(now)
    rows = _of_units(session, task)
    for row in rows:
        row.paused = False
    owed = [row for row in rows if row.state in OWED]
    results = {row.report_by.isoformat() for row in owed if row.is_result}
    missed = drop(
        session,
        [row for row in owed if _missed(row, since, today, results)],
        "挂账期间到期",
        rules,
        actor,
        now,
    )
    least = rules.office.workdays.shift(today, rules.policy.terms.returned)
    for row in owed:
        if row not in missed:
            begin_anew(session, row, Armed.RESUMED, least if row.asked_by < least else None, rules, now)
    ask_task_leg(session, task, RESUME.verb, now)


def cancel(session: Session, task: KeyTask, reason: str, rules: Rules, actor: Actor, now: datetime) -> None:
    """终止: nothing is owed any more; what was reported is kept.

    Raises:
        MoveRefused: a draft, ended already, or no reason given.
    """
    _start(session, CANCEL, task, reason, actor)
    _end(session, task, KeyTaskState.CANCELLED, CANCEL.verb, f"{task.called}终止", reason, rules, actor, now)


def merge(
    session: Session,
    task: KeyTask,
    target: KeyTask | None,
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> None:
    """并入: the key task goes on inside another one, and is reported there.

    Raises:
        MoveRefused: ended already, no reason, no target, or a target that is not under way itself.
    """
    lock_tasks(session, (task.id, target.id if target else None))
    begin(MERGE, task.state, actor, called=task.called, reason=reason, target=target)
    if target is None or target.id == task.id or target.state is not KeyTaskState.ISSUED:
        raise MoveRefused("只能并入另一项推进中的重点工作。")
    refuse_reason(task, reason)
    refuse_reason(target, reason)  # it stands in the history of both
    task.merged_into_id = target.id
    _end(
        session,
        task,
        KeyTaskState.MERGED,
        MERGE.verb,
        f"{task.called}并入{target.called}",
        reason,
        rules,
        actor,
        now,
    )
    sentence = f"{task.called}并入本项：{reason.strip()}"
    record(session, actor, now, MERGE.verb, sentence, plan_id=target.plan_id, key_task_id=target.id)
    ask_task_leg(session, target, MERGE.verb, now)


def transfer(
    session: Session,
    task: KeyTask,
    from_unit_id: UUID,
    to_unit_id: UUID | None,
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> None:
    """转办: another unit takes over a unit's part; what is owed begins anew for it, what was reported stays.

    Raises:
        MoveRefused: not under way, no reason, no such part, or a unit that cannot take it over.
    """
    _start(session, TRANSFER, task, reason, actor, unit=to_unit_id)
    part = part_of(session, task, from_unit_id)
    left = session.get_one(Unit, from_unit_id).name
    if part is None or to_unit_id is None:
        raise MoveRefused(f"{left}没有以本单位名义承担{task.called}，不能转办。")
    hand_over(session, task, part, AssignmentState.TRANSFERRED, to_unit_id, reason, rules, actor, now)
    taker = session.get_one(Unit, to_unit_id).name
    sentence = f"{task.called}由{left}转{taker}{part.role.label}：{reason.strip()}"
    record(session, actor, now, TRANSFER.verb, sentence, plan_id=task.plan_id, key_task_id=task.id)
    ask_task_leg(session, task, TRANSFER.verb, now)


def reopen(
    session: Session, task: KeyTask, due: date | None, reason: str, rules: Rules, actor: Actor, now: datetime
) -> list[Obligation]:
    """回头看: a later check found something; the reporting units owe a 整改报送 by `due`, then it completes again.

    Raises:
        MoveRefused: not completed, no reason, or a date that is not in the future.
    """
    _start(session, REOPEN, task, reason, actor, due=due)
    due = ahead(due, rules.office.today(now), "整改报送日")
    made = ask_look_back(session, task, due, rules, now)
    if not made:
        raise MoveRefused(f"{task.called}没有可报送的单位，请先转办。")
    sentence = f"{task.called}回头看，请于{due:%Y-%m-%d}前报送整改情况：{reason.strip()}"
    turn_task(
        session, task, KeyTaskState.ISSUED, actor, now, REOPEN.verb, sentence,
        reason=reason.strip(), due=str(due), obligations=all_as_asked(session, made),
    )  # fmt: skip
    ask_task_leg(session, task, REOPEN.verb, now)
    return made


def _start(session: Session, move: Move, task: KeyTask, reason: str, actor: Actor, **given: Any) -> None:
    """Take the key task; refuse what the table does not allow, and words about a 线下 matter."""
    lock(session, task)
    begin(move, task.state, actor, called=task.called, reason=reason, **given)
    refuse_reason(task, reason)


def _end(
    session: Session,
    task: KeyTask,
    state: KeyTaskState,
    verb: str,
    sentence: str,
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> None:
    if task.state is KeyTaskState.SUSPENDED:
        discharge(session, task.id, rules, actor, now)
    task.suspended_until = None
    turn_task(session, task, state, actor, now, verb, f"{sentence}：{reason.strip()}", reason=reason.strip())
    drop_all(session, task, sentence, rules, actor, now)
    tell_everybody(session, task, rules, now)
    ask_task_leg(session, task, verb, now)


def _of_units(session: Session, task: KeyTask) -> list[Obligation]:
    """What units owe or have reported, and may correct: the office's own duties go on while a matter rests."""
    wanted = select(Obligation).where(
        Obligation.key_task_id == task.id,
        Obligation.kind != ObligationKind.DECIDE,
        col(Obligation.state).in_([*OWED, ObligationState.REPORTED]),
    )
    return lock_owed(session, wanted)


def _missed(row: Obligation, since: date, today: date, results: set[str]) -> bool:
    """Whether a round report, or the contribution to one, fell due while nobody was asked.

    A contribution counts by the lead's date (its period), and is still wanted where the lead owes a result then.
    """
    if row.kind is ObligationKind.CONTRIBUTION:
        return since.isoformat() <= row.period <= today.isoformat() and row.period not in results
    return row.kind is ObligationKind.PROGRESS and not row.is_result and since <= row.asked_by <= today


def _suspended_on(session: Session, task: KeyTask, office: OfficeTime) -> date:
    """The day the key task was last suspended, from its history."""
    last = session.exec(
        select(HistoryEntry.at)
        .where(HistoryEntry.key_task_id == task.id, HistoryEntry.verb == SUSPEND.verb)
        .order_by(col(HistoryEntry.id).desc())
    ).first()
    return office.today(last) if last is not None else date.max
