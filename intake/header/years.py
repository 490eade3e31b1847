"""The year whose tasks a notice hands down."""

import re
from datetime import date

from intake.draft import Question
from intake.header.particulars import Line, Lines, year_of_number
from intake.limits.folded import value

_YEAR = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?:年(?:度)?|(?=[—\-－–~～至到]+20\d\d年))|(?P<words>二[〇○零OoＯ][〇○零OoＯ一二三四五六七八九]{2})年"
)
_SPAN = re.compile(r"(20\d\d)(?:年)?(?:度)?[—\-－–~～至到]+(20\d\d)年")
_TITLE_ENDS = re.compile(
    r"(?:表|清单|台账|方案|分工|分解|安排|要点|计划|任务|工作|通知|意见)(?:[（(].*[）)])?$"
)
_NEAR = 6


def year_of(
    title: str, number: str, issued_on: date | None, lines: Lines
) -> tuple[int | None, tuple[Question, ...]]:
    """The year, and a question where several come into view or only the body names one.

    The title's year comes first, so that tasks of 2026 handed down in December 2025 are due in 2026; then the annex's
    title above the table, the number, the date, and last the one year that the letter speaks of.
    """
    numbered = year_of_number(number)
    issued = numbered or (issued_on.year if issued_on else None)
    for words in (title, *_annex_titles(lines.above)):
        years = _years(words)
        if len(years) == 1:
            return years[0], ()
        if years:
            chosen = _of_several(words, years, issued)
            return chosen, (_which(words, chosen, years),)
    if issued:
        return issued, ()
    spoken = list(dict.fromkeys(year for line in lines.above for year in _years(line.text)))
    if not spoken:
        return None, ()
    return spoken[0], (_which("来文正文", spoken[0], spoken),)


def _annex_titles(lines: tuple[Line, ...]) -> list[str]:
    """Lines right above the table that read like the title of an annex."""
    return [
        line.text for line in lines[-_NEAR:][::-1] if len(line.text) <= 60 and _TITLE_ENDS.search(line.text)
    ]


def _years(text: str) -> list[int]:
    found = (one["year"] or re.sub("[OoＯ]", "〇", one["words"]) for one in _YEAR.finditer(text))
    return list(dict.fromkeys(year for words in found if (year := value(words))))


def _of_several(words: str, years: list[int], issued: int | None) -> int:
    """2025—2027年 holds the year of issue; of 2024年总结 and 2025年要点 the later counts."""
    if issued in years:
        return int(issued or 0)
    span = _SPAN.search(words)
    if span and issued and int(span[1]) <= issued <= int(span[2]):
        return issued
    return years[0] if span else max(years)


def _which(words: str, chosen: int, years: list[int]) -> Question:
    choices = tuple(f"{year}年" for year in dict.fromkeys([chosen, *sorted(years)[:6]]))
    text = f"“{words[:60]}”中的年份是否就是任务的年度？没有写明年份的期限都按{chosen}年计算。"
    return Question("year-doubtful", text, choices, choices[0])
