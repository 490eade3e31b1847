"""期限 of a matter entered by hand: a date, words for the limit reader, or one of the kind's terms."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from intake.draft import DraftMilestone
from intake.kinds import term_milestone, term_of
from intake.limit import parse_limit
from models.actors import MoveRefused
from models.rules import Rules
from models.words import Criterion, DirectiveKind

_WITHIN = re.compile(
    r"^(?:自?(?:批示|交办|收到|收文|印发|下发|会议)之?(?:日|后|之日)?(?:起|后)?[，,]?)?"
    r"(?:在|于)?(\d{1,3})个?(工作日|天|日|周|个?月)(?:以|之)?内?(?:办结|完成|报送?|反馈|答复|落实)?(?:到位|结果|情况)?$"
)
_MOST_DAYS = 366


class Given(Protocol):
    """What a matter says about its limit."""

    @property
    def kind(self) -> DirectiveKind: ...
    @property
    def due(self) -> date | None: ...
    @property
    def limit(self) -> str: ...
    @property
    def term(self) -> int | None: ...


def milestones_of(matter: Given, rules: Rules, since: date) -> tuple[DraftMilestone, ...]:
    """From a date, a limit in words, or the kind's term."""
    given = [
        name
        for name, value in (("--due", matter.due), ("--limit", matter.limit.strip()), ("--term", matter.term))
        if value
    ]
    if len(given) > 1:
        raise MoveRefused(f"{'、'.join(given)}只能写一个。")
    if matter.due is not None:
        stones: tuple[DraftMilestone, ...] = (_until(matter.due, f"交办时写明{matter.due:%Y-%m-%d}。"),)
    elif matter.limit.strip():
        stones = _read(matter.limit.strip(), rules, since)
    else:
        days = term_of(rules.policy.of_kind(matter.kind), matter.kind, matter.term)
        if days is None:
            raise MoveRefused("请写明期限：--due 日期，或 --limit “15日内”这样的文字。")
        stones = (term_milestone(matter.kind, days, since),)
    early = next((one.due for one in stones if one.due is not None and one.due < since), None)
    if early is not None:
        raise MoveRefused(f"期限{early:%Y-%m-%d}早于交办的{since:%Y-%m-%d}，请核对。")
    return stones


def _read(limit: str, rules: Rules, since: date) -> tuple[DraftMilestone, ...]:
    """The limit reader's milestones; a term in days counts from the day of the matter."""
    if term := _WITHIN.match(limit.replace(" ", "")):
        return (_within(int(term[1]), term[2], limit, rules, since),)
    reading = parse_limit(limit, since.year)
    doubtful = [one for one in reading.milestones if one.due is None or one.confidence < 1]
    if doubtful:
        why = reading.questions[0].text if reading.questions else doubtful[0].explanation
        raise MoveRefused(f"期限“{limit}”读不准：{why.rstrip('。')}。请改写，或用 --due 写明日期。")
    return reading.milestones


def _within(count: int, unit: str, limit: str, rules: Rules, since: date) -> DraftMilestone:
    days = {"周": 7 * count}.get(unit, count * 30 if "月" in unit else count)
    if not 1 <= days <= _MOST_DAYS:
        raise MoveRefused(f"期限“{limit}”应在1天到{_MOST_DAYS}天之间。")
    if unit == "工作日":
        due = rules.office.workdays.shift(since, count)
    elif "月" in unit:
        due = _months_on(since, count)
    else:
        due = since + timedelta(days=days)
    return _until(due, f"“{limit}”自{since:%Y-%m-%d}起算。")


def _months_on(since: date, count: int) -> date:
    """The same day of a later month, or its last day."""
    month = since.month - 1 + count
    year, month = since.year + month // 12, month % 12 + 1
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=since.day - 1), next_month - timedelta(days=1))


def _until(due: date, explanation: str) -> DraftMilestone:
    return DraftMilestone(due, Criterion.COMPLETE, "", explanation=explanation)


def limit_in_words(matter: Given, stones: Sequence[DraftMilestone]) -> str:
    return matter.limit.strip() or _day(stones[0].due)


def _day(due: date | None) -> str:
    return f"{due.year}年{due.month}月{due.day}日前" if due else ""
