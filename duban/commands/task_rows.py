"""How `duban task` names things: a key task by plan and number, what is owed by its id, a unit by its name."""

import re
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session, col, func, select

from duban.app import fail
from duban.commands.plan_tables import LARGEST, plan_numbered
from models.duties import Obligation, Round
from models.naming import number_of
from models.plans import KeyTask
from models.units import Unit
from models.words import Armed, Word

W = TypeVar("W", bound=Word)

SHOWN = 8
"""Characters of an id that are shown; any beginning that fits one alone will do."""


def task_numbered(session: Session, plan: int, number: str) -> KeyTask:
    """The key task `12` or `12-2` of a plan; ends the command with a sentence when there is none."""
    plan_numbered(session, plan)
    read = re.fullmatch(r"(\d+)(?:-(\d+))?", number)
    at, part = (int(read[1]), int(read[2] or 1)) if read else (0, 0)
    wanted = (KeyTask.plan_id == plan, KeyTask.number == at, KeyTask.part == part)
    found = session.exec(select(KeyTask).where(*wanted)).first() if max(at, part) <= LARGEST else None
    if found is None:
        fail(f"计划{plan}没有第{number}项重点工作，请用 duban plan show {plan} 核对。")
    return found


def unit_called(session: Session, name: str) -> Unit:
    """The unit of this name, full name or alias; ends the command with a sentence when there is none."""
    units = session.exec(select(Unit).order_by(Unit.name))
    found = next((unit for unit in units if name in (unit.name, unit.full_name, *unit.aliases)), None)
    if found is None:
        fail(f"单位库里没有“{name}”，请用 duban units list 核对。")
    return found


def round_called(session: Session, said: str) -> Round:
    """A round by its name or date; the command fails where that is none or several."""
    rounds = session.exec(select(Round).order_by(col(Round.due_on))).all()
    found = [one for one in rounds if said in (one.name, one.due_on.isoformat())]
    if len(found) != 1:
        known = "、".join(f"{one.name}（{one.due_on}）" for one in rounds)
        fail(f"“{said}”对应{len(found)}个轮次；现有：{known or '无'}")
    return found[0]


def owed_rows(session: Session, task: KeyTask) -> list[tuple[Obligation, str]]:
    """Everything ever asked under a key task, with the unit's name, by date."""
    rows = session.exec(
        select(Obligation, Unit.name)
        .join(Unit, col(Obligation.unit_id) == Unit.id)
        .where(Obligation.key_task_id == task.id)
        .order_by(col(Obligation.report_by), col(Obligation.kind), Unit.name)
    )
    return [(row, name) for row, name in rows]


def obligation_called(session: Session, task: KeyTask, which: str) -> Obligation:
    """What is owed, by the beginning of its id, by unit, or by unit and what it is called: `市工信局:办结报送`.

    A unit that owes several things under the key task has to be told apart; the command then ends with a sentence.
    """
    rows = owed_rows(session, task)
    unit, _, kind = which.replace("：", ":").partition(":")
    found = [row for row, name in rows if name == unit and kind in ("", row.label, row.period)]
    if not found and len(which) > 2:
        found = [row for row, _ in rows if row.id.hex.startswith(which.lower())]
    if len(found) != 1:
        fail(
            f"“{which}”对应{len(found)}件应办事项，"
            f"请用 duban task show {task.plan_id} {number_of(task)} 查编号。"
        )
    return found[0]


def date_said(text: str, called: str) -> date:
    """A date as typed; ends the command with a sentence when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{called}“{text}”不是日期，请写成 2026-06-30 这样。")


def word_said(words: tuple[W, ...], said: str, called: str) -> W:
    """A word by its Chinese or its English form; ends the command with a sentence when it is none of these."""
    found = next((word for word in words if said in (word.label, word.value)), None)
    if found is None:
        fail(f"{called}没有“{said}”，可选：{'、'.join(word.label for word in words) or '无'}。")
    return found


def handed_on(session: Session, task: KeyTask, left: Unit, taker: Unit, now: datetime) -> str:
    """What a hand-over of a part at this instant did: how much went from one unit to the other, and who hears of it."""
    session.flush()
    copied = select(func.count()).where(
        Obligation.key_task_id == task.id,
        Obligation.unit_id == taker.id,
        Obligation.armed_for == Armed.TRANSFERRED,
        Obligation.armed_at == now,
    )
    count = session.exec(copied).one()
    moved = f"{count}件未报送的事项转去并重新起算" if count else "没有未报送的事项"
    return f"{task.called}由{left.name}转{taker.name}：{moved}，{taker.name}须签收；两个单位都在下一封邮件里得知。"
