"""来文类别 and its term: recognised from a title where it is sure, and dates for matters that name none."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from intake.draft import Draft, DraftMilestone, DraftTask
from models.actors import MoveRefused
from models.policy import KindRule
from models.words import Criterion, DirectiveKind

_SURE = (
    (
        DirectiveKind.MEETING,
        re.compile(r"会议(?:纪要|议定事项|决定事项)|(?:常务|办公|专题|调度|协调)会(?:议)?纪要"),
    ),
    (DirectiveKind.LIVELIHOOD, re.compile(r"民心工程|民生实事|为民(?:办)?实事|惠民实事|实事项目")),
    (
        DirectiveKind.INSTRUCTION,
        re.compile(r"批示(?:件|精神|要求|事项)?(?:的|交办|办理|落实|督办|通知|分解|$)|批示(?:件|事项)"),
    ),
    (DirectiveKind.WORK_REPORT, re.compile(r"政府工作报告")),
)
_UNDATED = ("limit-without-date", "limit-unread", "limit-missing")
_LONGEST_TERM = 3660


def kind_of_title(title: str) -> DirectiveKind | None:
    """The kind that a title names; None where it names none, or more than one."""
    named = [kind for kind, words in _SURE if words.search(title)]
    return named[0] if len(named) == 1 else None


def term_of(rule: KindRule, kind: DirectiveKind, chosen: int | None) -> int | None:
    """The term in calendar days: the one chosen, else the kind's first; None where the kind has none.

    Raises:
        MoveRefused: the term chosen is not one of the kind's.
    """
    if chosen is None:
        return rule.term_days[0] if rule.term_days else None
    if chosen in rule.term_days:
        return chosen
    if not rule.term_days:
        raise MoveRefused(f"{kind.label}没有固定期限，请不要用 --term，改为写明期限或日期。")
    terms = "、".join(map(str, rule.term_days))
    raise MoveRefused(f"{kind.label}的期限为{terms}天，没有{chosen}天的；可用 duban config 调整规则。")


def with_term(draft: Draft, kind: DirectiveKind, days: int, since: date) -> Draft:
    """The draft with a date for every key task that names none; what goes on for good (持续推进) keeps none.

    Args:
        days: calendar days.
        since: the directive's date, else the day it was first imported.
    """
    dated = {
        (task.number, task.part): replace(task, milestones=(_by_term(task.milestones, kind, days, since),))
        for task in draft.tasks
        if _without_date(task)
    }
    if not dated:
        return draft
    tasks = tuple(dated.get((task.number, task.part), task) for task in draft.tasks)
    questions = tuple(
        asked
        for asked in draft.questions
        if asked.code not in _UNDATED or not _about(asked.tasks or ((asked.number, asked.part),), dated)
    )
    return replace(draft, tasks=tasks, questions=questions)


def term_milestone(kind: DirectiveKind, days: int, since: date, scope: str = "") -> DraftMilestone:
    """The milestone that a term gives."""
    return DraftMilestone(
        since + timedelta(days=min(days, _LONGEST_TERM)),
        Criterion.COMPLETE,
        scope,
        explanation=f"没有写明日期，按{kind.label}{days}天的期限，自{since:%Y-%m-%d}起算。",
    )


def _without_date(task: DraftTask) -> bool:
    return task.listed_apart and all(
        stone.due is None and stone.criterion is not Criterion.CONTINUOUS for stone in task.milestones
    )


def _by_term(
    stones: tuple[DraftMilestone, ...], kind: DirectiveKind, days: int, since: date
) -> DraftMilestone:
    return term_milestone(kind, days, since, stones[0].scope if stones else "")


def _about(labels: Iterable[tuple[int | None, int]], dated: dict[tuple[int, int], DraftTask]) -> bool:
    """Whether a question is about nothing but key tasks that have a date now."""
    return all((number, part) in dated for number, part in labels if number is not None) and any(
        number is not None for number, _ in labels
    )
