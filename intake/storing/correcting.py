"""What a corrected notice changes in its plan, and applying it: field by field, as long as the plan is a draft."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session, col, select

from intake.changes import Changes, FieldChange, differences, shown
from intake.draft import Draft
from intake.storing.after_issue import apply_steps, preview
from intake.storing.asking import questions_of_draft
from intake.storing.correction import Correction, set_heading
from intake.storing.identity import digest
from intake.storing.issued_steps import steps_of
from intake.storing.merging import merge_questions
from intake.storing.offered import set_checkpoints, set_requirements
from intake.storing.partners import find_partners
from intake.storing.register_of import RegisteredUnits
from intake.storing.rows import fill, new_key_task, set_milestones, store_names
from models.actors import MoveRefused, office_only
from models.erasing import OFFLINE_TEXT
from models.placing import place_units
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


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a corrected version changes, and what came of it."""

    changes: tuple[str, ...] = ()
    """All differences, as lines a person can check."""
    steps: tuple[str, ...] = ()
    """Of an issued plan: the same by number, with what applying each does or did."""
    by_hand: tuple[str, ...] = ()
    """Differences that were not applied, and why."""
    waits: bool = False
    """There are differences, and nothing was applied."""


def correct(
    desk: Correction, decided: Mapping[str, str] | None, *, apply: bool, only: Collection[int] = ()
) -> Corrected:
    """Show what a corrected version changes, or apply it; nothing people did is lost.

    Args:
        decided: which of its key tasks are which: new number → old number, the empty text for a new one.
        only: of an issued plan the numbers of the differences to apply; empty applies all that can be.

    Raises:
        MoveRefused: some key tasks cannot be told apart; a unit tries it; a difference that cannot be applied.
    """
    found = find_partners(desk.session, desk.plan, desk.draft, decided)
    desk = _dried(desk, found.draft)
    heading = _heading(desk.session, desk.plan, desk.draft)
    changes = found.doubting(differences(found.stored, desk.draft.tasks, found.decided, heading))
    lines = tuple(changes.sentences())
    if desk.plan.state is not PlanState.ISSUED:
        if only:
            raise MoveRefused("计划还没有交办，更正的文件整份采用，不能用 --only 选择。")
        if apply:
            _apply_whole(desk, changes)
        return Corrected(lines, waits=changes.any and not apply)
    if not apply:
        return Corrected(lines, _previewed(desk, changes), waits=changes.any)
    office_only(desk.actor, "更正计划")
    _refuse_doubtful(changes)
    done, by_hand = apply_steps(desk.session, steps_of(desk, changes), only)
    if not by_hand:  # else the same file shows once more what is still different
        _keep_source(desk)
    return Corrected(lines, done, by_hand)


def _dried(desk: Correction, draft: Draft) -> Correction:
    """The desk with what may be kept: a file that is named after a 线下 matter loses its name."""
    name, content = desk.source
    return replace(desk, draft=draft, source=("" if draft.title == OFFLINE_TEXT else name, content))


def _previewed(desk: Correction, changes: Changes[UUID]) -> tuple[str, ...]:
    """What each difference would do; nothing where a person has first to say which key task is which."""
    return () if changes.doubtful else preview(desk.session, steps_of(desk, changes))


def _apply_whole(desk: Correction, changes: Changes[UUID]) -> None:
    office_only(desk.actor, "更正计划")
    _refuse_doubtful(changes)
    _apply_to_draft(desk.session, desk.plan, desk.draft, changes, desk.rules, desk.units)
    before = {shown(pair.old.label): {one.name: one.before for one in pair.changes} for pair in changes.pairs}
    after = {
        shown((pair.new.number, pair.new.part)): {one.name: one.after for one in pair.changes}
        for pair in changes.pairs
    }
    removed = {shown(old.label): dict(old.reading) for old in changes.removed}
    # A draft's key tasks may go; so its history hangs on the plan alone.
    record(
        desk.session,
        desk.actor,
        desk.now,
        "更正",
        f"按更正的文件修改：{len(changes.sentences())}处不同",
        before={label: fields for label, fields in before.items() if fields} | removed,
        after={label: fields for label, fields in after.items() if fields},
        plan_id=desk.plan.id,
    )
    set_heading(desk)
    _keep_source(desk)


def _keep_source(desk: Correction) -> None:
    directive = desk.session.get_one(Directive, desk.plan.directive_id)
    directive.source_name, directive.source_digest = desk.source[0], digest(desk.source)
    desk.session.flush()


def _refuse_doubtful(changes: Changes[UUID]) -> None:
    if not changes.doubtful:
        return
    old, new = changes.doubtful[0]
    label = shown((new.number, new.part))
    which = "同序号的一项" if old.label == (new.number, new.part) else f"第{shown(old.label)}项（线下）"
    labels = "、".join(shown((task.number, task.part)) for _, task in changes.doubtful)
    raise MoveRefused(
        f"第{labels}项与原来{which}差别很大，不能确定是否为同一项，没有改变计划。"
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
