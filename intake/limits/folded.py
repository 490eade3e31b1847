"""One spelling for what is the same: digits, letters, marks, white space; and the value of a numeral.

Every character of the folded text knows its place in the original, so that what is read can be shown where it stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

BLANK = "\0"
"""A character that separates words and belongs to none: what stood there was layout."""

# Full-width forms of ASCII, except the marks that Chinese text uses as its own.
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "！，：；？（）～"}
_ALIKE = str.maketrans(",;:()[]【】⼀︰﹕﹐﹔﹑﹣﹙﹚", "，；：（）（）（）一：：，；、-（）") | _WIDE
# 1,200户 and 17:00 are not cut at their marks.
_IN_NUMBER = re.compile(r"(?<=\d)(?<![Qq]\d)(?:，(?=\d{3}(?!\d|年))|：(?=[0-5]\d))")
_LIST_OF_MONTHS = re.compile(r"(?<![\d.%\u4e00-\u9fff])\d{1,2}(?:，\d{1,2})+(?=月)")
_GAP = re.compile(r"[\s\x00-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff]+")
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_LINE_OPENS = re.compile(
    r"其[中他余]|每|[（(]?[0-9一二三四五六七八九十]+(?:[)）.．、季]| ?月)|[\d〇○零一二三四五六七八九]{4} ?[年.\-/]"
    r"|20\d{6}|[年上下]|[今本明次]年|Q[1-4]|第.季|[①-⑳]"
)
# A line that ends with a result is a statement, unless the next one goes on with its object.
_LINE_CLOSES = re.compile(
    r"(?:完成|进展|成效|成果|突破|完毕|到位|建成|竣工|开工|启动|投用|推进|坚持|使用|验收|完工|通车|封顶|印发|出台|）)$"
)
_LINE_GOES_ON = re.compile(
    r"[率后前并的和及、，。；）及与时度]|工作|任务|情况|计划|建设|项目|工程|改造|目标|条件|手续|使用|验收|运营|投"
)
# A result opens a statement, unless the line before ends with its date or with a word that needs more.
_RESULT = re.compile(r"(?:力争|确保|基本|全面)?(?:完成|建成|出台|启动|开工|印发|取得)")
_MUST_GO_ON = frozenset("前底末月日号内年度旬中初争保取本面部期力的与和并及、，：；。—-~至到须应要将可各再于")
# Two lines with a date each, the second before any mark, are two statements.
_DATED = re.compile(
    r"[^，；。、\n]{0,24}?(?:[\d一二三四五六七八九十] ?月|[年月] ?底|季度|半年|Q[1-4]|\d\.\d\d?前|20\d\d[-./\d])"
)
_LAST_DIGITS = re.compile(r"\d+$")
_FIRST_DIGITS = re.compile(r"(\d+)([年月日号]?)")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "o": 0, "两": 2}
_MOST = {"月": 12, "日": 31, "号": 31}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in one spelling; `places` says where each of its characters stood."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original from which these were made."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """The text without white space; a line that opens a new statement begins a new sentence."""
    alike = text.translate(_ALIKE)
    if not _GAP.search(alike):
        return Folded(_numbers_kept(alike), range(len(alike)))
    whole: list[str] = []
    places: list[int] = []
    begun = 0
    for gap in [*_GAP.finditer(alike), None]:
        end = gap.start() if gap else len(alike)
        if end > begun:
            joint = _joint(alike, places[-1] + 1, begun) if places else ""
            whole.append(joint + alike[begun:end])
            places += [places[-1] + 1] * len(joint) if joint else []
            places += range(begun, end)
        begun = gap.end() if gap else end
    return Folded(_numbers_kept("".join(whole)), places)


def folded(text: str) -> str:
    """The folded text alone."""
    return fold(text).text


def _numbers_kept(text: str) -> str:
    text = _LIST_OF_MONTHS.sub(lambda found: found.group().replace("，", ","), text)
    return _IN_NUMBER.sub(lambda found: "," if found.group() == "，" else ":", text)


def _joint(text: str, start: int, end: int) -> str:
    """What a gap stands for: nothing, the end of a sentence, or a blank between two numbers."""
    if any(sign in _BREAKS for sign in text[start:end]):
        ended = _LINE_CLOSES.search(text[max(0, start - 2) : start]) and not _LINE_GOES_ON.match(text, end)
        begun = max(text.rfind(sign, 0, start) for sign in "\n\r") + 1
        both = _DATED.match(text, end) and _DATED.search(text, begun, start)
        ended = ended or (both and text[start - 1] != "完" and text[start - 1] not in _MUST_GO_ON)
        closed = ended or (_RESULT.match(text, end) and text[start - 1] not in _MUST_GO_ON)
        return (
            "；" if text[start - 1] not in "，、；。：" and (closed or _LINE_OPENS.match(text, end)) else ""
        )
    left, right = _LAST_DIGITS.search(text[max(0, start - 5) : start]), _FIRST_DIGITS.match(text, end)
    if not left or not right:
        return ""
    number, unit = left.group() + right.group(1), right.group(2)
    fits = len(number) == 4 if unit == "年" else unit != "" and int(number[:9]) <= _MOST[unit]
    return "" if fits else BLANK


def value(numeral: str) -> int | None:
    """12, 十二, 廿二, 二〇二五 as a number; None for 3.2, 百 and other things that name no date."""
    if numeral.isdecimal() and numeral.isascii():
        return int(numeral) if len(numeral) <= 4 else None
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = numeral.partition("十")
    if ten:
        if any(len(part) > 1 or part not in ("", *_DIGITS) for part in (tens, ones)):
            return None
        return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    if not numeral or len(numeral) > 4 or any(c not in _DIGITS and not "0" <= c <= "9" for c in numeral):
        return None
    return int("".join(str(_DIGITS.get(c, c)) for c in numeral))
