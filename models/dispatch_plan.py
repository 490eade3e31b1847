"""Of a 调度: which open reports move to its date, and who is asked anew. Reads rows, changes none."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation, Round
from models.issuing import key_task_facts
from models.obligate import KeyTaskFacts
from models.plans import KeyTask, Plan
from models.rhythms import rules_of
from models.rules import Rules
from models.words import OWED, KeyTaskState, ObligationKind, RoundKind

ROUND_REPORTS = (ObligationKind.PROGRESS, ObligationKind.CONTRIBUTION)


@dataclass(frozen=True, slots=True)
class Moved:
    """An open report of the regular round, and the date it moves to."""

    obligation: Obligation
    to: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that nobody is asked for yet."""

    key_task_id: UUID
    unit_id: UUID
    kind: ObligationKind
    by: date


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What a 调度 does."""

    replaces: Round | None
    moved: tuple[Moved, ...]
    asked: tuple[Asked, ...]
    overdue: int


def planned(
    session: Session, plan: Plan, tasks: Sequence[KeyTask], due_on: date, rules: Rules, now: datetime
) -> Dispatch:
    """What a 调度 of these key tasks by that date does.

    1. The nearest regular round within `terms.adhoc_replaces` calendar days that is still to come is replaced: what is
       open in it moves. A contribution to a result of the same date stays with the result.
    2. A unit whose report of that time is overdue owes it anyway: its date stays and it is not asked twice.
    3. Everybody else who reports or contributes is asked anew.
    """
    session.flush()
    today, most = rules.office.today(now), rules.policy.terms.adhoc_replaces
    replaces = _near_round(session, plan, due_on, today, rules)
    under_way = [task for task in tasks if task.state is KeyTaskState.ISSUED]
    rows = _open_rows(session, [task.id for task in under_way])
    taken = _slots(session, [task.id for task in under_way], due_on)
    early = max(rules.office.workdays.shift(due_on, -rules.policy.terms.contribution_before_lead), today)
    moved: list[Moved] = []
    asked: list[Asked] = []
    overdue = 0
    for facts in key_task_facts(session, under_way):
        own = [row for row in rows if row.key_task_id == facts.id]
        lead_moved = False
        for kind, unit, by in _readers(facts, due_on, early):
            mine = [row for row in own if row.unit_id == unit and row.kind is kind and not row.is_result]
            here = [row for row in mine if replaces is not None and _in_round(row, replaces)]
            bound = bool(here) and _bound(here[0], own)
            if (facts.id, unit, kind) in taken or (bound and lead_moved):
                continue
            if here and not bound and here[0].asked_by >= today:
                moved.append(Moved(here[0], by))
                lead_moved = lead_moved or kind is ObligationKind.PROGRESS
            elif any(_late_and_near(row, by, today, most) for row in mine):
                overdue += 1
            else:
                asked.append(Asked(facts.id, unit, kind, by))
    return Dispatch(replaces if moved else None, tuple(moved), tuple(asked), overdue)


def _near_round(session: Session, plan: Plan, due_on: date, today: date, rules: Rules) -> Round | None:
    """The plan's regular round nearest to the date, not over and not on that date itself."""
    most = rules.policy.terms.adhoc_replaces
    dates = [rule.due_on(plan.year) for rule in rules_of(session, plan, rules.policy)]
    near = [day for day in dates if day >= today and day != due_on and abs((day - due_on).days) <= most]
    found = session.exec(
        select(Round).where(col(Round.due_on).in_(near), Round.kind == RoundKind.REGULAR)
    ).all()
    return min(found, key=lambda one: (abs((one.due_on - due_on).days), one.due_on), default=None)


def _open_rows(session: Session, tasks: Collection[UUID]) -> list[Obligation]:
    """Open reports of these key tasks: those by round, and the results that contributions may belong to."""
    rows = select(Obligation).where(
        col(Obligation.key_task_id).in_(tasks),
        col(Obligation.kind).in_([*ROUND_REPORTS, ObligationKind.COMPLETION]),
        col(Obligation.state).in_(OWED),
    )
    return list(session.exec(rows.order_by(col(Obligation.report_by), col(Obligation.id))))


def _slots(
    session: Session, tasks: Collection[UUID], due_on: date
) -> set[tuple[UUID | None, UUID, ObligationKind]]:
    """Who is asked on that very date already, whatever became of it; contributions count by the lead's date."""
    rows = session.exec(
        select(Obligation).where(
            col(Obligation.key_task_id).in_(tasks),
            col(Obligation.kind).in_(ROUND_REPORTS),
            Obligation.period == due_on.isoformat(),
        )
    ).all()
    there = session.exec(select(Round.id).where(Round.due_on == due_on)).first()
    on_it = session.exec(
        select(Obligation).where(
            col(Obligation.key_task_id).in_(tasks),
            col(Obligation.kind).in_(ROUND_REPORTS),
            col(Obligation.milestone_id).is_(None),
            Obligation.round_id == there,
            col(Obligation.state).in_(OWED),
        )
    ).all()
    return {(row.key_task_id, row.unit_id, row.kind) for row in (*rows, *on_it)}


def _readers(facts: KeyTaskFacts, due_on: date, early: date) -> Iterable[tuple[ObligationKind, UUID, date]]:
    yield from ((ObligationKind.PROGRESS, unit, due_on) for unit in facts.reporting)
    yield from ((ObligationKind.CONTRIBUTION, unit, early) for unit in facts.contributing)


def _in_round(row: Obligation, round_: Round) -> bool:
    """Whether a row is the round's own report, and not one of another date that is answered on its sheet."""
    return row.round_id == round_.id and row.period == round_.due_on.isoformat()


def _late_and_near(row: Obligation, by: date, today: date, most: int) -> bool:
    """Whether a report is overdue, by a date not further back than a replaced round may lie."""
    return row.asked_by < today and (by - row.asked_by).days <= most


def _bound(row: Obligation, own: Iterable[Obligation]) -> bool:
    """Whether a contribution belongs to a result owed on the same date, which stays where it is."""
    return row.kind is ObligationKind.CONTRIBUTION and any(
        one.is_result and one.report_by.isoformat() == row.period for one in own
    )
