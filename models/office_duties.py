"""The office's own duties (DECIDE): decide a petition, release a held message, end a suspension; each within a term."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind
from models.arming import rearm
from models.duties import Obligation
from models.messages import Notification
from models.move_table import DISCHARGE
from models.moves import begin
from models.plans import Directive, Plan
from models.recording import as_asked, lock, record
from models.releases import RELEASE, close_duty
from models.rules import Rules
from models.units import Unit
from models.words import Armed, ObligationKind, ObligationState, Outcome, UnitKind

SUSPENSION = "suspension"
"""Period of a DECIDE that asks the office what becomes of a suspended (挂账) key task."""


def ask_office(
    session: Session,
    plan_id: int,
    key_task_id: UUID | None,
    period: str,
    about_id: UUID,
    rules: Rules,
    now: datetime,
    by: date | None = None,
) -> Obligation:
    """What the office owes about a petition, a held message or a suspended key task; asked once while it is open.

    Args:
        period: `extension`, `objection`, `coordination`, `release` or `suspension`.
        about_id: the petition, the notification or the key task.
        by: the date it is owed; None for the term of the rules (`terms.decide`, workdays).
    """
    same = select(Obligation).where(Obligation.about_id == about_id, Obligation.period == period)
    earlier = session.exec(same).all()
    due = by or rules.office.workdays.shift(rules.office.today(now), rules.policy.terms.decide)
    for duty in earlier:
        if duty.state is ObligationState.OPEN:
            return duty
    again = f"/{len(earlier) + 1}" if earlier else ""
    duty = Obligation(
        plan_id=plan_id,
        unit_id=office_unit(session).id,
        kind=ObligationKind.DECIDE,
        key_task_id=key_task_id,
        period=period,
        slot=f"{key_task_id or ''}//{period}/{about_id}{again}",
        ladder=_ladder(session, plan_id, period, rules),
        report_by=due,
        armed_at=now,
        armed_for=Armed.ISSUED,
        about_id=about_id,
    )
    session.add(duty)
    session.flush()
    rearm(session, duty, rules, now)
    clock = Actor("时钟", ActorKind.CLOCK)
    record(session, clock, now, "待办", duty.label, obligation=duty, after=as_asked(session, duty))
    return duty


def ask_releases(session: Session, obligation: Obligation, rules: Rules, now: datetime) -> None:
    """A duty for each message of this obligation that waits for release (签发)."""
    held = select(Notification.id).where(
        Notification.obligation_id == obligation.id, Notification.outcome == Outcome.HELD
    )
    for note_id in session.exec(held).all():
        ask_office(session, obligation.plan_id, obligation.key_task_id, RELEASE, note_id, rules, now)


def discharge(
    session: Session, about_id: UUID, rules: Rules, actor: Actor, now: datetime, *, dropped: str = ""
) -> None:
    """The office has done what it owed about this petition, message or key task; nothing where it owes nothing.

    Args:
        dropped: why it need not be done any more (a petition taken back); the duty is then cancelled.

    Raises:
        MoveRefused: the actor is a unit, unless the duty is dropped.
    """
    waiting = select(Obligation).where(
        col(Obligation.about_id) == about_id,
        Obligation.kind == ObligationKind.DECIDE,
        Obligation.state == ObligationState.OPEN,
    )
    for duty in session.exec(waiting).all():
        lock(session, duty)
        if not dropped:
            begin(DISCHARGE, duty.state, actor, called=duty.label)
        state = ObligationState.CANCELLED if dropped else ObligationState.ACCEPTED
        close_duty(session, duty, state, dropped, actor, now)
        rearm(session, duty, rules, now)


def office_unit(session: Session) -> Unit:
    """The office itself; made without posts where nobody has registered it, so that pages show the gap."""
    office = session.exec(select(Unit).where(Unit.kind == UnitKind.OFFICE).order_by(Unit.name)).first()
    if office is None:
        office = Unit(name="督查机构", kind=UnitKind.OFFICE)
        session.add(office)
        session.flush()
    return office


def _ladder(session: Session, plan_id: int, period: str, rules: Rules) -> str:
    """A suspension is decided on its date; everything else from the day it is asked."""
    if period == SUSPENSION:
        return SUSPENSION
    plan = session.get_one(Plan, plan_id)
    return rules.policy.ladder_of(ObligationKind.DECIDE, session.get_one(Directive, plan.directive_id).kind)
