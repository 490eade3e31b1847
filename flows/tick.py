"""One tick: what is due is decided and stored, mails are composed. A plain function that needs no Prefect."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from models.arming import decide_obligation, notifications_of
from models.chores import CHORES, Chore
from models.database import alone, carry_out, clashed, transaction
from models.duties import Obligation
from models.messages import Notification
from models.office_duties import ask_releases
from models.recording import ask_leg
from models.rules import Rules
from notifications.compose import Desk, compose_due
from notifications.outbox import Posts, store_decision

log = logging.getLogger(__name__)

CHORES_LOCK = (
    0x6475_6264  # "dubd": one clock after another; no ladder goes by what a chore has not changed yet
)
BATCH = 500
"""Rows decided in one transaction: large enough to be fast, small enough not to hold others up."""
TROUBLE_PAUSE = timedelta(hours=1)
"""Office time after which a row that could not be decided is tried again."""


@dataclass(slots=True)
class Ticked:
    """Figures of one tick."""

    looked_at: int = 0
    demanded: int = 0
    troubled: int = 0
    chores: int = 0
    """Rows that a date changed by itself."""
    mails: int = 0


def tick(engine: Engine, desk: Desk, now: datetime) -> Ticked:
    """What the date brings about; then load what is due → decide → store, in batches; then compose mails."""
    done = Ticked()
    for chore in CHORES:
        _do(engine, chore, desk.rules, now, done)
    while batch := carry_out(engine, partial(_decide_due, rules=desk.rules, now=now)):
        done.looked_at += batch.looked_at
        done.demanded += batch.demanded
        done.troubled += batch.troubled
    with transaction(engine) as session:
        done.mails = compose_due(session, desk, now)
    return done


def _do(engine: Engine, chore: Chore, rules: Rules, now: datetime, done: Ticked) -> None:
    """One chore that fails never keeps the others, or the ladders, from their turn."""
    try:
        with transaction(engine) as session:
            alone(session, CHORES_LOCK)
            done.chores += chore.run(session, rules, now)
    except OperationalError as wrong:
        if not clashed(wrong):
            raise  # the database is away: that concerns everything
        log.warning("chore %s clashed with a move; it is done at the next tick", chore.name)
        done.troubled += 1
    except Exception:
        log.exception("chore %s was not done; it is tried again at the next tick", chore.name)
        done.troubled += 1


def claim_due(session: Session, now: datetime, limit: int = BATCH) -> Sequence[Obligation]:
    """Obligations whose next look has come. Another clock's rows are skipped, not waited for."""
    return session.exec(
        select(Obligation)
        .where(col(Obligation.next_rung_at) <= now)
        .order_by(col(Obligation.next_rung_at))
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()


def _decide_due(session: Session, rules: Rules, now: datetime) -> Ticked | None:
    """One batch: what is due → decide → store; None where nothing is due any more."""
    due = claim_due(session, now)
    if not due:
        return None
    done = Ticked()
    said = notifications_of(session, due)
    posts = Posts(session, {obligation.unit_id for obligation in due})
    for obligation in due:
        done.looked_at += 1
        try:
            with session.begin_nested():
                done.demanded += _decide_one(session, obligation, said, posts, rules, now)
        except OperationalError:
            raise  # the database went away: nothing of this batch is stored, all of it is still due
        except Exception as wrong:
            # One bad row never stops the loop: it is written on the row, shown on a page, and tried again later.
            log.exception("obligation %s could not be decided", obligation.id)
            obligation.trouble = f"{type(wrong).__name__}：{wrong}"
            obligation.next_rung_at = now + TROUBLE_PAUSE
            done.troubled += 1
    return done


def _decide_one(
    session: Session,
    obligation: Obligation,
    said: dict[UUID, list[Notification]],
    posts: Posts,
    rules: Rules,
    now: datetime,
) -> int:
    decision = decide_obligation(obligation, said[obligation.id], rules, now)
    demanded = store_decision(session, obligation, decision, posts, rules.number, now)
    if decision.speak is not None and decision.speak.held:
        ask_releases(session, obligation, rules, now)
    obligation.trouble = ""
    obligation.next_rung_at = decision.next_at
    if decision.speak is not None:
        ask_leg(session, obligation, decision.speak.name, now)
    return demanded
