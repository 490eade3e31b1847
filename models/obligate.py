"""Which obligations (应办事项) a key task creates. Pure: values in, values out.

Criteria owe different things (docs/why.md): COMPLETE owes completion; PROGRESS a year-end assessment; CONTINUOUS a
year-end summary; whatever is judged at year end is asked by rounds, never on 31 December.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from models.policy import Policy, RoundRule
from models.words import Criterion, ObligationKind, Recurrence, Responsibility
from models.workdays import Workdays

YEAR_END_MONTH = 12
"""From December on, results are asked in the year's last rounds."""


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """A milestone as far as duties go."""

    id: UUID
    deadline: date | None
    report_by: date | None
    criterion: Criterion
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class KeyTaskFacts:
    """A key task as far as duties go; units in the order of the notice, groups already replaced by members."""

    id: UUID
    responsibility: Responsibility
    leads: tuple[UUID, ...]
    supports: tuple[UUID, ...]
    milestones: tuple[MilestoneFacts, ...]

    @property
    def reporting(self) -> tuple[UUID, ...]:
        """Units that report for themselves. Of joint units the first-listed sums up."""
        return self.leads[:1] if self.responsibility is Responsibility.JOINT else self.leads

    @property
    def contributing(self) -> tuple[UUID, ...]:
        """Units that are asked in the lead's name."""
        return tuple(unit for unit in (*self.leads, *self.supports) if unit not in self.reporting)


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation to be created."""

    kind: ObligationKind
    unit_id: UUID
    ladder: str
    report_by: date
    key_task_id: UUID | None = None
    milestone_id: UUID | None = None
    deadline: date | None = None
    round_due: date | None = None
    period: str = ""

    @property
    def slot(self) -> str:
        """(key task, milestone or none, period): what makes an obligation the same one again."""
        return f"{self.key_task_id or ''}/{self.milestone_id or ''}/{self.period}"


def report_by(deadline: date | None, criterion: Criterion, policy: Policy, year: int) -> date | None:
    """When a milestone is asked: on its deadline, or from December on in the first round on or after it."""
    if deadline is None:
        return _final(policy).due_on(year) if criterion is Criterion.CONTINUOUS else None
    if deadline.month < YEAR_END_MONTH:
        return deadline
    rounds = sorted(rule.due_on(deadline.year) for rule in policy.rounds)
    return next(due for due in rounds if due >= deadline)


def rounds_left(
    policy: Policy, year: int, issued_on: date, workdays: Workdays
) -> tuple[tuple[RoundRule, date], ...]:
    """The plan's rounds that can still be answered after it was issued, first to last.

    The year-end round is always among them: a plan issued when its year is over is answered on that sheet.
    """
    soonest = workdays.shift(issued_on, +max(policy.terms.round_notice, 1))
    dated = ((rule, rule.due_on(year)) for rule in policy.rounds)
    left = ((rule, due) for rule, due in dated if due >= soonest or rule.final)
    return tuple(sorted(left, key=lambda pair: pair[1]))


def duties(
    facts: KeyTaskFacts,
    rounds: Sequence[tuple[RoundRule, date]],
    policy: Policy,
    workdays: Workdays,
    issued_on: date = date.min,
) -> list[Duty]:
    """Everything the key task's units owe, lead units first. No period of a recurring limit lies before issue."""
    recurring = _recurring_reports(facts, policy, rounds, issued_on)
    asked = {duty.period for duty in recurring}
    by_round = [duty for duty in _round_reports(facts, policy, rounds) if duty.period not in asked]
    own = [*_completions(facts, policy, rounds), *by_round, *recurring]
    return [*own, *_contributions(facts, own, policy, workdays)]


def _final(policy: Policy) -> RoundRule:
    return next(rule for rule in policy.rounds if rule.final)


def _asked_by_round(milestone: MilestoneFacts) -> bool:
    if milestone.criterion is not Criterion.COMPLETE:
        return True
    return milestone.deadline is None or milestone.deadline.month >= YEAR_END_MONTH


def _completions(
    facts: KeyTaskFacts, policy: Policy, rounds: Sequence[tuple[RoundRule, date]]
) -> Iterable[Duty]:
    """One duty per milestone and reporting unit: completion, or assessment / summary at its end."""
    for milestone in facts.milestones:
        by_round = _asked_by_round(milestone)
        complete = milestone.criterion is Criterion.COMPLETE
        final = rounds[-1][1] if rounds else None
        asked = milestone.report_by or final
        if asked is None:
            continue
        for unit in facts.reporting:
            yield Duty(
                kind=ObligationKind.COMPLETION if complete else ObligationKind.PROGRESS,
                unit_id=unit,
                ladder="round" if by_round else policy.ladder_for[ObligationKind.COMPLETION],
                report_by=asked,
                key_task_id=facts.id,
                milestone_id=milestone.id,
                deadline=milestone.deadline,
                round_due=_round_of(asked, rounds),
                period=milestone.criterion.value,
            )


def _round_reports(
    facts: KeyTaskFacts, policy: Policy, rounds: Sequence[tuple[RoundRule, date]]
) -> Iterable[Duty]:
    """One progress report per key task, reporting unit and round before the last milestone asked by round."""
    asked = [m.report_by or date.max for m in facts.milestones if _asked_by_round(m)]
    for rule, due in rounds:
        if rule.final or not asked or due >= max(asked):
            continue
        for unit in facts.reporting:
            yield Duty(
                kind=ObligationKind.PROGRESS,
                unit_id=unit,
                ladder=policy.ladder_for[ObligationKind.PROGRESS],
                report_by=due,
                key_task_id=facts.id,
                round_due=due,
                period=due.isoformat(),
            )


MONTHS = {Recurrence.MONTH: 1, Recurrence.QUARTER: 3, Recurrence.HALF_YEAR: 6, Recurrence.YEAR: 12}
"""Length of one period of a recurring limit."""


def occurrences(last: date, every: Recurrence) -> list[date]:
    """The dates of a recurring limit in the year of its last one: the same day of each period, or its last day."""
    ends_month = (last + timedelta(days=1)).day == 1
    dates = []
    for month in range(last.month, 0, -MONTHS[every]):
        longest = monthrange(last.year, month)[1]
        dates.append(date(last.year, month, longest if ends_month else min(last.day, longest)))
    return sorted(dates)


def _recurring_reports(
    facts: KeyTaskFacts, policy: Policy, rounds: Sequence[tuple[RoundRule, date]], issued_on: date
) -> list[Duty]:
    """One progress report per period, reporting unit and key task; the last period is the milestone's own duty."""
    dates = {
        day
        for stone in facts.milestones
        if stone.recurrence is not None and stone.deadline is not None
        for day in occurrences(stone.deadline, stone.recurrence)[:-1]
        if day > issued_on
    }
    return [
        Duty(
            kind=ObligationKind.PROGRESS,
            unit_id=unit,
            ladder=policy.ladder_for[ObligationKind.PROGRESS],
            report_by=day,
            key_task_id=facts.id,
            round_due=_round_of(day, rounds),
            period=day.isoformat(),
        )
        for day in sorted(dates)
        for unit in facts.reporting
    ]


def _contributions(
    facts: KeyTaskFacts, own: Sequence[Duty], policy: Policy, workdays: Workdays
) -> Iterable[Duty]:
    """One contribution per supporting unit and distinct date on which the lead is asked."""
    for asked, round_due in sorted({(duty.report_by, duty.round_due or duty.report_by) for duty in own}):
        for unit in facts.contributing:
            yield Duty(
                kind=ObligationKind.CONTRIBUTION,
                unit_id=unit,
                ladder=policy.ladder_for[ObligationKind.CONTRIBUTION],
                report_by=workdays.shift(asked, -policy.terms.contribution_before_lead),
                key_task_id=facts.id,
                round_due=round_due,
                period=asked.isoformat(),
            )


def _round_of(asked: date, rounds: Sequence[tuple[RoundRule, date]]) -> date | None:
    """The round on whose sheet a date is answered: the first on or after it, else the last."""
    return next((due for _, due in rounds if due >= asked), rounds[-1][1] if rounds else None)
