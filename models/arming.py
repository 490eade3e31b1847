"""The one place that writes `next_rung_at`: from state, cycle, policy, calendar and the releases so far."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation
from models.ladder import Decision, Standing, decide
from models.messages import Notification
from models.rules import Rules
from models.words import OWED, Outcome


def standing_of(obligation: Obligation, said: Iterable[Notification]) -> Standing:
    """Where an obligation stands on its ladder, from its notifications of this cycle."""
    said = [note for note in said if note.cycle == obligation.cycle]
    return Standing(
        report_by=obligation.return_by or obligation.report_by,
        armed_at=obligation.armed_at,
        cycle=obligation.cycle,
        reached=frozenset(note.rung for note in said),
        held=any(note.outcome is Outcome.HELD for note in said),
        released={note.rung: note.released_at for note in said if note.released_at is not None},
    )


def decide_obligation(
    obligation: Obligation, said: Iterable[Notification], rules: Rules, now: datetime
) -> Decision:
    """What is due for one obligation; nothing once the unit has answered."""
    if obligation.state not in OWED:
        return Decision(None, (), None)
    return decide(standing_of(obligation, said), rules.ladder(obligation.ladder), rules.office, now)


def notifications_of(session: Session, obligations: Sequence[Obligation]) -> dict[UUID, list[Notification]]:
    """All notifications of these obligations, by obligation."""
    found: dict[UUID, list[Notification]] = {obligation.id: [] for obligation in obligations}
    rows = session.exec(select(Notification).where(col(Notification.obligation_id).in_(list(found))))
    for note in rows:
        found[note.obligation_id].append(note)
    return found


def rearm(session: Session, obligation: Obligation, rules: Rules, now: datetime) -> None:
    """Recompute when the clock looks at this obligation again; due at once when a rung is already due."""
    said = notifications_of(session, [obligation])[obligation.id]
    obligation.next_rung_at = next_look(obligation, said, rules, now)


def rearm_all(
    session: Session, rules: Rules, now: datetime, passed: Callable[[Obligation, Decision], None]
) -> int:
    """After the rules changed: every open obligation gets its next look under the new ones.

    Rungs that the new rules date into the past are handed to `passed`, to be recorded and never said: a change must
    not flood. Returns how many obligations were looked at.

    Raises:
        LookupError: an obligation stands on a ladder that the new rules do not have.
    """
    rows = session.exec(select(Obligation).where(col(Obligation.state).in_(OWED))).all()
    for start in range(0, len(rows), 500):
        batch = rows[start : start + 500]
        said = notifications_of(session, batch)
        for row in batch:
            decision = decide_obligation(row, said[row.id], rules, now)
            new = decision.speak is not None and (row.next_rung_at is None or row.next_rung_at > now)
            if new and decision.speak is not None:
                passed(row, Decision(None, (*decision.passed, decision.speak), None))
                session.flush()
                said[row.id] = notifications_of(session, [row])[row.id]
            row.next_rung_at = next_look(row, said[row.id], rules, now)
    return len(rows)


def next_look(
    obligation: Obligation, said: Iterable[Notification], rules: Rules, now: datetime
) -> datetime | None:
    """The instant of the next tick that concerns this obligation, `now` when a rung waits to be said or passed."""
    decision = decide_obligation(obligation, said, rules, now)
    return now if decision.speak or decision.passed else decision.next_at
