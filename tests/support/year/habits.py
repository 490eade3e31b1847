"""How the units of the city behave: each has one habit, and keeps it all year."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind
from models.answering import report, sign
from models.duties import Obligation, Petition, Promise
from models.messages import Notification
from models.petitions import ask_extension
from models.plans import KeyTask, Milestone
from models.rules import Rules
from models.units import Unit
from models.words import OWED, Answer, ObligationKind, Outcome, PetitionKind, PostRole
from tests.support.office import OFFICE
from tests.support.year.city import UNREACHABLE, unit_index

LOOK_AHEAD = timedelta(days=45)
"""What is asked later has not been told yet."""


class Habit(StrEnum):
    """When a unit answers."""

    PROMPT = "answers the day it is told"
    LAST_DAY = "answers on the last day"
    LATE = "answers three workdays late"
    STUBBORN = "answers two workdays after a 催办单, and helps nobody"
    EXTENDS = "asks for an extension first"
    PROMISES = "names a date first; every other unit keeps it"
    TELEPHONE = "has no mailbox: answers by telephone two workdays late"


def habit_of(index: int) -> Habit:
    """The first three of every eight answer at once."""
    if index in UNREACHABLE:
        return Habit.TELEPHONE
    return (
        Habit.PROMPT,
        Habit.PROMPT,
        Habit.PROMPT,
        Habit.LAST_DAY,
        Habit.LATE,
        Habit.STUBBORN,
        Habit.EXTENDS,
        Habit.PROMISES,
    )[index % 8]


@dataclass(frozen=True)
class Owed:
    """One thing a unit still has to do, and what it has heard of it."""

    row: Obligation
    unit: Unit
    task: KeyTask | None
    said: frozenset[str]
    """Rungs that have reached a reader in this cycle, by name."""
    slip_at: datetime | None
    """When its 催办单 was released."""

    @property
    def number(self) -> int:
        """The key task's number; 0 for the notice."""
        return self.task.number if self.task else 0


@dataclass
class Day:
    """One day of the units."""

    session: Session
    rules: Rules
    now: datetime

    @property
    def today(self) -> date:
        return self.rules.office.today(self.now)

    def workdays_after(self, day: date, count: int) -> date:
        return self.rules.office.workdays.shift(day, count)


def contact(unit: Unit) -> Actor:
    """The unit's contact, or for one without a mailbox the coordinator who telephones and writes it down."""
    if unit_index(unit.name) in UNREACHABLE:
        return OFFICE
    return Actor(f"{unit.name}联络员", ActorKind.UNIT, unit.id, PostRole.CONTACT)


def units_act(day: Day) -> None:
    """Everybody does today what his habit says."""
    for owed in all_owed(day):
        ANSWERS[habit_of(unit_index(owed.unit.name))](day, owed)


def all_owed(day: Day) -> list[Owed]:
    """In an order that no database decides."""
    found = day.session.exec(
        select(Obligation, Unit, KeyTask)
        .join(Unit, col(Unit.id) == Obligation.unit_id)
        .join(KeyTask, col(KeyTask.id) == Obligation.key_task_id, isouter=True)
        .where(
            col(Obligation.state).in_(OWED),
            col(Obligation.paused).is_(False),
            Obligation.kind != ObligationKind.DECIDE,
            Obligation.report_by <= day.today + LOOK_AHEAD,
        )
    ).all()
    said = _said(day.session, [row.id for row, _, _ in found])
    stones = {stone.id: stone.position for stone in day.session.exec(select(Milestone))}
    owed = [
        Owed(
            row,
            unit,
            task,
            frozenset(note.rung for note in said.get(row.id, ()) if note.cycle == row.cycle),
            next((note.released_at for note in said.get(row.id, ()) if note.rung == "催办单"), None),
        )
        for row, unit, task in found
    ]
    return sorted(
        owed,
        key=lambda one: (
            one.unit.name,
            one.number,
            one.row.kind.value,
            one.row.report_by,
            one.row.period,
            stones.get(one.row.milestone_id, -1) if one.row.milestone_id else -1,
        ),
    )


def _said(session: Session, ids: list[UUID]) -> dict[UUID, list[Notification]]:
    said: dict[UUID, list[Notification]] = {}
    for start in range(0, len(ids), 500):
        rows = select(Notification).where(
            col(Notification.obligation_id).in_(ids[start : start + 500]),
            col(Notification.outcome).in_([Outcome.DELIVERED, Outcome.REFUSED]),
        )
        for note in session.exec(rows):
            said.setdefault(note.obligation_id, []).append(note)
    return said


def _prompt(day: Day, owed: Owed) -> None:
    if owed.said:
        answer(day, owed)


def _last_day(day: Day, owed: Owed) -> None:
    if owed.said and day.today >= day.workdays_after(owed.row.asked_by, 0):
        answer(day, owed)


def _late(day: Day, owed: Owed) -> None:
    if owed.said and day.today >= day.workdays_after(owed.row.asked_by, +3):
        answer(day, owed)


def _telephone(day: Day, owed: Owed) -> None:
    if day.today >= day.workdays_after(owed.row.asked_by, +2):
        answer(day, owed)


def _stubborn(day: Day, owed: Owed) -> None:
    if owed.row.kind in (ObligationKind.SIGN, ObligationKind.PLAN):
        _late(day, owed)
    elif owed.slip_at is not None:
        released = day.rules.office.today(owed.slip_at)
        if day.today >= day.workdays_after(released, +2):
            answer(day, owed)


def _extends(day: Day, owed: Owed) -> None:
    node = owed.row.kind is ObligationKind.COMPLETION and owed.row.ladder == "completion"
    if not node or owed.row.returns:
        _prompt(day, owed)
        return
    asked = day.session.exec(
        select(Petition).where(Petition.obligation_id == owed.row.id, Petition.kind == PetitionKind.EXTENSION)
    ).first()
    if asked is None and owed.said:
        until = owed.row.report_by + timedelta(days=10 + owed.number % 40)
        ask_extension(day.session, owed.row, until, "用地手续未办完", day.rules, contact(owed.unit), day.now)
    elif asked is not None:
        _last_day(day, owed)


def _promises(day: Day, owed: Owed) -> None:
    if owed.row.kind is not ObligationKind.COMPLETION or owed.row.returns:
        _prompt(day, owed)
        return
    promised = day.session.exec(select(Promise).where(Promise.obligation_id == owed.row.id)).all()
    if not promised and owed.said:
        report(
            day.session,
            owed.row,
            Answer.IN_PROGRESS,
            day.rules,
            contact(owed.unit),
            day.now,
            f"第{owed.number}项正在收尾",
            next_step="完成验收",
            next_on=day.workdays_after(day.today, +4),
        )
        return
    kept = unit_index(owed.unit.name) // 8 % 2 == 1
    if any(
        day.today >= (promise.due_on if kept else day.workdays_after(promise.due_on, +3))
        for promise in promised
    ):
        answer(day, owed)


ANSWERS: dict[Habit, Callable[[Day, Owed], None]] = {
    Habit.PROMPT: _prompt,
    Habit.LAST_DAY: _last_day,
    Habit.LATE: _late,
    Habit.STUBBORN: _stubborn,
    Habit.EXTENDS: _extends,
    Habit.PROMISES: _promises,
    Habit.TELEPHONE: _telephone,
}


def answer(day: Day, owed: Owed) -> None:
    """What the unit answers when it does."""
    row, actor = owed.row, contact(owed.unit)
    if row.kind is ObligationKind.SIGN:
        sign(day.session, row, day.rules, actor, day.now)
        return
    if row.kind is ObligationKind.PLAN:
        _send_plan(day, owed, actor)
        return
    said = _answer_to(owed)
    text = f"第{owed.number}项已完成本期任务" if said is not Answer.NOTHING_NEW else ""
    step = {"next_step": "继续推进", "next_on": day.workdays_after(day.today, +20)}
    more = step if said is Answer.IN_PROGRESS else {}
    percent = 100 if said is Answer.DONE else 50
    report(day.session, row, said, day.rules, actor, day.now, text, percent=percent, **more)  # type: ignore[arg-type]


def _answer_to(owed: Owed) -> Answer:
    if owed.row.kind is ObligationKind.COMPLETION:
        return Answer.DONE
    if owed.row.kind is ObligationKind.CONTRIBUTION:
        return Answer.NOTHING_NEW if owed.number % 2 else Answer.ON_TRACK
    if owed.row.is_result:
        return Answer.DONE
    return Answer.IN_PROGRESS if owed.number % 4 == 0 else Answer.ON_TRACK


def _send_plan(day: Day, owed: Owed, actor: Actor) -> None:
    nodes = []
    if owed.number % 16 == 6:
        nodes = [{"due": f"{day.today.year}-08-31", "text": "完成主体工程"}]
    details = {
        "measures": "成立专班，分步实施",
        "timetable": "上半年启动，下半年见效",
        "responsible": f"{owed.unit.name}分管负责人",
        "result_form": "工作报告",
        "expected_result": "服务满意度提高五个百分点",
        "nodes": nodes,
    }
    report(day.session, owed.row, Answer.PLANNED, day.rules, actor, day.now, details=details)
