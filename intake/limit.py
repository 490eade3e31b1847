"""完成时限: from its words to milestones (节点)."""

from dataclasses import dataclass
from functools import lru_cache

from intake.draft import DraftMilestone, Question
from intake.limits.asking import questions_about, unread
from intake.limits.folded import fold
from intake.limits.moments import possible_year
from intake.limits.reading import Reading
from models.words import Criterion

_SAYS_NOTHING = frozenset(("无", "暂无", "同上", "见附件", "详见附件"))
_UNREAD = DraftMilestone(None, Criterion.COMPLETE, "", None, 0.2, "完成时限为空或无法读出，须由人补充。")
# No limit is as long as this; such a text is not one, and is left to a person.
_LONGEST = 3000
_LONGEST_RAW = 4 * _LONGEST


@dataclass(frozen=True, slots=True)
class LimitReading:
    """What a time limit asks for, and what could not be decided."""

    milestones: tuple[DraftMilestone, ...]
    questions: tuple[Question, ...] = ()


# A notice repeats few limits many times.
@lru_cache(maxsize=4096)
def parse_limit(text: str, year: int) -> LimitReading:
    """The milestones of a time limit in a notice for `year`; any string yields at least one.

    A milestone's `within` counts the characters of `text`. Its confidence is below 1 exactly where a question asks
    about it.
    """
    year = possible_year(year)
    plain = fold(text if len(text) <= _LONGEST_RAW else "")
    readable = len(plain.text) <= _LONGEST and plain.text not in _SAYS_NOTHING
    found = Reading(plain, year).found if readable and any(map(str.isalnum, plain.text)) else []
    if not found:
        return LimitReading((_UNREAD,), (unread(text[:200].strip(), year),))
    questions = questions_about(" ".join(text.split()), found, year)
    return LimitReading(tuple(one.milestone for one in found), questions)
