"""机构改革: a unit gets another name, or is merged into another one. What people have done is kept."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused, office_only
from models.arming import rearm
from models.dropping import drop, drop_petitions
from models.duties import Obligation
from models.handing_on import ask_to_sign, copy_owed
from models.merger import LIVE, Merger, plain_slot, reorganisation_effect
from models.plans import Assignment, KeyTask
from models.recording import GONE, ask_task_leg, lock, lock_tasks, record
from models.rules import Rules
from models.succession import (
    end_posts,
    follow_names,
    full_name_after,
    join_groups,
    move_part,
    other_names,
)
from models.units import Unit, UnitMember
from models.words import OWED, KeyTaskState

RENAME, MERGE = "单位更名", "单位合并"


def rename_unit(
    session: Session,
    unit: Unit,
    name: str,
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    full_name: str = "",
) -> str:
    """单位更名: the unit stays the same one, its old names become aliases. Returns the effect as a sentence.

    Args:
        full_name: 全称 from now on; empty for the old one with the new name in it.

    Raises:
        MoveRefused: not the office, no reason, the name of another unit, a unit that was merged, or a full name that
            cannot be told from the old one.
    """
    office_only(actor, RENAME)
    lock(session, unit)
    since = rules.office.today(now)
    name, full_name = " ".join(name.split()), " ".join(full_name.split())
    sentence = rename_effect(session, unit, name, full_name)
    if not reason.strip():
        raise MoveRefused(f"{RENAME}请写明理由（例如机构改革文件的文号）。")
    before = {"name": unit.name, "full_name": unit.full_name, "aliases": unit.aliases}
    full_name = full_name or full_name_after(unit, name) or ""
    if unit.full_name and not full_name:
        raise MoveRefused(
            f"{unit.name}的全称是“{unit.full_name}”，请用 --full-name 写明新的全称；不变的照写原全称。"
        )
    former = [unit.name, unit.full_name]
    unit.name, unit.full_name = name, full_name
    unit.aliases = other_names([*unit.aliases, *former], unit)
    session.add(unit)
    session.flush()
    after = {
        "unit": str(unit.id),
        "since": str(since),
        "name": unit.name,
        "full_name": unit.full_name,
        "aliases": unit.aliases,
    }
    record(session, actor, now, RENAME, f"{sentence}理由：{reason.strip()}", before=before, after=after)
    for task in live_tasks(session, unit.id):
        ask_task_leg(session, task, RENAME, now)
    return sentence


def rename_effect(session: Session, unit: Unit, name: str, full_name: str = "") -> str:
    """What a new name changes, as a sentence; changes nothing.

    Raises:
        MoveRefused: no name, the present one, that of another unit, or a unit that was merged.
    """
    if not name.strip():
        raise MoveRefused("请写明新的单位名称。")
    if unit.merged_into_id is not None:
        raise MoveRefused(f"{unit.name}已并入{session.get_one(Unit, unit.merged_into_id).name}，不能更名。")
    if name == unit.name and full_name in ("", unit.full_name):
        raise MoveRefused(f"{unit.name}现在就是这个名称。")
    wanted = full_name or full_name_after(unit, name)
    for other in session.exec(select(Unit).where(Unit.id != unit.id).order_by(col(Unit.name))):
        theirs = {other.name, other.full_name, *other.aliases} - {""}
        if taken := {name, wanted} & theirs:
            raise MoveRefused(
                f"“{taken.pop()}”是{other.name}的名称或别名，请换一个，或用 duban units merge 合并。"
            )
    tasks = len(live_tasks(session, unit.id))
    called = _full_name_effect(unit, wanted)
    return f"{unit.name}更名为{name}：{tasks}项在办重点工作改用新名称，原名成为别名，应办事项和报送链接不变。{called}"


def _full_name_effect(unit: Unit, full_name: str | None) -> str:
    """What letters and printed papers will say instead."""
    if full_name is None:
        return f"全称现为{unit.full_name}，新的全称请用 --full-name 写明。"
    if full_name == unit.full_name:
        return ""
    return f"全称由{unit.full_name or '（空）'}改为{full_name}。"


def merge_units(
    session: Session, unit: Unit, into: Unit, reason: str, rules: Rules, actor: Actor, now: datetime
) -> Merger:
    """单位合并: the successor takes over parts, open duties, groups and names; what was reported stays where it is.

    Returns what was changed, the same as `reorganisation_effect` shows before.

    Raises:
        MoveRefused: not the office, no reason, or units that cannot be merged.
    """
    office_only(actor, MERGE)
    if not reason.strip():
        raise MoveRefused(f"{MERGE}请写明理由（例如机构改革文件的文号）。")
    # It may concern any key task, by parts, groups or names: it is alone with all of them, and soon over.
    lock_tasks(session, session.exec(select(col(KeyTask.id))))
    for one in sorted((unit, into), key=lambda row: row.id):
        lock(session, one)
    merger = reorganisation_effect(session, unit, into, now)
    sentence = merger.sentence
    tasks = {task.id: task for one in (unit, into) for task in live_tasks(session, one.id)}
    join_groups(session, merger)
    follow_names(session, unit, into)
    for move in merger.parts:
        move_part(session, move, into, reason.strip(), actor, now)
    session.flush()
    _hand_duties(session, merger, rules, actor, now)
    end_posts(session, unit.id, rules.office.today(now), now)
    unit.merged_into_id = into.id
    session.add(unit)
    session.flush()
    after = {"unit": str(unit.id), "merged_into": str(into.id), "aliases": into.aliases}
    before = {"unit": unit.name, "merged_into": None}
    record(session, actor, now, MERGE, f"{sentence}理由：{reason.strip()}", before=before, after=after)
    for task in tasks.values():
        ask_task_leg(session, task, MERGE, now)
    return merger


def successor(session: Session, unit: Unit) -> Unit:
    """The unit that has this one's duties today: itself, or where the mergers since have led."""
    while unit.merged_into_id is not None:
        unit = session.get_one(Unit, unit.merged_into_id)
    return unit


def pass_on(session: Session, row: Obligation, rules: Rules, actor: Actor, now: datetime) -> None:
    """A report of a unit that was merged since is owed again: its successor answers, the old row is closed."""
    unit = session.get_one(Unit, row.unit_id)
    into = successor(session, unit)
    if into.id == unit.id or row.state not in OWED:
        return
    copy_owed(session, [row], into.id, rules, actor, now)
    drop(session, [row], f"{unit.name}已并入{into.name}", rules, actor, now)


def live_tasks(session: Session, unit_id: UUID) -> list[KeyTask]:
    """Key tasks under way in which the unit has a part, by name or as a member of a group."""
    groups = select(UnitMember.group_id).where(UnitMember.unit_id == unit_id)
    parts = select(Assignment.key_task_id).where(
        (col(Assignment.unit_id) == unit_id) | col(Assignment.unit_id).in_(groups),
        col(Assignment.state).not_in(GONE),
    )
    rows = select(KeyTask).where(col(KeyTask.id).in_(parts), col(KeyTask.state).in_(LIVE))
    return list(session.exec(rows.order_by(col(KeyTask.plan_id), col(KeyTask.number), col(KeyTask.part))))


def _hand_duties(session: Session, merger: Merger, rules: Rules, actor: Actor, now: datetime) -> None:
    """Open duties and petitions of the old unit go to the successor; what is owed twice is cancelled."""
    into = merger.into
    copy_owed(session, merger.moved, into.id, rules, actor, now)
    instead = {_same(row): row for row in _owed_by(session, into.id)}
    for row in instead.values():
        task = session.get(KeyTask, row.key_task_id) if row.key_task_id else None
        if task is not None and task.state is KeyTaskState.SUSPENDED and not row.paused:
            row.paused = True
            rearm(session, row, rules, now)
    asked = {row.id: row for row in (*merger.moved, *(row for row, _ in merger.dropped))}
    moot = []
    for petition in merger.petitions:
        about = asked.get(petition.obligation_id) if petition.obligation_id else None
        if about is not None and _same(about) not in instead:
            moot.append(petition)
            continue
        petition.unit_id = into.id
        petition.obligation_id = instead[_same(about)].id if about else petition.obligation_id
        session.add(petition)
    drop_petitions(session, moot, f"{merger.unit.name}已并入{into.name}", rules, actor, now)
    drop(session, merger.moved, f"由{into.name}报送", rules, actor, now)
    for row, why in merger.dropped:
        drop(session, [row], why, rules, actor, now)
    for plan_id in merger.signings:
        ask_to_sign(session, plan_id, into.id, rules, actor, now)


def _owed_by(session: Session, unit_id: UUID) -> list[Obligation]:
    rows = select(Obligation).where(Obligation.unit_id == unit_id, col(Obligation.state).in_(OWED))
    return list(session.exec(rows))


def _same(row: Obligation) -> tuple[object, ...]:
    return row.plan_id, row.kind, plain_slot(row)
