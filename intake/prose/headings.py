"""Numbering marks (序号) at the beginning of a line: 第一章, 一、, （一）, 1．, 1.1, （1）, ①."""

import re
from dataclasses import dataclass
from enum import IntEnum

from intake.limits.folded import value


class Level(IntEnum):
    """What kind of mark it is, from the highest to the lowest, as GB/T 9704 and usage order them."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    CJK = 3
    CJK_BRACKET = 4
    ARABIC = 5
    DECIMAL = 6
    ARABIC_BRACKET = 7
    CIRCLED = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark with its number; `start` to `end` are its characters in the line, the blank after it included."""

    level: Level
    number: int
    start: int
    end: int
    doubtful: bool = False
    """Digits follow (1．2025年…, 3．5G…): a mark only where it goes on counting."""


_CJK = r"[一二三四五六七八九十百〇零]{1,5}"
_STARS = r"[\s　]*[*★▲△●◆■☆※]*[\s　]*"
_KINDS: tuple[tuple[Level, str], ...] = (
    (Level.PART, rf"第[\s　]*({_CJK}|\d{{1,2}})[\s　]*(?:部分|编|篇|板块)[、：:．.]?"),
    (Level.CHAPTER, rf"第[\s　]*({_CJK}|\d{{1,2}})[\s　]*章[、：:．.]?"),
    (Level.SECTION, rf"第[\s　]*({_CJK}|\d{{1,2}})[\s　]*节[、：:．.]?"),
    (Level.ARABIC, rf"第[\s　]*({_CJK}|\d{{1,3}})[\s　]*[条项件][、：:．.]?(?![^\s　]{{0,4}}[规款])"),
    (
        Level.ARABIC,
        rf"(?:重点)?(?:任务|事项|项目|实事|工程|议题|清单)[\s　]*({_CJK}|\d{{1,3}})[\s　]*[、：:．.]",
    ),
    (Level.CJK_BRACKET, rf"[（(〔［\[【][\s　]*({_CJK})[\s　]*[）)〕］\]】][、．.]?"),
    (Level.CJK, rf"({_CJK})[\s　]*[、．.](?![一二三四五六七八九十](?:[级类期批线年届月、]))"),
    (
        Level.DECIMAL,
        r"\d{1,3}(?:[.．]\d{1,3})*[.．](\d{1,3})(?:[、．.](?!\d)|(?=[\s　])|(?=[\u4e00-\u9fff]))",
    ),
    (Level.ARABIC, r"(\d{1,3})[\s　]*[．.、](?!\d)"),
    (Level.ARABIC_BRACKET, r"[（(〔［\[【][\s　]*(\d{1,3})[\s　]*[）)〕］\]】][、．.]?"),
    (Level.ARABIC_BRACKET, r"(\d{1,3})[\s　]*[）)]"),
)
_MARKS = tuple((level, re.compile(f"{_STARS}(?P<mark>{words})[\\s　]*")) for level, words in _KINDS)
# 1．2025年底前…, 3．5G基站… and "4 推进…" look like a figure as well.
_DOUBTFUL = re.compile(
    rf"{_STARS}(?P<mark>(\d{{1,3}})(?:[．.、](?=\d)|[\s　]+(?=[\u4e00-\u9fff“《])))[\s　]*"
)
_BEFORE_DATE = re.compile(r"(?:20\d\d|1?\d月)")
_MEASURE = re.compile(r"[万亿千百个%％‰年月日倍元吨米公里户人次家项辆台座处度]")
_FIGURE = re.compile(rf"[\s　]*\d+\.\d+{_MEASURE.pattern}")
_SIGNS = {
    Level.CJK_BRACKET: "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
    Level.ARABIC_BRACKET: "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    Level.ARABIC: "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    Level.CIRCLED: "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
}


def mark_of(line: str) -> Mark | None:
    """The mark that a line begins with; None where it has none."""
    sign = _sign(line)
    if sign:
        return sign
    for level, words in _MARKS:
        found = words.match(line)
        if found and not (level is Level.DECIMAL and _MEASURE.match(line, found.end())):
            number = _number(found.group(2))
            return Mark(level, number, found.start("mark"), found.end()) if number else None
    found = _DOUBTFUL.match(line)
    if not found or _FIGURE.match(line):
        return None
    dated = found.group("mark")[-1] in "．.、" and bool(_BEFORE_DATE.match(line, found.end()))
    return Mark(Level.ARABIC, int(found.group(2)), found.start("mark"), found.end(), not dated)


def _sign(line: str) -> Mark | None:
    start = len(line) - len(line.lstrip())
    for level, signs in _SIGNS.items():
        if line[start : start + 1] and line[start] in signs:
            rest = line[start + 1 :]
            return Mark(level, signs.index(line[start]) + 1, start, len(line) - len(rest.lstrip("、．. 　")))
    return None


def _number(numeral: str) -> int | None:
    """The value of a numeral up to 百 (第一百零二条)."""
    hundreds, hundred, rest = numeral.partition("百")
    if not hundred:
        return value(numeral)
    ones = value(rest.lstrip("零〇")) if rest else 0
    return (value(hundreds) or 1) * 100 + (ones or 0)
