"""The unit register as storing and answering need it: names matched, new units entered."""

from collections.abc import Callable
from functools import cached_property
from uuid import UUID

from sqlmodel import Session, col, select

from intake.matching import Entry, Found, Matcher
from intake.register import register_unit
from models.units import Unit, UnitMember


class RegisteredUnits:
    """The register, made ready at most once; what is entered through it is found at once."""

    def __init__(
        self, session: Session, issuer: str = "", address: Callable[[str], str] | None = None
    ) -> None:
        """`issuer` of the notice tells which place its 市 and 区 mean; `address` gives a new unit's mail address."""
        self._session = session
        self._address = address or (lambda _: "")
        self._issuer = issuer
        self._entered: dict[str, UUID] = {}
        self._looked_up: dict[str, Found] = {}

    @cached_property
    def _register(self) -> tuple[Matcher, dict[str, UUID]]:
        """Made ready when it is first asked: most answers name no unit."""
        standing = select(Unit).where(col(Unit.merged_into_id).is_(None)).order_by(col(Unit.name))
        rows = self._session.exec(standing).all()
        entries = [Entry(unit.name, unit.full_name, tuple(unit.aliases)) for unit in rows]
        return Matcher(entries, self._issuer), {unit.name: unit.id for unit in rows}

    def look_up(self, name: str) -> Found:
        """What the register says about a name as it was when it was made ready."""
        if name not in self._looked_up:
            self._looked_up[name] = self._register[0].find(name)
        return self._looked_up[name]

    def find(self, name: str) -> UUID | None:
        """The unit that a name means for certain."""
        if name in self._entered:
            return self._entered[name]
        unit = self.look_up(name).unit
        return self._register[1][unit] if unit else None

    def enter(self, name: str) -> UUID:
        """Register a unit by this name."""
        self._entered[name] = register_unit(self._session, name, self._address(name)).id
        return self._entered[name]

    def members_of(self, name: str) -> list[str]:
        """The names of the units that this group stands for by the register."""
        members = select(Unit.name).join(UnitMember, col(UnitMember.unit_id) == Unit.id)
        group = self.find(name)
        return list(self._session.exec(members.where(UnitMember.group_id == group).order_by(Unit.name)))
