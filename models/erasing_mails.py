"""What mails say of a key task whose words may not leave any more: those that wait are written anew before they leave,
those that have left keep their other lines."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col, or_, select

from models.duties import Obligation
from models.messages import REWRITTEN, Mail, Notification
from models.plans import KeyTask
from models.scrubbing import GONE, saying, tells
from models.words import MailState

_WAITING = (MailState.QUEUED, MailState.SENDING)
_DETAIL = "  "
"""Begins the line that belongs to the line above it (`notifications/templates/digest.txt`)."""


def rewrite_waiting(session: Session, task: KeyTask, words: Sequence[str] = ()) -> None:
    """Mails that have not left are written anew when they do.

    Args:
        words: beginnings of texts; mails that carry one are meant, too.
    """
    session.flush()
    # 签收 names the notice, whose title may be told only while one of its key tasks is public.
    about = or_(
        col(Obligation.key_task_id) == task.id,
        col(Obligation.key_task_id).is_(None) & (col(Obligation.plan_id) == task.plan_id),
        col(Notification.about_id) == task.id,
    )
    noted = select(Notification.mail_id).join(Obligation).where(about)
    meant = or_(col(Mail.id).in_(noted), *_carrying(words))
    for mail in session.exec(select(Mail).where(col(Mail.state).in_(_WAITING), meant)).all():
        mail.subject = mail.text = mail.html = REWRITTEN
    session.flush()


def erase_mails(
    session: Session, task: KeyTask, texts: Iterable[str], words: Sequence[str], label: str
) -> None:
    """Take the lines about the key task out of every mail.

    Args:
        texts: all that was ever written of it, however short.
        words: of these what is long enough to be looked for anywhere.
        label: 第12项, stands for it.
    """
    rewrite_waiting(session, task, words)
    own = set(
        session.exec(
            select(Notification.mail_id)
            .join(Obligation)
            .where(or_(col(Obligation.key_task_id) == task.id, col(Notification.about_id) == task.id))
            .distinct()
        )
    )
    known = col(Mail.id).in_([one for one in own if one is not None])
    short = saying(texts)
    for mail in session.exec(select(Mail).where(or_(false(), known, *_carrying(words)))).all():
        if mail.text == REWRITTEN:
            continue
        meant = [*words, *short, label] if mail.id in own else words
        mail.text = "\n".join(_without(mail.text.splitlines(), meant, f"{label}{GONE}"))
        mail.html = f"<pre>{escape(mail.text)}</pre>"
        if tells(mail.subject, meant):
            mail.subject = f"{label}{GONE}"


def _carrying(words: Sequence[str]) -> list[ColumnElement[bool]]:
    places = (Mail.subject, Mail.text, Mail.html)
    return [
        col(place).contains(said, autoescape=True)
        for word in words
        for said in {word, escape(word)}
        for place in places
    ]


def _without(lines: Iterable[str], words: Sequence[str], instead: str) -> Iterator[str]:
    """The lines, each that tells replaced together with the details under it."""
    cut = False
    for line in lines:
        if cut and line.startswith(_DETAIL):
            continue
        cut = tells(line, words)
        yield instead if cut else line
