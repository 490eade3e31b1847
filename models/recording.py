"""What every move leaves behind: a line of history and a request for a leg."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.actors import Actor
from models.duties import Obligation
from models.messages import Notification
from models.plans import Assignment, KeyTask
from models.traces import HistoryEntry, LegRequest


def lock(session: Session, row: Obligation | Notification | KeyTask) -> None:
    """Take the row for this transaction and read it anew: two people pressing at once must not both succeed."""
    session.flush()
    session.refresh(row, with_for_update=True)


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


def ask_leg(session: Session, obligation: Obligation, reason: str, now: datetime) -> None:
    """Ask Prefect to show what happened; signing concerns all key tasks the unit has a part in."""
    if obligation.key_task_id is not None:
        session.add(
            LegRequest(plan_id=obligation.plan_id, key_task_id=obligation.key_task_id, reason=reason, at=now)
        )
        return
    for key_task_id in key_tasks_of(session, obligation):
        session.add(LegRequest(plan_id=obligation.plan_id, key_task_id=key_task_id, reason=reason, at=now))


def key_tasks_of(session: Session, signing: Obligation) -> list[Any]:
    """Ids of the plan's key tasks in which the obligation's unit has a part."""
    return list(session.exec(select(Assignment.key_task_id).where(*_own_part(signing))))


def assignments_of(session: Session, signing: Obligation) -> list[Assignment]:
    """The unit's assignments in the plan that a signing obligation covers."""
    return list(session.exec(select(Assignment).where(*_own_part(signing))))


def _own_part(signing: Obligation) -> tuple[Any, ...]:
    of_plan = select(KeyTask.id).where(KeyTask.plan_id == signing.plan_id)
    return Assignment.unit_id == signing.unit_id, col(Assignment.key_task_id).in_(of_plan)
