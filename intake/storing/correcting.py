"""What a corrected notice changes in its plan, and applying it: field by field, as long as the plan is a draft."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from intake.changes import Changes, FieldChange, Kept, differences, shown
from intake.draft import Draft
from intake.storing.after_issue import apply_to_issued
from intake.storing.asking import questions_of_draft
from intake.storing.identity import digest
from intake.storing.merging import merge_questions
from intake.storing.offered import set_checkpoints, set_requirements
from intake.storing.register_of import RegisteredUnits
from intake.storing.rows import fill, new_key_task, set_milestones, store_names
from models.actors import Actor, MoveRefused, office_only
from models.placing import place_units, tasks_of
from models.plans import (
    Assignment,
    CheckpointOffer,
    Directive,
    GeneralRequirement,
    KeyTask,
    Milestone,
    Plan,
    Question,
)
from models.recording import record
from models.rules import Rules
from models.settling import bring_about_again
from models.words import PlanState


def differences_from(
    session: Session, plan: Plan, draft: Draft, decided: Mapping[str, str] | None = None
) -> Changes[UUID]:
    """What a draft changes in a stored plan; both as read, so that answers do not count as differences.

    Raises:
        MoveRefused: `decided` names a key task that is not there.
    """
    stored = [Kept(task.id, task.number, task.part, task.reading) for task in tasks_of(session, plan.id or 0)]
    olds, news = {shown(one.label) for one in stored}, {shown((one.number, one.part)) for one in draft.tasks}
    for new, old in (decided or {}).items():
        if new not in news:
            raise MoveRefused(f"更正的文件里没有第{new}项。")
        if old and old not in olds:
            raise MoveRefused(f"计划{plan.id}里没有第{old}项。")
    return differences(stored, draft.tasks, decided, _heading(session, plan, draft))


def _heading(session: Session, plan: Plan, draft: Draft) -> list[FieldChange]:
    directive = session.get_one(Directive, plan.directive_id)
    rows = select(GeneralRequirement.text).where(GeneralRequirement.plan_id == plan.id)
    before, after = set(session.exec(rows)), {one.text for one in draft.defaults}
    pairs = [
        ("标题", directive.title, draft.title),
        ("发文机关", directive.issuer, draft.issuer),
        ("文号", directive.document_number, draft.document_number),
        ("成文日期", str(directive.issued_on or ""), str(draft.issued_on or "")),
        ("年度", str(plan.year), str(draft.year)),
        ("工作要求", "；".join(sorted(before - after)), "；".join(sorted(after - before))),
    ]
    return [FieldChange(name, old, new) for name, old, new in pairs if old != new]


def apply_draft(
    session: Session,
    plan: Plan,
    draft: Draft,
    source: tuple[str, bytes],
    changes: Changes[UUID],
    rules: Rules,
    units: RegisteredUnits,
    actor: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Apply a corrected version. Returns what was not done and has to be done by hand; nothing people did is lost.

    Raises:
        MoveRefused: some key tasks cannot be told apart; a unit tries it.
    """
    office_only(actor, "更正计划")
    _refuse_doubtful(changes)
    by_hand: tuple[str, ...] = ()
    if plan.state is PlanState.ISSUED:
        by_hand = apply_to_issued(session, plan, draft, changes, rules, units, actor, now)
    else:
        _apply_to_draft(session, plan, draft, changes, rules, units)
        before = {
            shown(pair.old.label): {one.name: one.before for one in pair.changes} for pair in changes.pairs
        }
        after = {
            shown((pair.new.number, pair.new.part)): {one.name: one.after for one in pair.changes}
            for pair in changes.pairs
        }
        removed = {shown(old.label): dict(old.reading) for old in changes.removed}
        sentence = f"按更正的文件修改：{len(changes.sentences())}处不同"
        # A draft's key tasks may go; so its history hangs on the plan alone.
        record(
            session,
            actor,
            now,
            "更正",
            sentence,
            before={label: fields for label, fields in before.items() if fields} | removed,
            after={label: fields for label, fields in after.items() if fields},
            plan_id=plan.id,
        )
    directive = session.get_one(Directive, plan.directive_id)
    directive.title, directive.issued_on = draft.title, draft.issued_on
    directive.issuer, directive.document_number = draft.issuer, draft.document_number
    if not by_hand:  # else the same file shows once more what is still different
        directive.source_name, directive.source_digest = source[0], digest(source)
    session.flush()
    return by_hand


def _refuse_doubtful(changes: Changes[UUID]) -> None:
    if not changes.doubtful:
        return
    old, new = changes.doubtful[0]
    label = shown((new.number, new.part))
    labels = "、".join(shown((task.number, task.part)) for _, task in changes.doubtful)
    raise MoveRefused(
        f"第{labels}项与原来同序号的一项差别很大，不能确定是否为同一项，没有改变计划。"
        f"如第{label}项与原第{shown(old.label)}项是同一项，请加 --same {label}={shown(old.label)}；"
        f"是新的一项，请加 --same {label}=。"
    )


def _apply_to_draft(
    session: Session,
    plan: Plan,
    draft: Draft,
    changes: Changes[UUID],
    rules: Rules,
    units: RegisteredUnits,
) -> None:
    plan.year = draft.year
    for old in changes.removed:
        _remove(session, session.get_one(KeyTask, old.key))
    rows = {pair.old.key: session.get_one(KeyTask, pair.old.key) for pair in changes.pairs}
    for at, row in enumerate(rows.values()):
        row.number = -1 - at  # out of the way: numbers are unique
    session.flush()
    placed = [(rows[pair.old.key], pair.new) for pair in changes.pairs]
    for row, task in placed:
        fill(row, task, draft)
    placed += [(new_key_task(session, plan, task, draft), task) for task in changes.added]
    session.flush()
    for row, task in placed:
        set_milestones(session, plan, row, task, draft, rules)
    unknown = store_names(session, plan, draft, units)
    place_units(session, (row for row, _ in placed))
    set_requirements(session, plan, draft)
    set_checkpoints(session, plan, draft, {(row.number, row.part): row.id for row, _ in placed})
    asked = questions_of_draft(draft, units, _asked_names(session, plan, draft, unknown))
    labels = {pair.old.label: (pair.new.number, pair.new.part) for pair in changes.pairs}
    merge_questions(session, plan, asked, labels)
    bring_about_again(session, plan, rules, units)


def _asked_names(session: Session, plan: Plan, draft: Draft, unknown: Iterable[str]) -> list[str]:
    """Names asked about now, and those that were asked about before and still stand in the notice."""
    rows = select(Question).where(Question.plan_id == plan.id, Question.code == "unit-unknown")
    before = [str(row.about.get("name", "")) for row in session.exec(rows)]
    named = {name for task in draft.tasks for name in (*task.leads, *task.supports)}
    return [name for name in dict.fromkeys((*before, *unknown)) if name in named]


def _remove(session: Session, row: KeyTask) -> None:
    """Take a key task out of a draft, with what hangs on it; what it said stays in the history."""
    for offer in session.exec(select(CheckpointOffer).where(CheckpointOffer.key_task_id == row.id)):
        session.delete(offer)
    session.flush()
    for table in (Assignment, Milestone):
        for child in session.exec(select(table).where(col(table.key_task_id) == row.id)):
            session.delete(child)
    session.flush()
    session.delete(row)
    session.flush()
