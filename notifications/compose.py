"""Queued notifications become mails: one per reader, morning and class."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from config.settings import Settings
from models import wording
from models.database import alone
from models.duties import Obligation, Round
from models.messages import AnswerLink, Mail, Notification
from models.rules import Rules
from models.seating import address_of
from models.sheets import sheet_of
from models.units import Post, Unit
from models.words import Channel, Kind, MailClass, MailState, Outcome, PostRole
from notifications.digest import Digest, digest
from notifications.inside import inner_dates, section_digest
from notifications.links import PLACEHOLDER, link_for
from notifications.matters import Matter, load_matters
from notifications.render import Sender, render
from notifications.sign_request import sheet_to_sign, sign_request
from notifications.slip import Slip, slip, term_of
from notifications.surroundings import surroundings

log = logging.getLogger(__name__)

COMPOSE_LOCK = 0x6475_6263  # "dubc": one composer at a time, so that a digest is never written twice
BANDS = {
    Kind.REMINDER: "#1f5fbf",
    Kind.URGE: "#c77700",
    Kind.SUPERVISION: "#b42318",
    Kind.CIRCULAR: "#7a1020",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What composing needs beside the rows."""

    rules: Rules
    settings: Settings
    secret: str

    @property
    def sender(self) -> Sender:
        """The office as mails name it."""
        return Sender(self.settings.office_name, self.settings.office_person, self.settings.office_telephone)


def compose_due(session: Session, desk: Desk, now: datetime) -> int:
    """Turn queued notifications into mails; returns how many mails are new.

    1. Group by (post, class): reminders share the morning's digest, a slip goes alone.
    2. A morning's digest that has not been claimed takes stragglers in; a claimed one leaves them for the next.
    3. What is only to be told by the next morning goes along with a digest written before.
    4. A post without an address refuses its notifications: a gap that the office is shown.
    5. While anything due is not decided yet, nothing is composed: another clock is at it and composes when it has
       finished; else what it adds would miss the morning's digest.
    """
    alone(session, COMPOSE_LOCK)
    if _deciding(session, now):
        return 0
    waiting = session.exec(
        select(Notification)
        .where(
            Notification.outcome == Outcome.QUEUED,
            col(Notification.mail_id).is_(None),
            col(Notification.due_at) <= now,
        )
        .order_by(col(Notification.due_at), col(Notification.id))
    ).all()
    groups: dict[tuple[UUID, str], list[Notification]] = {}
    for note in (*waiting, *_told_along(session, waiting, now)):
        groups.setdefault((note.post_id, _batch(note)), []).append(note)
    return sum(_try_compose(session, desk, *key, notes, now) for key, notes in groups.items())


def _told_along(session: Session, waiting: Sequence[Notification], now: datetime) -> Sequence[Notification]:
    readers = {note.post_id for note in waiting if _batch(note) == "digest"}
    return session.exec(
        select(Notification).where(
            Notification.outcome == Outcome.QUEUED,
            col(Notification.mail_id).is_(None),
            col(Notification.due_at) > now,
            col(Notification.about_id).is_not(None),
            col(Notification.post_id).in_(readers),
        )
    ).all()


def _deciding(session: Session, now: datetime) -> bool:
    due = select(Obligation.id).where(col(Obligation.next_rung_at) <= now).limit(1)
    return session.exec(due).first() is not None


def _try_compose(
    session: Session, desk: Desk, post_id: UUID, batch: str, notes: list[Notification], now: datetime
) -> bool:
    """One reader whose mail cannot be written never keeps the others from theirs."""
    try:
        with session.begin_nested():
            return _compose(session, desk, post_id, batch, notes, now)
    except OperationalError:
        raise  # the database is away, or another one was in the way: nothing is stored, and all of it waits
    except Exception as wrong:
        log.exception("mail for post %s could not be written", post_id)
        for note in notes:
            session.refresh(note)
            note.outcome, note.reason = Outcome.REFUSED, f"邮件写不出来：{type(wrong).__name__}：{wrong}"
        return False


def _batch(note: Notification) -> str:
    alone = note.channel is Channel.MAIL and note.kind is not Kind.REMINDER
    return f"slip:{note.id.hex}" if alone else "digest"


def _compose(
    session: Session, desk: Desk, post_id: UUID, batch: str, notes: list[Notification], now: datetime
) -> bool:
    post = session.get_one(Post, post_id)
    address = address_of(session, post, desk.rules.office.today(now))
    if not address:
        for note in notes:
            note.outcome, note.reason = Outcome.REFUSED, "岗位没有登记邮箱"
        return False
    leaves = desk.rules.office.window.next_open(now, desk.rules.office.workdays)
    morning = desk.rules.office.today(leaves)
    # Locked, so that no sender claims it between this look and the new text.
    mail = session.exec(
        select(Mail)
        .where(Mail.post_id == post_id, Mail.morning == morning, Mail.batch == batch)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if mail is not None and mail.state is not MailState.QUEUED:
        for note in notes:
            note.due_at = _next_morning(desk, morning)
        return False
    new = mail is None
    if mail is None:
        mail = _new_mail(post, address, batch, leaves, desk, now)
        session.add(mail)
        session.flush()
    for note in notes:
        note.mail_id = mail.id
    session.flush()
    write(session, desk, mail, max(now, leaves))
    return new


def _next_morning(desk: Desk, today: date) -> datetime:
    """When a straggler is said whose morning's digest has left already."""
    office = desk.rules.office
    return office.at(office.workdays.shift(today, +1), office.window.opens)


def _new_mail(post: Post, address: str, batch: str, leaves: datetime, desk: Desk, now: datetime) -> Mail:
    return Mail(
        post_id=post.id,
        address=address,
        mail_class=MailClass.DIGEST if batch == "digest" else MailClass.SLIP,
        morning=desk.rules.office.today(leaves),
        batch=batch,
        subject="",
        text="",
        html="",
        not_before=leaves,
        queued_at=now,
    )


def write(session: Session, desk: Desk, mail: Mail, now: datetime) -> None:
    """(Re)write a mail from the notifications that still stand in it."""
    notes = session.exec(
        select(Notification)
        .where(Notification.mail_id == mail.id, Notification.outcome == Outcome.QUEUED)
        .order_by(col(Notification.due_at), col(Notification.id))
    ).all()
    matters = load_matters(session, notes, desk.rules)
    post = session.get_one(Post, mail.post_id)
    unit = session.get_one(Unit, post.unit_id)
    view = _view(session, desk, mail, post, unit, matters, now)
    link = _link(session, desk, post, matters, now) if view.answer else None
    office = desk.rules.office
    mail.subject, mail.link_id = " ".join(view.subject.split()), link.id if link else None
    mail.text, mail.html = render(
        "digest" if isinstance(view, Digest) else "slip",
        view=view,
        sender=desk.sender,
        band=BANDS[max((note.kind for note in notes), key=list(Kind).index)],
        link=f"{PLACEHOLDER}{mail.id.hex}",
        pages=desk.settings.pages,
        expires=wording.day(office.today(link.expires_at), office.today(now).year) if link else "",
    )


def _view(
    session: Session, desk: Desk, mail: Mail, post: Post, unit: Unit, matters: Sequence[Matter], now: datetime
) -> Digest | Slip:
    office = desk.rules.office
    today = office.today(now)
    if mail.mail_class is MailClass.SLIP:
        matter = matters[0]
        return slip(session, post, unit, matter, office, today, term_of(desk.rules, matter))
    to_sign = sheet_to_sign(session, matters)
    if to_sign is not None:
        return sign_request(session, post, unit, to_sign, desk.rules, today)
    around = surroundings(session, unit.id, matters, today)
    if post.role is PostRole.SECTION:
        due = inner_dates(session, post, matters, desk.rules)
        return section_digest(post, unit, matters, due, around.returned_why, today, office.workdays)
    return digest(post, unit, matters, around, today, office.workdays)


def _link(
    session: Session, desk: Desk, post: Post, matters: Sequence[Matter], now: datetime
) -> AnswerLink | None:
    """The link to the sheet of the round these matters are answered in; signing uses the next round."""
    rounds = [one.round for one in matters if one.round is not None and one.adjusted is None]
    today = desk.rules.office.today(now)
    if rounds:
        chosen: Round | None = min(rounds, key=lambda one: one.due_on)
    else:
        chosen = (
            session.exec(select(Round).where(col(Round.due_on) >= today).order_by(col(Round.due_on))).first()
            or session.exec(select(Round).order_by(col(Round.due_on).desc())).first()
        )
    if chosen is None:
        return None
    unit_id = matters[0].obligation.unit_id
    sheet = sheet_to_sign(session, matters) or sheet_of(session, unit_id, chosen.id)
    return link_for(
        session, sheet, post.id, desk.secret, desk.rules.office, desk.rules.policy.terms.link_days, now
    )
