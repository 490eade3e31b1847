"""What must be asked about a limit: one question for each doubtful milestone, one for all without a date."""

from dataclasses import dataclass
from datetime import date

from intake.draft import DraftMilestone, Question
from intake.limits.moments import Doubt

NO_DATE = "暂不设期限"
OTHERWISE = "另行指定"
_DONE = "已办结，不再督办"
_RHYTHMS = ("每月", "每季度", "每半年", "每年")
_LABELS = {"month": "每月", "quarter": "每季度", "half-year": "每半年", "year": "每年"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A milestone with the reason to ask about it and the other days that may be meant."""

    milestone: DraftMilestone
    words: str
    doubt: Doubt = Doubt.NONE
    others: tuple[date, ...] = ()


def questions_about(text: str, found: list[Asked], year: int) -> tuple[Question, ...]:
    """Questions on what the limit leaves open; none where every milestone is certain."""
    doubtful = [one for one in found if one.milestone.confidence < 1]
    if not doubtful:
        return ()
    shown = text if len(text) <= 60 else text[:59] + "…"
    undated = [one for one in doubtful if one.milestone.due is None]
    asked = [_without_date(shown, undated, len(found), year)] if undated else []
    asked += [_doubtful(shown, one, len(found)) for one in doubtful if one.milestone.due]
    return tuple(dict.fromkeys(asked))


def unread(text: str, year: int) -> Question:
    """The question about a limit that is empty or says nothing."""
    what = f"完成时限“{text[:59]}”无法读出" if text else "完成时限为空"
    return Question("limit-unread", f"{what}，按哪一天督办？", (f"{year}-12-31", NO_DATE), NO_DATE)


def _without_date(shown: str, undated: list[Asked], count: int, year: int) -> Question:
    about = "、".join(dict.fromkeys(f"“{one.words[:40]}”" for one in undated if one.words))
    what = f"完成时限“{shown}”" + (f"中{about}" if about and len(undated) < count else "")
    days = sorted({day for one in undated for day in one.others} | {date(year, 12, 31)})
    choices = (*(day.isoformat() for day in days), NO_DATE)
    if any("已完成" in one.words or "已办结" in one.words for one in undated) or "已完成" in shown:
        return Question("limit-without-date", f"{what}写作已完成，是否仍要督办？", (_DONE, *choices), NO_DATE)
    return Question("limit-without-date", f"{what}没有写明日期，按哪一天督办？", choices, NO_DATE)


def _doubtful(shown: str, one: Asked, count: int) -> Question:
    milestone = one.milestone
    due = milestone.due.isoformat() if milestone.due else NO_DATE
    where = f"中“{one.words[:40]}”" if count > 1 and one.words else ""
    reason = milestone.explanation.rstrip("。")
    if one.doubt is Doubt.RHYTHM and milestone.every:
        rhythm = _LABELS[milestone.every.value]
        text = (
            f"完成时限“{shown}”{where}的周期没有对应的设置，按{rhythm}、最后一次{due}督办，对吗？（{reason}）"
        )
        return Question("limit-rhythm", text, (rhythm, *(r for r in _RHYTHMS if r != rhythm)), rhythm)
    days = dict.fromkeys((due, *(day.isoformat() for day in one.others)))
    none = (NO_DATE,) if one.doubt is Doubt.LASTING else ()
    text = f"完成时限“{shown}”{where}的日期读作{due}，对吗？（{reason}）"
    return Question("limit-doubtful", text, (*days, *none, OTHERWISE), due)
