"""Lines of a document's head and foot, and what stands in them: number (文号), date (成文日期), signature (落款)."""

import re
from dataclasses import dataclass
from datetime import date

from intake.document import Document, Table, Traced
from intake.limits.folded import value
from intake.tables.found import find_tables, lines_of
from intake.tables.numerals import plain

_NUMBER = r"[\u4e00-\u9fff]{1,14}(?:[〔\[（(【［]|﹝)(?P<year>\d{4})(?:[〕\]）)】］]|﹞)(?:第)?\d+(?:号|期)"
_WHOLE_NUMBER = re.compile(rf"^(?:[（(])?(?:{_NUMBER})[）)]?$")
# 〔2025〕3号, 第3期 of minutes, which bear no code of the office.
_ISSUE = re.compile(
    r"^[（(]?(?:[〔\[]\d{4}[〕\]]第?\d+[号期]|(?:\d{4}年)?第\d+[期号](?:[（(]?总第\d+[期号][）)]?)?)[）)]?$"
)
_LABEL = r"[【\[]?(?:发文字号|发文文号|公文文号|文件编号|文号|字号)[】\]]?[：:]?"
_LABELLED_NUMBER = re.compile(rf"{_LABEL}[：:]?(?P<number>{_NUMBER})")
_COUNT = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DAY = rf"(?P<year>\d{{4}}|[二〇○零OoＯ一三四五六七八九]{{4}})年(?P<month>{_COUNT})月(?P<day>{_COUNT})日"
_OFFICE_NAME = (
    r"[\u4e00-\u9fff（）、]{2,40}"
    r"(?:政府|办公厅|办公室|委员会|委|局|厅|小组|指挥部|管委会|督查室|政府办|部|集团|公司|处|院)"
)
_WHOLE_DAY = re.compile(rf"^[（(]?(?:{_OFFICE_NAME})?{_DAY}(?:印发|发布)?[）)]?$")
_PRINTED = re.compile(rf"{_DAY}(?:印发|印制)$")
_ISO = r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
_MADE = re.compile(
    rf"(?:成文日期|成文时间|印发日期|印发时间|发文日期|发文时间|生成日期)[】\]]?[：:]?(?:{_DAY})"
)
_MADE_ISO = re.compile(
    rf"(?:成文日期|成文时间|印发日期|印发时间|发文日期|发文时间|生成日期)[】\]]?[：:]?(?:{_ISO})"
)
_PUBLISHED = re.compile(rf"(?:发布日期|发布时间|公开日期|日期)[】\]]?[：:]?(?:{_DAY})")
_PUBLISHED_ISO = re.compile(rf"(?:发布日期|发布时间|公开日期|日期)[】\]]?[：:]?(?:{_ISO})")
_OFFICE = re.compile(rf"^({_OFFICE_NAME})$")
_ISSUED_BY = re.compile(
    r"^[【\[]?(?:发文机关|发文单位|发布机构|发布单位|制发机关|公开机构|信息来源|来源)[】\]]?[：:]?(?P<name>[\u4e00-\u9fff（）]{3,30})$"
)
_HEAD_LINES = 60
_LABEL_ONLY = re.compile(
    r"^[【\[]?(?:发文字号|发文文号|文号|字号|成文日期|成文时间|发文日期|发文时间|印发日期|发布日期|发布时间|公开日期|生成日期"
    r"|发文机关|发文单位|发布机构|发布单位|制发机关|公开机构|标题|名称|文件名称|公文名称|信息名称)[】\]]?[：:]?$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without white space, and where it came from."""

    text: str
    """Digits and marks folded, for looking at."""
    traced: Traced

    @property
    def written(self) -> str:
        """As it stands, for keeping; as long as `text`."""
        return "".join(self.traced.text.split())


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands above the first table of tasks, between or after the tables, and right above the first."""

    above: tuple[Line, ...]
    below: tuple[Line, ...]


def lines_of_document(document: Document) -> Lines:
    """The lines outside the tables of tasks; cells of other tables too, for web pages set the particulars in them."""
    tasks = {one.block: one for one in find_tables(document).tasks}
    above: list[Line] = []
    below: list[Line] = []
    into = above
    for at, block in enumerate(document.blocks):
        if at in tasks:
            into += _rows(document, tasks[at].table, tasks[at].layout.first)
            into = below
        elif isinstance(block, Table):
            into += _rows(document, block, len(block.rows))
        else:
            into += _lines(document.traced(block))
    return Lines(_labelled(above), _labelled(below))


def _rows(document: Document, table: Table, last: int) -> list[Line]:
    """Every cell of the rows before `last` as lines of their own."""
    passages = dict.fromkeys(slot.passage for row in table.rows[:last] for slot in row if slot)
    return [line for passage in passages for line in _lines(document.traced(passage))]


def _lines(text: Traced) -> list[Line]:
    return [Line(words, line) for line in lines_of(text) if (words := plain(line.text))]


def _labelled(lines: list[Line]) -> tuple[Line, ...]:
    """A label (发文字号：) that stands alone made one with the line after it, as pages set their particulars."""
    made: list[Line] = []
    for line in lines:
        if made and _LABEL_ONLY.match(made[-1].text):
            before = made.pop()
            made.append(Line(before.text + line.text, before.traced.joined(line.traced)))
        else:
            made.append(line)
    return tuple(made)


def document_number(lines: tuple[Line, ...]) -> tuple[str, tuple[Line, ...]]:
    """文号: alone in a line, or after its label; a number that the text cites is none of its own."""
    for line in lines[:_HEAD_LINES]:
        # The label first: without its colon it reads like the beginning of the number (文号云政发〔2025〕1号).
        labelled = _LABELLED_NUMBER.search(line.text)
        if labelled:
            return line.written[slice(*labelled.span("number"))], (line,)
        if _WHOLE_NUMBER.match(line.text) or _ISSUE.match(line.text):
            return line.written.strip("（）()"), (line,)
    return "", ()


def is_number(text: str) -> bool:
    """A line that is a document number."""
    return _WHOLE_NUMBER.match(text) is not None


def year_of_number(number: str) -> int | None:
    """The year in a document number."""
    found = re.fullmatch(_NUMBER, number)
    return int(found["year"]) if found else None


def is_day(text: str) -> bool:
    """A line that is a date."""
    return _WHOLE_DAY.match(text) is not None


def day_of(lines: Lines) -> tuple[date | None, tuple[Line, ...]]:
    """成文日期: the last date that is a line of its own, then a labelled one, then the day of printing."""
    for group, pattern in (
        (lines.above[::-1], _WHOLE_DAY),
        (lines.above, _MADE),
        (lines.above, _MADE_ISO),
        (lines.below, _WHOLE_DAY),
        ((*lines.above, *lines.below), _PRINTED),
        (lines.above, _PUBLISHED),
        (lines.above, _PUBLISHED_ISO),
    ):
        for line in group:
            found = pattern.search(line.text)
            day = _date(found) if found else None
            if day:
                return day, (line,)
    return None, ()


def _date(found: re.Match[str]) -> date | None:
    parts = [value(re.sub("[OoＯ]", "〇", found[name])) for name in ("year", "month", "day")]
    if not all(parts):
        return None
    try:
        return date(*[part for part in parts if part])
    except ValueError:
        return None


def signed(lines: tuple[Line, ...]) -> tuple[str, tuple[Line, ...]]:
    """落款: the office above the date, else the office that the page names."""
    for at in range(len(lines) - 1, -1, -1):
        beside = re.match(rf"^({_OFFICE_NAME})(?={_DAY}$)", lines[at].text)
        if beside:
            return beside[1], (lines[at],)
        if at and is_day(lines[at].text) and _OFFICE.match(lines[at - 1].text):
            return lines[at - 1].text, (lines[at - 1],)
    for line in lines[:_HEAD_LINES]:
        found = _ISSUED_BY.match(line.text)
        if found:
            return found["name"], (line,)
    return "", ()
