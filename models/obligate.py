"""Which obligations (应办事项) a key task creates. Pure: values in, values out.

Criteria owe different things (docs/why.md): COMPLETE owes completion; PROGRESS a year-end assessment; CONTINUOUS a
year-end summary; whatever is judged at year end is asked by rounds, never on 31 December.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models.asked import (
    YEAR_END_MONTH,
    Asking,
    MilestoneFacts,
    contribution_day,
    near,
    only_a_rhythm,
    own_rhythm,
)
from models.policy import Policy, RoundRule
from models.words import Criterion, DirectiveKind, ObligationKind, Responsibility
from models.workdays import Workdays

AT_ONCE = "contribution-at-once"
"""The ladder of a contribution whose ordinary first rung would lie before it was asked for."""


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


def report_by(
    deadline: date | None,
    criterion: Criterion,
    policy: Policy,
    year: int,
    *,
    kind: DirectiveKind = DirectiveKind.WORK_REPORT,
    rounds: Sequence[RoundRule] | None = None,
) -> date | None:
    """When a milestone is asked: on its deadline, or from December on in the first round on or after it.

    Args:
        rounds: the plan's own calendar; None for the policy's. Its last round lies after the year's end.
    """
    calendar = policy.rounds if rounds is None else rounds
    if deadline is None:
        final = next(rule for rule in calendar if rule.final)
        return final.due_on(year) if criterion is Criterion.CONTINUOUS else None
    on_date = policy.of_kind(kind).asked_on_date and criterion is Criterion.COMPLETE
    if deadline.month < YEAR_END_MONTH or on_date:
        return deadline
    dates = sorted(rule.due_on(deadline.year) for rule in calendar)
    return next(due for due in dates if due >= deadline)


def rounds_left(
    policy: Policy,
    year: int,
    issued_on: date,
    workdays: Workdays,
    rounds: Sequence[RoundRule] | None = None,
) -> tuple[tuple[RoundRule, date], ...]:
    """The plan's rounds that can still be answered after it was issued, first to last.

    The year-end round is always among them: a plan issued when its year is over is answered on that sheet.

    Args:
        rounds: the plan's own calendar (`models.rhythms`); None for the policy's.
    """
    soonest = workdays.shift(issued_on, +max(policy.terms.round_notice, 1))
    dated = ((rule, rule.due_on(year)) for rule in (policy.rounds if rounds is None else rounds))
    left = ((rule, due) for rule, due in dated if due >= soonest or rule.final)
    return tuple(sorted(left, key=lambda pair: pair[1]))


def duties(
    facts: KeyTaskFacts,
    rounds: Sequence[tuple[RoundRule, date]],
    policy: Policy,
    workdays: Workdays,
    issued_on: date = date.min,
    kind: DirectiveKind = DirectiveKind.WORK_REPORT,
) -> list[Duty]:
    """Everything the key task's units owe, lead units first. No period of a recurring limit lies before issue."""
    asking = Asking(policy, workdays, rounds, kind, issued_on)
    rhythm = own_rhythm(facts.milestones, asking)
    own = [
        *_completions(facts, asking),
        *_round_reports(facts, rhythm, asking),
        *(
            _report_on(facts, unit, day, asking.round_of(day), asking)
            for day in rhythm
            for unit in facts.reporting
        ),
    ]
    return [*own, *_contributions(facts, own, asking)]


def plan_duties(facts: KeyTaskFacts, due: date, asking: Asking) -> list[Duty]:
    """落实方案: one for every unit that reports for itself."""
    return [
        Duty(
            kind=ObligationKind.PLAN,
            unit_id=unit,
            ladder=asking.ladder(ObligationKind.PLAN),
            report_by=due,
            key_task_id=facts.id,
            round_due=asking.round_of(due),
        )
        for unit in facts.reporting
    ]


def node_duties(facts: KeyTaskFacts, asking: Asking) -> list[Duty]:
    """What the milestones made of a 落实方案 add: a result each, and contributions to it."""
    own = list(_completions(facts, asking))
    return [*own, *_contributions(facts, own, asking)]


def _completions(facts: KeyTaskFacts, asking: Asking) -> Iterable[Duty]:
    """One duty per milestone and reporting unit: completion, or assessment / summary at its end."""
    for milestone in facts.milestones:
        if only_a_rhythm(milestone, facts.milestones):
            continue
        by_round = asking.by_round(milestone.criterion, milestone.deadline)
        complete = milestone.criterion is Criterion.COMPLETE
        final = asking.rounds[-1][1] if asking.rounds else None
        asked = milestone.report_by or final
        if asked is None:
            continue
        for unit in facts.reporting:
            yield Duty(
                kind=ObligationKind.COMPLETION if complete else ObligationKind.PROGRESS,
                unit_id=unit,
                ladder=asking.ladder(ObligationKind.PROGRESS if by_round else ObligationKind.COMPLETION),
                report_by=asked,
                key_task_id=facts.id,
                milestone_id=milestone.id,
                deadline=milestone.deadline,
                round_due=asking.round_of(asked),
                period=milestone.criterion.value,
            )


def _round_reports(facts: KeyTaskFacts, rhythm: Sequence[date], asking: Asking) -> Iterable[Duty]:
    """One progress report per key task, reporting unit and round before the last milestone asked by round.

    A date of the key task's own rhythm takes the place of a regular round that is near, as a 调度 does.
    """
    asked = [m.report_by or date.max for m in facts.milestones if asking.by_round(m.criterion, m.deadline)]
    ends = [stone.report_by for stone in facts.milestones if stone.recurrence is not None and stone.report_by]
    for rule, due in asking.rounds:
        if rule.final or not asked or due >= max(asked):
            continue
        if any(near(due, day, asking) for day in (*rhythm, *ends)):
            continue
        for unit in facts.reporting:
            yield _report_on(facts, unit, due, due, asking)


def _report_on(facts: KeyTaskFacts, unit: UUID, day: date, round_due: date | None, asking: Asking) -> Duty:
    return Duty(
        kind=ObligationKind.PROGRESS,
        unit_id=unit,
        ladder=asking.ladder(ObligationKind.PROGRESS),
        report_by=day,
        key_task_id=facts.id,
        round_due=round_due,
        period=day.isoformat(),
    )


def _contributions(facts: KeyTaskFacts, own: Sequence[Duty], asking: Asking) -> Iterable[Duty]:
    """One contribution per supporting unit and distinct date on which the lead is asked."""
    for asked, round_due in sorted({(duty.report_by, duty.round_due or duty.report_by) for duty in own}):
        day, at_once = contribution_day(asked, asking)
        for unit in facts.contributing:
            yield Duty(
                kind=ObligationKind.CONTRIBUTION,
                unit_id=unit,
                ladder=AT_ONCE if at_once else asking.ladder(ObligationKind.CONTRIBUTION),
                report_by=day,
                key_task_id=facts.id,
                round_due=round_due,
                period=asked.isoformat(),
            )
