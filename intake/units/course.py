"""What a walk over the words of a cell finds, and where it stands."""

from dataclasses import dataclass, field

from intake.units.roles import Part
from intake.units.tokens import Sort, Token


@dataclass(frozen=True, slots=True)
class Named:
    """A unit or group with what the words around it make of it; None where they say nothing."""

    token: Token
    part: Part | None
    clause: int
    """Counted by commas."""
    firm: bool = False
    """A label before it said so: only 牵头 or 配合 behind it says otherwise."""
    statement: int = 0
    """Counted by semicolons and full stops."""
    behind_with: bool = False
    """It follows 会同."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The units in order, the persons in charge, and what else was met."""

    units: tuple[Named, ...]
    leaders: tuple[Token, ...]
    unread: tuple[Token, ...]
    in_charge: tuple[Token, ...]
    """Those leaders of whom the text only gives the name: worth a question."""
    own_deeds: int
    """How many units have a deed of their own (A负责…，B负责…)."""
    commas_list: bool
    """Commas separate the units as 、 would: they do not tell who 牵头 and 配合 mean."""


@dataclass(slots=True)
class Course:
    """Where the walk over the tokens stands."""

    units: list[Named] = field(default_factory=list)
    leaders: list[Token] = field(default_factory=list)
    unread: list[Token] = field(default_factory=list)
    in_charge: list[Token] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    """The units since the last role: the next one may concern them."""
    label: Part | None = None
    label_of_clause: bool = False
    """The label was a role without units before it (，会同…): it ends with its clause."""
    clause: int = 0
    statement: int = 0
    post: Part | None = None
    has_post: bool = False
    person: Token | None = None
    """Named just before, nothing known of the post."""
    waiting: Part | None = None
    """A mark that waits for the next name."""
    heads: list[int] = field(default_factory=list)
    """The units before 会同."""
    own_deeds: int = 0
    last: Sort = Sort.SEPARATOR
    last_text: str = ""
