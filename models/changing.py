"""Changing an issued key task: its dates and units move, and what is owed follows by the same rules as at issue.

What people have done stays: an obligation that is answered keeps its date, its text and its verdict.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from models.actors import Actor
from models.arising import asking_of, rounds_by_date
from models.arming import begin_anew
from models.asked_of_task import Standing, standing
from models.change_effect import REASON, Effect
from models.dropping import asked_petitions, drop, drop_petitions
from models.duties import Obligation
from models.handing_on import ask_to_sign
from models.in_force import InForce, in_force
from models.live_duties import Key, free_slot, live_obligations, take_out
from models.move_table import REASK
from models.moves import begin
from models.obligate import Duty
from models.plans import KeyTask, Milestone, Plan
from models.recording import as_asked, ask_task_leg, record
from models.rules import Rules
from models.words import OWED, Armed, KeyTaskState, ObligationKind, ObligationState


def bring_into_line(
    session: Session,
    plan: Plan,
    task: KeyTask,
    before: Standing,
    rules: Rules,
    actor: Actor,
    now: datetime,
    *,
    removed: Sequence[Milestone] = (),
) -> Effect:
    """Bring what is owed from what it was to what the rows say now. New units are asked to sign.

    Args:
        removed: milestones the key task has no more; they go unless somebody has answered them.
    """
    after = standing(session, plan, task, rules, now, {stone.id for stone in removed}, before.running)
    live = live_obligations(session, task)
    answered = _answered(before, after, live)
    made = [in_force(duty, live, rules, now) for duty in _new(before, after, live, answered)]
    ended = _ended(before, after, live)
    effect = Effect(
        moved=_move(session, plan, before, after, live, rules, actor, now),
        cancelled=_cancel(session, task, before, after, live, rules, actor, now),
        made=len(made),
        kept=len(answered),
        ended=ended,
    )
    _make(session, plan, task, made, rules, actor, now)
    take_out(session, removed)
    for unit_id in sorted(after.units - before.units, key=str):
        ask_to_sign(session, plan.id or 0, unit_id, rules, actor, now)
    ask_task_leg(session, task, "更正", now)
    return effect


def _same_date(before: Standing, after: Standing, key: Key) -> bool:
    old, new = before.duties[key], after.duties[key]
    return key[1] is ObligationKind.PLAN or (old.report_by, old.deadline) == (new.report_by, new.deadline)


def _rounds(session: Session, plan: Plan, rules: Rules, now: datetime) -> dict[date, UUID]:
    asking = asking_of(session, plan, rules, rules.office.today(now))
    return {day: row.id for day, row in rounds_by_date(session, asking.rounds).items()}


def _moved_keys(before: Standing, after: Standing) -> list[Key]:
    common = [key for key in after.duties if key in before.duties]
    return [key for key in common if not _same_date(before, after, key)]


def _move(
    session: Session,
    plan: Plan,
    before: Standing,
    after: Standing,
    live: Mapping[Key, Obligation],
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> int:
    """What is still owed by another date begins anew."""
    rounds = _rounds(session, plan, rules, now)
    rows = [(live[key], after.duties[key]) for key in _moved_keys(before, after) if key in live]
    owed = [(row, duty) for row, duty in rows if row.state in OWED]
    for row, duty in owed:
        begin(REASK, row.state, actor, called=row.label, reason=REASON)
        asked, judged = row.asked_by, row.deadline
        row.deadline = duty.deadline
        lapsed = _lapses(row)
        if row.report_by != duty.report_by:
            row.first_asked, row.report_by = row.first_by, duty.report_by
        row.round_id = rounds.get(duty.round_due, row.round_id) if duty.round_due else row.round_id
        returned = row.state is ObligationState.RETURNED
        row.extended_to, row.return_by = None, max(duty.report_by, asked) if returned else None
        begin_anew(session, row, Armed.CHANGED, None, rules, now)
        sentence = f"{row.label}由{asked:%Y-%m-%d}改为{row.asked_by:%Y-%m-%d}前报送：{REASON}"
        sentence += f"，已批准的延期（至{lapsed:%Y-%m-%d}）不再有效" if lapsed else ""
        record(
            session,
            actor,
            now,
            REASK.verb,
            sentence,
            obligation=row,
            before={"state": row.state.value, "asked_by": str(asked), "deadline": _text(judged)},
            after={
                "state": row.state.value,
                "asked_by": str(row.asked_by),
                "deadline": _text(row.deadline),
                "cycle": row.cycle,
                "armed_for": row.armed_for.value,
            },
        )
    return len(owed)


def _cancel(
    session: Session,
    task: KeyTask,
    before: Standing,
    after: Standing,
    live: Mapping[Key, Obligation],
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> int:
    """What nobody asks any more is cancelled, with the petitions about it."""
    gone = [live[key] for key in before.duties if key not in after.duties and key in live]
    owed = [row for row in gone if row.state in OWED]
    ids = {row.id for row in owed}
    about = [one for one in asked_petitions(session, task.id) if one.obligation_id in ids]
    drop_petitions(session, about, REASON, rules, actor, now)
    return len(drop(session, owed, REASON, rules, actor, now))


def _make(
    session: Session,
    plan: Plan,
    task: KeyTask,
    new: Sequence[InForce],
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> None:
    rounds = _rounds(session, plan, rules, now)
    for one in new:
        duty = one.duty
        row = Obligation(
            plan_id=plan.id or 0,
            unit_id=duty.unit_id,
            kind=duty.kind,
            key_task_id=task.id,
            milestone_id=duty.milestone_id,
            round_id=one.round_id or (rounds.get(duty.round_due) if duty.round_due else None),
            period=duty.period,
            slot=free_slot(session, plan, duty),
            ladder=one.ladder,
            report_by=duty.report_by,
            extended_to=one.extended_to,
            deadline=duty.deadline,
            armed_at=now,
            armed_for=Armed.ISSUED,
            cycle=-1,
            paused=task.state is KeyTaskState.SUSPENDED,
        )
        session.add(row)
        session.flush()
        begin_anew(session, row, Armed.CHANGED, one.return_by, rules, now)
        sentence = f"新增{row.label}，{row.asked_by:%Y-%m-%d}前报送：{REASON}"
        after = {**as_asked(session, row), "asked": row.asked_by.isoformat()}
        record(session, actor, now, "交办", sentence, obligation=row, after=after)


def _answered(before: Standing, after: Standing, live: Mapping[Key, Obligation]) -> list[Key]:
    """What the change would touch, had it not been answered."""
    gone = [key for key in before.duties if key not in after.duties]
    touched = (*gone, *_moved_keys(before, after))
    return [key for key in touched if key in live and live[key].state not in OWED]


def _new(
    before: Standing, after: Standing, live: Mapping[Key, Obligation], answered: Sequence[Key]
) -> list[Duty]:
    """What is asked now and was not before; of a unit in another's place not what that one has answered."""
    done = {key[1:] for key in answered if key not in after.duties}
    return [
        duty
        for key, duty in after.duties.items()
        if key not in before.duties and key not in live and key[1:] not in done
    ]


def _lapses(row: Obligation) -> date | None:
    """The date of a granted extension that a corrected one replaces."""
    return row.extended_to if row.extended_to and row.extended_to != row.report_by else None


def _ended(before: Standing, after: Standing, live: Mapping[Key, Obligation]) -> tuple[date, ...]:
    """The extensions that end with the change; contributions follow the lead's."""
    rows = [live[key] for key in _moved_keys(before, after) if key in live]
    return tuple(day for row in rows if row.state in OWED and (day := _lapses(row)))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
