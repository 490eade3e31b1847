"""Columns whose head is a date: 一季度, 1—3月, 上半年, 6月底."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from intake.limits.folded import value
from intake.tables.numerals import plain

_ROLE = (
    r"(?:度|份|末|底|前|内|以前|之前)*(?:的)?(?:形象|重点|时序|主要|阶段性?|推进)*"
    r"(?:目标|任务|进度|计划|节点|安排|要求|完成|内容|举措|措施|事项|工作|成果)*"
)
_NUMERAL = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?P<year>20\d\d)年(?:度)?)?(?:第)?"
_FORMS = (
    rf"{_YEAR}(?P<quarter>[1-4一二三四])季{_ROLE}",
    rf"{_YEAR}[Qq](?P<letter>[1-4]){_ROLE}",
    rf"{_YEAR}前(?P<quarters>[二三23])(?:个)?季{_ROLE}",
    rf"{_YEAR}(?P<half>[上下])半年{_ROLE}",
    rf"{_YEAR}(?:(?P<from>{_NUMERAL})月?(?:份)?[-—－–~～至到、])?(?P<month>{_NUMERAL})月{_ROLE}",
    rf"(?P<only>20\d\d)年{_ROLE}",
)


@dataclass(frozen=True, slots=True)
class Period:
    """时段: from the month `first` to the end of `month`; `year` None is the notice's own."""

    year: int | None
    first: int
    month: int
    words: str
    """As the head names it, without its role (一季度 of 一季度工作目标)."""

    def holds(self, day: date, year: int) -> bool:
        """Whether a day of this period."""
        return date(self.year or year, self.first, 1) <= day <= self.last_day(year)

    def last_day(self, year: int) -> date:
        """The last day that counts."""
        year = self.year or year
        return date(year, self.month, monthrange(year, self.month)[1])


def period_of(head: str) -> Period | None:
    """The period that a head names; None for any other head.

    A whole year (2025年目标) is one too: whether it stands beside other years, so that it is a limit, the caller knows.
    """
    words = plain(re.sub(r"[（(].*?[）)]", "", head))
    found = next((found for form in _FORMS if (found := re.fullmatch(form, words))), None)
    if not found:
        return None
    named = {name: text for name, text in found.groupdict().items() if text}
    month = _last_month(named)
    if month is None:
        return None
    year = named.get("year") or named.get("only")
    words = re.sub(r"(?<=[季月年])(?:度|份)?" + _ROLE + "$", "", words)
    return Period(
        int(year) if year else None,
        _first_month(named, month),
        month,
        words + ("度" if words.endswith("季") else ""),
    )


def _last_month(named: dict[str, str]) -> int | None:
    if "only" in named:
        return 12
    if "half" in named:
        return 6 if named["half"] == "上" else 12
    for name in ("quarter", "letter", "quarters"):
        if name in named:
            return 3 * (value(named[name]) or 0)
    month = value(named["month"])
    return month if month and 1 <= month <= 12 else None


def _first_month(named: dict[str, str], last: int) -> int:
    begun = value(named.get("from", ""))
    if begun and 1 <= begun <= last:
        return begun
    length = (
        3
        if named.keys() & {"quarter", "letter"}
        else 6
        if "half" in named
        else 1
        if "month" in named
        else last
    )
    return last - length + 1
