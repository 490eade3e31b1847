"""How a plan's units are asked: by which rules, in which rounds, on which dates of a recurring limit."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from models.policy import Policy, RoundRule
from models.spring_month import in_spring_month
from models.words import Criterion, DirectiveKind, ObligationKind, Recurrence
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
class Asking:
    """By which rules a plan's units are asked."""

    policy: Policy
    workdays: Workdays
    rounds: Sequence[tuple[RoundRule, date]]
    """Those that can still be answered, first to last (`rounds_left`)."""
    kind: DirectiveKind = DirectiveKind.WORK_REPORT
    issued_on: date = date.min

    def ladder(self, of: ObligationKind) -> str:
        """The ladder of a duty."""
        return self.policy.ladder_of(of, self.kind)

    def by_round(self, criterion: Criterion, deadline: date | None) -> bool:
        """Whether a milestone is asked in rounds: what is judged at year end, and whatever has no date of its own."""
        if criterion is not Criterion.COMPLETE or deadline is None:
            return True
        late = deadline.month >= YEAR_END_MONTH
        return late and not self.policy.of_kind(self.kind).asked_on_date

    def round_of(self, asked: date) -> date | None:
        """The round on whose sheet a date is answered: the first on or after it, else the last."""
        last = self.rounds[-1][1] if self.rounds else None
        return next((due for _, due in self.rounds if due >= asked), last)


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


def only_a_rhythm(stone: MilestoneFacts, stones: Sequence[MilestoneFacts]) -> bool:
    """逐月推进，年底前完成: the result is the other milestone's; the recurring one only says how often is reported."""
    if stone.recurrence is None or stone.criterion is Criterion.COMPLETE:
        return False
    return any(one.recurrence is None and one.report_by == stone.report_by for one in stones)


def near(due: date, day: date, asking: Asking) -> bool:
    """Whether a date is so near to a round that nobody reports twice."""
    return abs((due - day).days) <= asking.policy.terms.adhoc_replaces


def contribution_day(asked: date, asking: Asking) -> tuple[date, bool]:
    """When a supporting unit is asked for what the lead reports by `asked`, and whether it has to be told at once.

    Of a short term it has half, and never less than the next workday: nobody is late before being asked.
    """
    term, workdays = asking.policy.terms.contribution_before_lead, asking.workdays
    usual = workdays.shift(asked, -term)
    if usual > workdays.shift(asking.issued_on, +term):
        return usual, False
    left = workdays.between(asking.issued_on, asked)
    return workdays.shift(asking.issued_on, max((left + 1) // 2, 1)), True


def own_rhythm(stones: Sequence[MilestoneFacts], asking: Asking) -> list[date]:
    """Dates of recurring limits but for the last period, which is the milestone's own duty; 逐月 none in 春节's month.

    The year's estimate (全年预计) stays: a date near a round of December is reported with it.
    """
    late = [due for rule, due in asking.rounds if due.month >= YEAR_END_MONTH and not rule.final]
    days = {
        day
        for stone in stones
        if stone.recurrence is not None and stone.deadline is not None
        for day in occurrences(stone.deadline, stone.recurrence)[:-1]
        if day > asking.issued_on and not (stone.recurrence is Recurrence.MONTH and in_spring_month(day))
    }
    ends = max((stone.report_by or date.max for stone in stones), default=date.min)
    late = [due for due in late if due < ends]
    return sorted(day for day in days if not any(near(due, day, asking) for due in late))
