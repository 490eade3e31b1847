"""What the office decided on a petition (申请) is told to the unit's contact, in the next digest."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.duties import Obligation, Petition
from models.messages import Notification
from models.rules import Rules
from models.units import Post
from models.words import Channel, Kind, ObligationKind, Outcome, PetitionKind, PostRole

ANSWERED = {
    PetitionKind.OBJECTION: "异议答复",
    PetitionKind.EXTENSION: "延期答复",
    PetitionKind.COORDINATION: "协调答复",
}
"""What the notification is called, by kind of petition."""


def tell_unit(session: Session, petition: Petition, rules: Rules, now: datetime) -> Notification | None:
    """Queue the decision for the unit's contact; None where the unit never owed anything it could hang on."""
    session.flush()
    obligation = _place(session, petition)
    if obligation is None:
        return None
    post = contact_post(session, petition)
    name = ANSWERED[petition.kind]
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
        post_id=post.id,
        channel=Channel.MAIL,
        kind=Kind.REMINDER,
        due_at=now,
        outcome=Outcome.QUEUED,
        policy=rules.number,
        created_at=now,
        about_id=petition.id,
    )
    session.add(note)
    return note


def contact_post(session: Session, whose: Petition | Obligation) -> Post:
    """The unit's contact; made without an address where there is none, so that pages show the gap."""
    wanted = select(Post).where(Post.unit_id == whose.unit_id, Post.role == PostRole.CONTACT)
    post = session.exec(wanted).first()
    if post is None:
        post = Post(unit_id=whose.unit_id, role=PostRole.CONTACT, title=PostRole.CONTACT.label)
        session.add(post)
        session.flush()
    return post


def _place(session: Session, petition: Petition) -> Obligation | None:
    """What the notification hangs on: the obligation asked about, else the unit's signing for the notice."""
    if petition.obligation_id is not None:
        return session.get_one(Obligation, petition.obligation_id)
    of_unit = select(Obligation).where(
        Obligation.plan_id == petition.plan_id, Obligation.unit_id == petition.unit_id
    )
    rows = session.exec(of_unit.order_by(col(Obligation.report_by), col(Obligation.id))).all()
    signing = [row for row in rows if row.kind is ObligationKind.SIGN]
    return next(iter(signing or rows), None)
