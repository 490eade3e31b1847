"""Notifications into rows: what a decision demands, refused a second time by the unique key."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.forward_notices import FORWARDED_KINDS, answered_by
from models.ladder import Decision
from models.messages import Notification
from models.rungs import Rung
from models.units import Forward, Post, Unit
from models.words import Channel, Kind, Outcome, PostRole, UnitKind

PASSED = "更高一档已到期，或早于起算时间"


class Posts:
    """Posts by unit and role, loaded once a tick; a missing one is made without an address: a visible gap."""

    def __init__(self, session: Session, units: Iterable[UUID]) -> None:
        self._session = session
        units = list(units)
        wanted = select(Post).where(col(Post.unit_id).in_(units))
        self._own = {(post.unit_id, post.role): post for post in session.exec(wanted)}
        office = select(Post).join(Unit, col(Unit.id) == Post.unit_id).where(Unit.kind == UnitKind.OFFICE)
        self._office = {post.role: post for post in session.exec(office)}
        self._sections: dict[tuple[UUID, UUID], list[Post]] = {}
        forwarded = (
            select(Forward, Post)
            .join(Post, col(Post.id) == Forward.post_id)
            .where(col(Forward.unit_id).in_(units), col(Forward.ended_at).is_(None), Post.email != "")
        )
        for forward, post in session.exec(forwarded):
            self._sections.setdefault((forward.unit_id, forward.key_task_id), []).append(post)

    def sections(self, obligation: Obligation) -> list[Post]:
        """The sections of the unit that the row is forwarded to, by mail, and that have not answered it."""
        if obligation.key_task_id is None or obligation.kind not in FORWARDED_KINDS:
            return []
        asked = self._sections.get((obligation.unit_id, obligation.key_task_id), [])
        now = (obligation.id, obligation.cycle)
        return [post for post in asked if now not in answered_by(self._session, post.id, [obligation.id])]

    def of(self, unit_id: UUID, role: PostRole) -> Post:
        """The post that a rung addresses."""
        if role is PostRole.COORDINATOR:
            return self._office.get(role) or self._make_office(role)
        found = self._own.get((unit_id, role))
        if found is None:
            found = self._make(unit_id, role)
            self._own[unit_id, role] = found
        return found

    def _make_office(self, role: PostRole) -> Post:
        """The office's own post before anybody registered it: without an address, so that pages show the gap."""
        office = self._session.exec(select(Unit).where(Unit.kind == UnitKind.OFFICE)).first()
        if office is None:
            office = Unit(name="督查机构", kind=UnitKind.OFFICE)
            self._session.add(office)
            self._session.flush()
        post = self._make(office.id, role)
        self._office[role] = post
        return post

    def _make(self, unit_id: UUID, role: PostRole) -> Post:
        """Two clocks may find it missing at once; it is made once."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        row = {"id": uuid4(), "unit_id": unit_id, "role": role, "title": role.label}
        row |= {"person": "", "telephone": "", "email": ""}
        missing = insert(Post).values(row).on_conflict_do_nothing(index_elements=["unit_id", "role", "title"])
        self._session.connection().execute(missing)
        return self._session.exec(
            select(Post).where(Post.unit_id == unit_id, Post.role == role, Post.title == role.label)
        ).one()


def store_decision(
    session: Session, obligation: Obligation, decision: Decision, posts: Posts, policy: int, now: datetime
) -> int:
    """Insert what the decision demands; returns how many rows are new."""
    rows = [
        row for rung in decision.passed for row in _rows(obligation, rung, posts, policy, now, passed=True)
    ]
    if decision.speak is not None:
        rows += _rows(obligation, decision.speak, posts, policy, now, passed=False)
    return insert_once(session, rows)


def _rows(
    obligation: Obligation, rung: Rung, posts: Posts, policy: int, now: datetime, *, passed: bool
) -> Sequence[dict[str, Any]]:
    outcome = Outcome.PASSED if passed else Outcome.HELD if rung.held else Outcome.QUEUED
    readers = [posts.of(obligation.unit_id, role) for role in rung.to]
    if outcome is Outcome.QUEUED and _goes_inside(rung):
        readers += posts.sections(obligation)
    return [
        {
            "id": uuid4(),
            "obligation_id": obligation.id,
            "cycle": obligation.cycle,
            "rung": rung.name,
            "post_id": post.id,
            "channel": rung.channel,
            "kind": rung.kind,
            "due_at": now,
            "outcome": outcome,
            "reason": PASSED if passed else "",
            "policy": policy,
            "created_at": now,
            "released_by": "",
        }
        for post in readers
    ]


def _goes_inside(rung: Rung) -> bool:
    """A reminder to the contact also reaches the sections that fill in the row; what is graver never does."""
    return rung.kind is Kind.REMINDER and rung.channel is Channel.MAIL and PostRole.CONTACT in rung.to


def insert_once(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Insert notifications; on the unique key nothing happens. Returns how many are new."""
    if not rows:
        return 0
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = (
        insert(Notification)
        .values(list(rows))
        .on_conflict_do_nothing(index_elements=["obligation_id", "cycle", "rung", "post_id", "channel"])
        .returning(col(Notification.id))
    )
    return len(session.connection().execute(statement).all())


def mark(session: Session, notes: Sequence[UUID], outcome: Outcome, reason: str) -> None:
    """Write down what became of queued notifications; others are left as they are."""
    session.connection().execute(
        update(Notification)
        .where(col(Notification.id).in_(notes), col(Notification.outcome) == Outcome.QUEUED)
        .values(outcome=outcome, reason=reason)
    )
