"""Which notifications need not be said any more, and taking the held ones back."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.duties import Obligation
from models.messages import Notification
from models.words import OWED, Outcome


def moot(note: Notification, obligation: Obligation) -> str:
    """Why a notification need not be said any more; empty while the matter stands."""
    if obligation.state not in OWED:
        return f"事项{obligation.state.label}"
    if note.cycle != obligation.cycle:
        return "事项已重新起算"
    return ""


def withdraw_moot(session: Session, obligations: Iterable[Obligation]) -> None:
    """Held messages whose matter no longer stands are withdrawn with the reason."""
    by_id = {row.id: row for row in obligations}
    held = session.exec(
        select(Notification).where(
            col(Notification.obligation_id).in_(list(by_id)), Notification.outcome == Outcome.HELD
        )
    )
    for note in held:
        if reason := moot(note, by_id[note.obligation_id]):
            note.outcome, note.reason = Outcome.WITHDRAWN, reason
