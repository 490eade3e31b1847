"""Dates inside a task's text (正文内日期), offered as extra checkpoints: deadlines, extensions, beginnings."""

import re
from dataclasses import dataclass

from intake.document import Span
from intake.draft import Checkpoint, DraftTask
from intake.limits.dates import find_dates
from intake.limits.folded import fold
from intake.limits.moments import DatePhrase, Doubt
from intake.limits.verbs import Sense, verbs

_SHUT = {
    "《": "》",
    "“": "”",
    "（": "）",
    "(": ")",
    "〔": "〕",
    "［": "］",
    "[": "]",
    "‘": "’",
    "〈": "〉",
    "「": "」",
}
_ENDS, _COMMAS = "。；;！？!?\n", "，,"
_SHOWN = 40
# 政策延长到今年年底: the day on which something stops, nothing is delivered on it.
_EXTENDED = re.compile(
    r"(?:延长|延期|延续|延缓|延迟|推迟|顺延|展期|宽限|缓缴|放宽|续期|有效期|有效|保留|执行期限?|实施期限?|执行|沿用|持续|适用)[^，。；]{0,12}?(?:到|至|为|于)?$"
)
_UP_TO = re.compile(r"(?:到|至)$")
# 6月前到期的政策, 年底前竣工的小区: the date tells which ones are meant.
_WHICH = re.compile(
    r"^(?:之?[前后]|[以之]来|期间|起)?(?:已经?|即将|未|尚未|全部|新|累计)?[\u4e00-\u9fff]{0,8}?"
    r"(?:到期|过期|届满|竣工|完工|建成|出台|印发|发布|制定|开工|签订|签约|取得|登记|注册|成立|设立|发生|产生|形成|认定|评定|获得|入选|毕业|退役|下达|确定|启动|立项|实施|投用|投产|完成|结转)(?:之?前)?的"
)
_FIGURE = re.compile(
    r"\d|[一二三四五六七八九十百千两]+(?:[个家所座条项批次件万亿]|成|倍|分之)|全覆盖|清零|全部|基本|翻番|[百]分之"
)
_REACHES = re.compile(
    r"达到?|突破|超过|不低于|不少于|不超过|控制在|以上|以内|新增|新建|新开|实现|完成|建成|增长|增速|提高|降低|下降|压减|压缩|力争|确保|培育|打造|引进|改造|建设|投放|发放|开工|竣工|投产"
)
_NAMED = re.compile(
    r"^(?:年?度?)?(?:[^，。；]{0,14})?(?:考核|评估|审计|统计|检查|督查|工作要点|工作报告|计划|要点|预算|决算|规划|方案|任务书|清单|台账|博览会|洽谈会|大会|论坛|年会|展览会|节|赛|杯|峰会|行动)(?:结果|报告|目标|任务)?$"
)
_PAST_WORDS = re.compile(r"(?:截至|截止|自|从|于)?$")
_STARTS = (Sense.OUTCOME, Sense.ACT)


@dataclass(frozen=True, slots=True)
class _Place:
    """A clause of the text with the date in it: all places are characters of the content."""

    start: int
    end: int
    shown_end: int
    """After the mark that ends it, and after the next clause where it is only a date."""
    date_start: int
    date_end: int
    phrase: DatePhrase


def checkpoints(task: DraftTask, year: int) -> tuple[Checkpoint, ...]:
    """The dates inside the text of a task in a notice for `year`, in order; nothing is read twice from one clause.

    Offered are deadlines (确保到9月1日…, 力争年底前完成…, 今年新增…达到15亿元) and, only to be watched, extensions
    (延长到年底) and beginnings (7月1日起). What only tells which ones are meant (去年出台, 6月前到期的政策), names
    (2020年博览会), document numbers and rhythms (每月) are not offered.
    """
    text = _without_names(task.content)
    found: list[Checkpoint] = []
    for place in _dated_clauses(text):
        one = _judged(task, text, place, year)
        if one and not any(one.clause == other.clause and one.due == other.due for other in found):
            found.append(one)
    return tuple(found)


def _without_names(text: str) -> str:
    """The text with quotes, titles and brackets blotted out: dates in them belong to names."""
    signs = list(text)
    closing, begun = "", 0
    for at, sign in enumerate(text):
        if closing and sign == closing:
            inside = text[begun + 1 : at]
            signs[begun + 1 : at] = "某" * len(inside)
            closing = ""
        elif not closing and sign in _SHUT and _SHUT[sign] in text[at:]:
            closing, begun = _SHUT[sign], at
    return "".join(signs)


def _dated_clauses(text: str) -> list[_Place]:
    places = []
    for start, end in _clauses(text):
        plain = fold(text[start:end])
        for phrase in find_dates(plain.text):
            if phrase.every or phrase.tied:
                continue
            first, last = plain.span(phrase.start, phrase.end)
            only = not re.sub(
                r"^(?:确保|力争|争取|到|在|于|至|截至)+", "", text[start : start + first]
            ).strip()
            only = only and not text[start + last : end].strip()
            places.append(
                _Place(start, end, _shown_end(text, end, only), start + first, start + last, phrase)
            )
    return places


def _clauses(text: str) -> list[tuple[int, int]]:
    found, begun = [], 0
    for at, sign in enumerate(text):
        if sign in _ENDS or sign in _COMMAS:
            found.append((begun, at))
            begun = at + 1
    return [(start, end) for start, end in [*found, (begun, len(text))] if text[start:end].strip()]


def _shown_end(text: str, end: int, on: bool) -> int:
    """After the mark at the end; a clause that is only a date is shown with the statement it governs."""
    if not on or text[end : end + 1] not in _COMMAS:
        return min(end + 1, len(text))
    stops = (at for mark in _ENDS if (at := text.find(mark, end)) >= 0)
    return min(min(stops, default=len(text)) + 1, len(text))


def _judged(task: DraftTask, text: str, place: _Place, year: int) -> Checkpoint | None:
    before, after = text[place.start : place.date_start], text[place.date_end : place.end]
    kind = _kind(before, after, text[place.end : place.shown_end], place.phrase, year)
    if kind is None:
        return None
    moment = place.phrase.moments[-1]
    due = moment.last_day(year, year)
    if kind == "extension" and place.phrase.bare_year:
        due = None
    start, end = _text_of(text, place, kind)
    return Checkpoint(
        task.number,
        task.part,
        task.content[start:end].strip(),
        task.content[place.start : place.shown_end].strip(),
        due,
        kind,
        "checkpoint" if kind == "deadline" else "watch",
        _spans(task, place.start, place.shown_end),
    )


def _kind(before: str, after: str, governed: str, phrase: DatePhrase, year: int) -> str | None:
    """deadline, extension, effective-from; None for what only tells which ones are meant."""
    moment = phrase.moments[-1]
    due = moment.last_day(year, year)
    if due is None or due.year < year or _WHICH.match(after):
        return None
    if moment.doubt is Doubt.FROM:
        return "effective-from"
    if _EXTENDED.search(before):
        return "extension"
    if _is_period(phrase):
        return "deadline" if _is_target(before, after, phrase) else None
    said = [verb for part in (before, after, governed) for verb in verbs(part)]
    if not said and not _REACHES.search(before + after + governed):
        return None
    return "deadline"


def _is_period(phrase: DatePhrase) -> bool:
    """今年, 2020年, 全年: a period rather than a day by which."""
    return (
        phrase.bare_year
        or phrase.annual
        or phrase.whole_year
        or phrase.text in ("今年", "本年", "本年度", "当年")
    )


def _is_target(before: str, after: str, phrase: DatePhrase) -> bool:
    """今年新增15亿元, 到2027年达到80%: a figure or a result beside a year, and no name made with it."""
    if _NAMED.match(after) and not _FIGURE.search(after):
        return False
    if _UP_TO.search(before):
        return True
    return bool(_REACHES.search(after)) and bool(_FIGURE.search(after)) and not _object_of(before, phrase)


def _object_of(before: str, phrase: DatePhrase) -> bool:
    """办好2025年…, 落实2025年…: the year is part of what is done."""
    said = verbs(before)
    return phrase.bare_year and bool(said) and said[-1].end >= len(before.rstrip()) - 1


def _text_of(text: str, place: _Place, kind: str) -> tuple[int, int]:
    """The date itself for beginnings; from the word that extends for extensions; the clause for deadlines."""
    if kind == "effective-from":
        return place.date_start, place.date_end
    if kind == "deadline" and place.end - place.start <= _SHOWN:
        return place.start, place.end
    words = _EXTENDED.search(text[place.start : place.date_start]) if kind == "extension" else None
    return place.start + words.start() if words else place.date_start, place.date_end


def _spans(task: DraftTask, start: int, end: int) -> tuple[Span, ...]:
    """Where the characters stand; the whole content where its stretches cannot be told apart."""
    sources = tuple(task.sources.get("content", ()))
    between = len(task.content) - sum(span.end - span.start for span in sources)
    if not sources or between not in (0, len(sources) - 1):
        return sources
    gap = between // max(1, len(sources) - 1)
    found, at = [], 0
    for span in sources:
        length = span.end - span.start
        low, high = max(start, at), min(end, at + length)
        if low < high:
            found.append(Span(span.passage, span.start + low - at, span.start + high - at))
        at += length + gap
    return tuple(found)
