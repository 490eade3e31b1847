"""The grammar of dates, by recursive descent over the tokens.

    phrase    = recurring | moments [bound]
    recurring = every [closing within | [month-word] days | [month-word] tail | moments] [bound]
    moments   = moment { [bound] (list | [since] range) moment }
    moment    = year part | year [tail] | part | written | "年度" | five-years | holiday | season | within
    part      = year-part | half | quarter | month | holiday | this-month
    quarter   = numbers "季度" [tail] | letter-quarter
    month     = numbers "月" [numbers "日" | tail]
    tail      = end | start | middle | third of a month
    numbers   = number { (list | range) number }

A range stands for its last member, a list for all of them.
"""

import re
from dataclasses import replace

from intake.limits.moment_rules import moments
from intake.limits.moments import DatePhrase, Doubt, Moment
from intake.limits.reader import Reader
from intake.limits.recurring import nearest, recurrence, recurring
from intake.limits.tokens import Token, tokens

_WHOLE_YEAR = re.compile(
    r"全年度?$|(?:^|年)[1一]月?(?:至|到|[—–－\-~～〜]+)(?:12|十二)月(?:底|末|份)?$|\.0?1[—\-~至](?:20\d\d\.)?12$"
)
_BOUNDED = frozenset(("end", "day", "month_third", "year_end", "year_in", "stamp", "monthday")) | {
    *("holiday", "season", "within", "short_month", "short_iso")
}
# Words that only go on with a date.
_NEVER_FIRST = frozenset(
    ("noise", "duration", "bound", "range", "list", "since", "end", "start", "middle", "day", "month")
) | {"quarter", "hour", "included", "closing", "month_of_quarter", "month_third"}
_SPAN_WORDS = frozenset(("期间", "间", "之间", "左右", "前后"))


def find_dates(text: str) -> list[DatePhrase]:
    """Every date phrase of folded text, in order."""
    words = tokens(text)
    found: list[DatePhrase] = []
    at = 0
    while at < len(words):
        if not _may_begin(words, at):
            at += 1
            continue
        reader = Reader(words, at)
        phrase = _phrase(reader, text)
        if phrase:
            found.append(phrase)
        at = reader.at if phrase else at + 1
    return found


def _may_begin(words: list[Token], at: int) -> bool:
    """Most numbers are figures: nothing of the grammar follows them."""
    word = words[at]
    if word.kind == "number":
        return at + 1 < len(words) and words[at + 1].start == word.end
    return word.kind not in _NEVER_FIRST


def _phrase(reader: Reader, text: str) -> DatePhrase | None:
    first = reader.words[reader.at]
    every = None
    if first.kind == "every":
        reader.at += 1
        every = recurrence(first.text)
        found = recurring(reader, every or nearest(first.text), moments)
        if every is None:
            found = [replace(moment, doubt=Doubt.RHYTHM) for moment in found]
        every = every or nearest(first.text)
    else:
        found = moments(reader)
    if not found:
        return None
    last = reader.words[reader.at - 1]
    reader.take("included")
    bound = reader.take("bound", "since")
    begins = _bare(found, last) and bound is None
    whole = text[first.start : reader.words[reader.at - 1].end]
    return DatePhrase(
        text=whole,
        start=first.start,
        end=first.start + len(whole),
        moments=tuple(_bounded(moment, last, bound) for moment in found),
        every=every,
        bare_year=begins and every is None,
        annual=first.kind == "annual",
        whole_year=bool(_WHOLE_YEAR.search(whole)),
        bounded=(last.kind in _BOUNDED and not last.text.startswith("全年"))
        or (last.kind == "iso" and len(last.text) > 7)
        or (bound is not None and bound.text not in _SPAN_WORDS),
        manner=last is first and bound is None and first.text[0] not in "每半隔双",
    )


def _bare(found: list[Moment], last: Token) -> bool:
    """2025年, 明年 alone: perhaps part of a name."""
    return last.kind in ("year", "years") or (
        last.kind == "relative_year" and found[-1].years_on != 0 and found[-1].day is None
    )


def _bounded(moment: Moment, last: Token, bound: Token | None) -> Moment:
    """What 前 and 起 do to a moment."""
    if not bound or moment.doubt:
        return moment
    if bound.kind == "since":
        day = moment.day or (None if "后" in bound.text else 1)
        return replace(moment, day=day, doubt=Doubt.FROM)
    if bound.text in ("左右", "前后"):
        return replace(moment, doubt=Doubt.VAGUE)
    if bound.text.endswith("前") and last.kind in (
        "year",
        "relative_year",
        "quarter",
        "letter_quarter",
        "month",
    ):
        return replace(moment, doubt=Doubt.BEFORE)
    if bound.text.endswith("前") and last.kind == "iso" and not moment.day:
        return replace(moment, doubt=Doubt.BEFORE)
    return moment
