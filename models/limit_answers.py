"""Answers about time limits: a day, none, how often, or that the matter is done with."""

import re
from datetime import date

from sqlmodel import col, select

from models.actors import MoveRefused
from models.answer_desk import Desk, refuse
from models.horizon import FAR, near
from models.obligate import report_by
from models.plans import CheckpointOffer, Directive, KeyTask, Milestone, Question
from models.rhythms import usual_rounds
from models.words import Criterion, Recurrence

NO_DATE = "暂不设期限"
ANOTHER_DATE = "另行指定"
DONE_WITH = "已办结，不再督办"
RHYTHMS = {
    "每月": Recurrence.MONTH,
    "每季度": Recurrence.QUARTER,
    "每半年": Recurrence.HALF_YEAR,
    "每年": Recurrence.YEAR,
}
_DATE_INSIDE = re.compile(r"(\d{4})[-年](\d{1,2})[-月](\d{1,2})日?")
_DATE = re.compile(r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})日?")


def limit(desk: Desk, question: Question, answer: str) -> None:
    """The day by which milestones are due, or that there is none; the default leaves them as they were read."""
    if answer == ANOTHER_DATE:
        raise MoveRefused(f"疑问{question.position}请直接答复日期，如 {desk.plan.year}-06-30。")
    done = answer == DONE_WITH and answer in question.choices
    day = _day(desk, question, answer)
    if day is None and not done and answer not in (NO_DATE, question.default):
        refuse(question, answer)
    tasks = desk.concerned(question)
    if not tasks and answer != question.default:
        refuse(question, answer)
    for task in tasks:
        positions = question.about.get("milestones")
        if DONE_WITH in question.choices:
            _finish(question, task, positions, done=done)
        if not done:
            _set_dates(desk, question, task, positions, answer, day)


def rhythm(desk: Desk, question: Question, answer: str) -> None:
    """How often a recurring limit falls due."""
    if answer not in RHYTHMS or answer not in question.choices:
        refuse(question, answer)
    for task in desk.concerned(question):
        for stone in _milestones(desk, task, question.about.get("milestones")):
            stone.recurrence = RHYTHMS[answer]
    desk.session.flush()


def _day(desk: Desk, question: Question, answer: str) -> date | None:
    day = date_in(answer, desk.plan.year)
    near(day, desk.plan.year, "期限", on=FAR)
    return day or (_date_named(answer) if answer in question.choices else None)


def _finish(question: Question, task: KeyTask, positions: list[int] | None, *, done: bool) -> None:
    """已办结: nobody is asked any more, which only a question about the whole key task can bring about."""
    whole = len(task.reading.get("milestones", ()))
    if done and positions is not None and len(positions) < whole:
        raise MoveRefused(
            f"疑问{question.position}只涉及部分节点，不能整项不再督办；请答复日期或“{NO_DATE}”。"
        )
    task.listed_apart = bool(task.reading.get("listed_apart", True)) and not done


def _set_dates(
    desk: Desk,
    question: Question,
    task: KeyTask,
    positions: list[int] | None,
    answer: str,
    day: date | None,
) -> None:
    read = task.reading.get("milestones", ())
    stones = _milestones(desk, task, positions)
    if not stones and day is not None:
        stones = [
            Milestone(key_task_id=task.id, position=_next_position(desk, task), criterion=Criterion.COMPLETE)
        ]
        desk.session.add_all(stones)
    kind = desk.session.get_one(Directive, desk.plan.directive_id).kind
    rounds = usual_rounds(kind, desk.rules.policy)
    for stone in stones:
        if stone.position >= len(read) and day is None:
            desk.session.delete(stone)  # an earlier answer made it
            continue
        before = dict(read[stone.position]) if stone.position < len(read) else {}
        due = before.get("due")
        if answer == question.default and (day is None or day.isoformat() == due):
            stone.deadline = date.fromisoformat(due) if due else None
            stone.confidence = before.get("confidence", stone.confidence)
            stone.explanation = before.get("explanation", stone.explanation)
        else:
            stone.deadline, stone.confidence = day, 1.0
            stone.explanation = f"督查人员答复：{f'{day:%Y年%-m月%-d日}' if day else NO_DATE}。"
        asked = (stone.deadline, stone.criterion, desk.rules.policy, desk.plan.year)
        stone.report_by = report_by(*asked, kind=kind, rounds=rounds)
    desk.session.flush()


def _milestones(desk: Desk, task: KeyTask, positions: list[int] | None) -> list[Milestone]:
    """The milestones a question is about; of a whole notice those without a date as read.

    Where none was read, or none is in question, the one that an earlier answer made; never those made of dates inside
    the text.
    """
    read = task.reading.get("milestones", ())
    offered = select(CheckpointOffer.milestone_id).where(
        CheckpointOffer.key_task_id == task.id, col(CheckpointOffer.milestone_id).is_not(None)
    )
    rows = select(Milestone).where(Milestone.key_task_id == task.id, col(Milestone.id).not_in(offered))
    stones = list(desk.session.exec(rows.order_by(col(Milestone.position))))
    if not read:
        return stones
    wanted = positions if positions is not None else [at for at, one in enumerate(read) if not one.get("due")]
    asked = [stone for stone in stones if stone.position in wanted]
    return asked or [stone for stone in stones if stone.position >= len(read)]


def _next_position(desk: Desk, task: KeyTask) -> int:
    rows = desk.session.exec(select(Milestone.position).where(Milestone.key_task_id == task.id))
    return max(rows, default=-1) + 1


def date_in(text: str, year: int) -> date | None:
    """2026-06-30, 2026年6月30日, 6月30日 (of `year`) as a date; None for anything else.

    Raises:
        MoveRefused: it looks like a date and is none.
    """
    found = _DATE.fullmatch("".join(text.split()))
    if found is None:
        return None
    try:
        return date(int(found[1] or year), int(found[2]), int(found[3]))
    except ValueError as wrong:
        raise MoveRefused(f"没有“{text}”这一天。") from wrong


def _date_named(choice: str) -> date | None:
    """The one date inside a choice: 按2026年12月31日督办."""
    found = [date(*map(int, parts)) for parts in _DATE_INSIDE.findall(choice)]
    return found[0] if len(found) == 1 else None
