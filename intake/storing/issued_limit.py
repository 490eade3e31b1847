"""Another time limit for an issued key task: milestones move, come and go, and what is owed follows."""

from collections.abc import Sequence

from sqlmodel import col, select

from intake.draft import DraftTask
from intake.readings import quoted
from intake.storing.correction import Correction
from intake.storing.rows import read_milestones, reused, set_milestone
from models.asked_of_task import standing
from models.changing import bring_into_line
from models.plans import Directive, KeyTask, Milestone
from models.rhythms import rules_of


def change_limit(desk: Correction, row: KeyTask, task: DraftTask) -> str:
    """Bring the milestones to what the corrected notice says; returns what that did to what is owed.

    A milestone that was answered and is no more in the notice stays, and so does its answer.
    """
    session, plan = desk.session, desk.plan
    kind = session.get_one(Directive, plan.directive_id).kind
    policy = desk.rules.policy
    rounds = rules_of(session, plan, policy)
    before = standing(session, plan, row, desk.rules, desk.now)
    present = read_milestones(session, row)
    chosen = reused(present, task.milestones)
    removed = [stone for stone in present if stone not in chosen]
    extra = [stone for stone in _all(desk, row) if stone not in present]
    _out_of_the_way(desk, [*(one for one in chosen if one), *extra, *removed])
    for position, (kept, read) in enumerate(zip(chosen, task.milestones, strict=True)):
        stone = kept or Milestone(key_task_id=row.id, position=position, criterion=read.criterion)
        set_milestone(stone, position, read, kind, plan.year, policy, rounds)
        stone.source = quoted(desk.draft.document, task.sources.get(f"milestones.{position}", ()))
        session.add(stone)
    row.time_limit = task.time_limit
    effect = bring_into_line(
        session, plan, row, before, desk.rules, desk.actor, desk.now, removed=removed
    ).sentence
    _settle_positions(desk, row, len(task.milestones))
    doubtful = any(stone.confidence < 1 or stone.due is None for stone in task.milestones)
    return f"{effect}；时限读法不确定，请核对节点" if doubtful else effect


def _all(desk: Correction, row: KeyTask) -> Sequence[Milestone]:
    rows = select(Milestone).where(Milestone.key_task_id == row.id)
    return desk.session.exec(rows.order_by(col(Milestone.position))).all()


def _out_of_the_way(desk: Correction, stones: Sequence[Milestone]) -> None:
    """Positions are unique: they are taken back before they are given anew."""
    for at, stone in enumerate(stones):
        stone.position = -1 - at
    desk.session.flush()


def _settle_positions(desk: Correction, row: KeyTask, first: int) -> None:
    """Those that do not come from the limit any more follow it, in their order."""
    left = sorted((one for one in _all(desk, row) if one.position < 0), key=lambda one: -one.position)
    for at, stone in enumerate(left):
        stone.position = first + at
    desk.session.flush()
