"""A unit's moves: sign for (签收) and report (报送)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from models.action_plans import check as check_plan
from models.action_plans import last_day
from models.actors import Actor, MoveRefused, unit_or_office
from models.answer_checks import ANSWERS, LONGEST_TEXT, Said, checked
from models.answer_effects import follow
from models.arming import rearm
from models.attached import Attachment
from models.contributions import missing_names, taken_over
from models.duties import Obligation, Report
from models.filing import NamedFile, attach
from models.freshness import last_report, refuse_stale, sent_twice
from models.matters import lock_matter_of
from models.move_table import CORRECT_REPORT, REPORT, SIGN_FOR
from models.moves import begin
from models.ordering import report_place
from models.plans import Assignment, KeyTask
from models.recording import (
    ask_leg,
    assignments_of,
    key_tasks_of,
    lock,
    lock_tasks,
    record,
    refuse_unless,
    unsigned_members,
)
from models.rules import Rules
from models.words import Answer, AssignmentState, KeyTaskState, ObligationKind, ObligationState, Secrecy

__all__ = ["ANSWERS", "LONGEST_TEXT", "report", "sign"]


def sign(session: Session, obligation: Obligation, rules: Rules, actor: Actor, now: datetime) -> None:
    """签收: the unit takes over all its parts in the notice.

    Raises:
        MoveRefused: signed already, or another unit's.
    """
    lock_tasks(session, key_tasks_of(session, obligation))
    lock(session, obligation)
    if obligation.kind is not ObligationKind.SIGN:
        raise MoveRefused(f"{obligation.label}不是签收，请报送情况。")
    unit_or_office(actor, obligation.unit_id, SIGN_FOR.verb)
    if obligation.state is ObligationState.ACCEPTED:
        raise MoveRefused("该通知贵单位已经签收，无需再次签收。")
    begin(SIGN_FOR, obligation.state, actor, unit_id=obligation.unit_id, called="该通知的签收")
    parts = assignments_of(session, obligation)
    for part in parts:
        if part.state is not AssignmentState.PENDING:
            continue  # signed for when the plan was first issued; a later notice added others
        if part.unit_id != obligation.unit_id and unsigned_members(session, obligation, part.unit_id):
            continue  # a group has signed when its last member has
        _sign_part(session, part, obligation, actor, now)
    obligation.state = ObligationState.ACCEPTED
    rearm(session, obligation, rules, now)
    session.add(
        Report(
            obligation_id=obligation.id,
            cycle=obligation.cycle,
            position=report_place(session, obligation.id),
            answer=Answer.SIGNED,
            at=now,
            actor=actor.name,
        )
    )
    record(
        session,
        actor,
        now,
        SIGN_FOR.verb,
        f"签收{len(parts)}项任务",
        obligation=obligation,
        before={"state": ObligationState.OPEN.value},
        after={"state": obligation.state.value},
    )
    ask_leg(session, obligation, SIGN_FOR.verb, now)


def report(
    session: Session,
    obligation: Obligation,
    answer: Answer,
    rules: Rules,
    actor: Actor,
    now: datetime,
    text: str = "",
    done_on: date | None = None,
    *,
    percent: int | None = None,
    next_step: str = "",
    next_on: date | None = None,
    blocker: str = "",
    details: Mapping[str, Any] | None = None,
    files: Sequence[NamedFile] = (),
    take_over: Iterable[UUID | str] = (),
    coordination: str = "",
    seen: str = "",
) -> Report:
    """报送. A completion that is not done yet stays open: it is noted, and the ladder goes on.

    The same form sent twice is one report: the second time gives the first one back.

    Args:
        percent: 0–100, as the unit sees it.
        next_on: by when the next step is promised; of a completion not done yet it is a 承诺.
        details: of a 落实方案, see `models.action_plans`.
        take_over: ids of supporting units' reports that this one takes over (并入).
        coordination: asks the office to settle something (请求协调); empty asks for nothing.
        seen: what the page carried (`models.freshness.mark_of`); empty where nobody looked at a page.

    Raises:
        MoveRefused: not the unit's, closed already, answered meanwhile, or an answer that cannot be right.
    """
    plan = dict(details) if details else None
    said = Said(answer, text, done_on, percent, next_step, next_on, blocker, plan, coordination)
    task = lock_matter_of(session, obligation)
    refuse_unless(task, (KeyTaskState.ISSUED, KeyTaskState.SUSPENDED), REPORT.verb)
    lock(session, obligation)
    called, unit_id = obligation.label, obligation.unit_id
    begin(REPORT, obligation.state, actor, unit_id=unit_id, called=called, answer=answer.value)
    said = _checked(session, obligation, task, said, len(files), rules.office.today(now))
    answered = _made(obligation, report_place(session, obligation.id), said, actor, now)
    last = last_report(session, obligation)
    digests = (file.stored.digest for file in files)
    if last is not None and sent_twice(session, last, answered, digests, actor, seen):
        return last
    refuse_stale(obligation, last, seen, rules.office.zone)
    answered.taken_over = taken_over(session, obligation, take_over)
    answered.missing = missing_names(session, obligation)
    _store(session, obligation, answered, files, rules, actor, now)
    follow(session, obligation, answered, said.coordination, rules, actor, now)
    return answered


def _checked(
    session: Session, obligation: Obligation, task: KeyTask | None, said: Said, files: int, today: date
) -> Said:
    """The answer as it will be stored; raises MoveRefused."""
    evidence = _files_so_far(session, obligation) + files
    said = checked(obligation, task, said, today, evidence=evidence, new_files=files)
    if said.answer is Answer.PLANNED and task is not None and task.secrecy is not Secrecy.OFFLINE:
        said = replace(said, details=check_plan(said.details, today, last_day(session, task)))
    return said


def _sign_part(session: Session, part: Assignment, signing: Obligation, actor: Actor, now: datetime) -> None:
    before = part.state
    part.state, part.signed_at, part.signed_by = AssignmentState.SIGNED, now, actor.name
    record(
        session,
        actor,
        now,
        SIGN_FOR.verb,
        f"签收{part.role.label}分工",
        plan_id=signing.plan_id,
        key_task_id=part.key_task_id,
        before={"assignment": str(part.id), "state": before.value},
        after={"assignment": str(part.id), "unit": str(part.unit_id), "state": part.state.value},
    )


def _made(obligation: Obligation, place: int, said: Said, actor: Actor, now: datetime) -> Report:
    return Report(
        obligation_id=obligation.id,
        cycle=obligation.cycle,
        position=place,
        answer=said.answer,
        text=said.text,
        percent=said.percent,
        next_step=said.next_step,
        next_on=said.next_on,
        blocker=said.blocker,
        details=said.details or {},
        done_on=said.done_on,
        at=now,
        actor=actor.name,
    )


def _store(
    session: Session,
    obligation: Obligation,
    answered: Report,
    files: Sequence[NamedFile],
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> None:
    """What the answer makes of the obligation, with its history."""
    session.add(answered)
    session.flush()
    for file in files:
        attach(session, file, actor, now, report=answered)
    before = obligation.state
    obligation.state, obligation.done_on = _state_after(obligation, answered), answered.done_on
    if before is ObligationState.REPORTED and obligation.state is ObligationState.OPEN:
        begin(CORRECT_REPORT, before, actor, unit_id=obligation.unit_id, called=obligation.label)
        ask_leg(session, obligation, CORRECT_REPORT.verb, now)
    rearm(session, obligation, rules, now)
    lacking = f"（未收到{'、'.join(answered.missing)}的配合情况）" if answered.missing else ""
    words = f"，{answered.text}" if answered.text else ""
    record(
        session,
        actor,
        now,
        REPORT.verb,
        f"{obligation.label}：{answered.answer.label}{words}{lacking}",
        obligation=obligation,
        before={"state": before.value},
        after={
            "state": obligation.state.value,
            "cycle": obligation.cycle,
            "answer": answered.answer.value,
            "report": str(answered.id),
            "done_on": answered.done_on.isoformat() if answered.done_on else None,
        },
    )
    ask_leg(session, obligation, REPORT.verb, now)


def _state_after(obligation: Obligation, answered: Report) -> ObligationState:
    if obligation.kind is not ObligationKind.COMPLETION or answered.answer is Answer.DONE:
        return ObligationState.REPORTED
    # A mistaken 已完成 that is corrected is owed again; a returned one stays returned.
    returned = obligation.state is ObligationState.RETURNED
    return ObligationState.RETURNED if returned else ObligationState.OPEN


def _files_so_far(session: Session, obligation: Obligation) -> int:
    """Files that came with earlier answers of this cycle stay with it."""
    of_cycle = select(Report.id).where(
        Report.obligation_id == obligation.id, Report.cycle == obligation.cycle
    )
    count = select(func.count()).select_from(Attachment).where(col(Attachment.report_id).in_(of_cycle))
    return session.exec(count).one()
