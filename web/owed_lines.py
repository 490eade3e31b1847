"""The obligations on a key task's page, each with its last answer and what belongs to it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from models.deciding import RETURNED_ONLY_SOON, stands
from models.duties import Obligation, Promise, Report
from models.naming import round_name, rounds_by_id
from models.plans import KeyTask, Milestone
from models.rules import Rules
from models.words import OWED, VERDICTS, KeyTaskState, ObligationKind, ObligationState, Verdict
from web.board_rows import OWN
from web.reported import Reported, last_reported

SOON = timedelta(days=45)
"""What is asked later than this is folded away on the page."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise (承诺), and what became of it."""

    promise: Promise

    @property
    def word(self) -> str:
        """`待兑现`, `已兑现`, `未兑现`."""
        if self.promise.kept_at is not None:
            return "已兑现"
        return "待兑现" if self.promise.broken_at is None else "未兑现"

    @property
    def tone(self) -> str:
        """Of the word's label."""
        return {"已兑现": "good", "未兑现": "bad"}.get(self.word, "plain")


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One obligation with its last answer."""

    obligation: Obligation
    unit: str
    round_name: str
    scope: str
    reported: Reported | None
    verdicts: tuple[Verdict, ...] = ()
    """What the office has to choose from when it accepts the answer."""
    pledges: Sequence[Pledge] = ()
    under_way: bool = True
    """Whether its key task is: what rests or ended is neither accepted nor returned."""
    stands: bool = False
    """Whether it is a round report that can no longer be sent back."""

    @property
    def answer(self) -> Report | None:
        """Its last report, whatever the cycle."""
        return self.reported.report if self.reported else None

    @property
    def done_on(self) -> date | None:
        """The completion date that the office may correct when it accepts."""
        return self.obligation.done_on if self.returnable and self.to_review else None

    @property
    def owed(self) -> bool:
        """Whether the unit still has to act."""
        return self.obligation.state in OWED

    @property
    def rests(self) -> bool:
        """Whether it is owed, but the key task is 挂账."""
        return self.owed and self.obligation.paused

    @property
    def of_office(self) -> bool:
        """Whether it is the office's own duty."""
        return self.obligation.kind is ObligationKind.DECIDE

    @property
    def to_review(self) -> bool:
        """Whether the office has to act, now or when the key task goes on."""
        return self.obligation.awaits_office

    @property
    def returnable(self) -> bool:
        """Whether the office may still send it back."""
        return self.under_way and self.obligation.state is ObligationState.REPORTED and not self.stands

    @property
    def word(self) -> str:
        """Its state; the office does not report what it owes, it does it."""
        if not self.of_office:
            return self.obligation.state.label
        return {"open": "待办理", "accepted": "已办理"}.get(
            self.obligation.state.value, self.obligation.state.label
        )

    @property
    def moved(self) -> bool:
        """Whether another date counts than the one first asked."""
        return self.obligation.asked_by != self.obligation.first_by

    @property
    def asked_for(self) -> str:
        """Why another date counts: `延期`, or why the ladder began anew."""
        row = self.obligation
        return "延期" if row.return_by is None and row.extended_to else row.armed_for.label

    def later(self, today: date) -> bool:
        """Whether nobody need think of it yet."""
        untouched = self.owed and self.answer is None and not self.obligation.trouble and not self.pledges
        return untouched and self.obligation.asked_by > today + SOON

    def overdue(self, today: date) -> bool:
        """逾期."""
        return self.owed and not self.rests and self.obligation.asked_by < today


def owed_lines(
    session: Session, task: KeyTask, names: dict[UUID, str], rules: Rules, today: date
) -> list[OwedLine]:
    """By date, the lead's own before the contributions to it; what was cancelled unanswered comes last."""
    obligations = session.exec(select(Obligation).where(Obligation.key_task_id == task.id)).all()
    ids = [row.id for row in obligations]
    last, pledges, rounds = last_reported(session, ids), _pledges(session, ids), rounds_by_id(session)
    stones = {row.id: row for row in session.exec(select(Milestone).where(Milestone.key_task_id == task.id))}
    lines = []
    for row in obligations:
        stone = stones.get(row.milestone_id) if row.milestone_id else None
        assessed = stone is not None and row.kind is ObligationKind.PROGRESS and row.awaits_office
        lines.append(
            OwedLine(
                obligation=row,
                unit=names[row.unit_id],
                round_name=round_name(row, rounds),
                scope=stone.scope if stone else "",
                reported=last.get(row.id),
                verdicts=VERDICTS.get(stone.criterion, ()) if stone and assessed else (),
                pledges=pledges.get(row.id, ()),
                under_way=task.state is KeyTaskState.ISSUED,
                stands=_stands(row, last.get(row.id), rules, today),
            )
        )
    return sorted(
        lines, key=lambda line: (line.obligation.asked_by, line.obligation.kind not in OWN, line.unit)
    )


def _stands(row: Obligation, reported: Reported | None, rules: Rules, today: date) -> bool:
    if reported is None or row.is_result or row.kind not in RETURNED_ONLY_SOON:
        return False
    return stands(reported.report, rules, rules.office.at(today, rules.office.window.opens))


def _pledges(session: Session, obligations: Sequence[UUID]) -> dict[UUID, list[Pledge]]:
    found: dict[UUID, list[Pledge]] = defaultdict(list)
    wanted = select(Promise).where(col(Promise.obligation_id).in_(obligations))
    for row in session.exec(wanted.order_by(col(Promise.position))):
        found[row.obligation_id].append(Pledge(row))
    return found
