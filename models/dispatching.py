"""调度: a round called for by a person; for the chosen key tasks it takes the place of a regular round that is near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused
from models.arising import asking_of, store_duties
from models.arming import begin_anew
from models.dispatch_plan import Asked, Dispatch, Moved, planned
from models.duties import Obligation, Round
from models.horizon import near
from models.move_table import DISPATCH, REASK
from models.moves import begin
from models.obligate import Duty
from models.once import stored_once
from models.plans import KeyTask, Plan
from models.recording import all_as_asked, ask_task_leg, lock, lock_owed, lock_tasks, record
from models.rules import Rules
from models.units import Unit
from models.words import Armed, ObligationKind, RoundKind
from models.workdays import Workdays

LADDERS = {
    ObligationKind.PROGRESS: "dispatch",
    ObligationKind.CONTRIBUTION: "dispatch-contribution",
}
"""A 调度 is announced at once: the rungs of a regular round may lie before it was called."""
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class DispatchPreview:
    """What a 调度 would do, before it is sent."""

    units: tuple[str, ...]
    """Who is asked, by name."""
    rows: int
    """How many rows they answer."""
    moved: int
    """Of these, taken over from the regular round."""
    overdue: int
    """Reports overdue already: they stay as they are and are not asked a second time."""
    replaces: tuple[str, ...]
    """Regular rounds whose open reports move, by name and date."""
    advice: str
    """Empty, or that the date is no workday."""
    sentence: str


def preview_dispatch(
    session: Session, plan: Plan, tasks: Sequence[KeyTask], due_on: date, rules: Rules, now: datetime
) -> DispatchPreview:
    """Who would be asked and what moves; nothing is changed here.

    Raises:
        MoveRefused: no key task, one that is not of this plan, or a date that has passed.
    """
    _check(plan, tasks, due_on, rules, now)
    return _told(session, planned(session, plan, tasks, due_on, rules, now), due_on, rules.office.workdays)


def dispatch(
    session: Session,
    plan: Plan,
    tasks: Sequence[KeyTask],
    due_on: date,
    name: str,
    note: str,
    rules: Rules,
    actor: Actor,
    now: datetime,
) -> Round:
    """调度: ask the units of these key tasks by that date. Results (milestones) are never moved.

    Args:
        name: of the round; one that exists on that date keeps its own.
        note: what is asked, in the coordinator's words.

    Raises:
        MoveRefused: a key task that is not under way, a date that has passed, no name, or nobody to ask.
    """
    lock_tasks(session, [task.id for task in tasks])
    for task in tasks:
        begin(DISPATCH, task.state, actor, called=task.called, due_on=due_on)
    _check(plan, tasks, due_on, rules, now)
    wanted = planned(session, plan, tasks, due_on, rules, now)
    if not wanted.moved and not wanted.asked:
        raise MoveRefused("所选重点工作已在这一天报送，或没有可以调度的单位。")
    round_ = _round(session, due_on, name, note)
    lock_owed(
        session, select(Obligation).where(col(Obligation.id).in_([one.obligation.id for one in wanted.moved]))
    )
    for one in wanted.moved:
        _move(session, one, round_, rules, actor, now)
    made = _ask(session, plan, wanted.asked, round_, rules, now)
    told = _told(session, wanted, due_on, rules.office.workdays)
    standing = {str(task.id): task.state.value for task in tasks}  # it asks, and leaves them where they stand
    record(
        session,
        actor,
        now,
        DISPATCH.verb,
        f"{round_.name}：{told.sentence}",
        before={"moved": [str(one.obligation.id) for one in wanted.moved], "key_tasks": standing},
        after={
            "round": due_on.isoformat(),
            "key_tasks": standing,
            "obligations": all_as_asked(session, made),
        },
        plan_id=plan.id,
    )
    for task in tasks:
        ask_task_leg(session, task, DISPATCH.verb, now)
    return round_


def _check(plan: Plan, tasks: Sequence[KeyTask], due_on: date, rules: Rules, now: datetime) -> None:
    if not tasks:
        raise MoveRefused("请至少选一项重点工作。")
    if any(task.plan_id != plan.id for task in tasks):
        raise MoveRefused(f"所选重点工作不都属于计划{plan.id}。")
    if due_on < rules.office.today(now):
        raise MoveRefused(f"报送日期{due_on:%Y-%m-%d}已过，请填今天或以后的日期。")
    near(due_on, rules.office.today(now).year, "报送日期")


def _told(session: Session, wanted: Dispatch, due_on: date, workdays: Workdays) -> DispatchPreview:
    ids = {one.obligation.unit_id for one in wanted.moved} | {one.unit_id for one in wanted.asked}
    units = tuple(sorted(session.exec(select(Unit.name).where(col(Unit.id).in_(ids)))))
    rows = len(wanted.moved) + len(wanted.asked)
    replaced = f"{wanted.replaces.name}（{wanted.replaces.due_on}）" if wanted.replaces else ""
    words = f"请{len(units)}个单位在{due_on:%Y-%m-%d}前报送{rows}件"
    if wanted.moved:
        words += f"，其中{len(wanted.moved)}件由{replaced}移来"
    if wanted.overdue:
        words += f"；另有{wanted.overdue}件已逾期未报，照旧催办"
    advice = ""
    if due_on not in workdays:
        advice = (
            f"{due_on:%Y-%m-%d}（周{_WEEKDAYS[due_on.weekday()]}）不是工作日，"
            f"建议改为{workdays.shift(due_on, 0):%Y-%m-%d}或{workdays.shift(due_on, +1):%Y-%m-%d}。"
        )
    return DispatchPreview(
        units, rows, len(wanted.moved), wanted.overdue, (replaced,) if replaced else (), advice, f"{words}。"
    )


def _round(session: Session, due_on: date, name: str, note: str) -> Round:
    """That date's round, whoever made it, else a new one."""
    name, note = name.strip(), note.strip()
    found = _round_on(session, due_on)
    if found is None:
        if not name:
            raise MoveRefused("请写明这次调度的名称。")
        new = Round(due_on=due_on, name=name, kind=RoundKind.AD_HOC, note=note)
        found = stored_once(session, new, lambda: _round_on(session, due_on))
    if note:
        lock(session, found)
        if note not in found.note:
            found.note = "；".join(filter(None, (found.note, note)))
        session.flush()
    return found


def _round_on(session: Session, due_on: date) -> Round | None:
    return session.exec(select(Round).where(Round.due_on == due_on)).first()


def _move(session: Session, one: Moved, round_: Round, rules: Rules, actor: Actor, now: datetime) -> None:
    row = one.obligation
    begin(REASK, row.state, actor, called=row.label, reason=DISPATCH.verb)
    before = {"asked_by": row.asked_by.isoformat(), "cycle": row.cycle}
    row.round_id, row.ladder = round_.id, LADDERS[row.kind]
    begin_anew(session, row, Armed.CHANGED, one.to, rules, now)
    record(
        session,
        actor,
        now,
        DISPATCH.verb,
        f"{row.label}改在{round_.name}报送，{one.to:%Y-%m-%d}前",
        obligation=row,
        before=before,
        after={"asked_by": row.asked_by.isoformat(), "cycle": row.cycle},
    )


def _ask(
    session: Session, plan: Plan, asked: Iterable[Asked], round_: Round, rules: Rules, now: datetime
) -> list[Obligation]:
    duties = [
        Duty(
            kind=one.kind,
            unit_id=one.unit_id,
            ladder=LADDERS[one.kind],
            report_by=one.by,
            key_task_id=one.key_task_id,
            round_due=round_.due_on,
            period=round_.due_on.isoformat(),
        )
        for one in asked
    ]
    return store_duties(
        session, plan, duties, asking_of(session, plan, rules, rules.office.today(now)), rules, now
    )
