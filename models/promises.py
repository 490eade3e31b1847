"""承诺: a unit says by which day it will answer what it still owes. A broken promise begins the ladder anew.

Of several promises on one obligation the newest runs. One that was replaced before its day came is neither broken nor,
unless the answer comes by its own day, kept: putting off in time is allowed, and the ladder stands as it stood. A
promise belongs to its cycle: an extension, a return or a transfer sets a new date and lets it lapse.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from models.actors import Actor, ActorKind, MoveRefused
from models.arming import begin_anew
from models.duties import Obligation, Promise
from models.horizon import near
from models.move_table import PROMISE, REASK
from models.moves import begin
from models.ordering import promise_place
from models.recording import ask_leg, lock, lock_tasks, record
from models.rules import Rules
from models.words import OWED, Armed

BROKEN = Armed.PROMISE.label
KEPT = "承诺兑现"
CLOCK = Actor("时钟", ActorKind.CLOCK)


def promise(
    session: Session, obligation: Obligation, due_on: date, text: str, actor: Actor, now: datetime
) -> Promise:
    """Note by which day the unit will answer. The same day once more is the same promise.

    Args:
        due_on: the last day that keeps it; `check_promised` has looked at it before.

    Raises:
        MoveRefused: nothing is owed any more, or another unit's.
    """
    begin(
        PROMISE, obligation.state, actor, unit_id=obligation.unit_id, called=obligation.label, due_on=due_on
    )
    running = running_promise(session, obligation)
    if running is not None and running.due_on == due_on:
        return running
    made = Promise(
        obligation_id=obligation.id,
        cycle=obligation.cycle,
        position=promise_place(session, obligation.id),
        due_on=due_on,
        text=text.strip(),
        made_at=now,
        made_by=actor.name,
    )
    session.add(made)
    record(
        session,
        actor,
        now,
        PROMISE.verb,
        f"承诺{due_on:%Y-%m-%d}前报送{obligation.label}" + (f"：{made.text}" if made.text else ""),
        obligation=obligation,
        before={"promise": running.due_on.isoformat() if running else None},
        after={"promise": due_on.isoformat()},
    )
    ask_leg(session, obligation, PROMISE.verb, now)
    session.flush()
    return made


def check_promised(due_on: date, rules: Rules, now: datetime) -> None:
    """Raises MoveRefused where the promised day has passed, or lies years ahead."""
    if due_on < rules.office.today(now):
        raise MoveRefused(f"承诺日期{due_on:%Y-%m-%d}已过，请填今天或以后的日期。")
    near(due_on, rules.office.today(now).year, "承诺日期")


def running_promise(session: Session, obligation: Obligation) -> Promise | None:
    """The promise that would be judged next: the newest of this cycle, unless it is judged already."""
    rows = select(Promise).where(Promise.obligation_id == obligation.id, Promise.cycle == obligation.cycle)
    newest = session.exec(rows.order_by(col(Promise.position).desc())).first()
    if newest is None or newest.kept_at is not None or newest.broken_at is not None:
        return None
    return newest


def keep_promises(session: Session, obligation: Obligation, rules: Rules, now: datetime) -> int:
    """The obligation was answered: promises whose day has not passed are kept. Returns how many.

    Calling it while the obligation is still owed does nothing. The newest one whose day passed before the clock looked
    is broken, only that nobody need be chased any more.
    """
    if obligation.state in OWED:
        return 0
    today, running = rules.office.today(now), running_promise(session, obligation)
    rows = session.exec(
        select(Promise).where(
            Promise.obligation_id == obligation.id,
            Promise.cycle == obligation.cycle,
            col(Promise.kept_at).is_(None),
            col(Promise.broken_at).is_(None),
        )
    ).all()
    kept = [row for row in rows if row.due_on >= today]
    for row in kept:
        row.kept_at = now
        _judged(session, obligation, row, KEPT, "已兑现", now)
    if running is not None and running not in kept:
        running.broken_at = now
        _judged(session, obligation, running, BROKEN, "到期未兑现，其后报送", now)
    return len(kept)


def _judged(
    session: Session, obligation: Obligation, one: Promise, verb: str, words: str, now: datetime
) -> None:
    sentence = f"承诺{one.due_on:%Y-%m-%d}前报送{obligation.label}，{words}"
    before = {"promise": one.due_on.isoformat()}
    record(session, CLOCK, now, verb, sentence, obligation=obligation, before=before, after={"promise": None})


def break_promises(session: Session, rules: Rules, now: datetime) -> int:
    """The chore: what was promised by a day that has passed, and is still owed, begins its ladder anew.

    The ladder counts from the promised day, or from the date asked where that comes later. Returns how many broke; two
    clocks at once break each of them once.
    """
    broken = 0
    overdue = _overdue(session, rules.office.today(now))
    concerned = [session.get_one(Obligation, obligation_id) for _, obligation_id in overdue]
    lock_tasks(session, [row.key_task_id for row in concerned])
    for (promise_id, _), obligation in zip(overdue, concerned, strict=True):
        lock(session, obligation)
        one = session.get_one(Promise, promise_id)
        if obligation.state not in OWED or obligation.paused or one.cycle != obligation.cycle:
            continue
        broken += _break(session, obligation, one, rules, now)
    return broken


def _overdue(session: Session, today: date) -> list[tuple[UUID, UUID]]:
    """(promise, obligation) of the newest unjudged promises whose day has passed, in one order for every clock."""
    newer = aliased(Promise)
    replaced = exists().where(
        col(newer.obligation_id) == col(Promise.obligation_id),
        col(newer.cycle) == col(Promise.cycle),
        col(newer.position) > col(Promise.position),
    )
    rows = (
        select(Promise.id, Obligation.id)
        .join(Obligation, col(Obligation.id) == Promise.obligation_id)
        .where(
            col(Promise.due_on) < today,
            col(Promise.kept_at).is_(None),
            col(Promise.broken_at).is_(None),
            Promise.cycle == Obligation.cycle,
            col(Obligation.state).in_(OWED),
            col(Obligation.paused).is_(False),
            ~replaced,
        )
        .order_by(col(Obligation.id))
    )
    return [(one, other) for one, other in session.exec(rows)]


def _break(session: Session, obligation: Obligation, one: Promise, rules: Rules, now: datetime) -> bool:
    mine = (
        update(Promise)
        .where(col(Promise.id) == one.id, col(Promise.broken_at).is_(None), col(Promise.kept_at).is_(None))
        .values(broken_at=now)
        .returning(col(Promise.id))
    )
    if session.connection().execute(mine).first() is None:
        return False  # another clock was faster
    session.refresh(one)
    begin(REASK, obligation.state, CLOCK, called=obligation.label, reason=BROKEN)
    before = obligation.cycle
    by = one.due_on if one.due_on > obligation.asked_by else None
    begin_anew(session, obligation, Armed.PROMISE, by, rules, now)
    record(
        session,
        CLOCK,
        now,
        BROKEN,
        f"承诺{one.due_on:%Y-%m-%d}前报送{obligation.label}，到期未兑现",
        obligation=obligation,
        before={"cycle": before, "promise": one.due_on.isoformat()},
        after={"cycle": obligation.cycle, "promise": None},
    )
    ask_leg(session, obligation, BROKEN, now)
    return True
