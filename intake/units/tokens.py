"""What the words of a cell are, before anybody asks what they mean together."""

from dataclasses import dataclass
from enum import Enum, auto

from intake.units.roles import Part

BULLETS = "●◆■◎•✦"
MARKS = "★☆▲△*＊※" + BULLETS
"""Signs beside the unit that leads; bullets before every unit say nothing."""
HOLLOW = "☆△◎"
"""Beside the full ones they mark who helps."""


class Sort(Enum):
    """The sorts of token."""

    NAME = auto()
    """A unit or a group, without marks, 由 and 等."""
    PERSON = auto()
    """A person; `part` is LEADER where a post beside the name says so."""
    POST = auto()
    """副市长 alone: it belongs to the person that follows."""
    ROLE = auto()
    """Words behind the units that they concern: 牵头, 按职责分工负责."""
    LABEL = auto()
    """Words before the units that they concern: 牵头单位：."""
    WITH = auto()
    """会同"""
    MARK = auto()
    """★, or （牵头） in a bracket; `glued` when nothing stands between it and the name before it."""
    SEPARATOR = auto()
    ETCETERA = auto()
    """等, 等有关部门"""
    OBJECT = auto()
    """What is done, behind 负责 or 牵头: 负责河道清淤."""
    UNREAD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One word with its place in the flat text."""

    sort: Sort
    text: str
    start: int
    end: int
    part: Part | None = None
    glued: bool = False
    """A mark that touches the name before it; a role that holds for all units before it; a person beside a unit."""
    doubtful: bool = False
    """A name that does not look like one, or one of two that were written without a break."""
    written: str = ""
    """What stands there, where `text` adds what the name shares with a later one (临浦、东屿区政府)."""
