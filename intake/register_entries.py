"""The unit register (单位库) as a file says it: the office, units, their posts, and who holds them."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, field_validator, model_validator

from models.addresses import is_plain_address
from models.horizon import FIRST, LAST
from models.words import PostRole, Rank, UnitKind

SINGLE = (PostRole.CONTACT, PostRole.HEAD, PostRole.DEPUTY, PostRole.COORDINATOR)
"""Roles of which a unit has one post; of sections (处室) it may have many, told apart by their titles."""


class Strict(BaseModel):
    """A value that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid")


LONGEST_NAME, LONGEST_FULL_NAME = 60, 100
"""Characters of a name of a unit, a post or a person."""


def _named(value: str, most: int = LONGEST_NAME) -> str:
    """A name of a line, without signs that nobody sees or that turn the line round."""
    if len(value) > most:
        raise ValueError(f"“{value[:20]}…”有{len(value)}字，名称最多{most}字")
    if unseen(value):
        raise ValueError(f"{value!r} 含有换行或看不见的字符，请重新输入")
    return value


def unseen(value: str) -> bool:
    """Whether there are line ends, or signs that nobody sees."""
    return any(unicodedata.category(sign) in ("Cf", "Cc", "Zl", "Zp") for sign in value)


Name = Annotated[str, AfterValidator(_named)]
FullName = Annotated[str, AfterValidator(lambda value: _named(value, LONGEST_FULL_NAME))]


def plain_address(value: str) -> str:
    """The address, or a mistake."""
    if value and not is_plain_address(value):
        raise ValueError(f"{value!r} 不是一个邮箱地址，只写 name@example.com 这样的一个地址，没有就留空")
    return value


class PersonEntry(Strict):
    """A person who holds a post (任职), both days included."""

    name: Name
    rank: Rank = Rank.A
    since: date | None = None
    """Not given: the day the register is loaded, unless the person is in office already."""
    until: date | None = None
    telephone: Name = ""
    email: str = ""

    _one_plain_address = field_validator("email")(plain_address)

    @model_validator(mode="after")
    def _in_order(self) -> "PersonEntry":
        for day, called in ((self.since, "任职起"), (self.until, "任职止")):
            if day is not None and not FIRST <= day <= LAST:
                raise ValueError(f"{self.name}的{called}{day}应在{FIRST.year}年至{LAST.year}年之间")
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"{self.name}的任职止{self.until}早于任职起{self.since}")
        return self


class PostEntry(Strict):
    """A post in the register file."""

    role: PostRole
    title: Name = ""
    person: Name = ""
    """Who sits there, where the office keeps no dates."""
    telephone: Name = ""
    email: str = ""
    people: list[PersonEntry] = []

    _one_plain_address = field_validator("email")(plain_address)

    @model_validator(mode="after")
    def _one_at_a_time(self) -> "PostEntry":
        if clash := clashing(self.people):
            one, other = clash
            raise ValueError(
                f"{one.rank.label}{one.name}和{other.name}的任职时间重叠，同一时间只有一个{one.rank.label}"
            )
        return self

    @property
    def key(self) -> tuple[PostRole, str]:
        """What tells the posts of a unit apart."""
        return post_key(self.role, self.title)


class UnitEntry(Strict):
    """A unit in the register file."""

    name: Name
    former: Name = ""
    """原名: the registered unit of this name gets the new one; the old one becomes an alias."""
    full_name: FullName = ""
    kind: UnitKind | None = None
    """Not given: a registered unit keeps its kind, a new one is OTHER."""
    aliases: list[FullName] = []
    members: list[FullName] = []
    posts: list[PostEntry] = []

    @field_validator("posts")
    @classmethod
    def _each_once(cls, posts: list[PostEntry]) -> list[PostEntry]:
        return each_once(posts)


class OfficeEntry(Strict):
    """The coordinating office itself."""

    name: Name
    full_name: FullName = ""
    telephone: Name = ""
    person: Name = ""
    posts: list[PostEntry] = []

    @field_validator("posts")
    @classmethod
    def _each_once(cls, posts: list[PostEntry]) -> list[PostEntry]:
        return each_once(posts)

    @property
    def as_unit(self) -> UnitEntry:
        """The office as one of the units."""
        return UnitEntry(name=self.name, full_name=self.full_name, kind=UnitKind.OFFICE, posts=self.posts)


class Register(Strict):
    """The whole file."""

    office: OfficeEntry | None = None
    units: list[UnitEntry] = []

    @property
    def entries(self) -> list[UnitEntry]:
        """All units, the office last."""
        return [*self.units, *([self.office.as_unit] if self.office else [])]


def post_key(role: PostRole, title: str) -> tuple[PostRole, str]:
    """What tells the posts of a unit apart: the role, of sections the title too."""
    return role, "" if role in SINGLE else title


def each_once(posts: list[PostEntry]) -> list[PostEntry]:
    """The posts, or a mistake where a unit has two of one kind."""
    keys = [post.key for post in posts]
    twice = [f"{role.label}{title}" for role, title in dict.fromkeys(keys) if keys.count((role, title)) > 1]
    if twice:
        raise ValueError(f"写了两次的岗位：{'、'.join(twice)}，一个单位只有一个，请合并")
    return posts


def clashing(people: Sequence[PersonEntry]) -> tuple[PersonEntry, PersonEntry] | None:
    """Two people of one rank at a post at the same time."""
    for at, one in enumerate(people):
        for other in people[at + 1 :]:
            if one.rank is not other.rank:
                continue
            starts = one.since or date.min, other.since or date.min
            ends = one.until or date.max, other.until or date.max
            if starts[0] <= ends[1] and starts[1] <= ends[0]:
                return one, other
    return None
