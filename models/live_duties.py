"""The obligations a key task has now, and what it takes to give or take one: slots, milestones."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation
from models.obligate import Duty
from models.plans import CheckpointOffer, KeyTask, Milestone, Plan
from models.recording import lock
from models.words import ObligationKind, ObligationState

Key = tuple[UUID, ObligationKind, str]
"""Unit, kind and slot: what makes an obligation the same one before and after."""
AGAIN = "#"


def live_obligations(session: Session, task: KeyTask) -> dict[Key, Obligation]:
    """The key task's obligations that are not cancelled, by what makes them the same; locked."""
    rows = session.exec(
        select(Obligation)
        .where(
            Obligation.key_task_id == task.id,
            Obligation.kind != ObligationKind.DECIDE,
            Obligation.state != ObligationState.CANCELLED,
        )
        .order_by(col(Obligation.id))
    ).all()
    for row in rows:
        lock(session, row)
    return {(row.unit_id, row.kind, row.slot.partition(AGAIN)[0]): row for row in rows}


def take_out(session: Session, removed: Iterable[Milestone]) -> None:
    """Milestones that are no more; one with an answer stays, for the answer has to be judged by it."""
    session.flush()
    for stone in removed:
        rows = list(session.exec(select(Obligation).where(Obligation.milestone_id == stone.id)))
        if any(row.state is not ObligationState.CANCELLED for row in rows):
            continue
        for row in rows:
            row.milestone_id = None
        for offer in session.exec(select(CheckpointOffer).where(CheckpointOffer.milestone_id == stone.id)):
            offer.milestone_id = None
        session.flush()
        session.delete(stone)
    session.flush()


def free_slot(session: Session, plan: Plan, duty: Duty) -> str:
    """The slot itself, or a numbered one where the unit had the same obligation and it was cancelled."""
    same = (Obligation.plan_id == plan.id, Obligation.unit_id == duty.unit_id, Obligation.kind == duty.kind)
    slots = session.exec(select(Obligation.slot).where(*same)).all()
    taken = [slot for slot in slots if slot.partition(AGAIN)[0] == duty.slot]
    return f"{duty.slot}{AGAIN}{len(taken) + 1}" if taken else duty.slot
