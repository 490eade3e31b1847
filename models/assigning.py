"""Who has which part in a key task: a part is sent back (退回分工), or another unit takes it over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.dropping import drop, drop_of_units, owed_on
from models.duties import Obligation
from models.handing_on import ask_to_sign, copy_owed, turn_part
from models.issuing import key_task_facts
from models.move_table import HAND_ON, SEND_BACK, TAKE_ON
from models.moves import begin
from models.plans import Assignment, KeyTask
from models.recording import GONE, ask_task_leg, lock
from models.rules import Rules
from models.secrecy import refuse_reason
from models.telling import tell_units
from models.units import Unit, UnitMember
from models.words import AssignmentState, KeyTaskState, ObligationKind, Role, UnitKind


def send_back_part(
    session: Session,
    assignment: Assignment,
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
    to_unit_id: UUID | None = None,
) -> Assignment | None:
    """退回分工: the part is not this unit's; what it owes on the key task is cancelled, what it reported is kept.

    Args:
        to_unit_id: the unit that takes the part over, with everything owed begun anew; None for nobody.

    Returns the new unit's assignment.

    Raises:
        MoveRefused: handed on already, not under way, no reason, a unit that cannot take it, or nobody left to report.
    """
    task = session.get_one(KeyTask, assignment.key_task_id)
    lock(session, task)
    lock(session, assignment)
    unit = session.get_one(Unit, assignment.unit_id).name
    begin(SEND_BACK, assignment.state, actor, called=f"{unit}在{task.called}的分工", reason=reason)
    refuse_reason(task, reason)
    if task.state is not KeyTaskState.ISSUED:
        raise MoveRefused(f"{task.called}{task.state.label}，不能退回分工。")
    made = hand_over(
        session, task, assignment, AssignmentState.SENT_BACK, to_unit_id, reason, rules, actor, now
    )
    ask_task_leg(session, task, SEND_BACK.verb, now)
    return made


def part_of(session: Session, task: KeyTask, unit_id: UUID) -> Assignment | None:
    """The part a unit has in a key task in its own name; none where it was handed on or came through a group."""
    part = _row_of(session, task, unit_id)
    return None if part is None or part.state in GONE else part


def hand_over(
    session: Session,
    task: KeyTask,
    part: Assignment,
    left_as: AssignmentState,
    to_unit_id: UUID | None,
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Assignment | None:
    """End one unit's part; with a unit to take it over, that unit's part and everything owed begin anew.

    Where the unit that sums up for others (A、B牵头) goes and nobody is named, the next that leads sums up.

    Raises:
        MoveRefused: a unit that cannot take it over, or nobody left who reports.
    """
    move = SEND_BACK if left_as is AssignmentState.SENT_BACK else HAND_ON
    unit = session.get_one(Unit, part.unit_id).name
    begin(move, part.state, actor, called=f"{unit}的分工", reason=reason)
    reason = reason.strip()
    left = _units_of(session, task) - _units_of(session, task, without=part)
    facts = key_task_facts(session, [task])[0]
    staying, summed_up = [one for one in facts.leads if one not in left], set(facts.reporting) <= left
    if to_unit_id is None and summed_up and not staying:
        raise MoveRefused(f"{unit}退出后{task.called}没有单位报送，请同时指明由哪个单位接办。")
    if to_unit_id is not None:
        _check_taker(session, task, part, to_unit_id)
    turn_part(
        session, part, left_as, task, actor, now, move.verb, f"{unit}{move.verb}{task.called}：{reason}"
    )
    session.flush()
    owed = owed_on(session, task.id, left)
    drop_of_units(session, task, left, f"{unit}{left_as.label.removeprefix('已')}", rules, actor, now)
    tell_units(session, task, left, rules, now)
    if to_unit_id is None:
        if summed_up:
            _owe_instead(session, task, staying[0], owed, "汇总", rules, actor, now)
            tell_units(session, task, staying[:1], rules, now)
        return None
    return _take_on(session, task, part, to_unit_id, owed, reason, rules, actor, now)


def _take_on(
    session: Session,
    task: KeyTask,
    part: Assignment,
    unit_id: UUID,
    owed: Sequence[Obligation],
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Assignment:
    """接办: the part in another unit's name, to be signed for, and a copy of each obligation for it."""
    unit = session.get_one(Unit, unit_id).name
    begin(TAKE_ON, None, actor, called=f"{unit}的分工", reason=reason)
    taken = _row_of(session, task, unit_id) or Assignment(
        key_task_id=task.id, unit_id=unit_id, role=part.role
    )
    known = taken in session
    taken.role, taken.position, taken.signed_at, taken.signed_by = part.role, part.position, None, ""
    session.add(taken)
    sentence = f"{unit}接办{task.called}（{part.role.label}）：{reason}"
    turn_part(session, taken, AssignmentState.PENDING, task, actor, now, TAKE_ON.verb, sentence, known=known)
    _owe_instead(session, task, unit_id, owed, f"改为{part.role.label}", rules, actor, now)
    ask_to_sign(session, task.plan_id, unit_id, rules, actor, now)
    return taken


def _owe_instead(
    session: Session,
    task: KeyTask,
    unit_id: UUID,
    owed: Sequence[Obligation],
    why: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> None:
    """What was owed by the unit that goes, for the one that reports now; who reports contributes no more."""
    if any(row.kind in (ObligationKind.PROGRESS, ObligationKind.COMPLETION) for row in owed):
        own = [row for row in owed_on(session, task.id, {unit_id}) if row.kind is ObligationKind.CONTRIBUTION]
        drop(session, own, f"{session.get_one(Unit, unit_id).name}{why}", rules, actor, now)
    copy_owed(session, owed, unit_id, rules, actor, now)


def _check_taker(session: Session, task: KeyTask, part: Assignment, unit_id: UUID) -> None:
    taker = session.get_one(Unit, unit_id)
    lock(session, taker)  # it may be merged into another one this very moment
    if taker.kind in (UnitKind.GROUP, UnitKind.OFFICE) or taker.merged_into_id is not None:
        raise MoveRefused(f"{taker.name}不能接办，请指明一个具体的承办单位。")
    has = part_of(session, task, unit_id)
    if has is not None and (has.role is part.role or has.role is Role.LEAD):
        raise MoveRefused(f"{taker.name}已是{task.called}的{has.role.label}。")


def _row_of(session: Session, task: KeyTask, unit_id: UUID) -> Assignment | None:
    wanted = (Assignment.key_task_id == task.id, Assignment.unit_id == unit_id)
    return session.exec(select(Assignment).where(*wanted)).first()


def _units_of(session: Session, task: KeyTask, without: Assignment | None = None) -> set[UUID]:
    """Units with a part in the key task, groups together with their members."""
    live = (Assignment.key_task_id == task.id, col(Assignment.state).not_in(GONE))
    parts = [part for part in session.exec(select(Assignment).where(*live)) if part is not without]
    named = {part.unit_id for part in parts}
    members = select(UnitMember.unit_id).where(col(UnitMember.group_id).in_(named))
    return named | set(session.exec(members))
