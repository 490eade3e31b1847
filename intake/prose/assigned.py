"""From the closings of a text to assignments (分工): which text each one closes, and what it takes from its heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.document import Traced
from intake.prose.closings import Closing, closings
from intake.prose.general import is_general
from intake.prose.headings import mark_of
from intake.prose.labels import UNIT_DUTIES, Duty
from intake.prose.naming import is_unit
from intake.prose.outline import NOTHING, is_title

_BLANK = re.compile(r"[\s　。；;，,、：:.．]*$")
_LEADING = " \t\n　。；;，,、：:！？）)”"
_AFTERWARDS = re.compile(
    r"^(?:附件|附：|抄送|主送|（此件|\(此件|（联系|联系人|公开方式|.{0,30}\d{4}年\d{1,2}月\d{1,2}日$)"
)


@dataclass(slots=True)
class Assigned:
    """One assignment of a numbered item, while it is put together."""

    content: Traced = NOTHING
    duties: dict[Duty, Traced] = field(default_factory=dict)
    closings: list[Closing] = field(default_factory=list)
    marks: list[Traced] = field(default_factory=list)
    """Marks of a list inside (（2）) that its contents begin with."""
    source: Traced = NOTHING
    """The text in which the closings count their characters."""

    @property
    def named(self) -> bool:
        """Whether somebody is responsible for it."""
        return any(duty in self.duties for duty in (*UNIT_DUTIES, Duty.LEADERS))


def governed(text: Traced, closing: Closing) -> Assigned:
    """An item whose bracket follows its first line and governs the list below it."""
    ahead = text.cut(0, closing.start).stripped()
    content = ahead.joined(text.cut(closing.end).stripped(), "\n")
    return Assigned(content, dict(closing.duties), [closing], [], text)


def assignments(text: Traced, inherited: dict[Duty, Traced], weak: bool = False) -> list[Assigned]:
    """The assignments of a text; those without units of their own take what their heading says (`inherited`).

    1. A bracket closes the text since the closing before it.
    2. Labels gather into one assignment until one of them comes again after more text.
    3. Text after labels that follow a mere title belongs to them (labels before their text).
    4. Without any closing, the whole text is what the heading's bracket governs.
    """
    found = _used(closings(text, weak))
    made: list[Assigned] = []
    current, begun = Assigned(source=text), 0
    for one in found:
        gap, mark = _piece(text, begun, one.start)
        repeated = (
            one.labelled and gap.text and set(current.duties) & set(one.duties) - {Duty.ASIDE, Duty.UNREAD}
        )
        if repeated:
            made.append(current)
            current = Assigned(source=text)
        current.content = current.content.joined(gap, "\n")
        current.marks.append(mark)
        _merge(current, one)
        begun = one.end
        if not one.labelled:
            made.append(_stopped(current, text, one.end))
            current = Assigned(source=text)
    if current.closings or not made:
        current.content = current.content.joined(_tail(text, begun, current), "\n")
        made.append(current)
    return [_inheriting(one, inherited) for one in made if one.content.text or one.closings]


def _used(found: Sequence[Closing]) -> Sequence[Closing]:
    """Brackets with a limit alone close nothing, unless nothing else does."""
    naming = [one for one in found if one.labelled or one.names_units or Duty.LEADERS in one.duties]
    return naming or found


def _piece(text: Traced, start: int, end: int) -> tuple[Traced, Traced]:
    """The text between two closings, and apart from it the mark of a list it begins with."""
    said = text.text[start:end]
    if _BLANK.match(said):
        return NOTHING, NOTHING
    piece = text.cut(start + len(said) - len(said.lstrip(_LEADING if start else " \t\n　")), end).stripped()
    mark = mark_of(piece.text) if start else None
    if mark and not mark.doubtful:
        return piece.cut(mark.end), piece.cut(0, mark.end)
    return piece, NOTHING


def _tail(text: Traced, begun: int, current: Assigned) -> Traced:
    if current.closings and current.content.text and not is_title(current.content.text):
        return NOTHING
    end = begun
    for line in text.text[begun:].split("\n"):
        if _AFTERWARDS.match(line.strip()) or is_general(line) or is_unit(line):
            break
        end += len(line) + 1
    return _piece(text, begun, min(end, len(text.text)))[0]


def _merge(current: Assigned, one: Closing) -> None:
    for duty, value in one.duties.items():
        current.duties[duty] = current.duties.get(duty, NOTHING).joined(value, "，")
    current.closings.append(one)


def _stopped(current: Assigned, text: Traced, at: int) -> Assigned:
    """A full stop after the bracket ends the sentence before it."""
    if (
        current.content.text
        and current.content.text[-1] not in "。；;！？"
        and text.text[at : at + 1] == "。"
    ):
        current.content = current.content.joined(text.cut(at, at + 1))
    return current


def _inheriting(one: Assigned, inherited: dict[Duty, Traced]) -> Assigned:
    """What the heading says, where the assignment says nothing of the kind itself."""
    own = set(one.duties) & {Duty.LEADS, Duty.UNITS}
    for duty, value in inherited.items():
        if (duty in UNIT_DUTIES and own) or duty in one.duties:
            continue
        one.duties[duty] = value
    return one
