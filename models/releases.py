"""The office's duty to release (签发) a held message ends when the message is held no longer."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind
from models.duties import Obligation
from models.messages import Notification
from models.recording import turn_obligation
from models.words import ObligationKind, ObligationState, Outcome

RELEASE = "release"
"""Period of a DECIDE that asks the office to release a held message."""


def settle_releases(session: Session, said: Iterable[Notification], now: datetime) -> None:
    """Close the office's duties about those of these messages that are no longer held.

    What a person released or took back is done; what the matter itself made needless is cancelled.
    """
    notes = {note.id: note for note in said if note.outcome not in (Outcome.HELD, Outcome.PASSED)}
    if not notes:
        return
    waiting = select(Obligation).where(
        col(Obligation.about_id).in_(list(notes)),
        Obligation.kind == ObligationKind.DECIDE,
        Obligation.state == ObligationState.OPEN,
    )
    for duty in session.exec(waiting).all():
        note = notes[duty.about_id] if duty.about_id else None
        by_person = note is not None and note.released_at is not None
        state = ObligationState.ACCEPTED if by_person else ObligationState.CANCELLED
        why = f"{note.rung}{note.outcome.label}" if note else ""
        actor = Actor(note.released_by if note and by_person else "时钟", ActorKind.OFFICE)
        close_duty(session, duty, state, why, actor, now)


def close_duty(
    session: Session, duty: Obligation, state: ObligationState, why: str, actor: Actor, now: datetime
) -> None:
    """End a duty of the office, with history."""
    verb = "办理" if state is ObligationState.ACCEPTED else "取消"
    sentence = f"{duty.label}：{why}" if why else duty.label
    turn_obligation(session, duty, state, actor, now, verb, sentence)
    duty.next_rung_at = None
