"""交办: a confirmed plan becomes assignments to answer for and obligations on their ladders."""

from collections import Counter
from collections.abc import Container, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused, office_only
from models.arising import asking_of, store_duties
from models.asked import Asking, MilestoneFacts
from models.duties import Obligation
from models.move_table import ISSUE
from models.moves import begin
from models.obligate import Duty, KeyTaskFacts, duties, plan_duties
from models.placing import named, tasks_of
from models.plans import Assignment, GeneralRequirement, KeyTask, Milestone, Plan
from models.recording import GONE, all_as_asked, lock, lock_tasks, record, states_of
from models.rules import Rules
from models.settling import questions_of
from models.traces import LegRequest
from models.units import Unit, UnitMember
from models.words import (
    KeyTaskState,
    ObligationKind,
    ObligationState,
    PlanState,
    Responsibility,
    Role,
    UnitKind,
)

ACTION_PLAN_CODE = "implementation-plan"
"""Code of the general requirement to send a 落实方案."""


def issue(session: Session, plan: Plan, rules: Rules, actor: Actor, now: datetime) -> list[Obligation]:
    """Issue a plan: every duty becomes an obligation with its first look, and Prefect is asked for the first legs.

    Key tasks that are not supervised one by one (不单列督办) stay in the plan as they are, and owe nothing. Key tasks
    that a corrected notice added to an issued plan are issued by issuing it once more (补充交办).

    Raises:
        MoveRefused: the plan is issued already, has open questions, or a key task that nobody reports for.
    """
    office_only(actor, "交办")
    tasks = _to_issue(session, plan)
    _check_questions(session, plan)
    today = rules.office.today(now)
    facts = key_task_facts(session, tasks)
    _check_leads(tasks, facts)
    asking = asking_of(session, plan, rules, today)
    owed = [duty for fact in facts for duty in _duties(session, plan, fact, asking, rules)]
    units = {unit for fact in facts for unit in (*fact.leads, *fact.supports)}
    owed += _signings(session, plan, units, asking, rules)
    obligations = store_duties(session, plan, owed, asking, rules, now)
    before = {str(task.id): task.state.value for task in tasks}
    for task in tasks:
        begin(ISSUE, task.state, actor, called=task.called)
        task.state = KeyTaskState.ISSUED
    again = plan.state is PlanState.ISSUED
    plan.state, plan.issued_at = PlanState.ISSUED, plan.issued_at or now
    verb = "补充交办" if again else "交办"
    sentence = f"{verb}{len(tasks)}项重点工作，{len(obligations)}件应办事项"
    record(
        session,
        actor,
        now,
        verb,
        sentence,
        before={"key_tasks": before},
        after={
            "key_tasks": dict.fromkeys(before, "issued"),
            "obligations": all_as_asked(session, obligations),
            "assignments": states_of(_parts(session, [task.id for task in tasks])),
        },
        plan_id=plan.id,
    )
    shown = [task.id for task in tasks] if again else [None]  # None shows the whole plan
    session.add_all(LegRequest(plan_id=plan.id or 0, key_task_id=one, reason=verb, at=now) for one in shown)
    return obligations


def _to_issue(session: Session, plan: Plan) -> list[KeyTask]:
    """The key tasks of a draft that are supervised one by one; of an issued plan those added since."""
    # Two who issue at once come one after the other, and so do an issue and a merger of units.
    lock_tasks(session, [task.id for task in tasks_of(session, plan.id or 0)])
    lock(session, plan)
    every = tasks_of(session, plan.id or 0)
    tasks = [task for task in every if task.listed_apart and task.state in ISSUE.origins]
    if plan.state is PlanState.ISSUED:
        tasks = [task for task in tasks if task.state is KeyTaskState.CONFIRMED]
        if not tasks:
            raise MoveRefused(f"计划{plan.id}已经交办，不能再次交办。")
    return tasks


def _check_questions(session: Session, plan: Plan) -> None:
    unanswered = [row for row in questions_of(session, plan) if not row.answer]
    if unanswered:
        numbers = "、".join(str(question.position) for question in unanswered[:8])
        more = "等" if len(unanswered) > 8 else ""
        raise MoveRefused(
            f"计划{plan.id}还有{len(unanswered)}个疑问未答复（疑问{numbers}{more}），"
            f"请先用 duban plan questions {plan.id} 查看并逐个答复，"
            f"或用 duban plan answer {plan.id} --defaults 全部按默认答复。"
        )


def _check_leads(tasks: Sequence[KeyTask], facts: Sequence[KeyTaskFacts]) -> None:
    """A key task nobody reports for would fall silent; its unit or group has to be named first."""
    silent = [task for task, fact in zip(tasks, facts, strict=True) if not fact.reporting]
    if silent:
        numbers = "、".join(str(task.number) for task in silent)
        names = dict.fromkeys(name for task in silent for name, role in named(task) if role is Role.LEAD)
        raise MoveRefused(
            f"第{numbers}项没有可报送的牵头单位：{'、'.join(names) or '来文没有写明'}尚未明确是哪些单位，"
            "请答复有关疑问，或用 duban units load 登记单位组的成员后再交办。"
        )


def key_task_facts(session: Session, tasks: Sequence[KeyTask]) -> list[KeyTaskFacts]:
    """What the duty rules need of these key tasks; groups are replaced by their members."""
    ids = [task.id for task in tasks]
    parts = _parts(session, ids)
    stones = list(
        session.exec(
            select(Milestone).where(col(Milestone.key_task_id).in_(ids)).order_by(col(Milestone.position))
        )
    )
    members = _group_members(session)

    def units(task: KeyTask, role: Role) -> tuple[UUID, ...]:
        named = [part.unit_id for part in parts if part.key_task_id == task.id and part.role is role]
        return tuple(dict.fromkeys(one for unit in named for one in members.get(unit, (unit,))))

    def named_leads(task: KeyTask) -> list[UUID]:
        own = (part for part in parts if part.key_task_id == task.id)
        return [part.unit_id for part in own if part.role is Role.LEAD]

    return [
        KeyTaskFacts(
            id=task.id,
            responsibility=_shared_as(task, named_leads(task), members),
            leads=units(task, Role.LEAD),
            supports=units(task, Role.SUPPORT),
            milestones=tuple(
                MilestoneFacts(stone.id, stone.deadline, stone.report_by, stone.criterion, stone.recurrence)
                for stone in stones
                if stone.key_task_id == task.id
            ),
        )
        for task in tasks
    ]


def _parts(session: Session, tasks: Sequence[UUID]) -> list[Assignment]:
    """Units' parts in these key tasks in the order of the notice, without those sent back or handed on."""
    live = (col(Assignment.key_task_id).in_(tasks), col(Assignment.state).not_in(GONE))
    return list(session.exec(select(Assignment).where(*live).order_by(col(Assignment.position))))


def _shared_as(task: KeyTask, leads: Sequence[UUID], groups: Container[UUID]) -> Responsibility:
    """Joint units of which none sums up report each for itself; of several that lead (A、B牵头) the first sums up, too.

    A group of many cannot sum up for the others.
    """
    if task.responsibility is Responsibility.JOINT and not task.sums_up:
        return Responsibility.EACH
    several = task.responsibility is Responsibility.LEAD and len(leads) > 1
    if several and task.sums_up and leads[0] not in groups:
        return Responsibility.JOINT
    return task.responsibility


def _group_members(session: Session) -> dict[UUID, tuple[UUID, ...]]:
    """Group → members; a group not named yet has none and so owes nothing."""
    groups = session.exec(select(Unit.id).where(Unit.kind == UnitKind.GROUP))
    members: dict[UUID, tuple[UUID, ...]] = dict.fromkeys(groups, ())
    named = select(UnitMember).join(Unit, col(Unit.id) == UnitMember.unit_id).order_by(Unit.name)
    for row in session.exec(named):
        members[row.group_id] = (*members.get(row.group_id, ()), row.unit_id)
    return members


def _duties(session: Session, plan: Plan, facts: KeyTaskFacts, asking: Asking, rules: Rules) -> list[Duty]:
    """What one key task owes: reports and results, and a 落实方案 where the plan asks for one."""
    owed = duties(facts, asking.rounds, asking.policy, asking.workdays, asking.issued_on, asking.kind)
    due = action_plan_due(session, plan, asking, rules.policy.terms.plan)
    return owed if due is None else [*plan_duties(facts, due, asking), *owed]


def action_plan_due(session: Session, plan: Plan, asking: Asking, term: int) -> date | None:
    """When the 落实方案 are owed; None where the plan does without.

    What the notice requires goes before what the kind of directive owes; a requirement that was switched off asks for
    none. A date it names that has gone by leaves the term.
    """
    rows = session.exec(
        select(GeneralRequirement).where(
            GeneralRequirement.plan_id == plan.id, GeneralRequirement.code == ACTION_PLAN_CODE
        )
    ).all()
    if not (any(row.accepted for row in rows) if rows else asking.policy.of_kind(asking.kind).owes_plan):
        return None
    named = [row.due_on for row in rows if row.accepted and row.due_on and row.due_on > asking.issued_on]
    return min(named) if named else asking.workdays.shift(asking.issued_on, term)


def _signings(session: Session, plan: Plan, units: set[UUID], asking: Asking, rules: Rules) -> list[Duty]:
    """One 签收 per unit for the whole notice, and one more for what was added after the unit had signed."""
    signing = (Obligation.plan_id == plan.id, Obligation.kind == ObligationKind.SIGN)
    asked = session.exec(select(Obligation).where(*signing)).all()
    waiting = {row.unit_id for row in asked if row.state is ObligationState.OPEN}
    times = Counter(row.unit_id for row in asked)
    return [
        Duty(
            kind=ObligationKind.SIGN,
            unit_id=unit,
            ladder=asking.ladder(ObligationKind.SIGN),
            report_by=asking.workdays.shift(asking.issued_on, rules.policy.terms.sign),
            period=f"补充{times[unit]}" if times[unit] else "",
        )
        for unit in sorted(units - waiting, key=str)
    ]
