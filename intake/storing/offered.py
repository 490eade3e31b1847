"""The rows of what a notice offers: general requirements as defaults of the plan, dates in the text as milestones."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from intake.draft import Checkpoint, Draft, PlanDefault
from intake.readings import quoted
from intake.requirements import due_of
from models.plans import CheckpointOffer, GeneralRequirement, Plan


def set_requirements(session: Session, plan: Plan, draft: Draft) -> None:
    """The general requirements in order; one that stands unchanged stays as a person switched it."""
    rows = select(GeneralRequirement).where(GeneralRequirement.plan_id == plan.id)
    present = {(row.code, row.text): row for row in session.exec(rows)}
    wanted: dict[tuple[str, str], PlanDefault] = {(one.code, one.text): one for one in draft.defaults}
    for place in set(present) - set(wanted):
        session.delete(present[place])
    kept = [present[place] for place in wanted if place in present]
    _out_of_the_way(session, kept)
    for position, (place, one) in enumerate(wanted.items()):
        row = present.get(place) or GeneralRequirement(
            plan_id=plan.id or 0,
            position=position,
            code=one.code,
            text=one.text,
            offer=one.offer,
            accepted=one.accepted,
        )
        row.position, row.offer, row.due_on = position, one.offer, due_of(one, plan.year)
        row.source = quoted(draft.document, one.sources)
        session.add(row)
    session.flush()


def set_checkpoints(session: Session, plan: Plan, draft: Draft, ids: Mapping[tuple[int, int], UUID]) -> None:
    """The dates offered as milestones, numbered from 1; one that is a milestone stays one, and keeps being offered.

    `ids` are those of the key tasks by number and part. A date that the notice no longer names is not offered any
    more, unless a person has made a milestone of it.
    """
    rows = select(CheckpointOffer).where(CheckpointOffer.plan_id == plan.id)
    present = {_said(row.key_task_id, row): row for row in session.exec(rows)}
    wanted: dict[tuple[Any, ...], Checkpoint] = {
        _said(ids[one.number, one.part], one): one
        for one in draft.checkpoints
        if (one.number, one.part) in ids
    }
    for place in set(present) - set(wanted):
        if present[place].milestone_id is None:
            session.delete(present.pop(place))
    _out_of_the_way(session, list(present.values()))
    chosen_only = [row for place, row in present.items() if place not in wanted]
    for position, (place, one) in enumerate(wanted.items(), 1):
        row = present.get(place) or CheckpointOffer(
            plan_id=plan.id or 0,
            key_task_id=place[0],
            position=position,
            text=one.text,
            clause=one.clause,
            due=one.due,
            kind=one.kind,
            track=one.track,
        )
        row.position, row.source = position, quoted(draft.document, one.sources)
        session.add(row)
    for position, row in enumerate(chosen_only, len(wanted) + 1):
        row.position = position
    session.flush()


def _said(key_task_id: Any, one: Checkpoint | CheckpointOffer) -> tuple[Any, ...]:
    return key_task_id, one.text, one.clause, one.due


def _out_of_the_way(session: Session, rows: Sequence[GeneralRequirement | CheckpointOffer]) -> None:
    """Positions are unique: they are taken back before they are given anew."""
    for at, row in enumerate(rows):
        row.position = -1 - at
    session.flush()
