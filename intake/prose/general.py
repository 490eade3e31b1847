"""A sentence that sets the limit of all tasks: 以上任务均于年底前完成, 未注明时限的于12月底前完成."""

import re

from intake.document import Document, Traced
from intake.limits.dates import find_dates
from intake.limits.folded import fold

_ALL = re.compile(
    r"(?:以上|上述|各项|所有|全部|本方案|未(?:注明|明确|写明|标明|特别注明|作特别说明)|没有(?:注明|明确)|除[^。；]{0,14}外)[^。；]{0,30}?"
    r"(?P<limit>(?:均|都|须|应|要|请|一律|原则上|全部|必须)*(?:于|在|为|是)?(?P<date>[^。；，]{2,24}?(?:前|底|末|内))[^。；，]{0,6}?(?:完成|办结|落实到位)?)(?=[。；）)]|$)"
)


def general_limit(document: Document, inside: set[int]) -> Traced:
    """The limit that such a sentence names, from passages other than those of the tasks; empty without one.

    Two sentences that name different limits are no general rule.
    """
    found: dict[str, Traced] = {}
    for passage in document.paragraphs:
        if passage in inside:
            continue
        text = document.traced(passage)
        for one in _ALL.finditer(text.text):
            limit = text.cut(one.start("limit"), one.end("limit"))
            plain = fold(limit.text)
            dates = [phrase for phrase in find_dates(plain.text) if phrase.firm]
            if dates:
                limit = limit.cut(plain.span(dates[0].start, dates[0].end)[0])
                found.setdefault(limit.text, limit)
    return next(iter(found.values())) if len(found) == 1 else Traced()


def is_general(line: str) -> bool:
    """Whether a line does nothing but set the limit of all tasks."""
    found = _ALL.search(line)
    return bool(found) and len(line.strip()) <= 60 and found is not None and found.start() <= 4
