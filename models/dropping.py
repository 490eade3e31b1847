"""Taking back what is owed: obligations and petitions (申请) nobody need answer any more, each with its history."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor
from models.arming import rearm
from models.duties import Obligation, Petition
from models.move_table import DROP
from models.moves import begin
from models.office_duties import discharge
from models.petition_moves import TAKE_BACK
from models.plans import KeyTask
from models.recording import assignments_of, lock_owed, record, turn_obligation
from models.rules import Rules
from models.units import Unit
from models.words import OWED, ObligationKind, ObligationState, PetitionState


def owed_on(session: Session, task_id: UUID, units: Collection[UUID] | None = None) -> list[Obligation]:
    """What is owed on a key task, the office's own duties included, locked and read anew.

    Args:
        units: only of these units, and then without the office's duties; None for all.
    """
    wanted = select(Obligation).where(Obligation.key_task_id == task_id, col(Obligation.state).in_(OWED))
    if units is not None:
        wanted = wanted.where(col(Obligation.unit_id).in_(units), Obligation.kind != ObligationKind.DECIDE)
    return lock_owed(session, wanted)


def drop(
    session: Session, rows: Iterable[Obligation], reason: str, rules: Rules, actor: Actor, now: datetime
) -> list[Obligation]:
    """取消: these need not be answered any more; what waited for release goes with them. Returns those dropped."""
    dropped = []
    for row in rows:
        if row.state not in OWED:
            continue  # the office's duty to release a message fell away with the message
        begin(DROP, row.state, actor, called=row.label, reason=reason)
        row.paused = False
        unit = session.get_one(Unit, row.unit_id).name
        sentence = f"{unit}的{row.label}取消：{reason}"
        turn_obligation(
            session, row, ObligationState.CANCELLED, actor, now, DROP.verb, sentence, reason=reason
        )
        rearm(session, row, rules, now)
        dropped.append(row)
    return dropped


def drop_petitions(
    session: Session, petitions: Sequence[Petition], reason: str, rules: Rules, actor: Actor, now: datetime
) -> None:
    """Petitions about what is not owed any more need no decision; the office's duty to decide goes with them."""
    for petition in petitions:
        begin(TAKE_BACK, petition.state, actor, unit_id=petition.unit_id, called=petition.kind.label)
        before, petition.state = petition.state, PetitionState.WITHDRAWN
        petition.answer, petition.decided_at, petition.decided_by = reason, now, actor.name
        record(
            session,
            actor,
            now,
            TAKE_BACK.verb,
            f"{petition.kind.label}不再办理：{reason}",
            plan_id=petition.plan_id,
            key_task_id=petition.key_task_id,
            before={"petition": str(petition.id), "petition_state": before.value},
            after={"petition": str(petition.id), "petition_state": petition.state.value},
        )
        discharge(session, petition.id, rules, actor, now, dropped=reason)


def asked_petitions(session: Session, task_id: UUID) -> list[Petition]:
    """Petitions on a key task that nobody has decided yet."""
    asked = select(Petition).where(Petition.key_task_id == task_id, Petition.state == PetitionState.ASKED)
    return list(session.exec(asked))


def drop_all(
    session: Session, task: KeyTask, reason: str, rules: Rules, actor: Actor, now: datetime
) -> list[Obligation]:
    """Everything still owed or asked on a key task that has ended: nobody is chased for what is over."""
    drop_petitions(session, asked_petitions(session, task.id), reason, rules, actor, now)
    owed = owed_on(session, task.id)
    # Units first: the office's duty to release their messages falls away by itself, and says why.
    dropped = drop(
        session, sorted(owed, key=lambda row: row.kind is ObligationKind.DECIDE), reason, rules, actor, now
    )
    session.flush()
    drop_idle_signings(session, task.plan_id, reason, rules, actor, now)
    return dropped


def drop_of_units(
    session: Session,
    task: KeyTask,
    units: Collection[UUID],
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> list[Obligation]:
    """What units owe on a key task they have no part in any more, and what they asked about it."""
    owed = owed_on(session, task.id, units)
    ids = {row.id for row in owed}
    about = [one for one in asked_petitions(session, task.id) if one.obligation_id in ids]
    drop_petitions(session, about, reason, rules, actor, now)
    dropped = drop(session, owed, reason, rules, actor, now)
    session.flush()
    drop_idle_signings(session, task.plan_id, reason, rules, actor, now)
    return dropped


def drop_idle_signings(
    session: Session, plan_id: int, reason: str, rules: Rules, actor: Actor, now: datetime
) -> None:
    """A unit that has no part in the plan any more need not sign for it.

    All that wait are taken before they are judged: of two key tasks that end at once, the second sees what the first
    has left.
    """
    waiting = select(Obligation).where(
        Obligation.plan_id == plan_id,
        Obligation.kind == ObligationKind.SIGN,
        Obligation.state == ObligationState.OPEN,
    )
    idle = [row for row in lock_owed(session, waiting) if not assignments_of(session, row)]
    drop(session, idle, reason, rules, actor, now)
