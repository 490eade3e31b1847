"""回头看: what is asked of the reporting units once a completed key task has been checked again."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.arming import begin_anew
from models.duties import Obligation, Round
from models.issuing import key_task_facts
from models.plans import Directive, KeyTask, Plan
from models.rules import Rules
from models.words import Armed, ObligationKind, ObligationState

LOOK_BACK = Armed.REOPENED.label
"""Begins the period of a 整改报送; a number follows."""


def ask_look_back(
    session: Session, task: KeyTask, due: date, rules: Rules, now: datetime
) -> list[Obligation]:
    """One 整改报送 for each unit that reports on the key task, under the milestone answered last."""
    kind = session.get_one(Directive, session.get_one(Plan, task.plan_id).directive_id).kind
    earlier = session.exec(select(Obligation).where(Obligation.key_task_id == task.id)).all()
    times = {row.period for row in earlier if row.period.startswith(LOOK_BACK)}
    period, milestone = f"{LOOK_BACK}{len(times) + 1}", _milestone(earlier)
    made = [
        Obligation(
            plan_id=task.plan_id,
            unit_id=unit,
            kind=ObligationKind.COMPLETION,
            key_task_id=task.id,
            milestone_id=milestone,
            round_id=_round(session, due),
            period=period,
            slot=f"{task.id}/{milestone or ''}/{period}",
            ladder=rules.policy.ladder_of(ObligationKind.COMPLETION, kind),
            report_by=due,
            deadline=due,
            armed_at=now,
        )
        for unit in key_task_facts(session, [task])[0].reporting
    ]
    session.add_all(made)
    session.flush()
    for row in made:
        begin_anew(session, row, Armed.REOPENED, None, rules, now)
    return made


def _milestone(rows: Sequence[Obligation]) -> UUID | None:
    """Of the result accepted last; what answers a milestone is verified before the key task completes again."""
    results = [row for row in rows if row.is_result and row.state is ObligationState.ACCEPTED]
    return max(results, key=lambda row: row.report_by).milestone_id if results else None


def _round(session: Session, due: date) -> UUID | None:
    """The round on whose sheet it is answered: the first on or after its date, else the last there is."""
    after = select(Round.id).where(Round.due_on >= due).order_by(col(Round.due_on))
    return (
        session.exec(after).first()
        or session.exec(select(Round.id).order_by(col(Round.due_on).desc())).first()
    )
