"""The unit register (单位库): from YAML or .xlsx, and new units entered by their names."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

import config
from config.errors import ConfigError
from config.yaml_file import read_yaml
from intake.register_differences import Change, Difference, Loaded
from intake.register_entries import (
    OfficeEntry,
    PersonEntry,
    PostEntry,
    Register,
    UnitEntry,
)
from intake.register_loading import known_names, load_register
from intake.register_sheet import read_sheet
from intake.units.names import is_group
from models.units import Post, Unit
from models.words import PostRole, UnitKind

__all__ = [
    "SHIPPED_UNITS",
    "Change",
    "Difference",
    "Loaded",
    "OfficeEntry",
    "PersonEntry",
    "PostEntry",
    "Register",
    "UnitEntry",
    "known_names",
    "load_register",
    "read_register",
    "register_unit",
]

SHIPPED_UNITS = Path(config.__file__).with_name("units.yaml")
"""The bundled register: the units of the demonstration's city."""
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")
_ZIPPED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_register(path: Path) -> Register:
    """The register in a YAML file or a workbook.

    Raises:
        ConfigError: all mistakes at once, with file and place.
        NotReadable: a workbook that cannot be opened.
    """
    if path.suffix.lower() in _WORKBOOKS or _begins_like_a_workbook(path):
        return read_sheet(path)
    body = read_yaml(path)
    try:
        return Register.model_validate(body)
    except ValidationError as wrong:
        lines = (
            f"{path}：{_unit_at(body, error['loc'])}{'.'.join(map(str, error['loc']))}："
            f"{error['msg'].removeprefix('Value error, ')}"
            for error in wrong.errors()
        )
        raise ConfigError("\n".join(lines)) from wrong


def _begins_like_a_workbook(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in _ZIPPED
    except OSError as wrong:
        raise ConfigError(f"{path}：读不出来：{wrong}") from wrong


def _unit_at(body: Any, place: tuple[int | str, ...]) -> str:
    """The name of the unit in which a mistake stands; its number alone would have to be counted out."""
    try:
        entry = body["office"] if place[0] == "office" else body["units"][place[1]]
        return f"单位“{entry['name']}”："
    except (KeyError, IndexError, TypeError):
        return ""


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
