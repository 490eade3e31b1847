"""Answers about units: who leads, who a name or a group is, who is left out."""

import re
from uuid import UUID

from sqlmodel import select

from models.answer_desk import Desk, refuse
from models.naming import stands_for_some
from models.placing import NOBODY, place_units, tasks_naming
from models.plans import KeyTask, Question, UnitReading
from models.words import Responsibility

NEW_UNIT = "登记为新单位"
NOT_NAMED = "暂不指定"
LEFT_OUT = "不录入"
FIRST_SUMS_UP = "由列第一位的单位汇总"
EACH_REPORTS = "各单位分别报送"
NOT_APART, APART = "不单列督办", "单列督办"

_FIRST = "列第一位的牵头"
_QUOTED = re.compile("“([^”]+)”")
_LEADING = re.compile("牵头")
_SHARED = re.compile("职责|分工|共同负责")
_EACH = re.compile("分别负责")


def who_leads(desk: Desk, question: Question, answer: str) -> None:
    """One or some lead, or the units share the key task; the default leaves it as it was read."""
    for task in desk.concerned(question):
        task.responsibility, task.chosen_leads = _division(question, task, answer)
        place_units(desk.session, [task])


def _division(question: Question, task: KeyTask, answer: str) -> tuple[Responsibility, list[str]]:
    names = [*task.reading.get("leads", ()), *task.reading.get("supports", ())]
    if answer == question.default:
        return Responsibility(task.reading["responsibility"]), []
    if answer not in question.choices:
        refuse(question, answer)
    if not _LEADING.search(answer):
        if _EACH.search(answer):
            return Responsibility.EACH, []
        if _SHARED.search(answer):
            return Responsibility.JOINT, []
        refuse(question, answer)
    leading = names[:1] if answer == _FIRST else [name for name in names if name in _QUOTED.findall(answer)]
    if not leading:
        refuse(question, answer)
    return Responsibility.LEAD, leading


def co_responsible(desk: Desk, question: Question, answer: str) -> None:
    """主责 units beside a lead: they support, or lead with it."""
    if answer not in question.choices:
        refuse(question, answer)
    named = dict(
        zip(map(tuple, question.about.get("tasks", ())), question.about.get("named", ()), strict=True)
    )
    for task in desk.concerned(question):
        main = set(named.get((task.number, task.part)) or _QUOTED.findall(question.text))
        helping = [one for one in task.reading.get("supports", ()) if one in main]
        together = [*task.reading.get("leads", ()), *helping]
        task.chosen_leads = [] if answer == question.default else together
        place_units(desk.session, [task])


def unit_unknown(desk: Desk, question: Question, answer: str) -> None:
    """A name stands for a registered unit, a new one, or nobody yet."""
    name = str(question.about["name"])
    reading = desk.session.exec(
        select(UnitReading).where(UnitReading.plan_id == desk.plan.id, UnitReading.name == name)
    ).one()
    if answer == NOT_NAMED:
        reading.unit_id = None
    elif answer == NEW_UNIT:
        reading.unit_id = desk.units.find(name) or desk.units.enter(name)
    else:
        reading.unit_id = desk.registered(answer)
    desk.session.flush()
    place_units(desk.session, tasks_naming(desk.tasks, name))


def group_members(desk: Desk, question: Question, answer: str) -> None:
    """Which units a group stands for in a key task, or in the whole notice; names separated by 、.

    相关区人民政府 that nobody has named is nobody, whatever members the register gives it.
    """
    name = str(question.about["name"])
    whole = tasks_naming(desk.tasks, name)
    tasks = [desk.task(question)] if question.number else whole
    units = _units(desk, answer)
    if units is None and stands_for_some(name) and desk.units.members_of(name):
        units = []
    _say(desk, tasks, name, units)


def unit_missing(desk: Desk, question: Question, answer: str) -> None:
    """Who leads where the notice names nobody."""
    _say(desk, [desk.task(question)], NOBODY, _units(desk, answer))


def left_out(desk: Desk, question: Question, answer: str) -> None:
    """A name that may be no unit of the key task: taken as read, or left out."""
    if answer not in question.choices:
        refuse(question, answer)
    if answer == question.default:
        _say(desk, [desk.task(question)], str(question.about["name"]), None)
    elif answer.endswith(LEFT_OUT):
        _say(desk, [desk.task(question)], str(question.about["name"]), [])
    else:
        refuse(question, answer)


def person_named(desk: Desk, question: Question, answer: str) -> None:
    """A person among the units: the leader in charge as read, or left out."""
    if answer not in question.choices:
        refuse(question, answer)
    task, person = desk.task(question), str(question.about["name"])
    read = list(task.reading.get("leaders", ()))
    task.leaders = read if answer == question.default else [one for one in read if one != person]


def persons_of_whom(desk: Desk, question: Question, answer: str) -> None:
    """责任人 of the whole notice: its leaders in charge as read, or left out."""
    if answer not in question.choices:
        refuse(question, answer)
    for task in desk.tasks:
        task.leaders = list(task.reading.get("leaders", ())) if answer == question.default else []


def joint_sums_up(desk: Desk, question: Question, answer: str) -> None:
    """Of joint units the first-listed sums up, or each reports for itself."""
    if answer not in question.choices:
        refuse(question, answer)
    for task in desk.concerned(question):
        task.sums_up = answer != EACH_REPORTS


def not_listed_apart(desk: Desk, question: Question, answer: str) -> None:
    """不单列督办: kept in the plan, nobody is asked."""
    if answer not in (APART, NOT_APART):
        refuse(question, answer)
    desk.task(question).listed_apart = answer == APART


def _units(desk: Desk, answer: str) -> list[UUID] | None:
    """The units in an answer; None for 暂不指定."""
    if answer == NOT_NAMED:
        return None
    names = [one for one in re.split(r"[、，,；;\s]+", answer) if one]
    return list(dict.fromkeys(desk.registered(one) for one in names))


def _say(desk: Desk, tasks: list[KeyTask], name: str, units: list[UUID] | None) -> None:
    """What a name means in these key tasks; None takes it as the whole plan does."""
    for task in tasks:
        others = {one: members for one, members in task.groups.items() if one != name}
        task.groups = others if units is None else others | {name: [str(unit) for unit in units]}
    place_units(desk.session, tasks)
