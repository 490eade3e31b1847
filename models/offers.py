"""What a notice offers beside its key tasks: general requirements (工作要求) and dates inside the text (检查点)."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused, office_only
from models.horizon import FAR, near
from models.obligate import report_by
from models.plans import CheckpointOffer, Directive, GeneralRequirement, KeyTask, Milestone, Plan
from models.recording import record
from models.rhythms import usual_rounds
from models.rules import Rules
from models.words import Criterion, PlanState


def requirements_of(session: Session, plan: Plan) -> list[GeneralRequirement]:
    """The plan's general requirements in the order of the notice."""
    rows = select(GeneralRequirement).where(GeneralRequirement.plan_id == plan.id)
    return list(session.exec(rows.order_by(col(GeneralRequirement.position))))


def checkpoints_of(session: Session, plan: Plan) -> list[tuple[CheckpointOffer, KeyTask]]:
    """The dates offered as milestones by their numbers, each with its key task."""
    rows = (
        select(CheckpointOffer, KeyTask)
        .join(KeyTask, col(KeyTask.id) == CheckpointOffer.key_task_id)
        .where(CheckpointOffer.plan_id == plan.id)
    )
    return list(session.exec(rows.order_by(col(CheckpointOffer.position))).all())


def switch_requirement(
    session: Session, plan: Plan, code: str, accepted: bool, actor: Actor, now: datetime
) -> list[GeneralRequirement]:
    """Take a general requirement as a default of the plan, or do without it; returns the rows of that code.

    Raises:
        MoveRefused: the notice has no such requirement, or the plan is issued.
    """
    office_only(actor, "设定计划默认")
    _must_be_draft(plan)
    rows = [row for row in requirements_of(session, plan) if row.code == code]
    if not rows:
        known = "、".join(dict.fromkeys(row.code for row in requirements_of(session, plan))) or "无"
        raise MoveRefused(f"计划{plan.id}没有“{code}”这一工作要求；现有：{known}。")
    before = {"accepted": [row.accepted for row in rows]}
    for row in rows:
        row.accepted, row.settled_by, row.settled_at = accepted, actor.name, now
    sentence = f"{'采用' if accepted else '不采用'}工作要求：{rows[0].offer}"
    after = {"accepted": accepted, "code": code}
    record(session, actor, now, "设定计划默认", sentence, before=before, after=after, plan_id=plan.id)
    return rows


def switch_checkpoint(
    session: Session, plan: Plan, number: int, on: bool, rules: Rules, actor: Actor, now: datetime
) -> CheckpointOffer:
    """Make a milestone of a date that was offered, or take it back.

    Raises:
        MoveRefused: no such number, a text without a date, or the plan is issued.
    """
    office_only(actor, "设定检查点")
    _must_be_draft(plan)
    offer = next((one for one, _ in checkpoints_of(session, plan) if one.position == number), None)
    if offer is None:
        raise MoveRefused(f"计划{plan.id}没有第{number}个检查点，duban plan questions {plan.id} 可以查看。")
    if on == (offer.milestone_id is not None):
        return offer
    if on:
        offer.milestone_id = _added(session, plan, offer, rules).id
    else:
        stone = session.get_one(Milestone, offer.milestone_id)
        offer.milestone_id = None
        session.flush()
        session.delete(stone)
    sentence = f"{'增设' if on else '取消'}检查点{number}：{offer.due} {offer.clause}"
    record(session, actor, now, "设定检查点", sentence, after={"on": on}, plan_id=plan.id)
    session.flush()
    return offer


def _added(session: Session, plan: Plan, offer: CheckpointOffer, rules: Rules) -> Milestone:
    if offer.due is None:
        raise MoveRefused(f"检查点{offer.position}“{offer.text}”没有可用的日期，不能增设为节点。")
    near(offer.due, plan.year, "检查点", on=FAR)
    highest = select(func.max(Milestone.position)).where(Milestone.key_task_id == offer.key_task_id)
    last = session.exec(highest).one()
    kind = session.get_one(Directive, plan.directive_id).kind
    asked = (offer.due, Criterion.COMPLETE, rules.policy, plan.year)
    stone = Milestone(
        key_task_id=offer.key_task_id,
        position=0 if last is None else last + 1,
        deadline=offer.due,
        report_by=report_by(*asked, kind=kind, rounds=usual_rounds(kind, rules.policy)),
        criterion=Criterion.COMPLETE,
        scope=offer.clause,
        explanation=f"来自任务正文“{offer.text}”，由督查人员增设。",
        source=offer.source,
    )
    session.add(stone)
    session.flush()
    return stone


def _must_be_draft(plan: Plan) -> None:
    if plan.state is not PlanState.DRAFT:
        raise MoveRefused(f"计划{plan.id}已经交办，不能再改。")
