"""What stands in the bracket (括号) that closes an assignment: units, limit, leaders."""

import re
from dataclasses import dataclass
from enum import IntEnum

from intake.document import Traced
from intake.limits.dates import find_dates
from intake.limits.folded import fold
from intake.prose.answering import ANSWER, BY, HOW, LIMIT, PLAIN, names_units, units_end
from intake.prose.labels import Duty, labels, trimmed
from intake.prose.naming import is_class, unit_share

_OPENS, _CLOSES = "（(〔［[【《“‘", "）)〕］]】》”’"
_MARKS = "，,；;。\n"


_GUIDES = re.compile(r"(?<=[局委办厅部院会府])(?:(?:负责)?(?:业务)?(?:指导|督导|督促|监督|把关))+$")


class Strength(IntEnum):
    """How sure it is that a bracket names who is responsible."""

    NONE = 0
    LIMIT = 1
    """Only a limit."""
    WEAK = 2
    """A place, or a word that may be a unit: believed only where the notice has many like it."""
    NAMES = 3
    """Names of units and nothing else."""
    PLAIN = 4
    """Words say who is responsible."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The stretches of a bracket by what they say."""

    duties: dict[Duty, Traced]
    strength: Strength


_REMARK = re.compile(r"[（(][^（）()]*(?:下同|为牵头单位)[^（）()]*[）)]")
"""（列第一位的为牵头单位，下同）: says something of all brackets, and no name."""
_ASIDE = re.compile(r"^下同$|(?:为|是)牵头(?:单位|部门)$|^(?:联系)?电话|^联系人|^\d{7,}$")
_LONGEST = 700


def read_wording(inner: Traced) -> Wording:
    """What a bracket says; Strength.NONE where it names nobody.

    1. Labels inside (责任单位：…；完成时限：…) say what follows them.
    2. Otherwise every clause is judged by itself: names of units with or without words of responsibility, a limit,
       or neither; a date before or after the names in one clause is cut off.
    """
    if len(inner.text) > _LONGEST:
        return Wording({}, Strength.NONE)
    marks = labels(inner.text)
    if not marks:
        return _read_clauses(inner)
    duties: dict[Duty, Traced] = {}
    ahead = _read_clauses(inner.cut(0, marks[0].start)) if marks[0].start else None
    if ahead and ahead.strength is not Strength.NONE:
        duties |= ahead.duties
    for at, mark in enumerate(marks):
        end = marks[at + 1].start if at + 1 < len(marks) else len(inner.text)
        add_labelled(duties, mark.duty, inner.cut(mark.end, end))
    named = any(duties.get(duty) for duty in (Duty.LEADS, Duty.UNITS, Duty.SUPPORTS, Duty.LEADERS))
    strength = Strength.PLAIN if named else Strength.LIMIT if Duty.LIMIT in duties else Strength.NONE
    return Wording(duties, strength)


def add_labelled(duties: dict[Duty, Traced], duty: Duty, value: Traced) -> None:
    """Adds what a label introduces; 责任单位：A、B，6月底前完成 gives units and a limit."""
    value = trimmed(value)
    if duty in (Duty.LEADS, Duty.UNITS, Duty.SUPPORTS):
        inside = _read_clauses(value)
        if Duty.LIMIT in inside.duties and Duty.UNITS in inside.duties:
            _add(duties, Duty.LIMIT, inside.duties[Duty.LIMIT])
            value = inside.duties[Duty.UNITS]
    _add(duties, duty, value)


def _add(duties: dict[Duty, Traced], duty: Duty, value: Traced) -> None:
    remark = _REMARK.search(value.text)
    if remark:
        value = trimmed(value.cut(0, remark.start()).joined(value.cut(remark.end())))
    if value.text.endswith("下同"):
        value = trimmed(value.cut(0, len(value.text) - 2))
    if value.text:
        duties[duty] = duties.get(duty, Traced()).joined(value, "，")


def _read_clauses(text: Traced) -> Wording:
    found: list[tuple[Duty | None, Traced]] = []
    strength = Strength.NONE
    for start, end in _clauses(text.text):
        clause = text.cut(start, end).stripped()
        for duty, part in _judged(clause, bool(found) and found[-1][0] is Duty.LIMIT):
            found.append((duty, part))
    if any(duty is Duty.UNITS for duty, _ in found):
        # Beside others that name units, a clause that ends in 协助 names some, too, however they are called.
        found = [(Duty.UNITS if duty is None and _answers(part.text) else duty, part) for duty, part in found]
    units = [part.text for duty, part in found if duty is Duty.UNITS]
    if units:
        strength = _strength(
            units, any(duty is None for duty, _ in found), any(d is Duty.LIMIT for d, _ in found)
        )
    elif any(duty is Duty.LIMIT for duty, _ in found) and all(duty for duty, _ in found):
        strength = Strength.LIMIT
    return Wording(_gathered(text, found), strength)


def _answers(clause: str) -> bool:
    """…协助, …配合: the last words say what somebody does."""
    found = [one for one in ANSWER.finditer(clause) if one.end() == len(clause)]
    if _GUIDES.search(clause):
        return True
    return bool(found) and found[-1].start() > 1 and bool(PLAIN.search(found[-1].group()))


def _strength(units: list[str], unread: bool, limited: bool) -> Strength:
    """Names must be units; those that only may be need a word of responsibility or firm ones beside them."""
    plain = any(PLAIN.search(one) for one in units)
    firm = weak = 0
    for one in units:
        for piece in ANSWER.split(BY.sub("", one)):
            counted = unit_share(piece)
            firm, weak = firm + counted[0], weak + counted[1]
    if plain and (firm or weak):
        return Strength.PLAIN
    if unread or not (firm or weak):
        return Strength.NONE
    if not firm:
        if is_class("".join(units)):
            return Strength.NONE
        return Strength.NAMES if weak > 1 else Strength.WEAK
    return Strength.PLAIN if limited else Strength.NAMES


def _clauses(text: str) -> list[tuple[int, int]]:
    """The stretches between commas and stops, those inside brackets and quotes left whole."""
    found, depth, begun = [], 0, 0
    for at, sign in enumerate(text):
        depth = max(0, depth + (sign in _OPENS) - (sign in _CLOSES))
        if depth == 0 and sign in _MARKS:
            found.append((begun, at))
            begun = at + 1
    return [(start, end) for start, end in [*found, (begun, len(text))] if text[start:end].strip()]


def _judged(clause: Traced, after_limit: bool) -> list[tuple[Duty | None, Traced]]:
    """A clause, or its two parts, with what each says."""
    text = clause.text
    if _ASIDE.search(text):
        return [(Duty.ASIDE, clause)]
    dated = _date_places(text)
    if dated:
        first, last = dated
        ahead, behind = clause.cut(0, first), clause.cut(last)
        if ahead.text and names_units(ahead.text):
            return [(Duty.UNITS, ahead), (Duty.LIMIT, clause.cut(first))]
        end = units_end(behind.text)
        if not ahead.text and end and any(unit_share(ANSWER.sub("、", behind.text[:end]))[:2]):
            limit = clause.cut(0, last).joined(behind.cut(end))
            return [(Duty.UNITS, behind.cut(0, end)), (Duty.LIMIT, limit)]
        return [(Duty.LIMIT, clause)]
    end = units_end(text)
    if end:
        rest = clause.cut(end)
        if HOW.match(rest.text):
            return [(Duty.UNITS, clause)]
        return [(Duty.UNITS, clause.cut(0, end)), *([(Duty.LIMIT, rest)] if rest.text else [])]
    if LIMIT.search(text) or after_limit:
        return [(Duty.LIMIT, clause)]
    return [(None, clause)]


def _date_places(text: str) -> tuple[int, int] | None:
    """Where the dates of a clause begin and end."""
    plain = fold(text)
    phrases = find_dates(plain.text)
    return (
        (plain.span(phrases[0].start, phrases[0].end)[0], plain.span(0, phrases[-1].end)[1])
        if phrases
        else None
    )


def _gathered(text: Traced, found: list[tuple[Duty | None, Traced]]) -> dict[Duty, Traced]:
    """One text for the units and one for the limit; clauses that follow one another keep their marks."""
    duties: dict[Duty, Traced] = {}
    before: Duty | None = None
    for duty, part in found:
        if duty is None:
            duty = Duty.UNREAD
        between = "，"
        if duty is before and duty in duties:
            whole = _stretch(text, duties[duty], part)
            if whole:
                duties[duty] = whole
                continue
        duties[duty] = duties.get(duty, Traced()).joined(part, between)
        before = duty
    return duties


def _stretch(text: Traced, earlier: Traced, later: Traced) -> Traced | None:
    """The text from the beginning of one part to the end of another, where both stand in one passage of it."""
    if not earlier.pieces or not later.pieces or len(earlier.pieces) > 1 or len(later.pieces) > 1:
        return None
    (_, passage, begun, _), (_, other, start, length) = earlier.pieces[0], later.pieces[0]
    for at, held, first, count in text.pieces:
        if held == passage == other and first <= begun and start + length <= first + count:
            return text.cut(at + begun - first, at + start + length - first)
    return None
