"""By which date a unit is asked that comes to a key task while it runs: the one in force, not the one first set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation
from models.live_duties import Key
from models.obligate import Duty
from models.plans import Milestone
from models.rules import Rules
from models.words import OWED, Armed, ObligationKind, ObligationState


@dataclass(frozen=True, slots=True)
class InForce:
    """A duty with what has changed since the notice was handed down."""

    duty: Duty
    ladder: str
    extended_to: date | None = None
    """延期: granted to the unit whose place it takes, or to the lead it contributes to."""
    return_by: date | None = None
    """The date of a 调度, or the least time that a unit has."""
    round_id: UUID | None = None
    """The round on whose sheet it is answered where that is not the duty's own."""


def in_force(duty: Duty, live: Mapping[Key, Obligation], rules: Rules, now: datetime) -> InForce:
    """The duty as it stands for the others.

    1. As another unit owes the same: with its extension, and on the date and sheet of a 调度.
    2. A contribution: before the date to which the lead's was extended, unless somebody is still asked on the old one.
    3. Who takes another's place, or comes when the date has gone by, has the term that a return has.
    """
    owed = [(key, row) for key, row in live.items() if row.state in OWED]
    same = [row for key, row in owed if key[1:] == (duty.kind, duty.slot) and row.unit_id != duty.unit_id]
    first = max(same, key=lambda row: (row.asked_by, str(row.id)), default=None)
    extended, again, round_id, ladder = None, None, None, duty.ladder
    if first is not None:
        called = first.armed_for is Armed.CHANGED and first.return_by is not None
        extended, again = (None, first.return_by) if called else (first.extended_to, None)
        round_id, ladder = first.round_id, first.ladder
    elif duty.kind is ObligationKind.CONTRIBUTION:
        leads = [row for key, row in owed if _leads(row, duty)]
        if leads and all(row.extended_to is not None and row.return_by is None for row in leads):
            latest = max(leads, key=lambda row: row.asked_by)
            before = rules.policy.terms.contribution_before_lead
            extended = max(rules.office.workdays.shift(latest.asked_by, -before), duty.report_by)
            round_id = latest.round_id
    today = rules.office.today(now)
    least = rules.office.workdays.shift(today, rules.policy.terms.returned)
    asked = again or extended or duty.report_by
    if asked < (least if first is not None else today):
        again = least
    return InForce(duty, ladder, extended, again, round_id)


def _leads(row: Obligation, duty: Duty) -> bool:
    """Whether a contribution goes into this report."""
    led = row.kind in (ObligationKind.PROGRESS, ObligationKind.COMPLETION)
    return led and row.report_by.isoformat() == duty.period


def extended_stones(session: Session, tasks: Iterable[UUID]) -> dict[UUID, date]:
    """Milestone → the date to which it is extended (延期) now, the latest of several units'."""
    rows = session.exec(
        select(Obligation).where(
            col(Obligation.key_task_id).in_(list(tasks)),
            col(Obligation.milestone_id).is_not(None),
            col(Obligation.extended_to).is_not(None),
            Obligation.state != ObligationState.CANCELLED,
        )
    )
    found: dict[UUID, date] = {}
    for row in rows:
        if row.milestone_id and row.extended_to:
            found[row.milestone_id] = max(row.extended_to, found.get(row.milestone_id, date.min))
    return found


def extended_limits(session: Session, tasks: Iterable[UUID]) -> dict[UUID, str]:
    """Key task → `5月31日延至7月31日`, said beside the time limit of the notice; only where a date was extended."""
    later = extended_stones(session, tasks)
    stones = session.exec(
        select(Milestone).where(col(Milestone.id).in_(list(later))).order_by(col(Milestone.position))
    )
    said: dict[UUID, list[str]] = {}
    for stone in stones:
        until = later[stone.id]
        first = stone.deadline or stone.report_by
        day = f"{first.month}月{first.day}日" if first else ""
        year = f"{until.year}年" if first and until.year != first.year else ""
        said.setdefault(stone.key_task_id, []).append(f"{day}延至{year}{until.month}月{until.day}日")
    return {task: "、".join(dict.fromkeys(lines)) for task, lines in said.items()}
