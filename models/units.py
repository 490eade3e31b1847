"""Tables of who is addressed: units (单位), groups of units (单位组), posts (岗位)."""

from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from models.columns import Row, key, plain_list, refers, word
from models.words import PostRole, UnitKind


class Unit(Row, table=True):
    """单位, or with kind GROUP a 单位组 that stands for its members."""

    id: UUID = key()
    name: str = Field(unique=True)
    full_name: str = ""
    kind: UnitKind = word(UnitKind, UnitKind.OTHER)
    aliases: list[str] = plain_list()


class UnitMember(Row, table=True):
    """One member of a group of units."""

    group_id: UUID = Field(foreign_key="unit.id", primary_key=True)
    unit_id: UUID = Field(foreign_key="unit.id", primary_key=True)


class Post(Row, table=True):
    """岗位: where mail goes. A post without an address is a gap that the office is shown."""

    __table_args__ = (UniqueConstraint("unit_id", "role"),)

    id: UUID = key()
    unit_id: UUID = refers("unit.id")
    role: PostRole = word(PostRole)
    title: str = ""
    person: str = ""
    telephone: str = ""
    email: str = ""
