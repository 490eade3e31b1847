"""What a key task asks of its units: by the rules, and in what runs beside them (调度, a round that has opened, nodes
of a 落实方案, 整改报送)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.action_plans import FROM_PLAN
from models.arising import asking_of
from models.asked import Asking, contribution_day
from models.duties import Obligation, Round
from models.issuing import key_task_facts
from models.live_duties import AGAIN, Key
from models.obligate import Duty, KeyTaskFacts, duties, plan_duties
from models.plans import KeyTask, Milestone, Plan
from models.rules import Rules
from models.words import OWED, ObligationKind, ObligationState

_LED = (ObligationKind.PROGRESS, ObligationKind.COMPLETION)
_RUNS = (*_LED, ObligationKind.CONTRIBUTION)


@dataclass(frozen=True, slots=True)
class Running:
    """What units still owe although the rules would not ask for it today."""

    duty: Duty

    @property
    def of_round(self) -> bool:
        """A report by round or 调度: whoever reports owes it. Else it is the unit's whose node or finding it is."""
        return self.duty.kind is ObligationKind.PROGRESS and self.duty.milestone_id is None

    @property
    def place(self) -> tuple[ObligationKind, str]:
        """What it is, whoever owes it."""
        return self.duty.kind, self.duty.slot


@dataclass(frozen=True, slots=True)
class Standing:
    """A key task at a change: what its units owe, and who they are."""

    duties: Mapping[Key, Duty]
    units: frozenset[UUID]
    reporting: frozenset[UUID]
    """Those of them that report for themselves; the others contribute."""
    running: tuple[Running, ...]


def standing(
    session: Session,
    plan: Plan,
    task: KeyTask,
    rules: Rules,
    now: datetime,
    without: Collection[UUID] = (),
    running: Sequence[Running] | None = None,
) -> Standing:
    """What is asked of a key task's units as its rows are now.

    Args:
        without: ids of milestones to leave out. Those of accepted 落实方案 are the units' own.
        running: what ran before the change and follows the units' parts; None looks it up.
    """
    session.flush()
    facts = key_task_facts(session, [task])[0]
    of_plans = (Milestone.key_task_id == task.id, Milestone.source == FROM_PLAN)
    left_out = {*without, *session.exec(select(Milestone.id).where(*of_plans))}
    facts = replace(facts, milestones=tuple(one for one in facts.milestones if one.id not in left_out))
    asking = asking_of(session, plan, rules, rules.office.today(now))
    found = duties(facts, asking.rounds, asking.policy, asking.workdays, asking.issued_on, asking.kind)
    if running is None:
        running = _running(session, task, {one.slot for one in found})
    if _owes_plan(session, task):
        due = rules.office.workdays.shift(asking.issued_on, rules.policy.terms.plan)
        found += plan_duties(facts, due, asking)
    ruled = {(one.unit_id, one.kind, one.slot): one for one in found}
    beside = {(one.unit_id, one.kind, one.slot): one for one in _follow(running, facts, asking)}
    units = frozenset((*facts.leads, *facts.supports))
    return Standing({**beside, **ruled}, units, frozenset(facts.reporting), tuple(running))


def _owes_plan(session: Session, task: KeyTask) -> bool:
    asked = (Obligation.key_task_id == task.id, Obligation.kind == ObligationKind.PLAN)
    live = Obligation.state != ObligationState.CANCELLED
    return session.exec(select(Obligation.id).where(*asked, live)).first() is not None


def _running(session: Session, task: KeyTask, ruled: Collection[str]) -> tuple[Running, ...]:
    rows = session.exec(
        select(Obligation)
        .where(
            Obligation.key_task_id == task.id,
            col(Obligation.kind).in_(_RUNS),
            col(Obligation.state).in_(OWED),
        )
        .order_by(col(Obligation.report_by), col(Obligation.id))
    )
    due = {row.id: row.due_on for row in session.exec(select(Round))}
    return tuple(
        _as_running(row, due.get(row.round_id) if row.round_id else None)
        for row in rows
        if row.slot.partition(AGAIN)[0] not in ruled
    )


def _as_running(row: Obligation, round_due: date | None) -> Running:
    return Running(
        Duty(
            kind=row.kind,
            unit_id=row.unit_id,
            ladder=row.ladder,
            report_by=row.report_by,
            key_task_id=row.key_task_id,
            milestone_id=row.milestone_id,
            deadline=row.deadline,
            round_due=round_due,
            period=row.period,
        )
    )


def _follow(running: Sequence[Running], facts: KeyTaskFacts, asking: Asking) -> Iterator[Duty]:
    """What runs, owed by the units that report or contribute now."""
    led = {one.place: one for one in running if one.duty.kind in _LED}
    for place, one in led.items():
        owners = [each.duty.unit_id for each in running if each.place == place]
        staying = tuple(unit for unit in owners if unit in facts.reporting) or facts.reporting[:1]
        for unit in facts.reporting if one.of_round else staying:
            yield replace(one.duty, unit_id=unit)
    helps = {one.duty.period: one for one in running if one.duty.kind is ObligationKind.CONTRIBUTION}
    leading = {one.duty.report_by.isoformat(): one for one in led.values()}
    for period in {**helps, **{day: one for day, one in leading.items() if one.of_round}}:
        asked = [each.duty for each in running if each.place[0] is ObligationKind.CONTRIBUTION]
        helping = {duty.unit_id for duty in asked if duty.period == period}
        left = tuple(unit for unit in facts.contributing if unit in helping)
        duty = helps[period].duty if period in helps else _help(leading[period].duty, asking)
        for unit in facts.contributing if period in leading else left:
            yield replace(duty, unit_id=unit)


def _help(led: Duty, asking: Asking) -> Duty:
    """A contribution to a report that nobody else contributes to."""
    day, _ = contribution_day(led.report_by, asking)
    return replace(
        led,
        kind=ObligationKind.CONTRIBUTION,
        ladder=asking.ladder(ObligationKind.CONTRIBUTION),
        report_by=day,
        milestone_id=None,
        deadline=None,
        period=led.report_by.isoformat(),
    )
