"""What the coordinating office does in the city's year: every afternoon, and on days of its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind
from models.deciding import accept, close, release, send_back, withdraw
from models.dispatching import dispatch
from models.duties import Obligation, Petition, Report
from models.messages import Notification
from models.people import absent, hand_over
from models.petitions import ask_coordination, grant, object_to, refuse
from models.plans import Assignment, KeyTask, Milestone, Plan
from models.steering import cancel, merge, reopen, resume, suspend, transfer
from models.units import Holding, Person, Post, Unit
from models.words import (
    VERDICTS,
    Criterion,
    KeyTaskState,
    Level,
    ObligationKind,
    ObligationState,
    Outcome,
    PetitionKind,
    PetitionState,
    PostRole,
    Verdict,
)
from tests.support.office import OFFICE
from tests.support.year.city import NAMES, YEAR
from tests.support.year.habits import Day, contact

LEADER = replace(OFFICE, level=Level.LEADER)
"""A decision of the leader in charge, which arrives on paper."""


def office_acts(day: Day) -> None:
    """Every workday: decide, check what came in, release what is held, strike off, and today's own business."""
    _decide_petitions(day)
    _check_reports(day)
    _release_held(day)
    _strike_off(day)
    for business in BUSINESS.get(day.today, ()):
        business(day)


def task_numbered(session: Session, number: int) -> KeyTask:
    """A key task of the notice."""
    return session.exec(select(KeyTask).where(KeyTask.number == number)).one()


def unit_named(session: Session, name: str) -> Unit:
    """A unit of the city."""
    return session.exec(select(Unit).where(Unit.name == name)).one()


def _decide_petitions(day: Day) -> None:
    """The day after it was asked; extensions and objections of even numbers are granted."""
    rows = day.session.exec(
        select(Petition, KeyTask)
        .join(KeyTask, col(KeyTask.id) == Petition.key_task_id)
        .where(Petition.state == PetitionState.ASKED)
        .order_by(col(KeyTask.number), col(Petition.kind), col(Petition.wanted_on))
    ).all()
    for petition, task in rows:
        if day.rules.office.today(petition.asked_at) >= day.today:
            continue
        if task.state is not KeyTaskState.ISSUED:
            refuse(
                day.session,
                petition,
                "任务已调整，不再单独研究。",
                day.rules,
                LEADER,
                day.now,
                paper="呈批件1号",
            )
        elif petition.kind is PetitionKind.COORDINATION or task.number % 2 == 0:
            grant(day.session, petition, "同意。", day.rules, LEADER, day.now, paper="呈批件1号")
        else:
            refuse(day.session, petition, "请按原计划推进。", day.rules, LEADER, day.now, paper="呈批件2号")


def _check_reports(day: Day) -> None:
    """Results and plans are checked the day after they came; every seventh key task's first result goes back."""
    rows = day.session.exec(
        select(Obligation, KeyTask, Unit)
        .join(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
        .join(Unit, col(Unit.id) == Obligation.unit_id)
        .where(Obligation.state == ObligationState.REPORTED)
    ).all()
    ordered = sorted(
        rows,
        key=lambda row: (row[1].number, row[2].name, row[0].kind.value, row[0].report_by, row[0].period),
    )
    for obligation, task, _ in ordered:
        checked = obligation.is_result or obligation.kind in (ObligationKind.PLAN, ObligationKind.COMPLETION)
        if not checked or task.state is not KeyTaskState.ISSUED or not _came_before(day, obligation):
            continue
        if obligation.is_result and task.number % 7 == 0 and not obligation.returns:
            send_back(day.session, obligation, "请补充验收材料", day.rules, OFFICE, day.now)
        else:
            accept(
                day.session, obligation, day.rules, OFFICE, day.now, verdict=_verdict(day, obligation, task)
            )


def _came_before(day: Day, obligation: Obligation) -> bool:
    last = day.session.exec(
        select(Report).where(Report.obligation_id == obligation.id).order_by(col(Report.position).desc())
    ).first()
    return last is not None and day.rules.office.today(last.at) < day.today


def _verdict(day: Day, obligation: Obligation, task: KeyTask) -> Verdict | None:
    stone = day.session.get(Milestone, obligation.milestone_id) if obligation.milestone_id else None
    if stone is None or stone.criterion is Criterion.COMPLETE:
        return None
    choices = VERDICTS[stone.criterion]
    return choices[task.number % len(choices)]


def _release_held(day: Day) -> None:
    """The day after it was drafted; every fifth is withdrawn instead."""
    rows = day.session.exec(
        select(Notification, Obligation, KeyTask, Unit)
        .join(Obligation, col(Obligation.id) == Notification.obligation_id)
        .join(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
        .join(Unit, col(Unit.id) == Obligation.unit_id)
        .where(Notification.outcome == Outcome.HELD)
    ).all()
    for note, obligation, task, _ in sorted(
        rows, key=lambda row: (row[2].number, row[3].name, row[1].kind.value, row[1].report_by, row[0].rung)
    ):
        if day.rules.office.today(note.created_at) >= day.today or note.outcome is not Outcome.HELD:
            continue
        if (task.number + obligation.report_by.month) % 5 == 0:
            withdraw(day.session, note, "已电话沟通", day.rules, OFFICE, day.now)
        else:
            release(day.session, note, day.rules, OFFICE, day.now)


def _strike_off(day: Day) -> None:
    """Every second completed key task is struck off the week after."""
    if day.today.weekday() != 4:
        return
    rows = day.session.exec(
        select(KeyTask).where(KeyTask.state == KeyTaskState.COMPLETED).order_by(col(KeyTask.number))
    )
    for task in rows:
        if task.number % 2 == 0:
            close(day.session, task, OFFICE, day.now)


def _object(day: Day) -> None:
    for number in (15, 26):
        task = task_numbered(day.session, number)
        part, unit = day.session.exec(
            select(Assignment, Unit)
            .join(Unit, col(Unit.id) == Assignment.unit_id)
            .where(Assignment.key_task_id == task.id, col(Assignment.position) > 0)
            .order_by(col(Assignment.position))
        ).all()[0]
        head = Actor(f"{unit.name}局长", ActorKind.UNIT, unit.id, PostRole.HEAD)
        object_to(day.session, part, "职责已划转", "局长签字", day.rules, head, day.now)


def _coordinate(day: Day) -> None:
    row, _, unit = day.session.exec(
        select(Obligation, KeyTask, Unit)
        .join(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
        .join(Unit, col(Unit.id) == Obligation.unit_id)
        .where(Obligation.kind == ObligationKind.COMPLETION, Obligation.report_by > day.today)
        .order_by(col(KeyTask.number), col(Unit.name))
    ).all()[0]
    ask_coordination(day.session, row, "需与邻市衔接", day.rules, contact(unit), day.now)


def _suspend(day: Day) -> None:
    for number in (21, 22):
        task = task_numbered(day.session, number)
        suspend(day.session, task, date(YEAR, 6, 22), "政策调整", day.rules, OFFICE, day.now)


def _resume(day: Day) -> None:
    resume(day.session, task_numbered(day.session, 21), "政策已明确", day.rules, OFFICE, day.now)
    cancel(day.session, task_numbered(day.session, 22), "项目取消", day.rules, OFFICE, day.now)


def _merge(day: Day) -> None:
    source, target = task_numbered(day.session, 36), task_numbered(day.session, 46)
    merge(day.session, source, target, "内容相同", day.rules, OFFICE, day.now)


def _transfer(day: Day) -> None:
    task = task_numbered(day.session, 54)
    part = day.session.exec(
        select(Assignment).where(Assignment.key_task_id == task.id, Assignment.position == 0)
    ).one()
    successor = unit_named(day.session, NAMES[33])
    transfer(day.session, task, part.unit_id, successor.id, "职能调整", day.rules, OFFICE, day.now)


def _dispatch(day: Day) -> None:
    plan = day.session.exec(select(Plan)).one()
    tasks = list(
        day.session.exec(
            select(KeyTask)
            .where(KeyTask.theme == "第2板块", KeyTask.state == KeyTaskState.ISSUED)
            .order_by(col(KeyTask.number))
        )
    )
    due = date(YEAR, 11, 6)
    dispatch(day.session, plan, tasks, due, "十一月调度", "请报投资完成情况", day.rules, OFFICE, day.now)


def _look_back(day: Day) -> None:
    rows = day.session.exec(
        select(KeyTask).where(KeyTask.state == KeyTaskState.CLOSED).order_by(col(KeyTask.number)).limit(2)
    )
    for task in rows:
        reopen(
            day.session, task, day.today + timedelta(days=30), "回头看发现问题", day.rules, OFFICE, day.now
        )


def _change_people(day: Day) -> None:
    for index in range(3, 60, 10):
        hand_over(
            day.session,
            _contact_post(day, index),
            f"新联络{index:02d}",
            day.today,
            day.rules,
            OFFICE,
            day.now,
        )


def _go_on_leave(day: Day) -> None:
    post = _contact_post(day, 13)
    person = day.session.exec(
        select(Person)
        .join(Holding, col(Holding.person_id) == Person.id)
        .where(Holding.post_id == post.id, col(Holding.until).is_(None))
    ).one()
    absent(day.session, person, day.today, day.today + timedelta(days=20), "培训", OFFICE, day.now)


def _contact_post(day: Day, index: int) -> Post:
    unit = unit_named(day.session, NAMES[index])
    return day.session.exec(select(Post).where(Post.unit_id == unit.id, Post.role == PostRole.CONTACT)).one()


BUSINESS: dict[date, tuple[Callable[[Day], None], ...]] = {
    date(YEAR, 2, 26): (_object,),
    date(YEAR, 4, 8): (_coordinate,),
    date(YEAR, 4, 20): (_suspend,),
    date(YEAR, 5, 18): (_merge,),
    date(YEAR, 5, 25): (_transfer,),
    date(YEAR, 6, 22): (_resume,),
    date(YEAR, 7, 1): (_change_people,),
    date(YEAR, 8, 3): (_go_on_leave,),
    date(YEAR, 10, 26): (_dispatch,),
    date(YEAR, 11, 16): (_look_back,),
}
"""What the office does on one day of the year only."""
