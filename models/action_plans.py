"""落实方案: what a unit sends of how it will do it, and what becomes of it once the office accepts it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from models.actors import Actor, MoveRefused
from models.arising import asking_of, store_duties
from models.asked import Asking, MilestoneFacts
from models.duties import Obligation, Report
from models.issuing import key_task_facts
from models.obligate import Duty, KeyTaskFacts, node_duties, report_by
from models.plans import KeyTask, Milestone, Plan
from models.recording import all_as_asked, record
from models.rules import Rules
from models.units import Unit
from models.words import Criterion, ObligationKind, Responsibility

FROM_PLAN = "来自落实方案"
"""Source of the milestones that an accepted 落实方案 made; a corrected notice leaves them alone."""
FIELDS = {
    "measures": "工作措施",
    "timetable": "时间安排",
    "responsible": "责任人",
    "result_form": "成果形式",
    "expected_result": "预期成效",
}
"""What a 落实方案 says, by the keys of `Report.details`."""
LONGEST_FIELD = 2000
"""Characters of one field."""
LONGEST_NODE = 120
MOST_NODES = 12
"""A plan with more nodes than months belongs into an attachment."""


def last_day(session: Session, task: KeyTask) -> date:
    """The key task's own deadline, extensions included: no node lies beyond it. Without one the plan's year ends it."""
    year_end = date(session.get_one(Plan, task.plan_id).year, 12, 31)
    own = (Milestone.key_task_id == task.id, Milestone.source != FROM_PLAN)
    days = [stone.deadline or year_end for stone in session.exec(select(Milestone).where(*own))]
    results = (Obligation.key_task_id == task.id, col(Obligation.milestone_id).is_not(None))
    for row in session.exec(select(Obligation).where(*results, col(Obligation.extended_to).is_not(None))):
        days.append(row.extended_to or year_end)
    return max(days, default=year_end)


def check(details: Mapping[str, Any] | None, today: date, ends: date) -> dict[str, Any]:
    """The 落实方案 as it will be stored: trimmed, nodes by date, each `{"due": "2026-06-30", "text": …}`.

    Args:
        ends: the key task's last day (`last_day`); no node lies beyond it.

    Raises:
        MoveRefused: something missing, too long, or a node without a real date, in one sentence.
    """
    details = details or {}
    said = {name: str(details.get(name) or "").strip() for name in FIELDS}
    if missing := [called for name, called in FIELDS.items() if not said[name]]:
        raise MoveRefused(f"落实方案请写明{'、'.join(missing)}。")
    for name, text in said.items():
        if len(text) > LONGEST_FIELD:
            raise MoveRefused(f"{FIELDS[name]}最多{LONGEST_FIELD}字，现有{len(text)}字，详细内容请用附件。")
    return {**said, "nodes": _nodes(details.get("nodes") or (), today, ends)}


def _nodes(nodes: Any, today: date, ends: date) -> list[dict[str, str]]:
    if not isinstance(nodes, list | tuple):
        raise MoveRefused("落实方案的节点须逐个写明日期和内容。")
    if len(nodes) > MOST_NODES:
        raise MoveRefused(f"落实方案的节点最多{MOST_NODES}个，现有{len(nodes)}个，请合并。")
    found = [_node(at, node, today, ends) for at, node in enumerate(nodes, 1)]
    twice = [node for at, node in enumerate(found) if node in found[:at]]
    if twice:
        raise MoveRefused(f"节点“{twice[0]['text']}”（{twice[0]['due']}）写了两次。")
    return sorted(found, key=lambda node: node["due"])


def _node(at: int, node: Any, today: date, ends: date) -> dict[str, str]:
    if not isinstance(node, Mapping):
        raise MoveRefused(f"第{at}个节点须写明日期和内容。")
    text, said = " ".join(str(node.get("text") or "").split()), str(node.get("due") or "").strip()
    if not text or not said:
        raise MoveRefused(f"第{at}个节点须同时写明日期和内容。")
    if len(text) > LONGEST_NODE:
        raise MoveRefused(f"第{at}个节点的内容最多{LONGEST_NODE}字，现有{len(text)}字。")
    try:
        due = date.fromisoformat(said)
    except ValueError:
        raise MoveRefused(f"第{at}个节点的日期“{said}”不是日期，请写成 {ends.year}-06-30 这样。") from None
    if due < today:
        raise MoveRefused(
            f"第{at}个节点的日期{due}已经过去，请填今天或以后的日期；已经做到的请写入工作措施。"
        )
    if due > ends:
        raise MoveRefused(
            f"第{at}个节点的日期{due}晚于该项时限{ends}，节点不能晚于时限；需要推迟请先申请延期。"
        )
    return {"due": due.isoformat(), "text": text}


def adopt(
    session: Session, obligation: Obligation, report: Report, rules: Rules, actor: Actor, now: datetime
) -> list[Obligation]:
    """An accepted 落实方案 comes into force: its nodes become milestones with a result to report each.

    The expected result is what the year-end assessment of the key task's PROGRESS milestones is measured by. Returns
    the new obligations: a completion per node, and the contributions to it.
    """
    task = session.get_one(KeyTask, obligation.key_task_id)
    plan = session.get_one(Plan, task.plan_id)
    asking = asking_of(session, plan, rules, rules.office.today(now))
    facts = key_task_facts(session, [task])[0]
    unit = session.get_one(Unit, obligation.unit_id)
    if result := str(report.details.get("expected_result", "")):
        _expect(session, task, result, unit, len(facts.reporting) > 1)
    stones = _milestones(session, task, report, unit, asking, plan.year)
    owed = node_duties(_of_unit(facts, unit.id, stones, asking, rules), asking)
    made = store_duties(session, plan, _new(session, owed, task), asking, rules, now)
    sentence = f"落实方案的{len(stones)}个节点成为任务节点" if stones else "落实方案没有节点，按原节点报送"
    after = {"milestones": [str(stone.id) for stone in stones], "obligations": all_as_asked(session, made)}
    record(session, actor, now, "采用方案", sentence, obligation=obligation, after=after)
    return made


def _expect(session: Session, task: KeyTask, result: str, unit: Unit, several: bool) -> None:
    """Several units that report apart each say what they expect of their own part."""
    said = f"{unit.name}：{result}" if several else result
    judged = select(Milestone).where(
        Milestone.key_task_id == task.id, Milestone.criterion == Criterion.PROGRESS
    )
    for stone in session.exec(judged).all():
        kept = stone.expected_result if several else ""
        stone.expected_result = f"{kept}；{said}" if kept else said


def _milestones(
    session: Session, task: KeyTask, report: Report, unit: Unit, asking: Asking, year: int
) -> list[Milestone]:
    of_task = select(func.max(Milestone.position)).where(Milestone.key_task_id == task.id)
    last = session.exec(of_task).one()
    stones = []
    for at, node in enumerate(report.details.get("nodes", ()), 1 if last is None else last + 1):
        due = date.fromisoformat(node["due"])
        stones.append(
            Milestone(
                key_task_id=task.id,
                position=at,
                deadline=due,
                report_by=report_by(
                    due,
                    Criterion.COMPLETE,
                    asking.policy,
                    year,
                    kind=asking.kind,
                    rounds=[rule for rule, _ in asking.rounds],
                ),
                criterion=Criterion.COMPLETE,
                scope=node["text"],
                explanation=f"{unit.name}落实方案中的节点",
                source=FROM_PLAN,
            )
        )
    session.add_all(stones)
    session.flush()
    return stones


def _of_unit(
    facts: KeyTaskFacts, unit_id: UUID, stones: list[Milestone], asking: Asking, rules: Rules
) -> KeyTaskFacts:
    """The nodes are those of the unit that wrote them, with the help of those who contribute to it.

    A node that has come while the plan waited for the office is asked with the term of a return.
    """
    soonest = asking.workdays.shift(asking.issued_on, rules.policy.terms.returned)
    return KeyTaskFacts(
        id=facts.id,
        responsibility=Responsibility.LEAD,
        leads=(unit_id,),
        supports=facts.contributing,
        milestones=tuple(
            MilestoneFacts(one.id, one.deadline, max(one.report_by or soonest, soonest), one.criterion)
            for one in stones
        ),
    )


def _new(session: Session, owed: list[Duty], task: KeyTask) -> list[Duty]:
    """One contribution per unit and date: those owed already are not asked for twice."""
    present = session.exec(
        select(Obligation.unit_id, Obligation.period).where(
            Obligation.key_task_id == task.id, col(Obligation.kind) == ObligationKind.CONTRIBUTION
        )
    ).all()
    asked = set(present)
    return [
        duty
        for duty in owed
        if duty.kind is not ObligationKind.CONTRIBUTION or (duty.unit_id, duty.period) not in asked
    ]
