"""Petitions (申请) as rows: locked in one order, looked up, and with their line of history."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.actors import Actor
from models.duties import Obligation, Petition
from models.moves import Move
from models.plans import KeyTask
from models.recording import lock, record
from models.words import PetitionState


def locked_with_task(session: Session, petition: Petition) -> KeyTask:
    """The petition's key task; locked first, as everywhere: two orders of locking could wait for each other."""
    task = session.get_one(KeyTask, petition.key_task_id)
    lock(session, task)
    lock(session, petition)
    return task


def waiting_like(session: Session, petition: Petition) -> Petition | None:
    """The petition of the same unit, kind and thing that nobody has decided yet."""
    return session.exec(
        select(Petition).where(
            Petition.key_task_id == petition.key_task_id,
            Petition.unit_id == petition.unit_id,
            Petition.kind == petition.kind,
            col(Petition.obligation_id) == petition.obligation_id
            if petition.obligation_id
            else col(Petition.obligation_id).is_(None),
            Petition.state == PetitionState.ASKED,
        )
    ).first()


def record_petition(
    session: Session,
    petition: Petition,
    move: Move,
    sentence: str,
    before: PetitionState | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Append one line of history: what the petition was before and is now."""
    of: dict[str, Any] = {"petition": str(petition.id)}
    obligation = session.get(Obligation, petition.obligation_id) if petition.obligation_id else None
    record(
        session,
        actor,
        now,
        move.verb,
        sentence,
        obligation=obligation,
        before={**of, "petition_state": before.value if before else None},
        after={**of, "petition_state": petition.state.value},
        **({} if obligation else {"plan_id": petition.plan_id, "key_task_id": petition.key_task_id}),
    )
