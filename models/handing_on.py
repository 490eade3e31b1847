"""What goes along when a unit takes over a part: copies of the obligations, and a 签收 of its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor
from models.arming import begin_anew, rearm
from models.duties import Obligation
from models.obligate import Duty
from models.once import stored_once
from models.plans import Assignment, Directive, KeyTask, Plan
from models.recording import as_asked, lock_owed, record
from models.rules import Rules
from models.words import Armed, AssignmentState, ObligationKind, ObligationState

AGAIN = "#"
"""In a slot: the unit had the same obligation before, and it was handed on or cancelled."""


def copy_owed(
    session: Session, owed: Iterable[Obligation], unit_id: UUID, rules: Rules, actor: Actor, now: datetime
) -> None:
    """The same obligations for another unit, each begun anew with at least the term after a return."""
    least = rules.office.workdays.shift(rules.office.today(now), rules.policy.terms.returned)
    done: set[tuple[ObligationKind, str]] = set()
    for row in owed:
        same = (row.kind, _plain(row.slot))
        if same in done:
            continue  # several members of a group owed the same
        done.add(same)
        copy = _copied(session, row, unit_id, now)
        begin_anew(session, copy, Armed.TRANSFERRED, least if copy.asked_by < least else None, rules, now)
        after = {**as_asked(session, copy), "instead_of": str(row.id)}
        record(session, actor, now, "接办", f"{copy.label}由接办单位报送", obligation=copy, after=after)


def turn_part(
    session: Session,
    part: Assignment,
    state: AssignmentState,
    task: KeyTask,
    actor: Actor,
    now: datetime,
    verb: str,
    sentence: str,
    *,
    known: bool = True,
) -> None:
    """Change a part's state (转出, 接办) and say so in its history, on a line of its own.

    Args:
        known: whether the row was there before; a new one has no state before.
    """
    before = {"assignment": str(part.id), "state": part.state.value} if known else {}
    part.state = state
    after = {"assignment": str(part.id), "unit": str(part.unit_id), "state": state.value}
    place: dict[str, Any] = {"plan_id": task.plan_id, "key_task_id": task.id}
    record(session, actor, now, verb, sentence, before=before, after=after, **place)


def ask_to_sign(
    session: Session, plan_id: int, unit_id: UUID, rules: Rules, actor: Actor, now: datetime
) -> Obligation:
    """The unit's open 签收 of the plan, made where it has none."""
    signing = (
        Obligation.plan_id == plan_id,
        Obligation.unit_id == unit_id,
        Obligation.kind == ObligationKind.SIGN,
    )
    # Locked: it may be signed for this very moment, and then what is new has to be signed for by itself.
    waiting = lock_owed(session, select(Obligation).where(*signing, Obligation.state == ObligationState.OPEN))
    if waiting:
        return waiting[0]
    asked = session.exec(select(Obligation.id).where(*signing)).all()
    kind = session.get_one(Directive, session.get_one(Plan, plan_id).directive_id).kind
    duty = Duty(
        kind=ObligationKind.SIGN,
        unit_id=unit_id,
        ladder=rules.policy.ladder_of(ObligationKind.SIGN, kind),
        report_by=rules.office.workdays.shift(rules.office.today(now), rules.policy.terms.sign),
        period=f"补充{len(asked)}" if asked else "",
    )
    new = Obligation(
        plan_id=plan_id,
        unit_id=unit_id,
        kind=duty.kind,
        period=duty.period,
        slot=duty.slot,
        ladder=duty.ladder,
        report_by=duty.report_by,
        armed_at=now,
    )
    same = select(Obligation).where(*signing, Obligation.slot == new.slot)
    made = stored_once(session, new, lambda: session.exec(same).first())
    if made is not new:
        return made
    rearm(session, made, rules, now)
    record(session, actor, now, "交办", "请签收", obligation=made, after=as_asked(session, made))
    return made


def _copied(session: Session, row: Obligation, unit_id: UUID, now: datetime) -> Obligation:
    copy = Obligation(
        plan_id=row.plan_id,
        unit_id=unit_id,
        kind=row.kind,
        key_task_id=row.key_task_id,
        milestone_id=row.milestone_id,
        round_id=row.round_id,
        period=row.period,
        slot=_free_slot(session, row, unit_id),
        ladder=row.ladder,
        report_by=row.report_by,
        extended_to=row.extended_to,
        deadline=row.deadline,
        armed_at=now,
    )
    session.add(copy)
    session.flush()
    return copy


def _free_slot(session: Session, row: Obligation, unit_id: UUID) -> str:
    """The slot itself, or a numbered one where the unit had the same obligation before."""
    base = _plain(row.slot)
    of_unit = select(Obligation.slot).where(
        Obligation.plan_id == row.plan_id,
        Obligation.unit_id == unit_id,
        Obligation.kind == row.kind,
        col(Obligation.key_task_id) == row.key_task_id,
    )
    taken = {slot for slot in session.exec(of_unit) if _plain(slot) == base}
    return f"{base}{AGAIN}{len(taken) + 1}" if taken else base


def _plain(slot: str) -> str:
    return slot.partition(AGAIN)[0]
