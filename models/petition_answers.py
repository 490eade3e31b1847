"""The office answers a petition (申请): 同意 takes effect, 不同意 leaves everything as it is; the unit is told."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from models.actors import Actor, MoveRefused
from models.assigning import send_back_part
from models.duties import Obligation, Petition
from models.extending import extend, present_date
from models.moves import Move, begin
from models.office_duties import discharge
from models.petition_moves import GRANT, REFUSE
from models.petition_records import locked_with_task, record_petition
from models.petition_terms import check_level, check_new_date, extension_level
from models.plans import Assignment, KeyTask
from models.recording import ask_task_leg, lock
from models.rules import Rules
from models.secrecy import ON_PAPER, refuse_reason
from models.telling import tell_unit
from models.words import PetitionKind, PetitionState, Secrecy


def grant(
    session: Session,
    petition: Petition,
    answer: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    on: date | None = None,
    paper: str = "",
    to_unit_id: UUID | None = None,
) -> None:
    """同意: an objection sends the part back, an extension moves dates, a request is answered.

    Args:
        answer: what the unit reads.
        on: of an extension, the date granted where it is earlier than the one asked for.
        paper: number of the paper (呈批件) where a higher level has decided.
        to_unit_id: of an objection, the unit that takes the part over.

    Raises:
        MoveRefused: decided already, above the actor's level without a paper, or not possible any more.
    """
    task = locked_with_task(session, petition)
    begin(GRANT, petition.state, actor, called=petition.kind.label, answer=answer)
    refuse_reason(task, answer)
    until, level = None, petition.level
    if petition.kind is PetitionKind.EXTENSION:
        until = _date_to_grant(session, petition, on, rules, now)
        obligation = session.get_one(Obligation, petition.obligation_id)
        level = extension_level(session, obligation, until, rules)
    check_level(level, actor, paper, petition.kind)
    sentence = f"同意{petition.kind.label}{f'至{until}' if until else ''}：{answer.strip()}"
    with session.begin_nested():  # the part may not be able to go back: a refusal leaves nothing behind
        petition.granted_on = until
        before = _decide(session, petition, PetitionState.GRANTED, answer, paper, actor, now)
        _take_effect(session, petition, task, rules, actor, now, to_unit_id)
        _settle(session, petition, task, GRANT, sentence, before, rules, actor, now)


def refuse(
    session: Session,
    petition: Petition,
    answer: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    paper: str = "",
) -> None:
    """不同意: everything stays as it is, and the unit reads why.

    Raises:
        MoveRefused: decided already, no answer, or above the actor's level without a paper.
    """
    task = locked_with_task(session, petition)
    begin(REFUSE, petition.state, actor, called=petition.kind.label, answer=answer)
    refuse_reason(task, answer)
    check_level(petition.level, actor, paper, petition.kind)
    before = _decide(session, petition, PetitionState.REFUSED, answer, paper, actor, now)
    sentence = f"不同意{petition.kind.label}：{answer.strip()}"
    _settle(session, petition, task, REFUSE, sentence, before, rules, actor, now)


def _decide(
    session: Session,
    petition: Petition,
    state: PetitionState,
    answer: str,
    paper: str,
    actor: Actor,
    now: datetime,
) -> PetitionState:
    """Write the decision on the petition; returns the state before."""
    before, petition.state = petition.state, state
    petition.answer, petition.paper = answer.strip(), paper.strip()
    petition.decided_at, petition.decided_by = now, actor.name
    session.flush()
    return before


def _take_effect(
    session: Session,
    petition: Petition,
    task: KeyTask,
    rules: Rules,
    actor: Actor,
    now: datetime,
    to_unit_id: UUID | None,
) -> None:
    if petition.kind is PetitionKind.EXTENSION and petition.granted_on is not None:
        obligation = session.get_one(Obligation, petition.obligation_id)
        extend(session, obligation, petition.granted_on, rules, actor, now)
    elif petition.kind is PetitionKind.OBJECTION:
        part = session.exec(
            select(Assignment).where(
                Assignment.key_task_id == task.id, Assignment.unit_id == petition.unit_id
            )
        ).first()
        if part is None:
            raise MoveRefused(f"{task.called}已没有这项分工，请用不同意答复。")
        why = ON_PAPER if task.secrecy is Secrecy.OFFLINE else f"采纳分工异议：{petition.answer}"
        send_back_part(session, part, why, rules, actor, now, to_unit_id=to_unit_id)


def _date_to_grant(
    session: Session, petition: Petition, on: date | None, rules: Rules, now: datetime
) -> date:
    """The date to grant; refuses one that makes no sense any more."""
    obligation = session.get_one(Obligation, petition.obligation_id)
    lock(session, obligation)
    wanted = petition.wanted_on or present_date(obligation)
    until = on or wanted
    if until > wanted:
        raise MoveRefused(f"同意的日期不能晚于申请的{wanted:%Y-%m-%d}。")
    if until < rules.office.today(now):
        raise MoveRefused(f"{until:%Y-%m-%d}已过，不能再延至这一天。")
    check_new_date(obligation, until)
    return until


def _settle(
    session: Session,
    petition: Petition,
    task: KeyTask,
    move: Move,
    sentence: str,
    before: PetitionState,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> None:
    """The office owes nothing more about it; history, leg and the unit's contact are told."""
    discharge(session, petition.id, rules, actor, now)
    record_petition(session, petition, move, sentence, before, actor, now)
    tell_unit(session, petition, rules, now)
    ask_task_leg(session, task, f"{petition.kind.label}{petition.state.label}", now)
