"""A plan's rounds (报送轮次): its own, else those of its kind, else the policy's; monthly where it says 逐月."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from pydantic import ValidationError
from sqlmodel import Session, col, select

from models.actors import Actor, MoveRefused, office_only
from models.obligate import report_by
from models.plans import Directive, GeneralRequirement, KeyTask, Milestone, Plan
from models.policy import Policy, RoundRule
from models.recording import record
from models.rules import Rules
from models.spring_month import in_spring_month
from models.words import DirectiveKind, PlanState

REPORTING_CODE = "reporting-period"
"""Code of the general requirement that names a rhythm of reporting."""
MONTHLY_DAY = 25
"""Day of a monthly round where the notice names none."""
LAST_DAY = 31
"""Stands for the last day of any month."""
_MONTHLY = re.compile(r"逐月|按月|月报|[每各]个?月")
_LAST = re.compile(r"月[底末]")
_DAY = re.compile(r"月(?:的)?(\d{1,2})[日号]")


def rules_of(session: Session, plan: Plan, policy: Policy) -> tuple[RoundRule, ...]:
    """The rounds of a plan, first to last.

    1. What a person set for this plan alone stands as it was set.
    2. Else the rounds of its kind of directive, else the policy's; monthly where an accepted requirement says 逐月.
    3. Of these none lies in the month of 春节, but for the year-end round.

    A single key task's own 逐月 gives that key task its monthly reports (`models.obligate`), not everybody.
    """
    if plan.rounds:
        return tuple(RoundRule.model_validate(body) for body in plan.rounds)
    kind = session.get_one(Directive, plan.directive_id).kind
    usual = usual_rounds(kind, policy)
    day = monthly_day(_accepted_rhythms(session, plan))
    return without_spring(monthly(day, usual) if day else usual, plan.year)


def usual_rounds(kind: DirectiveKind, policy: Policy) -> tuple[RoundRule, ...]:
    """The rounds of a kind of directive; the year-end round is always among them."""
    own = policy.of_kind(kind).rounds
    if own is None:
        return policy.rounds
    return own if any(rule.final for rule in own) else (*own, _final(policy.rounds))


def monthly(day: int, usual: Sequence[RoundRule]) -> tuple[RoundRule, ...]:
    """逐月: a round in each month up to November; December and the year's end stay as they usually are."""
    late = [rule for rule in usual if rule.next_year or rule.final or rule.month == 12]
    months = range(1, 12 if any(rule.month == 12 and not rule.next_year for rule in late) else 13)
    early = [RoundRule(name=f"{month}月", month=month, day=_day_in(month, day)) for month in months]
    return (*early, *late)


def without_spring(rounds: Iterable[RoundRule], year: int) -> tuple[RoundRule, ...]:
    """The rounds of a plan's year without those in the month of 春节; the year-end round stays."""
    return tuple(rule for rule in rounds if rule.final or not in_spring_month(rule.due_on(year)))


def monthly_day(demands: Iterable[str]) -> int:
    """The day of the month by which reports are demanded; 0 where none of these sentences says 逐月."""
    for text in demands:
        if not _MONTHLY.search(text):
            continue
        named = _DAY.search(text)
        if named and 1 <= int(named.group(1)) <= LAST_DAY:
            return int(named.group(1))
        return LAST_DAY if _LAST.search(text) else MONTHLY_DAY
    return 0


def set_rounds(
    session: Session, plan: Plan, rounds: Sequence[RoundRule], rules: Rules, actor: Actor, now: datetime
) -> None:
    """Set the rounds of this plan alone, before it is issued; none at all returns to those of the rules.

    Milestones that are asked in the year's last rounds follow the new calendar; dates a person set stay.

    Raises:
        MoveRefused: issued already, or a calendar without a year-end round.
    """
    office_only(actor, "设定报送轮次")
    if plan.state is not PlanState.DRAFT:
        raise MoveRefused(f"计划{plan.id}已经交办，轮次不再更改；需要加报时请用 duban round call 调度。")
    if rounds:
        _check(rounds, plan.year)
    before = rules_of(session, plan, rules.policy)
    plan.rounds = [rule.model_dump(mode="json") for rule in rounds]
    after = rules_of(session, plan, rules.policy)
    _redate(session, plan, before, after, rules.policy)
    dates = "、".join(f"{rule.name}{rule.due_on(plan.year):%Y-%m-%d}" for rule in after)
    record(
        session,
        actor,
        now,
        "设定轮次",
        f"报送轮次：{dates}",
        before={"rounds": _dates(before, plan.year)},
        after={"rounds": _dates(after, plan.year)},
        plan_id=plan.id,
    )


def round_rule(name: str, month: int, day: int, *, next_year: bool = False, final: bool = False) -> RoundRule:
    """A round as a person gives it.

    Raises:
        MoveRefused: there is no such day.
    """
    try:
        return RoundRule(name=name, month=month, day=day, next_year=next_year, final=final)
    except ValidationError as wrong:
        raise MoveRefused(f"轮次“{name}”没有这一天：{month}月{day}日。") from wrong


def _check(rounds: Sequence[RoundRule], year: int) -> None:
    """Raises MoveRefused unless there is one year-end round, last and not before the year's end."""
    dates = [rule.due_on(year) for rule in rounds]
    if len(set(dates)) < len(dates):
        raise MoveRefused("有两个轮次在同一天，请只留一个。")
    finals = [rule for rule in rounds if rule.final]
    if len(finals) != 1 or finals[0].due_on(year) != max(dates):
        raise MoveRefused("须有且只有一个年终轮次，且在其他轮次之后。")
    if finals[0].due_on(year) < date(year, 12, 31):
        raise MoveRefused(f"年终轮次“{finals[0].name}”早于12月31日，年底的节点没有轮次可报。")


def _redate(
    session: Session, plan: Plan, before: Sequence[RoundRule], after: Sequence[RoundRule], policy: Policy
) -> None:
    kind = session.get_one(Directive, plan.directive_id).kind
    of_plan = select(KeyTask.id).where(KeyTask.plan_id == plan.id)
    for stone in session.exec(select(Milestone).where(col(Milestone.key_task_id).in_(of_plan))).all():
        asked, anew = (
            report_by(stone.deadline, stone.criterion, policy, plan.year, kind=kind, rounds=rounds)
            for rounds in (before, after)
        )
        if stone.report_by == asked:
            stone.report_by = anew


def _accepted_rhythms(session: Session, plan: Plan) -> Sequence[str]:
    rows = select(GeneralRequirement.text).where(
        GeneralRequirement.plan_id == plan.id,
        GeneralRequirement.code == REPORTING_CODE,
        col(GeneralRequirement.accepted),
    )
    return session.exec(rows.order_by(col(GeneralRequirement.position))).all()


def _final(rounds: Iterable[RoundRule]) -> RoundRule:
    return next(rule for rule in rounds if rule.final)


def _day_in(month: int, day: int) -> int:
    """The day, or the month's last where it is shorter; 2025 stands for every year, so February has 28 days."""
    return min(day, monthrange(2025, month)[1])


def _dates(rounds: Iterable[RoundRule], year: int) -> list[str]:
    return [rule.due_on(year).isoformat() for rule in rounds]
