"""One Chinese sentence on how a milestone came about, for the person who confirms it."""

from datetime import date

from intake.limits.dating import Dated
from intake.limits.moments import Doubt
from models.words import Criterion, Recurrence

_DOUBTS = {
    Doubt.BEFORE: "，按含当月当季理解",
    Doubt.VAGUE: "，原文只写到旬或更粗，取惯常的最后一天",
    Doubt.IMPOSSIBLE: "，原文所写日期不存在，取当月最后一天",
    Doubt.FROM: "，原文写的是起始时间",
}
_CRITERIA = {
    Criterion.COMPLETE: "到期须完成",
    Criterion.PROGRESS: "到期须取得明显进展，不要求办结",
    Criterion.CONTINUOUS: "持续推进，按轮次报进展",
}


def explained(one: Dated, due: date | None, criterion: Criterion, doubt: Doubt) -> str:
    """How the words became this date and criterion."""
    asks = _CRITERIA[criterion]
    if due is None or one.phrase is None:
        return f"时限中没有写明日期；{asks}。"
    day = f"{due.year}年{due.month}月{due.day}日"
    source = f"“{one.phrase.text}”"
    if criterion is Criterion.CONTINUOUS and one.inherited:
        return f"本句未写日期，属长期事项，不随{source}结束，按{day}汇总；{asks}。"
    if one.phrase.every:
        rhythm = _RHYTHMS[one.phrase.every]
        return f"{source}是{rhythm}一次的时限，本年最后一次为{day}{_DOUBTS.get(doubt, '')}；{asks}。"
    how = f"本句未写日期，沿用{source}" if one.inherited else source
    return f"{how}，最后一天为{day}{_DOUBTS.get(doubt, '')}；{asks}。"


_RHYTHMS = {
    Recurrence.MONTH: "每月",
    Recurrence.QUARTER: "每季度",
    Recurrence.HALF_YEAR: "每半年",
    Recurrence.YEAR: "每年",
}
