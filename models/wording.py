"""Small Chinese phrases that pages, mails and run names share."""

from datetime import date

from models.plans import KeyTask
from models.words import KeyTaskState
from models.workdays import Workdays

WEEKDAYS = "一二三四五六日"


def day(value: date, this_year: int | None = None) -> str:
    """`3月25日（周四）`; with the year in front when it is not `this_year`."""
    year = f"{value.year}年" if this_year is not None and value.year != this_year else ""
    return f"{year}{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


def distance(target: date, today: date, workdays: Workdays) -> str:
    """`还有5个工作日`, `今天到期`, `已逾期3个工作日`. Counts workdays strictly after the earlier date."""
    if target == today:
        return "今天到期"
    count = abs(workdays.between(today, target))
    if target < today:
        return f"已逾期{count}个工作日" if count else "已过期"
    return f"还有{count}个工作日" if count else "到期前已无工作日"


def offset(workdays: int) -> str:
    """A rung's offset as words: `提前5个工作日`, `到期当日`, `逾期3个工作日`."""
    if workdays == 0:
        return "到期当日"
    return f"{'提前' if workdays < 0 else '逾期'}{abs(workdays)}个工作日"


def short(text: str, length: int = 40) -> str:
    """A long task text cut for a list, with an ellipsis."""
    text = text.strip().rstrip("。")
    return text if len(text) <= length else f"{text[: length - 1]}…"


def counts(lead: int, support: int) -> str:
    """`牵头17项、配合18项`, leaving out what is zero."""
    parts = [f"{word}{count}项" for word, count in (("牵头", lead), ("配合", support)) if count]
    return "、".join(parts)


def standing(task: KeyTask, target: KeyTask | None) -> str:
    """Where a key task stands, with until when it rests or where it went."""
    if task.state is KeyTaskState.SUSPENDED and task.suspended_until:
        return f"{task.state.label}至{task.suspended_until:%Y-%m-%d}"
    if task.state is KeyTaskState.MERGED and target is not None:
        other = f"计划{target.plan_id}" if target.plan_id != task.plan_id else ""
        return f"并入{other}{target.called}"
    return task.state.label
