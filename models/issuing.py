"""交办: a confirmed plan becomes assignments to answer for and obligations on their ladders."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused, office_only
from models.arming import next_look
from models.duties import Obligation, Round
from models.obligate import Duty, KeyTaskFacts, MilestoneFacts, duties, rounds_left
from models.plans import Assignment, KeyTask, Milestone, Plan, Question
from models.recording import record
from models.rules import Rules
from models.traces import LegRequest
from models.units import Unit, UnitMember
from models.words import KeyTaskState, ObligationKind, PlanState, Role, UnitKind


def issue(session: Session, plan: Plan, rules: Rules, actor: Actor, now: datetime) -> list[Obligation]:
    """Issue a plan: every duty becomes an obligation with its first look, and Prefect is asked for the first legs.

    Raises:
        MoveRefused: the plan is issued already, empty, or has open questions.
    """
    office_only(actor, "交办")
    _check(session, plan)
    today = rules.office.today(now)
    tasks = list(session.exec(select(KeyTask).where(KeyTask.plan_id == plan.id)))
    rounds = rounds_left(rules.policy, plan.year, today, rules.office.workdays)
    facts = key_task_facts(session, tasks)
    _check_leads(tasks, facts)
    owed = [
        duty for fact in facts for duty in duties(fact, rounds, rules.policy, rules.office.workdays, today)
    ]
    units = {unit for fact in facts for unit in (*fact.leads, *fact.supports)}
    owed += _signings(units, today, rules)
    obligations = _store(session, plan, owed, rounds_by_date(session, rounds), rules, now)
    for task in tasks:
        task.state = KeyTaskState.ISSUED
    plan.state, plan.issued_at = PlanState.ISSUED, now
    record(
        session,
        actor,
        now,
        "交办",
        f"交办{len(tasks)}项重点工作，{len(obligations)}件应办事项",
        plan_id=plan.id,
    )
    session.add(LegRequest(plan_id=plan.id or 0, reason="交办", at=now))
    return obligations


def _check(session: Session, plan: Plan) -> None:
    if plan.state is PlanState.ISSUED:
        raise MoveRefused(f"计划{plan.id}已经交办，不能再次交办。")
    unanswered = list(
        session.exec(select(Question).where(Question.plan_id == plan.id, Question.answer == ""))
    )
    if unanswered:
        numbers = "、".join(str(question.number) for question in unanswered[:8])
        raise MoveRefused(
            f"计划{plan.id}还有{len(unanswered)}个疑问未答复（序号{numbers}），"
            f"请先用 duban plan show {plan.id} 查看，或重新导入时加 --accept-defaults。"
        )


def _check_leads(tasks: Sequence[KeyTask], facts: Sequence[KeyTaskFacts]) -> None:
    """A key task nobody reports for would fall silent; its group has to be named first."""
    silent = [str(task.number) for task, fact in zip(tasks, facts, strict=True) if not fact.reporting]
    if silent:
        raise MoveRefused(
            f"第{'、'.join(silent)}项没有可报送的牵头单位：单位组尚未明确成员，请用 duban units load 登记成员后再交办。"
        )


def key_task_facts(session: Session, tasks: Sequence[KeyTask]) -> list[KeyTaskFacts]:
    """What the duty rules need of these key tasks; groups are replaced by their members."""
    ids = [task.id for task in tasks]
    parts = list(
        session.exec(
            select(Assignment).where(col(Assignment.key_task_id).in_(ids)).order_by(col(Assignment.position))
        )
    )
    stones = list(
        session.exec(
            select(Milestone).where(col(Milestone.key_task_id).in_(ids)).order_by(col(Milestone.position))
        )
    )
    members = _group_members(session)

    def units(task: KeyTask, role: Role) -> tuple[UUID, ...]:
        named = [part.unit_id for part in parts if part.key_task_id == task.id and part.role is role]
        return tuple(dict.fromkeys(one for unit in named for one in members.get(unit, (unit,))))

    return [
        KeyTaskFacts(
            id=task.id,
            responsibility=task.responsibility,
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


def _group_members(session: Session) -> dict[UUID, tuple[UUID, ...]]:
    """Group → members; a group not named yet has none and so owes nothing."""
    groups = session.exec(select(Unit.id).where(Unit.kind == UnitKind.GROUP))
    members: dict[UUID, tuple[UUID, ...]] = dict.fromkeys(groups, ())
    named = select(UnitMember).join(Unit, col(Unit.id) == UnitMember.unit_id).order_by(Unit.name)
    for row in session.exec(named):
        members[row.group_id] = (*members.get(row.group_id, ()), row.unit_id)
    return members


def _signings(units: set[UUID], today: date, rules: Rules) -> list[Duty]:
    """One 签收 per unit for the whole notice."""
    return [
        Duty(
            kind=ObligationKind.SIGN,
            unit_id=unit,
            ladder=rules.policy.ladder_for[ObligationKind.SIGN],
            report_by=rules.office.workdays.shift(today, rules.policy.terms.sign),
        )
        for unit in sorted(units, key=str)
    ]


def rounds_by_date(session: Session, rounds: Sequence[tuple[object, date]]) -> dict[date, Round]:
    """The office's round of each date, made where it does not exist yet."""
    found = {row.due_on: row for row in session.exec(select(Round))}
    for rule, due in rounds:
        if due not in found:
            found[due] = Round(due_on=due, name=str(getattr(rule, "name", "")))
            session.add(found[due])
    session.flush()
    return found


def _store(
    session: Session, plan: Plan, owed: Sequence[Duty], rounds: dict[date, Round], rules: Rules, now: datetime
) -> list[Obligation]:
    obligations = []
    for duty in owed:
        obligation = Obligation(
            plan_id=plan.id or 0,
            unit_id=duty.unit_id,
            kind=duty.kind,
            key_task_id=duty.key_task_id,
            milestone_id=duty.milestone_id,
            round_id=rounds[duty.round_due].id if duty.round_due in rounds else None,
            period=duty.period,
            slot=duty.slot,
            ladder=duty.ladder,
            report_by=duty.report_by,
            deadline=duty.deadline,
            armed_at=now,
        )
        obligation.next_rung_at = next_look(obligation, (), rules, now)
        obligations.append(obligation)
    session.add_all(obligations)
    session.flush()
    return obligations
