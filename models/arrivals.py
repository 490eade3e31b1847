"""到岗: what a hand-over (交接) brings about on its day: links taken back, and the successor told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.actors import Actor
from models.duties import Obligation
from models.forward_notices import notify_section, present_rows
from models.messages import AnswerLink
from models.recording import record
from models.rules import Rules
from models.seating import CLOCK, post_name
from models.telling import queue_line
from models.units import Forward, Holding, Person, Post, Unit
from models.words import OWED, Arrival, ObligationKind, PostRole

WELCOMED_WITHIN = 5
"""Workdays in which the successor's next digest says who follows; after that a mail of its own does."""


def revoke_links(session: Session, posts: Sequence[UUID], now: datetime) -> int:
    """Take back the answer links of these posts; returns how many still opened. Mails that wait get new ones."""
    live = (col(AnswerLink.post_id).in_(posts), col(AnswerLink.revoked_at).is_(None))
    count = len(session.exec(select(AnswerLink.id).where(*live, col(AnswerLink.expires_at) > now)).all())
    session.connection().execute(update(AnswerLink).where(*live).values(revoked_at=now))
    return count


def arrive(session: Session, holding: Holding, post: Post, rules: Rules, now: datetime) -> int:
    """The first day of a successor: links are taken back where that was asked for, and he is told.

    With the links gone the post gets a mail with a new one this morning; else one line in its next digest. Returns how
    many links were taken back.
    """
    what, holding.arrival = holding.arrival, None
    session.add(holding)
    session.flush()
    if what is None:
        return 0
    fresh = what is Arrival.FRESH_LINKS
    links = revoke_links(session, [post.id], now) if fresh else 0
    if post.role is PostRole.CONTACT:
        _tell_contact(session, holding, post, what, rules, now)
    elif post.role is PostRole.SECTION and fresh:
        _tell_section(session, post, rules, now)
    return links


def greet_successors(session: Session, rules: Rules, now: datetime) -> int:
    """The chore: successors whose day has come. Two clocks greet each of them once."""
    due = select(Holding.id).where(
        col(Holding.arrival).is_not(None), col(Holding.since) <= rules.office.today(now)
    )
    return sum(_greet(session, one, rules, now) for one in session.exec(due.order_by(col(Holding.id))).all())


def _greet(session: Session, holding_id: UUID, rules: Rules, now: datetime) -> bool:
    mine = select(Holding).where(Holding.id == holding_id).with_for_update(key_share=True)
    holding = session.exec(mine.execution_options(populate_existing=True)).one()
    if holding.arrival is None:
        return False  # another clock was faster
    fresh, post = holding.arrival is Arrival.FRESH_LINKS, session.get_one(Post, holding.post_id)
    links = arrive(session, holding, post, rules, now)
    if fresh:
        _record(session, holding, post, links, CLOCK, now)
    return True


def _record(session: Session, holding: Holding, post: Post, links: int, actor: Actor, now: datetime) -> None:
    unit, person = session.get_one(Unit, post.unit_id), session.get_one(Person, holding.person_id)
    sentence = f"{unit.name}{post_name(post)}由{person.name}接任，收回{links}个报送链接"
    record(session, actor, now, "收回链接", sentence, after={"post": str(post.id), "links": links})


def _tell_contact(
    session: Session, holding: Holding, post: Post, what: Arrival, rules: Rules, now: datetime
) -> None:
    """The line hangs on what the unit owes first; a unit that owes nothing needs no link, and is told nothing."""
    owed = session.exec(
        select(Obligation)
        .where(
            Obligation.unit_id == post.unit_id,
            col(Obligation.state).in_(OWED),
            Obligation.kind != ObligationKind.DECIDE,
            col(Obligation.paused).is_(False),
        )
        .order_by(col(Obligation.id))
    ).all()
    if not owed:
        return
    due, office = now, rules.office
    if what is Arrival.WELCOME:
        due = office.at(office.workdays.shift(office.today(now), +WELCOMED_WITHIN), office.window.opens)
    queue_line(session, min(owed, key=lambda row: row.asked_by), what.label, holding.id, due, rules, now)


def _tell_section(session: Session, post: Post, rules: Rules, now: datetime) -> None:
    forwards = select(Forward.key_task_id).where(Forward.post_id == post.id, col(Forward.ended_at).is_(None))
    rows = present_rows(session, post.unit_id, set(session.exec(forwards)), rules, now)
    notify_section(session, post, rows, rules, now, again=True)
