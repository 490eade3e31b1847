"""A corrected notice on a plan that is issued: what nobody's duty depends on changes, the rest is said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from intake.changes import Changes, Pair, shown
from intake.draft import Draft, DraftTask
from intake.readings import as_read
from intake.storing.asking import Asked, questions_of_draft
from intake.storing.merging import add_questions, renumber_questions
from intake.storing.register_of import RegisteredUnits
from intake.storing.rows import new_key_task, set_milestones, store_names
from models.actors import Actor
from models.answer_desk import Desk
from models.placing import place_units, tasks_of
from models.plans import KeyTask, Plan
from models.recording import record
from models.rules import Rules

SAFE = ("theme", "content", "leaders")
"""Fields that no duty depends on."""
_FIXED = ("年度", "工作要求")


def apply_to_issued(
    session: Session,
    plan: Plan,
    draft: Draft,
    changes: Changes[UUID],
    rules: Rules,
    units: RegisteredUnits,
    actor: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Change texts and numbers, store new key tasks as confirmed; returns what has to be done by hand.

    Limits, units and removed key tasks stay as they were issued: units have been asked, and may have answered.
    """
    by_hand = [
        f"{change}：已经交办，没有改动，请核对后人工处理。"
        for change in changes.heading
        if change.name in _FIXED
    ]
    by_hand += _renumber(session, plan, changes)
    for pair in changes.pairs:
        by_hand += _apply_safe(session, plan, pair, actor, now)
    by_hand += [
        f"原第{shown(old.label)}项更正后没有了，但已经交办，仍照常督办；如不再要求，请另行通知有关单位。"
        for old in changes.removed
    ]
    taken = {(row.number, row.part) for row in tasks_of(session, plan.id or 0)}
    added = [task for task in changes.added if (task.number, task.part) not in taken]
    by_hand += [
        f"新增的第{shown((task.number, task.part))}项没有存入：这一序号仍由原来的一项占用。"
        for task in changes.added
        if task not in added
    ]
    _add(session, plan, draft, added, rules, units, actor, now)
    return tuple(by_hand)


def _renumber(session: Session, plan: Plan, changes: Changes[UUID]) -> list[str]:
    """Numbers move together or not at all: a key task that stays may hold one of them."""
    moved = [pair for pair in changes.pairs if pair.moved]
    staying = {old.label for old in changes.removed}
    if not moved:
        return []
    if any((pair.new.number, pair.new.part) in staying for pair in moved):
        return ["序号没有调整：更正后的序号有的仍由已交办、更正件里没有的项占用。"]
    rows = [(session.get_one(KeyTask, pair.old.key), pair.new) for pair in moved]
    for at, (row, _) in enumerate(rows):
        row.number = -1 - at
    session.flush()
    for row, task in rows:
        row.number, row.part = task.number, task.part
    session.flush()
    labels = {pair.old.label: (pair.new.number, pair.new.part) for pair in moved}
    renumber_questions(session, plan, labels)
    return []


def _apply_safe(session: Session, plan: Plan, pair: Pair[UUID], actor: Actor, now: datetime) -> list[str]:
    row = session.get_one(KeyTask, pair.old.key)
    safe = [change for change in pair.changes if change.name in SAFE]
    if safe:
        reading = as_read(pair.new)
        for change in safe:
            setattr(row, change.name, reading[change.name])
        row.reading = {**row.reading, **{change.name: reading[change.name] for change in safe}}
        before: Mapping[str, Any] = {change.name: change.before for change in safe}
        sentence = f"第{shown((row.number, row.part))}项按更正的文件修改：{'；'.join(map(str, safe))}"
        record(
            session,
            actor,
            now,
            "更正",
            sentence,
            before=dict(before),
            after={change.name: change.after for change in safe},
            plan_id=plan.id,
            key_task_id=row.id,
        )
    label = shown((row.number, row.part))
    return [
        f"第{label}项 {change}：已经交办，没有改动；期限和单位的变更目前须人工处理，请通知有关单位。"
        for change in pair.changes
        if change.name not in SAFE
    ]


def _add(
    session: Session,
    plan: Plan,
    draft: Draft,
    added: list[DraftTask],
    rules: Rules,
    units: RegisteredUnits,
    actor: Actor,
    now: datetime,
) -> None:
    """New key tasks, confirmed but not issued, with their questions."""
    if not added:
        return
    only = replace(
        draft, tasks=tuple(added)
    )  # names in other key tasks change nothing now, and are not asked about
    rows = [new_key_task(session, plan, task, only) for task in added]
    for row, task in zip(rows, added, strict=True):
        set_milestones(session, plan, row, task, only, rules)
    unknown = store_names(session, plan, only, units)
    place_units(session, rows)
    asked = [
        one
        for one in questions_of_draft(only, units, unknown)
        if one.question.number or _concerns(one, added)
    ]
    add_questions(session, plan, asked, Desk(session, plan, rules, units, rows))
    numbers = "、".join(shown((row.number, row.part)) for row in rows)
    record(session, actor, now, "更正", f"新增第{numbers}项，待补充交办", plan_id=plan.id)


def _concerns(one: Asked, added: list[DraftTask]) -> bool:
    """Whether a question of the whole notice is about what was added: about its key tasks, or names in them."""
    named = {name for task in added for name in (*task.leads, *task.supports, *task.leaders)}
    return bool(one.about.get("tasks")) or one.about.get("name") in named
