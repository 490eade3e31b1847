"""Duties become obligations (应办事项) with their first look, on the sheets of the office's rounds."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from sqlmodel import Session, select

from models.arming import next_look
from models.asked import Asking
from models.duties import Obligation, Round
from models.obligate import Duty, rounds_left
from models.once import stored_once
from models.plans import Directive, Plan
from models.policy import RoundRule
from models.rhythms import rules_of
from models.rules import Rules


def asking_of(session: Session, plan: Plan, rules: Rules, today: date) -> Asking:
    """By which rules a plan's units are asked from today on."""
    kind = session.get_one(Directive, plan.directive_id).kind
    calendar = rules_of(session, plan, rules.policy)
    left = rounds_left(rules.policy, plan.year, today, rules.office.workdays, calendar)
    return Asking(rules.policy, rules.office.workdays, left, kind, today)


def store_duties(
    session: Session, plan: Plan, owed: Sequence[Duty], asking: Asking, rules: Rules, now: datetime
) -> list[Obligation]:
    """The obligations of these duties, begun now."""
    rounds = rounds_by_date(session, asking.rounds)
    obligations = []
    for duty in owed:
        obligation = Obligation(
            plan_id=plan.id or 0,
            unit_id=duty.unit_id,
            kind=duty.kind,
            key_task_id=duty.key_task_id,
            milestone_id=duty.milestone_id,
            round_id=rounds[duty.round_due].id if duty.round_due in rounds else None,
            period=duty.period,
            slot=duty.slot,
            ladder=duty.ladder,
            report_by=duty.report_by,
            deadline=duty.deadline,
            armed_at=now,
        )
        obligation.next_rung_at = next_look(obligation, (), rules, now)
        obligations.append(obligation)
    session.add_all(obligations)
    session.flush()
    return obligations


def rounds_by_date(session: Session, rounds: Sequence[tuple[RoundRule | None, date]]) -> dict[date, Round]:
    """The office's round of each date, made where it does not exist yet."""
    found = {row.due_on: row for row in session.exec(select(Round))}
    for rule, due in sorted(rounds, key=lambda one: one[1]):  # in one order for everybody
        if due not in found:
            new = Round(due_on=due, name=rule.name if rule else "")
            found[due] = stored_once(session, new, partial(_round_on, session, due))
    return found


def _round_on(session: Session, due: date) -> Round | None:
    return session.exec(select(Round).where(Round.due_on == due)).first()
