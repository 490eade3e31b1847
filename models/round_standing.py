"""How far a round (报送轮次) has come: what was asked on its sheets, what is answered, what is overdue."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.duties import Obligation, Round
from models.words import OWED, ObligationKind, ObligationState

OWN_RHYTHM = "逐月等"
"""What a date is called that single key tasks report by, apart from the office's rounds."""
_BY_DATE = (ObligationKind.PROGRESS, ObligationKind.CONTRIBUTION)


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """One round in figures; what was cancelled does not count."""

    due_on: date
    round: Round | None
    """None for a date of key tasks' own rhythm (逐月), which is answered on the sheet of the round after it."""
    units: int
    asked: int
    answered: int
    overdue: int

    @property
    def name(self) -> str:
        """The round's name, or how many key tasks' own rhythm it is."""
        return self.round.name if self.round is not None else OWN_RHYTHM

    @property
    def kind(self) -> str:
        """`定期报送`, `调度`; `单项` for a date of key tasks' own."""
        return self.round.kind.label if self.round is not None else "单项"


def round_standings(session: Session, today: date, plan_id: int | None = None) -> list[RoundStanding]:
    """All rounds with something asked in them, and the dates of key tasks' own rhythm, by date; of one plan or all.

    Results due between two rounds count with the round on whose sheet they are answered.
    """
    wanted = (
        select(Round, Obligation)
        .join(Obligation, col(Obligation.round_id) == Round.id)
        .where(Obligation.state != ObligationState.CANCELLED, Obligation.kind != ObligationKind.DECIDE)
    )
    if plan_id is not None:
        wanted = wanted.where(Obligation.plan_id == plan_id)
    found = session.exec(wanted.order_by(col(Round.due_on))).all()
    apart = _own_dates(found, set(session.exec(select(col(Round.due_on)))))
    rows: dict[date, tuple[Round | None, list[Obligation]]] = {}
    for round_, owed in found:
        day = apart.get((owed.key_task_id, owed.period)) if owed.kind in _BY_DATE else None
        here = (round_.due_on, round_) if day is None else (day, None)
        rows.setdefault(here[0], (here[1], []))[1].append(owed)
    return [_standing(day, round_, owed, today) for day, (round_, owed) in sorted(rows.items())]


def _own_dates(
    found: Iterable[tuple[Round, Obligation]], rounds: Collection[date]
) -> dict[tuple[object, str], date]:
    """(key task, period) → the date of its own on which it reports, where that is no round's."""
    own: dict[tuple[object, str], date] = {}
    for _, owed in found:
        by_date = owed.kind is ObligationKind.PROGRESS and owed.milestone_id is None
        if by_date and owed.period == owed.report_by.isoformat() and owed.report_by not in rounds:
            own[owed.key_task_id, owed.period] = owed.report_by
    return own


def _standing(day: date, round_: Round | None, owed: list[Obligation], today: date) -> RoundStanding:
    waiting = [row for row in owed if row.state in OWED]
    return RoundStanding(
        due_on=day,
        round=round_,
        units=len({row.unit_id for row in owed}),
        asked=len(owed),
        answered=len(owed) - len(waiting),
        overdue=sum(row.asked_by < today and not row.paused for row in waiting),
    )
