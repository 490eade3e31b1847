"""Requests for legs as rows: claimed by conditional update, coalesced per key task, given back, asked anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.database import alone, reading, transaction
from models.traces import LegRequest

PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 3600))
"""Growing pauses before a leg that failed is tried again."""
CLAIM_LOCK = 0x6475_6265
"""One claim at a time in the whole installation: else two runners could take two requests of one key task."""
ISSUE_TRIES = 2
"""Tries of the run of a plan for which the legs of its key tasks wait."""


@dataclass(frozen=True, slots=True)
class Asked:
    """All that waits for one key task, or for the issue of one plan: answered by one run."""

    plan_id: int
    key_task_id: UUID | None
    request_ids: tuple[UUID, ...]
    reason: str
    """Of the oldest request."""


def claim(engine: Engine, wall: datetime, lease: timedelta) -> Asked | None:
    """Take the oldest waiting request with all others of its key task. None when nothing is due.

    1. Look without a lock; mostly nothing is due.
    2. Pick the oldest due request whose key task no other runner has in hand (two legs of one key task at the same
       time could end in the wrong order) and whose plan has been shown.
    3. Take it and its companions, also those still pausing after a failure. Whoever changes the rows first has them.
    """
    with reading(engine) as session:
        if session.exec(select(LegRequest.id).where(*_due(wall)).limit(1)).first() is None:
            return None
    with transaction(engine) as session:
        alone(session, CLAIM_LOCK)
        oldest = session.exec(
            select(LegRequest)
            .where(*_due(wall))
            .order_by(col(LegRequest.at), col(LegRequest.position))
            .limit(1)
            .with_for_update()
        ).first()
        return _take(session, oldest, wall, lease) if oldest else None


def _take(session: Session, oldest: LegRequest, wall: datetime, lease: timedelta) -> Asked:
    companions = session.exec(
        select(LegRequest)
        .where(
            *_free(wall),
            LegRequest.plan_id == oldest.plan_id,
            col(LegRequest.key_task_id).is_not_distinct_from(oldest.key_task_id),
        )
        .order_by(col(LegRequest.at), col(LegRequest.position))
        .with_for_update(skip_locked=True)
    ).all()
    for request in companions:
        request.claimed_until = wall + lease
        request.attempts += 1
    ids = tuple(request.id for request in companions)
    return Asked(oldest.plan_id, oldest.key_task_id, ids, oldest.reason)


def _free(wall: datetime) -> tuple[Any, ...]:
    return (
        col(LegRequest.done_at).is_(None),
        or_(col(LegRequest.claimed_until).is_(None), col(LegRequest.claimed_until) <= wall),
    )


def _due(wall: datetime) -> tuple[Any, ...]:
    other = aliased(LegRequest)
    # A run of the plan shows all its key tasks, so it and any leg of the plan exclude each other.
    in_hand = (
        select(other.id)
        .where(col(other.done_at).is_(None), col(other.claimed_until) > wall)
        .where(
            other.plan_id == LegRequest.plan_id,
            or_(
                col(other.key_task_id) == LegRequest.key_task_id,
                col(other.key_task_id).is_(None),
                col(LegRequest.key_task_id).is_(None),
            ),
        )
    )
    first = aliased(LegRequest)
    # A plan's first legs come before all that happened after it was issued, unless they fail again and again.
    issuing = (
        select(first.id)
        .where(
            first.plan_id == LegRequest.plan_id,
            col(first.key_task_id).is_(None),
            col(first.done_at).is_(None),
            first.attempts <= ISSUE_TRIES,
        )
        .where(col(LegRequest.key_task_id).is_not(None), first.id != LegRequest.id)
    )
    rested = or_(col(LegRequest.not_before).is_(None), col(LegRequest.not_before) <= wall)
    return (*_free(wall), rested, ~in_hand.exists(), ~issuing.exists())


def keep(engine: Engine, asked: Asked, wall: datetime, lease: timedelta) -> None:
    """Still in hand: the lease runs anew."""
    _set(engine, asked.request_ids, claimed_until=wall + lease)


def give_back(engine: Engine, asked: Asked) -> None:
    """Not tried after all, because the server is away or we are told to stop: that counts as no attempt."""
    _set(engine, asked.request_ids, claimed_until=None, attempts=LegRequest.attempts - 1)


def put_off(engine: Engine, asked: Asked, wall: datetime, error: str) -> timedelta:
    """It failed: say so on the rows, and wait longer each time. Returns the pause."""
    with transaction(engine) as session:
        rows = session.exec(select(LegRequest).where(col(LegRequest.id).in_(asked.request_ids))).all()
        pause = PAUSES[min(max((row.attempts for row in rows), default=1), len(PAUSES)) - 1]
        for row in rows:
            row.claimed_until, row.not_before, row.error = None, wall + pause, error
    return pause


def ask_singly(engine: Engine, asked: Asked, errors: Mapping[UUID, str], wall: datetime) -> None:
    """Key tasks that the run of their plan could not show get requests of their own; asking twice adds none."""
    with transaction(engine) as session:
        waiting = select(LegRequest.key_task_id).where(
            LegRequest.plan_id == asked.plan_id, col(LegRequest.done_at).is_(None), LegRequest.error != ""
        )
        known = set(session.exec(waiting))
        session.add_all(
            LegRequest(
                plan_id=asked.plan_id,
                key_task_id=key_task_id,
                reason=asked.reason,
                at=wall,
                error=error,
                not_before=wall + PAUSES[0],
            )
            for key_task_id, error in errors.items()
            if key_task_id not in known
        )


def waiting(engine: Engine) -> int:
    """Requests that no leg has answered yet."""
    with reading(engine) as session:
        return len(session.exec(select(LegRequest.id).where(col(LegRequest.done_at).is_(None))).all())


def _set(engine: Engine, ids: Sequence[UUID], **values: Any) -> None:
    with transaction(engine) as session:
        still_ours = col(LegRequest.id).in_(ids), col(LegRequest.done_at).is_(None)
        session.connection().execute(update(LegRequest).where(*still_ours).values(**values))
