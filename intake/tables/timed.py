"""When a row is due: its limit, its quarters and months, a date in its content, or what the notice says of all rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from intake.document import Span, Traced, merged
from intake.draft import DraftMilestone, Question
from intake.limit import LimitReading, parse_limit
from intake.limits.verbs import judge
from intake.tables.columns import Column
from intake.tables.entry import Entry
from intake.tables.heads import Head
from intake.tables.numerals import one_line
from intake.tables.periods import Period
from models.words import Criterion

_NO_DATE, _AS_READ = "暂不设期限", "按此督办"
_TICK = re.compile(r"[\s√✓✔☑★●■▲◆○◎*+是有]*")
_NOTHING = re.compile(r"[\s\-—－–―─⸺⸻/／\\、×xX无〇]*")
_DONE = re.compile(r"(?:全部|全面|按时)?(?:完成|建成|竣工|完工|办结|落实)[。；]?")
_CLAUSE = re.compile(r"[^，,。；;\n]+")
_DATE_WORDS = re.compile(
    r"(?:[0-9０-９]|[一二三四五六七八九十])月|年[底末]前?|年内|季度|半年|月[底末]前?|\d日前"
)
_RHYTHM = re.compile(r"[每逐](?:个)?(?:年|半年|季|月|周)")
_DUE_WORDS = re.compile(r"前|底|末|以内|年内|之内|完成|截止")
_FOR_ALL = re.compile(
    r"(?:未(?:注明|明确|标明|写明|列明|标注|规定)[^。；]{0,8}(?:时限|时间|期限|进度)[^。；]{0,4}的?|完成时[限间]"
    r"|(?:以上|上述|所列|表中|表内|本表|附件|各项|所有|全部|其[余他])[^。；]{0,16}?)，?(?:任务|工作|事项|项目)?"
    r"(?:均|都|全部|统一|一律|原则上|应|须|务必|必须)+(?:应|须|要|为|于|在|是)*(?P<limit>[^。；，]{3,24})"
)
_ONLY_MONTH = re.compile(r"\s*(1[0-2]|[1-9])\s*")


@dataclass(frozen=True, slots=True)
class Timed:
    """A row's limit as kept, its milestones, what is asked, and where each milestone was read."""

    text: str
    milestones: tuple[DraftMilestone, ...]
    questions: tuple[Question, ...] = ()
    spans: tuple[Span, ...] = ()
    stones: tuple[tuple[Span, ...], ...] = field(default=())


def limit_for_all(texts: Iterable[Traced], year: int) -> Traced | None:
    """均于年底前完成: the words of a sentence that sets one limit for every task; None where there is none."""
    for text in texts:
        found = _FOR_ALL.search(text.text)
        if found and _DATE_WORDS.search(found["limit"]):
            read = parse_limit(found["limit"], year)
            if len(read.milestones) == 1 and read.milestones[0].due:
                return text.cut(*found.span("limit"))
    return None


def timed(entry: Entry, year: int, for_all: Traced | None) -> Timed:
    """When the entry is due, in a notice for `year`.

    Columns come first, then a date in the content, then the sentence about all tasks; what no column says is asked.
    """
    cell = Traced()
    for at in entry.layout.at(Column.LIMIT):
        cell = cell.joined(entry.cells[at], "；")
    periods = [
        (head, text)
        for head, text in _periods(entry)
        if head.period and head.period.last_day(year).year >= year
    ]
    # 2024年完成 in a notice for 2025 is what has been reached.
    dated = [(head, text) for head, text in periods if not _NOTHING.fullmatch(text.text)]
    starts = entry.text(Column.START)
    if dated:
        return _of_periods(entry, dated, cell, year)
    if _NOTHING.fullmatch(starts.text) is None:
        cell = starts.joined(Traced(_start_words(entry, starts.text))).joined(cell, "，")
    if cell.text.strip() and not _NOTHING.fullmatch(cell.text):
        return _of_cell(entry, cell, year)
    for text, why in ((_in_content(entry, year), "任务内容中写有"), (for_all, "来文写有")):
        if text:
            return _elsewhere(text, why, year)
    asked = parse_limit(cell.text, year)
    # Where there is no such column at all, the notice is asked about once, by the reader of tables.
    questions = asked.questions if entry.layout.has(Column.LIMIT) or _periods(entry) else ()
    return Timed(
        one_line(cell.text), asked.milestones, questions, cell.spans(), ((),) * len(asked.milestones)
    )


def _start_words(entry: Entry, text: str) -> str:
    """启动, for the column 启动时间 holds only the date."""
    head = entry.layout.heads[entry.layout.at(Column.START)[0]].text
    word = next((word for word in ("开工", "动工", "启动") if word in head), "启动")
    return "" if word in text else word


def _periods(entry: Entry) -> list[tuple[Head, Traced]]:
    """The columns of periods with their cells; one merged over several is due by the end of the last."""
    found: list[tuple[Head, Traced]] = []
    before: int | None = None
    for at in entry.layout.at(Column.PERIOD):
        head, cell = entry.layout.heads[at], entry.cells[at]
        same = before is not None and cell.text and cell == entry.cells[before]
        if same and found and entry.passages[at] == entry.passages[before or 0]:
            head = _over(found.pop()[0], head)
        found.append((head, cell))
        before = at
    return found


def _over(first: Head, last: Head) -> Head:
    """一季度 and 二季度 under one merged cell."""
    if not first.period or not last.period:
        return last
    same_year = first.period.year == last.period.year
    begun = first.period.first if same_year else 1
    words = f"{first.period.words.partition('至')[0]}至{last.period.words}"
    return replace(last, period=replace(last.period, first=begun, words=words))


def _of_cell(entry: Entry, cell: Traced, year: int) -> Timed:
    text = cell.text
    head = "".join(entry.layout.heads[at].text for at in entry.layout.at(Column.LIMIT))
    month = _ONLY_MONTH.fullmatch(text)
    if month and "月" in head:
        # 完成时限（月）: the cell is the number of the month.
        read = parse_limit(f"{month[1]}月底前完成", year)
        read = LimitReading(tuple(replace(one, within=None) for one in read.milestones), read.questions)
    else:
        read = parse_limit(text, year)
    stones = tuple(_stone_spans(cell, one) for one in read.milestones)
    return Timed(one_line(text), read.milestones, read.questions, cell.spans(), stones)


def _stone_spans(cell: Traced, stone: DraftMilestone) -> tuple[Span, ...]:
    return cell.spans(*stone.within) if stone.within else cell.spans()


def _of_periods(entry: Entry, dated: list[tuple[Head, Traced]], cell: Traced, year: int) -> Timed:
    """Every cell under a date is due by the end of it; the limit's own column adds what it names besides."""
    stones: list[DraftMilestone] = []
    spans: list[tuple[Span, ...]] = []
    said: list[str] = []
    questions: tuple[Question, ...] = ()
    for head, text in dated:
        if head.period:
            made, asked = _of_period(head.period, one_line(text.text), year)
            questions += asked
            stones += made
            spans += [text.spans()] * len(made)
            tick = _TICK.fullmatch(text.text)
            said.append(head.period.words if tick else f"{head.period.words}：{one_line(text.text)}")
    if cell.text.strip() and not _NOTHING.fullmatch(cell.text):
        whole = _of_cell(entry, cell, year)
        known = {(one.due, one.criterion) for one in stones}
        besides = [at for at, one in enumerate(whole.milestones) if (one.due, one.criterion) not in known]
        stones += [whole.milestones[at] for at in besides]
        spans += [whole.stones[at] for at in besides]
        said.append(whole.text)
        questions += whole.questions
    places = merged(span for group in spans for span in group)
    return Timed(
        "；".join(one.rstrip("；。") for one in said), tuple(stones), questions, places, tuple(spans)
    )


def _of_period(period: Period, text: str, year: int) -> tuple[list[DraftMilestone], tuple[Question, ...]]:
    """One milestone; several where the cell names days of its own inside the period; a question on days outside it."""
    end = period.last_day(year)
    if _TICK.fullmatch(text):
        return [DraftMilestone(end, Criterion.COMPLETE, "", explanation=_why(period, end))], ()
    scope = "" if _DONE.fullmatch(text) else text.rstrip("。；;")
    whole = DraftMilestone(end, judge(text), scope, explanation=_why(period, end))
    own = parse_limit(text, year).milestones if _DATE_WORDS.search(text) or _RHYTHM.search(text) else ()
    if any(one.every for one in own):
        # 每年开展一次 goes on to the end of the period.
        return [replace(one, due=end, within=None) for one in own], ()
    if not own or any(one.due is None for one in own):
        return [whole], ()
    if all(one.due and period.holds(one.due, year) for one in own):
        return [replace(one, within=None) for one in own], ()
    asked = f"“{period.words}”栏下写的是“{text}”，日期不在该时段内，按{end.isoformat()}督办，对吗？"
    choices = (end.isoformat(), *dict.fromkeys(one.due.isoformat() for one in own if one.due))
    return [replace(whole, confidence=0.5)], (Question("limit-doubtful", asked, choices, choices[0]),)


def _why(period: Period, end: date) -> str:
    return f"列在“{period.words}”栏下，取该时段的最后一天{end.isoformat()}。"


def _in_content(entry: Entry, year: int) -> Traced | None:
    """The clauses of the content that name a date to be met."""
    whole = Traced()
    text = entry.text(Column.CONTENT)
    for found in _CLAUSE.finditer(text.text):
        clause = found.group()
        if _DATE_WORDS.search(clause) and _DUE_WORDS.search(clause):
            read = parse_limit(clause, year)
            if all(one.due and one.due.year >= year for one in read.milestones):
                whole = whole.joined(text.cut(*found.span()), "，")
    return whole if whole.text else None


def _elsewhere(text: Traced, why: str, year: int) -> Timed:
    read = parse_limit(text.text, year)
    shown = one_line(text.text)
    asked = f"本项没有单列完成时限，{why}“{shown}”，是否按此督办？"
    question = Question("limit-elsewhere", asked, (_AS_READ, _NO_DATE), _AS_READ, sources=text.spans())
    stones = tuple(replace(one, confidence=min(one.confidence, 0.7)) for one in read.milestones)
    places = tuple(_stone_spans(text, one) for one in stones)
    return Timed(shown, stones, (question, *read.questions), text.spans(), places)
