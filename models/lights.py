"""红黄绿灯: computed from (rows, today), never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.words import OWED, KeyTaskState, Light, ObligationKind, ObligationState
from models.workdays import Workdays


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """One obligation of a lead unit, as far as lights go."""

    kind: ObligationKind
    state: ObligationState
    report_by: date

    def overdue(self, today: date) -> bool:
        """逾期: asked for, the date gone by, nothing reported."""
        return self.state in OWED and self.report_by < today


RESTING = (KeyTaskState.SUSPENDED, KeyTaskState.CANCELLED, KeyTaskState.MERGED)
"""Neither under way nor done: grey, under a word of their own."""


def light_word(state: KeyTaskState, listed_apart: bool = True) -> str:
    """What stands beside a grey light in place of its own word: what rests or ended is no draft.

    `挂账`, `终止`, `并入`; `不单列督办` of what is kept in the plan without asking anybody; else empty.
    """
    if state in RESTING:
        return state.label
    return "" if listed_apart else "不单列督办"


def light(
    state: KeyTaskState, duties: Iterable[OwnDuty], today: date, near: int, workdays: Workdays
) -> Light:
    """The light of a key task.

    Red when a lead unit's answer is overdue; yellow when a completion falls due within `near` workdays (nearness
    colours COMPLETE only); grey before it is issued, while it rests and once it has ended otherwise.
    """
    if state in (KeyTaskState.COMPLETED, KeyTaskState.CLOSED):
        return Light.DONE
    if state is not KeyTaskState.ISSUED:
        return Light.GREY
    duties = list(duties)
    if any(duty.overdue(today) for duty in duties):
        return Light.RED
    horizon = workdays.shift(today, near)
    if any(
        duty.kind is ObligationKind.COMPLETION and duty.state in OWED and duty.report_by <= horizon
        for duty in duties
    ):
        return Light.YELLOW
    return Light.GREEN
