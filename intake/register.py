"""The unit register (单位库): from YAML, and new units entered by their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from sqlmodel import Session, col, select

import config
from config.errors import ConfigError
from config.settings import is_plain_address
from intake.units.names import is_group
from models.units import Post, Unit, UnitMember
from models.words import PostRole, UnitKind

SHIPPED_UNITS = Path(config.__file__).with_name("units.yaml")
"""The bundled register: the units of the demonstration's city."""


class PostEntry(BaseModel):
    """A post in the register file."""

    model_config = ConfigDict(extra="forbid")

    role: PostRole
    title: str = ""
    person: str = ""
    telephone: str = ""
    email: str = ""

    @field_validator("email")
    @classmethod
    def _one_plain_address(cls, value: str) -> str:
        if value and not is_plain_address(value):
            raise ValueError(f"{value!r} 不是一个邮箱地址，只写 name@example.com 这样的一个地址，没有就留空")
        return value


class UnitEntry(BaseModel):
    """A unit in the register file."""

    model_config = ConfigDict(extra="forbid")

    name: str
    full_name: str = ""
    kind: UnitKind | None = None
    """Not given: a registered unit keeps its kind, a new one is OTHER."""
    aliases: list[str] = []
    members: list[str] = []
    posts: list[PostEntry] = []


class OfficeEntry(BaseModel):
    """The coordinating office itself."""

    model_config = ConfigDict(extra="forbid")

    name: str
    full_name: str = ""
    telephone: str = ""
    person: str = ""
    posts: list[PostEntry] = []


class Register(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    office: OfficeEntry | None = None
    units: list[UnitEntry] = []


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a register changed."""

    added: tuple[str, ...]
    updated: tuple[str, ...]


def read_register(path: Path) -> Register:
    """The register in a YAML file.

    Raises:
        ConfigError: all mistakes at once, with file and place.
    """
    try:
        body: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Register.model_validate(body)
    except (OSError, UnicodeDecodeError) as wrong:
        raise ConfigError(f"{path}：读不出来：{wrong}") from wrong
    except yaml.YAMLError as wrong:
        raise ConfigError(f"{path}：不是合法的 YAML：{wrong}") from wrong
    except ValidationError as wrong:
        lines = (
            f"{path}：{_unit_at(body, error['loc'])}{'.'.join(map(str, error['loc']))}："
            f"{error['msg'].removeprefix('Value error, ')}"
            for error in wrong.errors()
        )
        raise ConfigError("\n".join(lines)) from wrong


def _unit_at(body: Any, place: tuple[int | str, ...]) -> str:
    """The name of the unit in which a mistake stands; its number alone would have to be counted out."""
    try:
        entry = body["office"] if place[0] == "office" else body["units"][place[1]]
        return f"单位“{entry['name']}”："
    except (KeyError, IndexError, TypeError):
        return ""


def load_register(session: Session, register: Register) -> Loaded:
    """Add what is new, update what differs; nothing is removed.

    Raises:
        ConfigError: a group names a member that is nowhere registered, or two units claim one name.
    """
    added: list[str] = []
    updated: list[str] = []
    entries = list(register.units)
    if register.office is not None:
        entries.append(
            UnitEntry(
                name=register.office.name,
                full_name=register.office.full_name,
                kind=UnitKind.OFFICE,
                posts=register.office.posts,
            )
        )
    _refuse_twice_written(entries)
    for entry in entries:
        _load_unit(session, entry, added, updated)
    session.flush()
    _refuse_shared_names(session, {entry.name for entry in entries})
    for entry in entries:
        _load_members(session, entry)
    return Loaded(tuple(added), tuple(updated))


def _refuse_twice_written(entries: Sequence[UnitEntry]) -> None:
    names = [entry.name for entry in entries]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise ConfigError(f"单位库里写了两次的单位：{'、'.join(twice)}，请合并为一个")


def _refuse_shared_names(session: Session, loaded: set[str]) -> None:
    """A name by which two units could be meant, when the loading has to do with one of them."""
    owners: dict[str, list[str]] = {}
    for unit in session.exec(select(Unit).order_by(col(Unit.name))):
        for name in {unit.name, unit.full_name, *unit.aliases} - {""}:
            owners.setdefault(name, []).append(unit.name)
    shared = [
        f"“{name}”同时是{'和'.join(f'“{one}”' for one in units)}的名称或别名，请只留给一个单位"
        for name, units in sorted(owners.items())
        if len(units) > 1 and loaded & set(units)
    ]
    if shared:
        raise ConfigError("\n".join(shared))


def _load_unit(session: Session, entry: UnitEntry, added: list[str], updated: list[str]) -> None:
    unit = session.exec(select(Unit).where(Unit.name == entry.name)).first()
    wanted = entry.model_dump(include={"full_name", "kind", "aliases"})
    if unit is None:
        unit = Unit(name=entry.name, **wanted | {"kind": entry.kind or UnitKind.OTHER})
        session.add(unit)
        added.append(entry.name)
    changed = _apply(unit, wanted)
    session.flush()
    posts = {post.role: post for post in session.exec(select(Post).where(Post.unit_id == unit.id))}
    for given in entry.posts:
        if given.role not in posts:
            session.add(Post(unit_id=unit.id, **given.model_dump()))
            changed = True
        else:
            changed = _apply(posts[given.role], given.model_dump(exclude={"role"})) or changed
    if changed and entry.name not in added:
        updated.append(entry.name)


def _apply(row: Unit | Post, wanted: dict[str, Any]) -> bool:
    """Set what differs; an empty value in the file never wipes out what is known."""
    differing = {name: value for name, value in wanted.items() if value and getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _load_members(session: Session, entry: UnitEntry) -> None:
    if not entry.members:
        return
    names = known_names(session)
    unknown = [name for name in entry.members if name not in names]
    if unknown:
        raise ConfigError(f"单位组“{entry.name}”的成员没有登记：{'、'.join(unknown)}")
    group = names[entry.name]
    present = set(session.exec(select(UnitMember.unit_id).where(UnitMember.group_id == group.id)))
    for name in entry.members:
        if names[name].id not in present:
            session.add(UnitMember(group_id=group.id, unit_id=names[name].id))


def known_names(session: Session) -> dict[str, Unit]:
    """Every name, full name and alias → its unit; a unit's own name beats what others are also called."""
    units = session.exec(select(Unit).order_by(col(Unit.name))).all()
    aliases = {alias: unit for unit in units for alias in unit.aliases if alias}
    full_names = {unit.full_name: unit for unit in units if unit.full_name}
    return aliases | full_names | {unit.name: unit for unit in units}


def register_unit(session: Session, name: str, address: str) -> Unit:
    """Register a unit that was only read in a notice, with one contact post; `address` may be empty."""
    kind = UnitKind.GROUP if is_group(name) else UnitKind.OTHER
    unit = Unit(name=name, full_name=name, kind=kind)
    session.add(unit)
    session.flush()
    if kind is not UnitKind.GROUP:
        session.add(Post(unit_id=unit.id, role=PostRole.CONTACT, title="联络员", email=address))
        session.add(Post(unit_id=unit.id, role=PostRole.HEAD, title="主要负责人", email=_head_of(address)))
    session.flush()
    return unit


def _head_of(address: str) -> str:
    local, at, domain = address.partition("@")
    return f"{local}-head{at}{domain}" if at else ""
