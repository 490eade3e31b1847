"""Tables of who is addressed: units (单位), groups of units (单位组), posts (岗位)."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from models.columns import Row, key, moment, plain_list, refers, word
from models.words import Arrival, PostRole, Rank, UnitKind


class Unit(Row, table=True):
    """单位, or with kind GROUP a 单位组 that stands for its members."""

    id: UUID = key()
    name: str = Field(unique=True)
    full_name: str = ""
    kind: UnitKind = word(UnitKind, UnitKind.OTHER)
    aliases: list[str] = plain_list()
    merged_into_id: UUID | None = refers("unit.id", nullable=True)
    """机构改革: the unit that took over its duties; it owes nothing any more."""


class UnitMember(Row, table=True):
    """One member of a group of units."""

    group_id: UUID = Field(foreign_key="unit.id", primary_key=True)
    unit_id: UUID = Field(foreign_key="unit.id", primary_key=True)


class Post(Row, table=True):
    """岗位: where mail goes. A post without an address is a gap that the office is shown."""

    __table_args__ = (UniqueConstraint("unit_id", "role", "title"),)

    id: UUID = key()
    unit_id: UUID = refers("unit.id")
    role: PostRole = word(PostRole)
    title: str = ""
    """Of a section (处室) its name; else what the post is called."""
    person: str = ""
    """Who sits there today, by `models.people`: A角, or B角 while A is away."""
    telephone: str = ""
    email: str = ""


class Person(Row, table=True):
    """A person who holds posts (岗位) for a time. Duties and mail stay with the posts."""

    id: UUID = key()
    name: str
    telephone: str = ""
    email: str = ""
    """Own address; mail goes to the post's shared mailbox where there is one."""


class Holding(Row, table=True):
    """任职: a person at a post from one day up to another (both included)."""

    id: UUID = key()
    post_id: UUID = refers("post.id")
    person_id: UUID = refers("person.id")
    rank: Rank = word(Rank, Rank.A)
    since: date
    until: date | None = None
    arrival: Arrival | None = word(Arrival, nullable=True)
    """Of a hand-over: what its first day brings about; emptied once that is done."""


class Absence(Row, table=True):
    """请假: a person is away; both days included."""

    id: UUID = key()
    person_id: UUID = refers("person.id")
    since: date
    until: date
    reason: str = ""


class Forward(Row, table=True):
    """转办: a key task's rows go to a section of the unit; remembered for the next rounds until it is ended."""

    __table_args__ = (UniqueConstraint("key_task_id", "post_id"),)

    id: UUID = key()
    unit_id: UUID = refers("unit.id")
    key_task_id: UUID = refers("key_task.id")
    post_id: UUID = refers("post.id")
    """A post of the same unit with the role SECTION."""
    days_before: int = 2
    """The inner date: workdays before the unit's own."""
    inner_on: date | None = None
    """An inner date for the present round alone; goes before `days_before`."""
    made_at: datetime = moment()
    made_by: str
    ended_at: datetime | None = moment(nullable=True)
