"""同一事项: key tasks of different plans that are one matter, so that one report answers them all."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.arming import rearm
from models.copied import copy_words
from models.duties import Obligation, Report
from models.matters import linked_tasks, links_of, lock_matter, place_of
from models.move_table import LINK, UNLINK
from models.moves import begin
from models.ordering import report_place
from models.plans import KeyTask, SameMatter
from models.promises import keep_promises
from models.recording import ask_leg, ask_task_leg, lock, record
from models.rules import Rules
from models.words import OWED, Answer, KeyTaskState, ObligationKind, ObligationState, Secrecy

NEAR_DAYS = 10
"""Calendar days: reports asked this near to each other are one report."""
ANSWERABLE = (ObligationKind.CONTRIBUTION, ObligationKind.PROGRESS, ObligationKind.COMPLETION)
"""What one report may answer elsewhere; signing and 落实方案 belong to each plan."""


def link(session: Session, task: KeyTask, other: KeyTask, actor: Actor, now: datetime) -> None:
    """关联: the two key tasks, and all they are linked with, are one matter. Linking twice changes nothing.

    Raises:
        MoveRefused: not the office; both in one plan (also by way of others); one of them offline or not issued.
    """
    lock_matter(session, (task.id, other.id))
    for one in (task, other):
        begin(LINK, one.state, actor, called=place_of(one))
        if one.secrecy is Secrecy.OFFLINE:
            raise MoveRefused(f"{place_of(one)}为线下事项，不能关联。")
    group = (task, *linked_tasks(session, task))
    if any(one.id == other.id for one in group[1:]):
        return
    joined = (*group, other, *linked_tasks(session, other))
    plans = [one.plan_id for one in joined]
    twice = next((one for one in joined if plans.count(one.plan_id) > 1), None)
    if twice is not None:
        raise MoveRefused(f"同一事项须在不同的计划里，计划{twice.plan_id}已有一项，不能关联。")
    session.add(SameMatter(key_task_id=task.id, other_id=other.id, at=now, actor=actor.name))
    _note(session, LINK.verb, task, other, actor, now)


def unlink(session: Session, task: KeyTask, other: KeyTask, actor: Actor, now: datetime) -> None:
    """解除关联: each is reported for itself again; reports made so far stay.

    Raises:
        MoveRefused: not the office; the two are not linked with each other.
    """
    lock_matter(session, (task.id, other.id))
    begin(UNLINK, task.state, actor, called=place_of(task))
    rows = [row for row in links_of(session, {task.id}) if other.id in (row.key_task_id, row.other_id)]
    if not rows:
        raise MoveRefused(f"{place_of(task)}与{place_of(other)}没有直接关联。")
    for row in rows:
        session.delete(row)
    _note(session, UNLINK.verb, task, other, actor, now)


def answered_along(session: Session, obligation: Obligation, answer: Answer) -> list[Obligation]:
    """What the same unit owes for the same matter, and this answer would answer too."""
    task = session.get(KeyTask, obligation.key_task_id) if obligation.key_task_id else None
    if task is None or obligation.kind not in ANSWERABLE:
        return []
    under_way = [
        one.id
        for one in linked_tasks(session, task)
        if one.state is KeyTaskState.ISSUED and one.secrecy is not Secrecy.OFFLINE
    ]
    if not under_way or task.secrecy is Secrecy.OFFLINE:
        return []
    rows = session.exec(
        select(Obligation)
        .where(
            col(Obligation.key_task_id).in_(under_way),
            Obligation.unit_id == obligation.unit_id,
            Obligation.kind == obligation.kind,
            col(Obligation.state).in_(OWED),
        )
        .order_by(col(Obligation.plan_id), col(Obligation.report_by), col(Obligation.id))
    )
    return list(_first_each(row for row in rows if _same_question(obligation, row, answer)))


def also_answered(session: Session, owed: Sequence[Obligation]) -> dict[UUID, list[str]]:
    """Obligation → places in other plans that 已完成, or this round's report, answers too; for a whole sheet."""
    ids = {row.key_task_id for row in owed if row.key_task_id is not None}
    ends = (
        {end for row in links_of(session, ids) for end in (row.key_task_id, row.other_id)} if ids else set()
    )
    found: dict[UUID, list[str]] = {}
    for row in owed:
        if row.key_task_id in ends and row.state in OWED:
            others = answered_along(session, row, Answer.DONE)
            tasks = (session.get(KeyTask, one.key_task_id) for one in others)
            found[row.id] = list(dict.fromkeys(place_of(task) for task in tasks if task is not None))
    return found


def answer_linked(
    session: Session, report: Report, obligation: Obligation, rules: Rules, actor: Actor, now: datetime
) -> list[Report]:
    """Answer what the unit owes for the same matter in other plans with this report; each is verified by itself.

    Words and files go along only where the key task they were written about is public (`models.copied`). Returns the
    reports made; none where the unit owes nothing there.
    """
    made = []
    for other in answered_along(session, obligation, report.answer):
        lock(session, other)
        if other.state in OWED:
            made.append(_answer(session, report, obligation, other, rules, actor, now))
    return made


def _answer(
    session: Session,
    report: Report,
    source: Obligation,
    other: Obligation,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Report:
    copy = Report(
        obligation_id=other.id,
        cycle=other.cycle,
        position=report_place(session, other.id),
        answer=report.answer,
        percent=report.percent,
        next_on=report.next_on,
        done_on=report.done_on,
        answered_with_id=report.id,
        at=now,
        actor=actor.name,
    )
    session.add(copy)
    session.flush()
    copy_words(session, report, copy, session.get_one(KeyTask, source.key_task_id))
    before = other.state
    if other.kind is not ObligationKind.COMPLETION or report.answer is Answer.DONE:
        other.state, other.done_on = ObligationState.REPORTED, report.done_on
    rearm(session, other, rules, now)
    keep_promises(session, other, rules, now)
    _record_both(session, source, other, before, copy, actor, now)
    ask_leg(session, other, "报送", now)
    return copy


def _record_both(
    session: Session,
    source: Obligation,
    other: Obligation,
    before: ObligationState,
    copy: Report,
    actor: Actor,
    now: datetime,
) -> None:
    here = session.get_one(KeyTask, source.key_task_id)
    there = session.get_one(KeyTask, other.key_task_id)
    record(
        session,
        actor,
        now,
        "报送",
        f"{other.label}：与{place_of(here)}为同一事项，由该项的报送一并答复",
        obligation=other,
        before={"state": before.value},
        after={
            "state": other.state.value,
            "cycle": other.cycle,
            "answer": copy.answer.value,
            "report": str(copy.id),
            "done_on": copy.done_on.isoformat() if copy.done_on else None,
            "answered_with": str(copy.answered_with_id),
        },
    )
    record(session, actor, now, "同时答复", f"同时答复{place_of(there)}的{other.label}", obligation=source)


def _same_question(one: Obligation, other: Obligation, answer: Answer) -> bool:
    """Whether two obligations ask the same at the same time; a completion that is done is done everywhere."""
    if one.is_result is not other.is_result:
        return False
    if one.kind is ObligationKind.COMPLETION and answer is Answer.DONE:
        return True
    near = abs((one.report_by - other.report_by).days) <= NEAR_DAYS
    return near or (one.round_id is not None and one.round_id == other.round_id)


def _first_each(rows: Iterator[Obligation]) -> Iterator[Obligation]:
    """Of round reports and contributions the nearest of a key task only; every completion."""
    seen: set[UUID | None] = set()
    for row in rows:
        if row.is_result or row.key_task_id not in seen:
            seen.add(None if row.is_result else row.key_task_id)
            yield row


def _note(session: Session, verb: str, task: KeyTask, other: KeyTask, actor: Actor, now: datetime) -> None:
    for one, with_ in ((task, other), (other, task)):
        record(
            session,
            actor,
            now,
            verb,
            f"{place_of(one)}与{place_of(with_)}{'关联为同一事项' if verb == LINK.verb else '不再是同一事项'}",
            plan_id=one.plan_id,
            key_task_id=one.id,
            before={"same_matter": None if verb == LINK.verb else str(with_.id)},
            after={"same_matter": str(with_.id) if verb == LINK.verb else None},
        )
        ask_task_leg(session, one, verb, now)
