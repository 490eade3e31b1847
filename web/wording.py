"""How dates and distances are said on screen."""

from dataclasses import dataclass, field
from datetime import date, datetime

from models.rules import Rules
from models.wording import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Wording:
    """Says dates as seen from `today`: the year only when it is another one."""

    today: date
    rules: Rules
    _distances: dict[date, int] = field(default_factory=dict, repr=False)

    def day(self, day: date | None) -> str:
        """`3月25日`, or `2027年1月15日` when the year is another one."""
        if day is None:
            return "未定"
        year = f"{day.year}年" if day.year != self.today.year else ""
        return f"{year}{day.month}月{day.day}日"

    def full_day(self, day: date) -> str:
        """`2026年3月25日（周三）`."""
        return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"

    def weekday(self, day: date) -> str:
        """`周三`."""
        return f"周{WEEKDAYS[day.weekday()]}"

    def stamp(self, at: datetime | None) -> str:
        """`3月25日 09:05` in the office's zone."""
        if at is None:
            return ""
        local = at.astimezone(self.rules.office.zone)
        return f"{self.day(local.date())} {local:%H:%M}"

    def day_of(self, at: datetime) -> str:
        """`3月25日` of an instant, in the office's zone."""
        return self.day(at.astimezone(self.rules.office.zone).date())

    def workdays_to(self, day: date) -> int:
        """Workdays from today to a date, negative once it is past. Remembered: a page asks for few dates often."""
        if day not in self._distances:
            self._distances[day] = self.rules.office.workdays.between(self.today, day)
        return self._distances[day]

    def distance(self, day: date) -> str:
        """`还有5个工作日`, `今天`, `已逾期3个工作日`."""
        count = self.workdays_to(day)
        if day == self.today:
            return "今天"
        if day > self.today:
            return f"还有{count}个工作日" if count else "逢休，须提前报"
        return f"已逾期{-count}个工作日" if count else "刚过期"

    def tentative(self, day: date) -> str:
        """`暂定` where the year's holidays are not announced yet, so that the workdays may still move."""
        return "暂定" if self.rules.office.workdays.tentative(day) else ""

    def overdue(self, day: date) -> bool:
        """Whether the date has gone by."""
        return day < self.today
