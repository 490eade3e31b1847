"""责任单位: who leads (牵头) and who supports (配合), from the words of a cell or of a bracket."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from intake.draft import Question
from intake.units.course import Parsed
from intake.units.flat import Flat, flattened
from intake.units.lexer import FIRST_LEADS, tokens
from intake.units.outcome import closing_questions, outcome
from intake.units.parts import parsed
from intake.units.roles import Part
from intake.units.shapes import is_group
from intake.units.tokens import Token
from models.words import Responsibility

# No cell is as long as this; such a text is not one, and is left to a person.
_LONGEST = 4000
# 市财政局（6月底前）: a limit in brackets is no part of the name.
_DATED = re.compile(r"[（(][^（）()]*(?:\d|[一二三四五六七八九十])(?:年|月|季度)[^（）()]*[）)]")


@dataclass(frozen=True, slots=True)
class UnitsReading:
    """The units of one cell. All places are characters of the text that was given, end exclusive."""

    responsibility: Responsibility
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    groups: tuple[str, ...] = ()
    """Those of leads and supports that stand for units not named (有关部门)."""
    leaders: tuple[str, ...] = ()
    """分管领导 named in the same text."""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Where each name and leader stands first."""
    unread: tuple[tuple[int, int], ...] = ()
    """Stretches that are neither names nor words of the grammar: persons, telephones, limits, anything else."""
    persons: tuple[str, ...] = ()
    """Those of the leaders of whom the text gives only the name, or calls them 责任人."""


def parse_units(cell: str, first_listed: bool) -> UnitsReading:
    """The units of a cell or bracket in any order and wording; never raises.

    Without words of its own the first unit leads if `first_listed`, else all are joint; `outcome` has the other rules.
    """
    return _reading(((cell, None),), first_listed or FIRST_LEADS.search(cell) is not None)


def parse_split_units(leading: str, supporting: str, others: str = "") -> UnitsReading:
    """The units of a table that has a column for 牵头单位, one for 配合单位 and perhaps a third (主责, 参与).

    A cell's own words beat its column. Places are characters of `leading + supporting + others`.
    """
    if not (supporting + others).strip(" \n　-—－–―─⸺⸻/无"):
        return _reading(((leading, None if _speaks(leading) else Part.LEAD),), first_listed=False)
    cells = ((leading, Part.LEAD), (supporting, Part.SUPPORT), (others, Part.MAIN))
    return _reading(cells, first_listed=True)


def who_sums_up(read: UnitsReading) -> Question | None:
    """Of a joint task of several units: does the first one sum up and report? Asked when a plan is made of it."""
    if read.responsibility is not Responsibility.JOINT or len(read.leads) < 2:
        return None
    first = read.leads[0]
    choices = (f"由“{first}”汇总", "各单位分别报送")
    text = f"各单位按职责分工负责，没有写明牵头单位，是否由列第一位的“{first}”汇总报送？"
    # A group of many cannot sum up.
    return Question("joint-sums-up", text, choices, choices[1] if is_group(first) else choices[0])


def _speaks(cell: str) -> bool:
    """Whether any unit of the cell has words of its own."""
    return any(one.part is not None for one in parsed(tokens(flattened(cell).text)).units)


# The same few cells come again and again in a notice.
@lru_cache(maxsize=1024)
def _reading(cells: tuple[tuple[str, Part | None], ...], first_listed: bool) -> UnitsReading:
    read = [_parsed(text, default) for text, default in cells]
    offsets = [sum(len(text) for text, _ in cells[:at]) for at in range(len(cells))]
    whole = _together([one for _, one in read])
    found = outcome(whole, first_listed)
    questions = [*found.questions, *closing_questions(found, whole)]
    leads = tuple(found.leads)
    supports = tuple(name for name in found.supports if name not in leads)
    places: dict[str, tuple[int, int]] = {}
    unread: list[tuple[int, int]] = []
    for (flat, one), offset in zip(read, offsets, strict=True):
        for token in (*(unit.token for unit in one.units), *one.leaders):
            places.setdefault(token.text, _place(flat, token, offset))
        unread += [_place(flat, token, offset) for token in one.unread]
    for (text, _), offset in zip(cells, offsets, strict=True):
        unread += [
            (offset + found.start(), offset + found.end()) for found in _DATED.finditer(text[:_LONGEST])
        ]
    return UnitsReading(
        found.responsibility,
        leads,
        supports,
        tuple(dict.fromkeys(questions)),
        tuple(name for name in (*leads, *supports) if is_group(name)),
        tuple(dict.fromkeys(token.text for token in whole.leaders)),
        places,
        _touching(sorted(set(unread))),
        tuple(dict.fromkeys(token.text for token in whole.in_charge)),
    )


def _parsed(text: str, default: Part | None) -> tuple[Flat, Parsed]:
    masked = _DATED.sub(lambda found: "、" * len(found.group()), text) if len(text) <= _LONGEST else ""
    flat = flattened(masked)
    return flat, parsed(tokens(flat.text), default)


def _touching(places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same stretches, those that touch made one."""
    made: list[tuple[int, int]] = []
    for start, end in places:
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)


def _together(read: list[Parsed]) -> Parsed:
    """Several cells as one."""
    return Parsed(
        tuple(unit for one in read for unit in one.units),
        tuple(token for one in read for token in one.leaders),
        tuple(token for one in read for token in one.unread),
        tuple(token for one in read for token in one.in_charge),
        max(one.own_deeds for one in read),
        all(one.commas_list for one in read),
    )


def _place(flat: Flat, token: Token, offset: int) -> tuple[int, int]:
    start, end = flat.place(token.start, token.end)
    return start + offset, end + offset
