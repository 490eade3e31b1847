"""Other units for an issued key task (来文更正): parts are added, handed on, sent back, or change their role."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor
from models.asked_of_task import Standing
from models.assigning import send_back_part
from models.change_effect import REASON, Effect
from models.changing import bring_into_line
from models.issuing import key_task_facts
from models.plans import Assignment, KeyTask, Plan
from models.recording import GONE, record
from models.rules import Rules
from models.steering import transfer
from models.telling import tell_units
from models.units import Unit
from models.words import AssignmentState, Role, UnitKind


def live_parts(session: Session, task: KeyTask) -> list[Assignment]:
    """The parts units have in a key task now, in order."""
    held = select(Assignment).where(Assignment.key_task_id == task.id, col(Assignment.state).not_in(GONE))
    return list(session.exec(held.order_by(col(Assignment.position))))


def change_units(
    session: Session,
    plan: Plan,
    task: KeyTask,
    wanted: Mapping[UUID, Role],
    before: Standing,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Effect:
    """Bring the parts of an issued key task to `wanted` (in the order of the notice).

    One lead unit in another's place is 转办; a unit more is asked to sign; a unit less has its part sent back. What
    units reported stays theirs.

    Args:
        before: what was owed before the names or the responsibility changed.

    Raises:
        MoveRefused: a unit that cannot take a part over, or nobody left to report.
    """
    had = {part.unit_id: part for part in live_parts(session, task)}
    gone = [part for unit, part in had.items() if unit not in wanted]
    new = [unit for unit in wanted if unit not in had]
    handed = _handed_over(session, gone, new, wanted)
    notes = []
    if handed is not None:
        left, taker = handed
        notes.append(f"由{_name(session, left.unit_id)}转办{_name(session, taker)}")
        transfer(session, task, left.unit_id, taker, REASON, rules, actor, now)
        gone.remove(left)
        new.remove(taker)
    for unit_id in new:
        _add(session, task, unit_id, wanted[unit_id], actor, now)
        notes.append(f"增加{_name(session, unit_id)}")
    _order(session, task, wanted, actor, now)
    for part in gone:
        send_back_part(session, part, REASON, rules, actor, now)
        notes.append(f"退回{_name(session, part.unit_id)}的分工")
    effect = bring_into_line(session, plan, task, before, rules, actor, now)
    after = key_task_facts(session, [task])[0]
    turned = before.units & (before.reporting ^ set(after.reporting))
    lost = before.units - {*after.leads, *after.supports}
    tell_units(session, task, turned | lost, rules, now)
    return replace(effect, note="，".join(notes))


def _name(session: Session, unit_id: UUID) -> str:
    return session.get_one(Unit, unit_id).name


def _handed_over(
    session: Session, gone: Sequence[Assignment], new: Sequence[UUID], wanted: Mapping[UUID, Role]
) -> tuple[Assignment, UUID] | None:
    """The one unit that takes over another's lead; groups cannot, for each member reports for itself."""
    leads = [part for part in gone if part.role is Role.LEAD]
    takers = [unit for unit in new if wanted[unit] is Role.LEAD]
    if len(leads) != 1 or len(takers) != 1:
        return None
    kinds = {session.get_one(Unit, one).kind for one in (leads[0].unit_id, takers[0])}
    return None if UnitKind.GROUP in kinds else (leads[0], takers[0])


def _add(session: Session, task: KeyTask, unit_id: UUID, role: Role, actor: Actor, now: datetime) -> None:
    """A part for one unit more; one that had a part before takes it up again."""
    earlier = (Assignment.key_task_id == task.id, Assignment.unit_id == unit_id)
    part = session.exec(select(Assignment).where(*earlier)).first()
    before = {str(part.id): part.state.value} if part else {}
    part = part or Assignment(key_task_id=task.id, unit_id=unit_id, role=role)
    part.role, part.state, part.signed_at, part.signed_by = role, AssignmentState.PENDING, None, ""
    session.add(part)
    session.flush()
    unit = session.get_one(Unit, unit_id).name
    record(
        session,
        actor,
        now,
        "更正",
        f"{task.called}增加{role.label}{unit}：{REASON}",
        plan_id=task.plan_id,
        key_task_id=task.id,
        before={"assignments": before},
        after={"assignments": {str(part.id): part.state.value}},
    )


def _order(session: Session, task: KeyTask, wanted: Mapping[UUID, Role], actor: Actor, now: datetime) -> None:
    """Places and roles as the notice has them now; who goes keeps his place among them until he is gone."""
    order = list(wanted)
    for part in live_parts(session, task):
        if part.unit_id not in wanted:
            part.position *= 2
            continue
        part.position = 2 * order.index(part.unit_id) + 1
        role = wanted[part.unit_id]
        if part.role is not role:
            unit, was = session.get_one(Unit, part.unit_id).name, part.role
            part.role = role
            sentence = f"{task.called}：{unit}由{was.label}改为{role.label}"
            record(
                session,
                actor,
                now,
                "更正",
                sentence,
                plan_id=task.plan_id,
                key_task_id=task.id,
                before={"role": was.value},
                after={"role": role.value},
            )
    session.flush()
