"""One Chinese sentence on how a milestone came about, for the person who confirms it."""

from datetime import date

from intake.limits.dating import Dated
from intake.limits.moments import Doubt
from models.words import Criterion, Recurrence

_DOUBTS = {
    Doubt.BEFORE: "（按含该月、该季或该年理解）",
    Doubt.VAGUE: "（原文未写到日，取惯常的最后一天）",
    Doubt.IMPOSSIBLE: "（原文所写日期不存在，取当月最后一天）",
    Doubt.FROM: "（原文写的是起始时间）",
    Doubt.HOLIDAY: "（按节日当天的前一天理解）",
    Doubt.DURING: "（按放假的最后一天理解）",
    Doubt.SHORT: "（原文似缺“月”字）",
    Doubt.WRAPPED: "（止月早于起月，按次年理解）",
    Doubt.PAST: "（早于通知年度）",
    Doubt.HURRY: "（原文要求从速）",
}
_CRITERIA = {
    Criterion.COMPLETE: "到期须完成",
    Criterion.PROGRESS: "到期须取得明显进展，不要求办结",
    Criterion.CONTINUOUS: "持续推进，按轮次报进展",
}
_RHYTHMS = {
    Recurrence.MONTH: "每月",
    Recurrence.QUARTER: "每季度",
    Recurrence.HALF_YEAR: "每半年",
    Recurrence.YEAR: "每年",
}
_UNDATED = {
    Doubt.SEASON: "“{}”没有固定的日期",
    Doubt.TIED: "“{}”取决于另一件事的时间",
    Doubt.OPEN: "“{}”没有写到日",
}


def explained(
    one: Dated, due: date | None, criterion: Criterion, doubt: Doubt, every: Recurrence | None
) -> str:
    """How the words became this date and criterion."""
    asks = _CRITERIA[criterion]
    if one.phrase is None:
        return f"时限中没有写明日期，{asks}。"
    source = one.phrase.text if len(one.phrase.text) <= 40 else f"{one.phrase.text[:39]}…"
    source = source.replace("“", "‘").replace("”", "’")
    if due is None:
        return f"{_UNDATED.get(doubt, '“{}”在公历中没有对应的日期').format(source)}，{asks}。"
    day = f"{due.year}年{due.month}月{due.day}日"
    if doubt is Doubt.LASTING:
        return f"本句未写日期，属长期事项，不随“{source}”结束，按{day}汇总，{asks}。"
    remark = _DOUBTS.get(doubt, "")
    if every and doubt is Doubt.RHYTHM:
        return f"“{source}”暂按{_RHYTHMS[every]}一次记，本年最后一次为{day}，{asks}。"
    if every:
        return f"“{source}”是{_RHYTHMS[every]}一次的时限，本年最后一次为{day}{remark}，{asks}。"
    if len(one.phrase.moments) > 1:
        return f"“{source}”是几个日期，其中一个为{day}{remark}，{asks}。"
    how = f"本句未写日期，沿用“{source}”，" if one.inherited else f"“{source}”"
    return f"{how}即{day}{remark}，{asks}。"
