"""How far a round (报送轮次) has come: what was asked on its sheets, what is answered, what is overdue."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.duties import Obligation, Round
from models.words import OWED, ObligationKind, ObligationState


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """One round in figures; what was cancelled does not count."""

    round: Round
    units: int
    asked: int
    answered: int
    overdue: int


def round_standings(session: Session, today: date, plan_id: int | None = None) -> list[RoundStanding]:
    """All rounds with something asked in them, by date; of one plan or of the whole office.

    Results due between two rounds count with the round on whose sheet they are answered.
    """
    wanted = (
        select(Round, Obligation)
        .join(Obligation, col(Obligation.round_id) == Round.id)
        .where(Obligation.state != ObligationState.CANCELLED, Obligation.kind != ObligationKind.DECIDE)
    )
    if plan_id is not None:
        wanted = wanted.where(Obligation.plan_id == plan_id)
    rows: dict[date, tuple[Round, list[Obligation]]] = {}
    for round_, owed in session.exec(wanted.order_by(col(Round.due_on))):
        rows.setdefault(round_.due_on, (round_, []))[1].append(owed)
    return [_standing(round_, owed, today) for round_, owed in rows.values()]


def _standing(round_: Round, owed: list[Obligation], today: date) -> RoundStanding:
    waiting = [row for row in owed if row.state in OWED]
    return RoundStanding(
        round=round_,
        units=len({row.unit_id for row in owed}),
        asked=len(owed),
        answered=len(owed) - len(waiting),
        overdue=sum(row.asked_by < today and not row.paused for row in waiting),
    )
