"""What every move leaves behind: a line of history and a request for a leg."""

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from models.actors import Actor, MoveRefused
from models.columns import Row
from models.duties import Obligation
from models.plans import Assignment, KeyTask
from models.traces import HistoryEntry, LegRequest
from models.units import Unit, UnitMember
from models.words import (
    AssignmentState,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    Role,
)

GONE = (AssignmentState.SENT_BACK, AssignmentState.TRANSFERRED)
"""Parts a unit does not have any more."""
STRUCK = (KeyTaskState.CANCELLED, KeyTaskState.MERGED)
"""Key tasks that nobody works on any more."""


def lock(session: Session, row: Row) -> None:
    """Take the row for this transaction and read it anew: two people pressing at once must not both succeed.

    Everybody locks in one order: key tasks by id, then petitions and units, obligations by id, notifications.
    """
    session.flush()
    # Not a full lock: rows that only point here (history, requests for a leg) must not wait, nor be waited for.
    session.refresh(row, with_for_update={"key_share": True})


def lock_tasks(session: Session, ids: Iterable[UUID | None]) -> list[KeyTask]:
    """Take several key tasks in the one order, and read them anew. A move that touches a second one begins so."""
    ids = {one for one in ids if one is not None}
    if not ids:
        return []
    session.flush()
    wanted = select(KeyTask).where(col(KeyTask.id).in_(ids)).order_by(col(KeyTask.id))
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(session.exec(locked))


def lock_owed(session: Session, wanted: SelectOfScalar[Obligation]) -> list[Obligation]:
    """Take the obligations a question finds, by id, and read them anew. Who takes several holds their key tasks."""
    session.flush()
    locked = wanted.order_by(col(Obligation.id)).with_for_update(key_share=True)
    return list(session.exec(locked.execution_options(populate_existing=True)))


def lock_task_of(session: Session, obligation: Obligation) -> KeyTask | None:
    """Take the obligation's key task, before the obligation itself: everybody locks in this order."""
    if obligation.key_task_id is None:
        return None
    task = session.get_one(KeyTask, obligation.key_task_id)
    lock(session, task)
    return task


def refuse_unless(task: KeyTask | None, states: Container[KeyTaskState], move: str) -> None:
    """Refuse a move on what is owed under a key task that does not stand there any more.

    Raises:
        MoveRefused: the key task is suspended, ended or completed.
    """
    if task is not None and task.state not in states:
        raise MoveRefused(f"{task.called}{task.state.label}，不能{move}。")


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    verb: str,
    sentence: str,
    *,
    obligation: Obligation | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    **place: Any,
) -> None:
    """Append one line of history. `place` gives plan_id and key_task_id where there is no obligation."""
    if obligation is not None:
        place = {
            "plan_id": obligation.plan_id,
            "key_task_id": obligation.key_task_id,
            "obligation_id": obligation.id,
        }
    session.add(
        HistoryEntry(
            at=now,
            actor=actor.name,
            verb=verb,
            sentence=sentence,
            before=before or {},
            after=after or {},
            **place,
        )
    )


def turn_task(
    session: Session,
    task: KeyTask,
    to: KeyTaskState,
    actor: Actor,
    now: datetime,
    verb: str,
    sentence: str,
    **also: Any,
) -> None:
    """Change a key task's state and say so in its history. `also` goes into the entry's `after`."""
    before, task.state = task.state, to
    record(
        session,
        actor,
        now,
        verb,
        sentence,
        before={"state": before.value},
        after={"state": to.value, **also},
        plan_id=task.plan_id,
        key_task_id=task.id,
    )


def turn_obligation(
    session: Session,
    obligation: Obligation,
    to: ObligationState,
    actor: Actor,
    now: datetime,
    verb: str,
    sentence: str,
    **also: Any,
) -> None:
    """Change an obligation's state and say so in its history. `also` goes into the entry's `after`."""
    before, obligation.state = obligation.state, to
    record(
        session,
        actor,
        now,
        verb,
        sentence,
        obligation=obligation,
        before={"state": before.value},
        after={"state": to.value, **also},
    )


def states_of(rows: Iterable[Assignment]) -> dict[str, str]:
    """Id → state of several assignments: how one line of history tells of many."""
    return {str(row.id): row.state.value for row in rows}


def as_asked(session: Session, obligation: Obligation) -> dict[str, str]:
    """A new obligation as history keeps it, so that the year can be recounted from history alone."""
    return {
        "state": obligation.state.value,
        "kind": obligation.kind.value,
        "unit": session.get_one(Unit, obligation.unit_id).name,
        "asked": (obligation.extended_to or obligation.report_by).isoformat(),
    }


def all_as_asked(session: Session, obligations: Iterable[Obligation]) -> dict[str, dict[str, str]]:
    """Id → the new obligation, of several that one line of history tells of."""
    return {str(row.id): as_asked(session, row) for row in obligations}


def ask_task_leg(session: Session, task: KeyTask, reason: str, now: datetime) -> None:
    """Ask Prefect to show what happened to a key task."""
    session.add(LegRequest(plan_id=task.plan_id, key_task_id=task.id, reason=reason, at=now))


def ask_leg(session: Session, obligation: Obligation, reason: str, now: datetime) -> None:
    """Ask Prefect to show what happened; signing concerns all key tasks the unit has a part in."""
    if obligation.key_task_id is not None:
        session.add(
            LegRequest(plan_id=obligation.plan_id, key_task_id=obligation.key_task_id, reason=reason, at=now)
        )
        return
    for key_task_id in key_tasks_of(session, obligation):
        session.add(LegRequest(plan_id=obligation.plan_id, key_task_id=key_task_id, reason=reason, at=now))


def key_tasks_of(session: Session, signing: Obligation) -> list[UUID]:
    """Ids of the plan's key tasks in which the obligation's unit has a part, by name or as member of a group."""
    return list(dict.fromkeys(part.key_task_id for part in assignments_of(session, signing)))


def assignments_of(session: Session, signing: Obligation) -> list[Assignment]:
    """The assignments in the plan that a unit's signing concerns: its own, and those of groups it belongs to.

    Parts sent back or handed on are left out, and so are key tasks ended or merged.
    """
    of_plan = select(KeyTask.id).where(KeyTask.plan_id == signing.plan_id, col(KeyTask.state).not_in(STRUCK))
    groups = select(UnitMember.group_id).where(UnitMember.unit_id == signing.unit_id)
    parts = select(Assignment).where(
        col(Assignment.key_task_id).in_(of_plan),
        col(Assignment.state).not_in(GONE),
        or_(Assignment.unit_id == signing.unit_id, col(Assignment.unit_id).in_(groups)),
    )
    # As they stand now: a part handed on meanwhile must not be signed for as it was.
    return list(session.exec(parts.execution_options(populate_existing=True)))


def parts_to_sign(session: Session, signing: Obligation) -> tuple[int, int]:
    """How many key tasks a signing covers: (牵头, 配合), those through a group included."""
    roles: dict[UUID, Role] = {}
    for part in assignments_of(session, signing):
        if roles.get(part.key_task_id) is not Role.LEAD:
            roles[part.key_task_id] = part.role
    leads = sum(role is Role.LEAD for role in roles.values())
    return leads, len(roles) - leads


def unsigned_members(session: Session, signing: Obligation, group_id: UUID) -> bool:
    """Whether another member of a group has still to sign for the plan."""
    members = select(UnitMember.unit_id).where(UnitMember.group_id == group_id)
    waiting = session.exec(
        select(Obligation.id).where(
            Obligation.plan_id == signing.plan_id,
            Obligation.kind == ObligationKind.SIGN,
            Obligation.state == ObligationState.OPEN,
            Obligation.id != signing.id,
            col(Obligation.unit_id).in_(members),
        )
    )
    return waiting.first() is not None
