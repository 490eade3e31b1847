"""申请: a unit asks (分工异议, 申请延期, 请求协调), the office decides within its term and the unit is told."""

from datetime import date, datetime

from sqlmodel import Session

from models.actors import Actor, ActorKind, MoveRefused
from models.duties import Obligation, Petition
from models.extending import present_date
from models.moves import Move, begin
from models.office_duties import ask_office, discharge
from models.ordering import petition_place
from models.petition_answers import grant, refuse
from models.petition_moves import ASK_COORDINATION, ASK_EXTENSION, OBJECT, TAKE_BACK
from models.petition_records import locked_with_task, record_petition, waiting_like
from models.petition_terms import check_expiry, check_new_date, check_objection_term, extension_level
from models.plans import Assignment, KeyTask
from models.recording import GONE, ask_task_leg, lock
from models.rules import Rules
from models.secrecy import refuse_reason
from models.units import Unit
from models.words import (
    KeyTaskState,
    ObligationKind,
    ObligationState,
    PetitionKind,
    PetitionState,
    PostRole,
    UnitKind,
)

__all__ = ["ask_coordination", "ask_extension", "grant", "object_to", "refuse", "take_back"]


def object_to(
    session: Session,
    assignment: Assignment,
    reason: str,
    signed_by: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Petition:
    """分工异议: the unit says that a part is not its own.

    Args:
        signed_by: the head (主要负责人) who signed, or the paper's number; may be left out where the head acts himself.

    Raises:
        MoveRefused: not signed by the head, not the unit's own part, too late, or asked already.
    """
    task = session.get_one(KeyTask, assignment.key_task_id)
    lock(session, task)
    lock(session, assignment)
    if not signed_by.strip() and actor.kind is ActorKind.UNIT and actor.post_role is PostRole.HEAD:
        signed_by = actor.name
    called = f"{task.called}的分工"
    begin(OBJECT, None, actor, unit_id=assignment.unit_id, called=called, reason=reason, signed_by=signed_by)
    unit = session.get_one(Unit, assignment.unit_id)
    if unit.kind is UnitKind.GROUP:
        raise MoveRefused(f"{called}以“{unit.name}”下达，请先由督查人员明确到具体单位。")
    if assignment.state in GONE:
        raise MoveRefused(f"{called}{assignment.state.label}，不需要提出异议。")
    _must_be_under_way(task, OBJECT.verb)
    refuse_reason(task, reason)
    check_objection_term(session, task, assignment, rules, now)
    petition = Petition(
        kind=PetitionKind.OBJECTION,
        plan_id=task.plan_id,
        key_task_id=task.id,
        position=petition_place(session, task.id),
        unit_id=assignment.unit_id,
        reason=reason.strip(),
        signed_by=signed_by.strip(),
        asked_at=now,
        asked_by=actor.name,
    )
    return _ask(session, petition, task, OBJECT, f"{unit.name}对{called}提出异议", rules, actor, now)


def ask_extension(
    session: Session,
    obligation: Obligation,
    until: date,
    reason: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Petition:
    """申请延期: until it is decided, the present date counts and the ladder goes on.

    Raises:
        MoveRefused: expired already, nothing that can be extended, a date that is not later, or asked already.
    """
    task = _task_of(session, obligation, ASK_EXTENSION)
    lock(session, task)
    lock(session, obligation)
    begin(
        ASK_EXTENSION,
        None,
        actor,
        unit_id=obligation.unit_id,
        called=obligation.label,
        reason=reason,
        until=until,
    )
    _must_be_under_way(task, ASK_EXTENSION.verb)
    refuse_reason(task, reason)
    check_expiry(obligation, rules, now)
    check_new_date(obligation, until)
    petition = Petition(
        kind=PetitionKind.EXTENSION,
        plan_id=obligation.plan_id,
        key_task_id=task.id,
        position=petition_place(session, task.id),
        unit_id=obligation.unit_id,
        obligation_id=obligation.id,
        reason=reason.strip(),
        wanted_on=until,
        level=extension_level(session, obligation, until, rules),
        asked_at=now,
        asked_by=actor.name,
    )
    unit = session.get_one(Unit, obligation.unit_id).name
    sentence = f"{unit}申请{task.called}{obligation.label}由{present_date(obligation)}延至{until}"
    return _ask(session, petition, task, ASK_EXTENSION, sentence, rules, actor, now)


def ask_coordination(
    session: Session, obligation: Obligation, reason: str, rules: Rules, actor: Actor, now: datetime
) -> Petition:
    """请求协调: the office is asked to settle what the unit cannot. The same words once more are the same request.

    Raises:
        MoveRefused: no reason, nothing under way any more, or another request on the same row still waits.
    """
    task = _task_of(session, obligation, ASK_COORDINATION)
    lock(session, task)
    begin(ASK_COORDINATION, None, actor, unit_id=obligation.unit_id, called=obligation.label, reason=reason)
    _must_be_under_way(task, ASK_COORDINATION.verb)
    refuse_reason(task, reason)
    if obligation.state in (ObligationState.ACCEPTED, ObligationState.CANCELLED):
        raise MoveRefused(f"{obligation.label}{obligation.state.label}，不需要协调。")
    petition = Petition(
        kind=PetitionKind.COORDINATION,
        plan_id=obligation.plan_id,
        key_task_id=task.id,
        position=petition_place(session, task.id),
        unit_id=obligation.unit_id,
        obligation_id=obligation.id,
        reason=reason.strip(),
        asked_at=now,
        asked_by=actor.name,
    )
    waiting = waiting_like(session, petition)
    if waiting is not None and waiting.reason == petition.reason:
        return waiting
    unit = session.get_one(Unit, obligation.unit_id).name
    return _ask(session, petition, task, ASK_COORDINATION, f"{unit}请求协调{task.called}", rules, actor, now)


def take_back(session: Session, petition: Petition, rules: Rules, actor: Actor, now: datetime) -> None:
    """撤回申请: the unit does not ask any more.

    Raises:
        MoveRefused: decided already, or another unit's.
    """
    task = locked_with_task(session, petition)
    begin(TAKE_BACK, petition.state, actor, unit_id=petition.unit_id, called=petition.kind.label)
    before, petition.state = petition.state, PetitionState.WITHDRAWN
    petition.decided_at, petition.decided_by = now, actor.name
    discharge(session, petition.id, rules, actor, now, dropped="申请已撤回")
    record_petition(session, petition, TAKE_BACK, f"撤回{petition.kind.label}", before, actor, now)
    ask_task_leg(session, task, TAKE_BACK.verb, now)


def _ask(
    session: Session,
    petition: Petition,
    task: KeyTask,
    move: Move,
    sentence: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Petition:
    if waiting_like(session, petition) is not None:
        raise MoveRefused(f"{task.called}的{petition.kind.label}已经提出，正待答复；请先撤回再重新提出。")
    session.add(petition)
    session.flush()
    ask_office(session, petition.plan_id, task.id, petition.kind.value, petition.id, rules, now)
    record_petition(session, petition, move, f"{sentence}：{petition.reason}", None, actor, now)
    ask_task_leg(session, task, move.verb, now)
    return petition


def _task_of(session: Session, obligation: Obligation, move: Move) -> KeyTask:
    if obligation.key_task_id is None or obligation.kind is ObligationKind.DECIDE:
        raise MoveRefused(f"{obligation.label}不能{move.verb}。")
    return session.get_one(KeyTask, obligation.key_task_id)


def _must_be_under_way(task: KeyTask, verb: str) -> None:
    if task.state is not KeyTaskState.ISSUED:
        raise MoveRefused(f"{task.called}{task.state.label}，不能{verb}。")
