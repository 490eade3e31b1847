"""What goes with a unit that is merged into another one: groups, names, parts; and the end of its posts."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.actors import Actor
from models.arrivals import revoke_links
from models.handing_on import turn_part
from models.merger import UNISSUED, Merger, PartMove
from models.move_table import HAND_ON, TAKE_ON
from models.moves import begin
from models.plans import Assignment, KeyTask, UnitReading
from models.recording import GONE
from models.units import Forward, Holding, Post, Unit, UnitMember
from models.words import AssignmentState


def join_groups(session: Session, merger: Merger) -> None:
    """The successor takes the old unit's place in every group."""
    for group_id in merger.groups:
        row = session.get_one(UnitMember, (group_id, merger.unit.id))
        if session.get(UnitMember, (group_id, merger.into.id)) is None:
            session.add(UnitMember(group_id=group_id, unit_id=merger.into.id))
        session.delete(row)


def follow_names(session: Session, unit: Unit, into: Unit) -> None:
    """Later notices that use an old name mean the successor, and so do the names in present plans."""
    into.aliases = other_names([*into.aliases, unit.name, unit.full_name, *unit.aliases], into)
    session.add(into)
    readings = update(UnitReading).where(col(UnitReading.unit_id) == unit.id)
    session.connection().execute(readings.values(unit_id=into.id))
    for task in session.exec(select(KeyTask)):
        if any(str(unit.id) in ids for ids in task.groups.values()):
            task.groups = {
                name: list(dict.fromkeys(str(into.id) if one == str(unit.id) else one for one in ids))
                for name, ids in task.groups.items()
            }
            session.add(task)


def full_name_after(unit: Unit, name: str) -> str | None:
    """The full name that goes with a new name: 云泽市商务局 → 云泽市商务和投资促进局.

    Empty where the unit has none; None where the old name does not stand in it, so that somebody has to say it.
    """
    front, found, behind = unit.full_name.rpartition(unit.name)
    if not unit.full_name or name == unit.name:
        return unit.full_name
    return f"{front}{name}{behind}" if found else None


def other_names(names: Iterable[str], unit: Unit) -> list[str]:
    """Names a unit has beside its own, each once."""
    return [one for one in dict.fromkeys(names) if one and one not in (unit.name, unit.full_name)]


def move_part(session: Session, move: PartMove, into: Unit, reason: str, actor: Actor, now: datetime) -> None:
    """The part in the successor's name; in a plan not issued yet without a trace, as nobody was asked."""
    task, part, own = move.task, move.part, move.own
    if task.state in UNISSUED:
        if own is None:
            part.unit_id = into.id
            session.add(part)
        else:
            own.role, own.position = move.role, min(own.position, part.position)
            session.delete(part)
        return
    begin(HAND_ON, part.state, actor, called=f"{task.called}的分工", reason=reason)
    signed, left = part.state, session.get_one(Unit, part.unit_id).name
    sentence = f"{left}{HAND_ON.verb}{task.called}：{reason}"
    turn_part(session, part, AssignmentState.TRANSFERRED, task, actor, now, HAND_ON.verb, sentence)
    session.add(part)
    if own is None or own.state in GONE or move.new:
        begin(TAKE_ON, None, actor, called=f"{task.called}的分工", reason=reason)
        known, kept = own is not None, own is not None and own.state not in GONE
        position = min(own.position, part.position) if own and kept else part.position
        own = own or Assignment(key_task_id=task.id, unit_id=into.id, role=move.role)
        own.role, own.position, own.signed_at, own.signed_by = move.role, position, None, ""
        session.add(own)
        state = AssignmentState.PENDING if move.new else signed
        sentence = f"{into.name}{TAKE_ON.verb}{task.called}（{own.role.label}）：{reason}"
        turn_part(session, own, state, task, actor, now, TAKE_ON.verb, sentence, known=known)
    session.flush()


def end_posts(session: Session, unit_id: UUID, today: date, now: datetime) -> None:
    """Nobody is reached at the old unit's posts any more: links, holdings and forwards end."""
    posts = list(session.exec(select(Post.id).where(Post.unit_id == unit_id)))
    revoke_links(session, posts, now)
    for held in session.exec(select(Holding).where(col(Holding.post_id).in_(posts))).all():
        if held.since > today:
            session.delete(held)  # who was to begin later does not begin any more
        elif held.until is None or held.until > today:
            held.until = today
            session.add(held)
    ended = update(Forward).where(col(Forward.unit_id) == unit_id, col(Forward.ended_at).is_(None))
    session.connection().execute(ended.values(ended_at=now))
