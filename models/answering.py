"""A unit's moves: sign for (签收) and report (报送)."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused, unit_or_office
from models.arming import rearm
from models.duties import Obligation, Report
from models.recording import ask_leg, assignments_of, lock, record, unsigned_members
from models.rules import Rules
from models.units import Unit
from models.withdrawing import withdraw_moot
from models.words import Answer, AssignmentState, ObligationKind, ObligationState

LONGEST_TEXT = 2000
"""Characters of a report's text; more belongs into an attachment."""

ANSWERS = {
    ObligationKind.SIGN: (Answer.SIGNED,),
    ObligationKind.CONTRIBUTION: (Answer.NOTHING_NEW, Answer.ON_TRACK, Answer.IN_PROGRESS, Answer.DONE),
    ObligationKind.PROGRESS: (Answer.ON_TRACK, Answer.IN_PROGRESS, Answer.DONE),
    ObligationKind.COMPLETION: (Answer.ON_TRACK, Answer.IN_PROGRESS, Answer.DONE),
}
"""What may be answered to each kind of obligation."""


def sign(session: Session, obligation: Obligation, rules: Rules, actor: Actor, now: datetime) -> None:
    """签收: the unit takes over all its parts in the notice.

    Raises:
        MoveRefused: signed already, or another unit's.
    """
    unit_or_office(actor, obligation.unit_id, "签收")
    lock(session, obligation)
    if obligation.kind is not ObligationKind.SIGN or obligation.state is not ObligationState.OPEN:
        raise MoveRefused("该通知贵单位已经签收，无需再次签收。")
    parts = assignments_of(session, obligation)
    for part in parts:
        if part.state is AssignmentState.SIGNED:
            continue  # signed for when the plan was first issued; a later notice added others
        if part.unit_id != obligation.unit_id and unsigned_members(session, obligation, part.unit_id):
            continue  # a group has signed when its last member has
        part.state, part.signed_at, part.signed_by = AssignmentState.SIGNED, now, actor.name
    obligation.state = ObligationState.ACCEPTED
    rearm(session, obligation, rules, now)
    session.add(
        Report(
            obligation_id=obligation.id,
            cycle=obligation.cycle,
            answer=Answer.SIGNED,
            at=now,
            actor=actor.name,
        )
    )
    record(session, actor, now, "签收", f"签收{len(parts)}项任务", obligation=obligation)
    ask_leg(session, obligation, "签收", now)


def report(
    session: Session,
    obligation: Obligation,
    answer: Answer,
    rules: Rules,
    actor: Actor,
    now: datetime,
    text: str = "",
    done_on: date | None = None,
) -> Report:
    """报送. A completion that is not done yet stays open: it is noted, and the ladder goes on.

    Raises:
        MoveRefused: not the unit's, closed already, an answer that does not fit, a future completion date.
    """
    unit_or_office(actor, obligation.unit_id, "报送")
    lock(session, obligation)
    text = text.strip()
    done_on = _checked(obligation, answer, text, done_on, rules.office.today(now))
    missing = _missing_contributions(session, obligation)
    answered = Report(
        obligation_id=obligation.id,
        cycle=obligation.cycle,
        answer=answer,
        text=text,
        done_on=done_on,
        missing=missing,
        at=now,
        actor=actor.name,
    )
    session.add(answered)
    before = obligation.state
    if obligation.kind is not ObligationKind.COMPLETION or answer is Answer.DONE:
        obligation.state, obligation.done_on = ObligationState.REPORTED, done_on
    else:
        # A mistaken 已完成 that is corrected is owed again.
        obligation.state, obligation.done_on = _owed_again(before), None
    rearm(session, obligation, rules, now)
    withdraw_moot(session, [obligation])
    lacking = f"（未收到{'、'.join(missing)}的配合情况）" if missing else ""
    record(
        session,
        actor,
        now,
        "报送",
        f"{obligation.label}：{answer.label}{'，' + text if text else ''}{lacking}",
        obligation=obligation,
        before={"state": before.value},
        after={"state": obligation.state.value},
    )
    ask_leg(session, obligation, "报送", now)
    return answered


def _owed_again(state: ObligationState) -> ObligationState:
    return ObligationState.RETURNED if state is ObligationState.RETURNED else ObligationState.OPEN


def _checked(
    obligation: Obligation, answer: Answer, text: str, done_on: date | None, today: date
) -> date | None:
    """The completion date to store; refuses what cannot be right."""
    if answer not in ANSWERS.get(obligation.kind, ()):
        raise MoveRefused(f"{obligation.label}不能答复“{answer.label}”。")
    if obligation.state in (ObligationState.ACCEPTED, ObligationState.CANCELLED):
        raise MoveRefused(f"该事项{obligation.state.label}，不能再报送。")
    if len(text) > LONGEST_TEXT:
        raise MoveRefused(f"情况说明最多{LONGEST_TEXT}字，现有{len(text)}字。")
    if answer in (Answer.DONE, Answer.IN_PROGRESS) and not text:
        raise MoveRefused(f"选择“{answer.label}”时请写一句情况说明。")
    if answer is not Answer.DONE:
        return None
    if done_on is not None and done_on > today:
        raise MoveRefused(f"完成日期{done_on:%Y-%m-%d}在今天之后，请填实际完成的日期。")
    return done_on or today


def _missing_contributions(session: Session, obligation: Obligation) -> list[str]:
    """Names of supporting units that owe a contribution to this date and have not sent it."""
    if obligation.kind not in (ObligationKind.PROGRESS, ObligationKind.COMPLETION):
        return []
    owed = select(Unit.name).join(Obligation, col(Obligation.unit_id) == Unit.id)
    rows = session.exec(
        owed.where(
            Obligation.key_task_id == obligation.key_task_id,
            Obligation.kind == ObligationKind.CONTRIBUTION,
            Obligation.period == obligation.report_by.isoformat(),
            col(Obligation.state).in_([ObligationState.OPEN, ObligationState.RETURNED]),
        )
    )
    return sorted(rows)
