"""How a plan's units are asked: by which rules, in which rounds, on which dates of a recurring limit."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.policy import Policy, RoundRule
from models.words import Criterion, DirectiveKind, ObligationKind, Recurrence
from models.workdays import Workdays

YEAR_END_MONTH = 12
"""From December on, results are asked in the year's last rounds."""


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
