"""已电话催办: a call by the office, kept like every other message, with the day the unit promised."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.duties import Obligation
from models.messages import Notification
from models.move_table import CALL
from models.moves import begin
from models.plans import KeyTask, Plan
from models.promises import check_promised, promise
from models.recording import ask_leg, lock, lock_tasks, record
from models.rules import Rules
from models.secrecy import refuse_text
from models.telling import contact_post
from models.units import Unit
from models.words import OWED, Channel, Kind, ObligationKind, Outcome

CALLED = "已电话催办"


def rows_to_call(
    session: Session, plan: Plan, task: KeyTask | None, unit: Unit, rules: Rules, now: datetime
) -> list[Obligation]:
    """What a call to a unit is about: all it owes on the key task by today, else what it owes next.

    Args:
        task: None for signing (签收) the notice.

    Raises:
        MoveRefused: the unit owes nothing there.
    """
    rows = session.exec(
        select(Obligation)
        .where(
            Obligation.plan_id == plan.id,
            Obligation.unit_id == unit.id,
            col(Obligation.state).in_(OWED),
            Obligation.kind != ObligationKind.DECIDE,
            Obligation.key_task_id == task.id if task else col(Obligation.key_task_id).is_(None),
        )
        .order_by(col(Obligation.report_by), col(Obligation.id))
    ).all()
    if not rows:
        raise MoveRefused(f"{unit.name}在{task.called if task else '签收'}上没有待办事项，不需要催办。")
    today = rules.office.today(now)
    return [row for row in rows if row.asked_by <= today] or [min(rows, key=lambda row: row.asked_by)]


def record_call(
    session: Session,
    obligations: Sequence[Obligation],
    person: str,
    promised: date | None,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    text: str = "",
) -> list[Notification]:
    """Write down a call, as a delivered notification on each obligation it was about.

    Args:
        person: who answered the telephone.
        promised: by which day the unit said it would answer; None where it said nothing.
        text: what was said.

    Raises:
        MoveRefused: nobody named, nothing owed any more, or a promised day that has passed.
    """
    if promised is not None:
        check_promised(promised, rules, now)
    notes = []
    for task in lock_tasks(session, [row.key_task_id for row in obligations]):
        refuse_text(task, (text,), said="只记谁接的电话和答应的日期")
    for obligation in sorted(obligations, key=lambda row: row.id):
        lock(session, obligation)
        begin(CALL, obligation.state, actor, called=obligation.label, person=person)
        notes.append(_note(session, obligation, person, text, rules, actor, now))
        if promised is not None:
            promise(session, obligation, promised, f"{person.strip()}电话答应", actor, now)
        ask_leg(session, obligation, CALL.verb, now)
    return notes


def _note(
    session: Session,
    obligation: Obligation,
    person: str,
    text: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Notification:
    said = f"{person.strip()}接电话" + (f"：{text.strip()}" if text.strip() else "")
    times = len(_calls(session, obligation))
    note = Notification(
        obligation_id=obligation.id,
        cycle=obligation.cycle,
        rung=f"{CALLED}{times + 1}" if times else CALLED,
        post_id=contact_post(session, obligation).id,
        channel=Channel.CALL,
        kind=Kind.URGE,
        due_at=now,
        outcome=Outcome.DELIVERED,
        reason=said,
        policy=rules.number,
        created_at=now,
        released_at=now,
        released_by=actor.name,
    )
    session.add(note)
    record(
        session,
        actor,
        now,
        CALL.verb,
        f"电话催办{obligation.label}，{said}",
        obligation=obligation,
        before={"calls": times},
        after={"calls": times + 1},
    )
    session.flush()
    return note


def _calls(session: Session, obligation: Obligation) -> Sequence[Notification]:
    """Calls of this cycle so far."""
    return session.exec(
        select(Notification).where(
            Notification.obligation_id == obligation.id,
            Notification.cycle == obligation.cycle,
            col(Notification.rung).startswith(CALLED),
        )
    ).all()
