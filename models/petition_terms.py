"""What a petition (申请) must keep to: the term of an objection, the expiry of a date, the level that decides."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from models.actors import Actor, ActorKind, MoveRefused
from models.duties import Obligation, Petition
from models.extending import first_date, level_of, present_date
from models.horizon import near
from models.move_table import TAKE_ON
from models.plans import Assignment, KeyTask, Plan
from models.rules import Rules
from models.traces import HistoryEntry
from models.words import OWED, Level, ObligationKind, PetitionKind, PetitionState

ISSUED = ("交办", "补充交办")
_LEVELS = list(Level)


def check_objection_term(
    session: Session, task: KeyTask, assignment: Assignment, rules: Rules, now: datetime
) -> None:
    """Raises MoveRefused when the workdays for an objection are over (`terms.objection`)."""
    last = objection_ends(session, [(task, assignment)], rules).get(assignment.id)
    if last is None:
        raise MoveRefused(f"{task.called}尚未交办。")
    if rules.office.today(now) > last:
        raise MoveRefused(f"{objection_term_said(rules)}，{task.called}已于{last:%Y-%m-%d}截止。")


def objection_term_said(rules: Rules) -> str:
    """`分工异议须在交办后5个工作日内提出`."""
    return f"分工异议须在交办后{rules.policy.terms.objection}个工作日内提出"


def objection_ends(
    session: Session, parts: Sequence[tuple[KeyTask, Assignment]], rules: Rules
) -> dict[UUID, date]:
    """Assignment → the last day on which the unit may object to it; without those not issued yet."""
    given = _given(session, {task.plan_id for task, _ in parts})
    plans = {task.plan_id: session.get_one(Plan, task.plan_id).issued_at for task, _ in parts}
    ends = {}
    for task, part in parts:
        entries = given.get(task.plan_id, ())
        made = next((entry.at for entry in entries if _gives(entry, task, part)), plans[task.plan_id])
        if made is not None:
            office = rules.office
            ends[part.id] = office.workdays.shift(office.today(made), +rules.policy.terms.objection)
    return ends


def _given(session: Session, plans: Collection[int]) -> dict[int, list[HistoryEntry]]:
    """Plan → what gave units their parts, the last first: its issue, additions to it, parts handed over."""
    entries = session.exec(
        select(HistoryEntry)
        .where(col(HistoryEntry.plan_id).in_(plans), col(HistoryEntry.verb).in_([*ISSUED, TAKE_ON.verb]))
        .order_by(col(HistoryEntry.id).desc())
    )
    found: dict[int, list[HistoryEntry]] = {}
    for entry in entries:
        found.setdefault(entry.plan_id or 0, []).append(entry)
    return found


def _gives(entry: HistoryEntry, task: KeyTask, part: Assignment) -> bool:
    if entry.key_task_id not in (None, task.id):
        return False
    named = {
        *entry.after.get("key_tasks", ()),
        *entry.after.get("assignments", ()),
        entry.after.get("assignment"),
    }
    return bool({str(task.id), str(part.id)} & named)


def check_expiry(obligation: Obligation, rules: Rules, now: datetime) -> None:
    """Raises MoveRefused unless the obligation has a date that has not passed.

    A result of December is asked after its deadline; it is the deadline that expires.
    """
    dated = obligation.is_result and obligation.deadline is not None
    if obligation.kind is not ObligationKind.COMPLETION and not dated:
        raise MoveRefused(f"{obligation.label}按轮次报送，不办理延期；到期前如实报送进展即可。")
    if obligation.state not in OWED:
        raise MoveRefused(f"该{obligation.label}{obligation.state.label}，不需要延期。")
    expires = obligation.asked_by
    if obligation.return_by is None:
        expires = min(expires, obligation.extended_to or first_date(obligation))
    if rules.office.today(now) > expires:
        raise MoveRefused(
            f"该{obligation.label}已于{expires:%Y-%m-%d}到期，延期须在到期前申请；现在按逾期处理，请尽快报送。"
        )


def check_new_date(obligation: Obligation, until: date) -> None:
    """Raises MoveRefused unless the obligation is still owed and the new date is later than the present one, by
    no more years than make sense."""
    if obligation.state not in OWED:
        raise MoveRefused(f"该{obligation.label}{obligation.state.label}，不需要延期。")
    present = present_date(obligation)
    if until <= present:
        raise MoveRefused(f"延至日期须晚于现在的{present:%Y-%m-%d}。")
    near(until, present.year, "延至日期")


def check_level(level: Level, actor: Actor, paper: str, kind: PetitionKind) -> None:
    """Raises MoveRefused when the decision is above the actor's level and no paper carries it."""
    if actor.kind is ActorKind.OFFICE and _LEVELS.index(level) <= _LEVELS.index(actor.level):
        return
    if not paper.strip():
        raise MoveRefused(f"该{kind.label}由{level.label}决定，请报批后写明呈批件文号（paper）。")


def extension_level(session: Session, obligation: Obligation, until: date, rules: Rules) -> Level:
    """Who decides this extension: by its length from the date first set, and by how many were granted before."""
    granted = session.exec(
        select(func.count())
        .select_from(Petition)
        .where(
            Petition.obligation_id == obligation.id,
            Petition.kind == PetitionKind.EXTENSION,
            Petition.state == PetitionState.GRANTED,
        )
    ).one()
    return level_of(rules.policy.extensions, (until - first_date(obligation)).days, granted + 1)
