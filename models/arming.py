"""The one place that writes `next_rung_at`: from state, cycle, policy, calendar and the releases so far."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation
from models.ladder import Decision, Standing, decide
from models.messages import Notification
from models.releases import settle_releases
from models.rules import Rules
from models.withdrawing import withdraw_moot
from models.words import OWED, Armed, Outcome


def standing_of(obligation: Obligation, said: Iterable[Notification]) -> Standing:
    """Where an obligation stands on its ladder, from its notifications of this cycle."""
    said = [note for note in said if note.cycle == obligation.cycle]
    return Standing(
        report_by=obligation.asked_by,
        armed_at=obligation.armed_at,
        armed_for=obligation.armed_for,
        cycle=obligation.cycle,
        reached=frozenset(note.rung for note in said),
        held=any(note.outcome is Outcome.HELD for note in said),
        released={note.rung: note.released_at for note in said if note.released_at is not None},
    )


def decide_obligation(
    obligation: Obligation, said: Iterable[Notification], rules: Rules, now: datetime
) -> Decision:
    """What is due for one obligation; nothing once the unit has answered, nor while its key task is 挂账."""
    if obligation.state not in OWED or obligation.paused:
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
    """Recompute when the clock looks at this obligation again; due at once when a rung is already due.

    Held messages that its new standing makes needless are withdrawn, and the office need not release them any more.
    """
    withdraw_moot(session, [obligation])
    said = notifications_of(session, [obligation])[obligation.id]
    settle_releases(session, said, now)
    obligation.next_rung_at = next_look(obligation, said, rules, now)


def begin_anew(
    session: Session, obligation: Obligation, why: Armed, by: date | None, rules: Rules, now: datetime
) -> None:
    """Begin the ladder anew: a date moved, a report was returned, a promise broken, a matter resumed.

    Args:
        by: the date the new cycle counts from; None keeps the date asked so far. After an extension that is the
            extended date, whatever a return had set before.
    """
    obligation.cycle += 1
    obligation.armed_at, obligation.armed_for = now, why
    if by is not None or why is Armed.EXTENDED:
        obligation.return_by = by
    session.flush()
    rearm(session, obligation, rules, now)


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
