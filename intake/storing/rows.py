"""The rows of a draft: key tasks with their milestones, names with their units, questions."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from intake.draft import Draft, DraftMilestone, DraftTask
from intake.readings import as_read, place_of, quoted
from intake.storing.asking import Asked
from intake.storing.register_of import RegisteredUnits
from intake.units.names import is_group
from models.action_plans import FROM_PLAN
from models.obligate import report_by
from models.offline_marks import MARK
from models.plans import CheckpointOffer, Directive, KeyTask, Milestone, Plan, Question, UnitReading
from models.policy import Policy, RoundRule
from models.rhythms import usual_rounds
from models.rules import Rules
from models.words import DirectiveKind, KeyTaskState


def store_names(session: Session, plan: Plan, draft: Draft, units: RegisteredUnits) -> list[str]:
    """A row for every name in the draft that the plan does not know yet; returns those that stand for no unit.

    A group that is not registered is registered as one: it is no unit, and its members are asked for.
    """
    known = set(session.exec(select(UnitReading.name).where(UnitReading.plan_id == plan.id)))
    wanted = dict.fromkeys(name for task in draft.tasks for name in (*task.leads, *task.supports))
    unknown = []
    for name in wanted:
        if name in known:
            continue
        unit_id = units.find(name)
        if unit_id is None and is_group(name):
            unit_id = units.enter(name)
        if unit_id is None:
            unknown.append(name)
        session.add(UnitReading(plan_id=plan.id or 0, name=name, unit_id=unit_id))
    session.flush()
    return unknown


def fill(row: KeyTask, task: DraftTask, draft: Draft) -> None:
    """Bring a key task's own fields to what was read; answers are brought about again afterwards."""
    row.number, row.part = task.number, task.part
    row.theme, row.content, row.time_limit = task.theme, task.content, task.time_limit
    row.responsibility, row.leaders = task.responsibility, list(task.leaders)
    # A group of many cannot sum up for the others.
    row.listed_apart, row.sums_up = task.listed_apart, not any(map(is_group, task.leads[:1]))
    row.source = place_of(draft.document, task.sources.get("content", ()) or task.sources.get("number", ()))
    known_by = {name: value for name, value in row.reading.items() if name == MARK}
    row.reading = {**as_read(task), **known_by}


def new_key_task(session: Session, plan: Plan, task: DraftTask, draft: Draft) -> KeyTask:
    """A key task with its milestones; its units are placed when the names are known."""
    row = KeyTask(
        plan_id=plan.id or 0,
        number=task.number,
        part=task.part,
        content=task.content,
        time_limit=task.time_limit,
        responsibility=task.responsibility,
        state=KeyTaskState.CONFIRMED,
    )
    fill(row, task, draft)
    session.add(row)
    session.flush()
    return row


def read_milestones(session: Session, row: KeyTask) -> list[Milestone]:
    """The milestones that come from the time limit, in order; not those made of dates inside the text or of plans."""
    extra = select(CheckpointOffer.milestone_id).where(
        CheckpointOffer.key_task_id == row.id, col(CheckpointOffer.milestone_id).is_not(None)
    )
    made = select(Milestone).where(
        Milestone.key_task_id == row.id, col(Milestone.id).not_in(extra), Milestone.source != FROM_PLAN
    )
    return list(session.exec(made.order_by(col(Milestone.position))))


def set_milestones(
    session: Session, plan: Plan, row: KeyTask, task: DraftTask, draft: Draft, rules: Rules
) -> None:
    """Bring the milestones of a key task to what was read. A row that says the same keeps its id, others are used
    up in order, so that what points to them goes on pointing to something."""
    present = read_milestones(session, row)
    extra = [stone for stone in _all_milestones(session, row) if stone not in present]
    chosen = reused(present, task.milestones)
    kind = session.get_one(Directive, plan.directive_id).kind
    rounds = usual_rounds(kind, rules.policy)
    for stone in present:
        if stone not in chosen:
            session.delete(stone)
    for at, stone in enumerate((*[one for one in chosen if one], *extra)):
        stone.position = -1 - at  # out of the way: positions are unique
    session.flush()
    for position, (kept, read) in enumerate(zip(chosen, task.milestones, strict=True)):
        stone = kept or Milestone(key_task_id=row.id, position=position, criterion=read.criterion)
        set_milestone(stone, position, read, kind, draft.year or plan.year, rules.policy, rounds)
        stone.source = quoted(draft.document, task.sources.get(f"milestones.{position}", ()))
        session.add(stone)
    for at, stone in enumerate(extra):
        stone.position = len(task.milestones) + at
    session.flush()


def _all_milestones(session: Session, row: KeyTask) -> Sequence[Milestone]:
    rows = select(Milestone).where(Milestone.key_task_id == row.id)
    return session.exec(rows.order_by(col(Milestone.position))).all()


def reused(present: Sequence[Milestone], read: Sequence[DraftMilestone]) -> list[Milestone | None]:
    """For each milestone as read the row that says the same, else one that is left over."""
    left = list(present)
    chosen: list[Milestone | None] = []
    for stone in read:
        said = (stone.due, stone.criterion, stone.scope, stone.every)
        same = next(
            (one for one in left if (one.deadline, one.criterion, one.scope, one.recurrence) == said), None
        )
        if same is not None:
            left.remove(same)
        chosen.append(same)
    return [one or (left.pop(0) if left else None) for one in chosen]


def set_milestone(
    stone: Milestone,
    position: int,
    read: DraftMilestone,
    kind: DirectiveKind,
    year: int,
    policy: Policy,
    rounds: Sequence[RoundRule],
) -> None:
    """Bring a milestone to what was read, with the date on which it is asked in a plan of this kind and year."""
    stone.report_by = report_by(read.due, read.criterion, policy, year, kind=kind, rounds=rounds)
    stone.position, stone.deadline, stone.criterion = position, read.due, read.criterion
    stone.scope, stone.recurrence = read.scope, read.every
    stone.confidence, stone.explanation = read.confidence, read.explanation


def store_questions(session: Session, plan: Plan, asked: Sequence[Asked], first: int = 1) -> None:
    """Questions, numbered from `first` on."""
    for position, one in enumerate(asked, first):
        question = one.question
        session.add(
            Question(
                plan_id=plan.id or 0,
                position=position,
                number=question.number or 0,
                part=question.part,
                code=question.code,
                text=question.text,
                choices=list(question.choices),
                default=question.default,
                about=dict(one.about),
                source=one.source,
            )
        )
    session.flush()
