"""The marks of a limit: numbers before its statements, titles, brackets, sentences and clauses.

Everything here keeps the length of the text, so that a place in it stays a place in the folded text.
"""

import re
from collections.abc import Iterator

from intake.limits.folded import BLANK
from intake.limits.moments import DatePhrase
from intake.limits.ties import untied

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_OPENS = re.compile(
    rf"(?:（{_NUMBER}）|{_NUMBER}）|{_NUMBER}[.．](?!\d)|\d{{1,2}}[.．](?=1?\d月|20\d\d[年\-/.]|20\d{{6}})|{_NUMBER}是"
    r"|\d{1,2}、(?!\d{1,2}(?:[、,月—\-至]|季))|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十]{1,2}(?:[、月]|季))|第[一二三四五六七八九十]是)"
)
_PLAIN_NUMBER = re.compile(r"(\d{1,2})[.、]")
_COUNTED = re.compile(r"1、(?=\d{1,2}月)")
_CIRCLED = re.compile(r"[①-⑳⑴-⒛❶-❿㈠-㈩]")
_BRACKETED_NUMBER = re.compile(r"(?<=[^；。：])（\d{1,2}）(?=[\u4e00-\u9fff\d])")
_SENTENCE = re.compile(r"(?<![^；。！])(?=[（\d一二三四五六七八九十第])")
_TITLE = re.compile(r"《[^《》]*》")
_BRACKET = re.compile(r"（([^（）]*)）")
_INCLUDED = re.compile(r"（含[^（）]{0,3}）")
_KEPT_UP = re.compile(r"并?(?:长期|持续|常态化?)(?:坚持|推进|开展|巩固|实施|整改)?")
_YEARS_ALONE = re.compile(r"(?:^|[，；：])(?:[一二两三四五\d]年)?$")
_OF_THESE = re.compile(r"(其中)[，：]")
_SIGN = re.compile(r"[，：；。！“”《》（）〈〉‘’「」]")
_CLOSERS = {"“": "”", "《": "》", "（": "）", "〈": "〉", "‘": "’", "「": "」"}


def unnumbered(text: str) -> str:
    """The text with 1. （2） ③ 一是 blanked where they open a statement."""
    text = _CIRCLED.sub("；", text)
    if "）" in text:
        text = _BRACKETED_NUMBER.sub(lambda found: "；" + BLANK * (len(found.group()) - 1), text)
    if text[:2] in ("1.", "1、"):
        counted = _sequence_blanked(text)
        text = counted if counted != text else _numbered_on(text)
    found = [opening for at in _SENTENCE.finditer(text) if (opening := _OPENS.match(text, at.start()))]
    for opening in reversed(found):
        start, end = opening.span()
        text = text[:start] + BLANK * (end - start) + text[end:]
    return _OF_THESE.sub(rf"\1{BLANK}", text) if "其中" in text else text


def _sequence_blanked(text: str) -> str:
    """1.12家…；2.3座…: sentences that count on from one are numbered, whatever follows the number."""
    opened = [found for at in _SENTENCE.finditer(text) if (found := _PLAIN_NUMBER.match(text, at.start()))]
    if len(opened) < 2 or [int(one.group(1)) for one in opened] != [*range(1, len(opened) + 1)]:
        return text
    for one in opened:
        text = text[: one.start()] + BLANK * (one.end() - one.start()) + text[one.end() :]
    return text


def _numbered_on(text: str) -> str:
    """1.…2.…3.… in one line: each number ends the statement before it."""
    counted = _COUNTED.match(text) is not None and "2、" in text[2:]
    if counted:
        text = BLANK * 2 + text[2:]
    sign = text[1] if not counted else "、"
    at = 2
    for number in range(2, 100):
        mark = f"{number}{sign}" if not counted else f"{number}、"
        mark = mark.replace(BLANK, ".")
        found = next(
            (m for m in re.finditer(re.escape(mark), text) if m.start() >= at and _may_open(text, m)), None
        )
        if not found:
            break
        text = text[: found.start()] + "；" + BLANK * (len(mark) - 1) + text[found.end() :]
        at = found.end()
    return text


def _may_open(text: str, mark: re.Match[str]) -> bool:
    """Not after a digit (12.), nor before one that makes a figure (2.5万)."""
    figure = re.compile(r"\d+(?![\d月]|.{0,2}季)").match(text, mark.end())
    return not text[mark.start() - 1].isdigit() and text[mark.start() - 1] not in ".、" and not figure


def untitled(text: str) -> str:
    """The text with what stands in 《》 blanked: a date in a title is no limit."""
    return _TITLE.sub(lambda found: BLANK * len(found.group()), text) if "《" in text else text


def unbracketed(text: str, phrases: list[DatePhrase]) -> str:
    """（6月底前） → 6月底前; （其中一期6月底前完成） → ，其中一期6月底前完成，; other brackets stay."""
    if "（" not in text:
        return text

    def open_up(found: re.Match[str]) -> str:
        if _KEPT_UP.fullmatch(found.group(1)):
            return f"，{found.group(1)}，"
        inside = [one for one in phrases if found.start() < one.start and one.end < found.end()]
        inside = [one for one in inside if one.firm or _is_time(text, found, one)]
        if not inside:
            return found.group()
        rest = text[found.start(1) : inside[0].start] + text[inside[-1].end : found.end(1)]
        mark = "，" if untied(rest.replace(BLANK, "")) else BLANK
        return f"{mark}{found.group(1)}{mark}"

    return _BRACKET.sub(open_up, _INCLUDED.sub(lambda found: BLANK * len(found.group()), text))


def _is_time(text: str, bracket: re.Match[str], phrase: DatePhrase) -> bool:
    """三年（2025—2027年） alone, but not 行动计划（2025—2027年）."""
    alone = phrase.bare_year and phrase.text == bracket.group(1)
    return alone and _YEARS_ALONE.search(text[: bracket.start()]) is not None


def parts(text: str) -> Iterator[tuple[int, int, int]]:
    """(sentence, start, end) of every clause: sentences end at ；。, clauses at ，：, never inside quotes."""
    sentence = begun = 0
    closing = ""
    for sign in _SIGN.finditer(text):
        mark, at = sign.group(), sign.start()
        if closing:
            closing = "" if mark == closing else closing
        elif mark in _CLOSERS:
            closing = _CLOSERS[mark] if text.find(_CLOSERS[mark], at) >= 0 else ""
        elif mark in "，：；。！":
            if at > begun:
                yield sentence, begun, at
            sentence += mark in "；。！"
            begun = at + 1
    if len(text) > begun:
        yield sentence, begun, len(text)
