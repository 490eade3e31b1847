"""Which notifications need not be said any more, and taking the held ones back."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.duties import Obligation
from models.messages import Notification
from models.plans import KeyTask
from models.words import OWED, KeyTaskState, ObligationKind, Outcome

ENDED = (KeyTaskState.CANCELLED, KeyTaskState.MERGED)
"""Key tasks about which nobody is asked any more."""


def moot(note: Notification, obligation: Obligation, task: KeyTask | None = None) -> str:
    """Why a notification need not be said any more; empty while the matter stands.

    Args:
        task: the obligation's key task, where the caller has it at hand.
    """
    if note.about_id is not None:
        return ""  # the answer to a petition is told whatever came of it
    if obligation.state not in OWED:
        return f"事项{obligation.state.label}"
    if note.cycle != obligation.cycle:
        return "事项已重新起算"
    if obligation.paused:
        return "重点工作挂账"
    if task is not None and task.state in ENDED and obligation.kind is not ObligationKind.DECIDE:
        return f"重点工作{task.state.label}"
    return ""


def withdraw_moot(session: Session, obligations: Iterable[Obligation]) -> None:
    """Held messages whose matter no longer stands are withdrawn with the reason."""
    by_id = {row.id: row for row in obligations}
    if not by_id:
        return
    held = session.exec(
        select(Notification).where(
            col(Notification.obligation_id).in_(list(by_id)), Notification.outcome == Outcome.HELD
        )
    )
    for note in held:
        if reason := moot(note, by_id[note.obligation_id]):
            note.outcome, note.reason = Outcome.WITHDRAWN, reason
