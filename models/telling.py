"""What a unit's contact is told in the next digest without being asked for anything: how the office decided on a
petition (申请), and what became of a key task it has a part in."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation, Petition
from models.issuing import key_task_facts
from models.messages import Notification
from models.plans import KeyTask
from models.rules import Rules
from models.units import Post
from models.words import Channel, Kind, ObligationKind, Outcome, PetitionKind, PostRole
from models.workdays import OfficeTime

ANSWERED = {
    PetitionKind.OBJECTION: "异议答复",
    PetitionKind.EXTENSION: "延期答复",
    PetitionKind.COORDINATION: "协调答复",
}
"""What the notification is called, by kind of petition."""
ADJUSTED = "调整告知"
"""What it is called where a key task ended, rests, or changed hands."""


def tell_unit(session: Session, petition: Petition, rules: Rules, now: datetime) -> Notification | None:
    """Queue the decision for the unit's contact; None where the unit never owed anything it could hang on."""
    session.flush()
    if petition.obligation_id is not None:
        obligation: Obligation | None = session.get_one(Obligation, petition.obligation_id)
    else:
        obligation = _place(session, petition.plan_id, None, petition.unit_id)
    if obligation is None:
        return None
    return queue_line(session, obligation, ANSWERED[petition.kind], petition.id, now, rules, now)


def tell_units(
    session: Session, task: KeyTask, units: Iterable[UUID], rules: Rules, now: datetime
) -> list[Notification]:
    """One line about a key task in the next digest of each unit, the next morning's at the latest.

    What the line says is read from the rows when the mail is written (`notifications.adjusted`): whatever else is
    changed until then, it is one line, and it says how things stand.
    """
    session.flush()
    made = []
    for unit_id in sorted(set(units), key=str):
        obligation = _place(session, task.plan_id, task.id, unit_id)
        if obligation is not None and not _waits(session, task, contact_post(session, obligation)):
            due = _next_morning(rules.office, now)
            made.append(queue_line(session, obligation, ADJUSTED, task.id, due, rules, now))
            session.flush()
    return made


def tell_everybody(session: Session, task: KeyTask, rules: Rules, now: datetime) -> None:
    """The same for every unit with a part in a key task; nobody heard of one that was never issued."""
    session.flush()
    if session.exec(select(Obligation.id).where(Obligation.key_task_id == task.id)).first() is not None:
        facts = key_task_facts(session, [task])[0]
        tell_units(session, task, (*facts.leads, *facts.supports), rules, now)


def contact_post(session: Session, whose: Petition | Obligation) -> Post:
    """The unit's contact; made without an address where there is none, so that pages show the gap."""
    wanted = select(Post).where(Post.unit_id == whose.unit_id, Post.role == PostRole.CONTACT)
    post = session.exec(wanted).first()
    if post is None:
        post = Post(unit_id=whose.unit_id, role=PostRole.CONTACT, title=PostRole.CONTACT.label)
        session.add(post)
        session.flush()
    return post


def queue_line(
    session: Session,
    obligation: Obligation,
    name: str,
    about_id: UUID,
    due_at: datetime,
    rules: Rules,
    now: datetime,
) -> Notification:
    """One line for the contact of the obligation's unit, said whatever becomes of the obligation.

    Args:
        name: the rung, numbered where it was said before.
        about_id: what the line is about; the mail is written from it.
        due_at: when it is said at the latest; a digest before that takes it along.
    """
    earlier = session.exec(
        select(Notification.id).where(
            Notification.obligation_id == obligation.id,
            Notification.cycle == obligation.cycle,
            col(Notification.rung).startswith(name),
        )
    ).all()
    note = Notification(
        obligation_id=obligation.id,
        cycle=obligation.cycle,
        rung=f"{name}{len(earlier) + 1}" if earlier else name,
        post_id=contact_post(session, obligation).id,
        channel=Channel.MAIL,
        kind=Kind.REMINDER,
        due_at=due_at,
        outcome=Outcome.QUEUED,
        policy=rules.number,
        created_at=now,
        about_id=about_id,
    )
    session.add(note)
    return note


def _place(session: Session, plan_id: int, task_id: UUID | None, unit_id: UUID) -> Obligation | None:
    """What the notification hangs on: what the unit owes on the key task, else its signing for the notice."""
    of_unit = select(Obligation).where(
        Obligation.plan_id == plan_id, Obligation.unit_id == unit_id, Obligation.kind != ObligationKind.DECIDE
    )
    rows = session.exec(of_unit.order_by(col(Obligation.report_by), col(Obligation.id))).all()
    own = [row for row in rows if task_id is not None and row.key_task_id == task_id]
    signing = [row for row in rows if row.kind is ObligationKind.SIGN]
    return next(iter(own or signing or rows), None)


def _waits(session: Session, task: KeyTask, post: Post) -> bool:
    """Whether a line about the key task waits for its digest already."""
    waiting = (Notification.outcome == Outcome.QUEUED, col(Notification.mail_id).is_(None))
    said = select(Notification.id).where(
        Notification.post_id == post.id, Notification.about_id == task.id, *waiting
    )
    return session.exec(said).first() is not None


def _next_morning(office: OfficeTime, now: datetime) -> datetime:
    """The next time that mail begins to leave."""
    opens = office.window.next_open(now, office.workdays)
    if opens > now:
        return opens
    return office.at(office.workdays.shift(office.today(now), +1), office.window.opens)
