"""A key task that a corrected notice adds to an issued plan: stored as confirmed, issued by issuing once more."""

from dataclasses import replace

from intake.changes import shown
from intake.draft import DraftTask
from intake.storing.asking import Asked, questions_of_draft
from intake.storing.correction import Correction
from intake.storing.giving_way import give_way
from intake.storing.merging import add_questions
from intake.storing.rows import new_key_task, set_milestones, store_names
from models.actors import MoveRefused
from models.answer_desk import Desk
from models.placing import place_units, tasks_of
from models.recording import STRUCK, record


def add_task(desk: Correction, task: DraftTask) -> str:
    """Store one key task with its questions; returns what is to be done about it.

    Raises:
        MoveRefused: another key task has its number and has not ended.
    """
    session, plan, rules = desk.session, desk.plan, desk.rules
    label = shown((task.number, task.part))
    there = [
        one for one in tasks_of(session, plan.id or 0) if (one.number, one.part) == (task.number, task.part)
    ]
    if any(one.state not in STRUCK for one in there):
        raise MoveRefused(f"第{label}项这一序号仍由原来的一项占用。")
    give_way(desk, there)
    # Names in other key tasks change nothing now, and are not asked about.
    only = replace(desk.draft, tasks=(task,))
    row = new_key_task(session, plan, task, only)
    set_milestones(session, plan, row, task, only, rules)
    units = desk.fresh_units()
    unknown = store_names(session, plan, only, units)
    place_units(session, [row])
    asked = [
        one for one in questions_of_draft(only, units, unknown) if one.question.number or _concerns(one, task)
    ]
    waiting = add_questions(session, plan, asked, Desk(session, plan, rules, units, [row]))
    record(
        session,
        desk.actor,
        desk.now,
        "更正",
        f"新增第{label}项，待补充交办",
        plan_id=plan.id,
        key_task_id=row.id,
    )
    return f"待补充交办，{waiting}个疑问待答复" if waiting else "待补充交办"


def _concerns(one: Asked, task: DraftTask) -> bool:
    """Whether a question of the whole notice is about what was added: about its key task, or names in it."""
    named = {*task.leads, *task.supports, *task.leaders}
    return bool(one.about.get("tasks")) or one.about.get("name") in named
