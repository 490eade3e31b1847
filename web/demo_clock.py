"""The demonstration's clock: on to the next morning with something due, and whether that morning's work is done."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.messages import Mail, Notification
from models.office_clock import next_due, set_office_now
from models.rules import Rules
from models.words import MailState, Outcome

MORNING = time(9, 0)


@dataclass(frozen=True, slots=True)
class Morning:
    """How far the clock is with what is due."""

    day: date
    deciding: int
    """Obligations and notifications the clock has still to look at."""
    mailing: int
    """Mails that may leave and have not."""
    sent: int

    @property
    def busy(self) -> bool:
        """Whether another process is still at work."""
        return self.deciding + self.mailing > 0


def read_morning(session: Session, rules: Rules, now: datetime) -> Morning:
    """What this morning brought so far. Rows in trouble are left out: nobody is working on them."""
    day = rules.office.today(now)
    looks = (
        select(func.count())
        .select_from(Obligation)
        .where(col(Obligation.next_rung_at) <= now, Obligation.trouble == "")
    )
    mails = select(func.count()).select_from(Mail)
    waiting = mails.where(
        col(Mail.state).in_([MailState.QUEUED, MailState.SENDING]), Mail.not_before <= now, Mail.reply == ""
    )
    sent = mails.where(Mail.morning == day, Mail.state == MailState.SENT)
    return Morning(
        day=day,
        deciding=session.exec(looks).one() + _to_compose(session, now),
        mailing=session.exec(waiting).one(),
        sent=session.exec(sent).one(),
    )


def _to_compose(session: Session, now: datetime) -> int:
    """Notifications that are due and in no mail yet."""
    queued = (
        select(func.count())
        .select_from(Notification)
        .where(
            Notification.outcome == Outcome.QUEUED,
            col(Notification.mail_id).is_(None),
            Notification.due_at <= now,
        )
    )
    return session.exec(queued).one()


def next_morning(session: Session, rules: Rules, now: datetime) -> datetime | None:
    """The next instant worth looking at: not before nine, and always later than now; None when the year is over."""
    due = next_due(session)
    if due is None or due <= now:
        due = _later(session, now)
    if due is None:
        return None
    return max(due, rules.office.at(rules.office.today(due), MORNING))


def _later(session: Session, now: datetime) -> datetime | None:
    """The next instant after now, when something at or before it is stuck."""
    rung = session.exec(
        select(func.min(Obligation.next_rung_at)).where(col(Obligation.next_rung_at) > now)
    ).one()
    mail = session.exec(
        select(func.min(Mail.not_before)).where(Mail.state == MailState.QUEUED, Mail.not_before > now)
    ).one()
    waiting = session.exec(
        select(func.min(Notification.due_at)).where(
            Notification.outcome == Outcome.QUEUED,
            col(Notification.mail_id).is_(None),
            Notification.due_at > now,
        )
    ).one()
    return min((at for at in (rung, mail, waiting) if at is not None), default=None)


def go_on(session: Session, rules: Rules, now: datetime) -> None:
    """Move the office's clock to the next morning; stays where it is when nothing is left."""
    if read_morning(session, rules, now).busy:
        return  # two mornings at once would be one: what the first had to say would be passed over
    at = next_morning(session, rules, now)
    if at is not None and at > now:
        set_office_now(session, at)
