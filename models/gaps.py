"""Gaps (缺口): units that owe something while nobody can be reached there. Shown to the office, never silent.

The office itself is one of them: its coordinator gets the morning mail, its head what the office has left undone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.seating import away, holders_of, in_office
from models.section_gaps import unreached_sections
from models.units import Holding, Person, Post, Unit
from models.words import OWED, PostRole, Rank, UnitKind, Word

OFFICE_ROLES = (PostRole.COORDINATOR, PostRole.HEAD)
"""Whom the office's own duties are said to: the coordinator when they arise, the head when they are late."""


class GapKind(Word):
    """What is missing, the gravest first; `{}` is the post."""

    NO_POST = "no-post", "没有登记{}"
    NO_ADDRESS = "no-address", "{}没有邮箱"
    ABSENT = "absent", "{}请假，没有人代"
    VACANT = "vacant", "{}岗位今天没有A角"
    UNNAMED = "unnamed", "没有登记{}姓名"


@dataclass(frozen=True, slots=True)
class Gap:
    """One unit that owes something and has a gap."""

    unit: Unit
    post: Post | None
    kind: GapKind
    owed: int
    """Obligations that wait for the unit."""
    remark: str = ""
    """Who is away until when, or who stands in."""
    role: PostRole = PostRole.CONTACT
    """The post that is meant."""

    @property
    def sentence(self) -> str:
        """`联络员没有邮箱`, `没有登记督查人员`, of a section `预算处没有邮箱`."""
        section = self.post if self.role is PostRole.SECTION else None
        return self.kind.label.format(section.title if section else self.role.label)

    @property
    def unreachable(self) -> bool:
        """Whether no mail can reach the unit today; otherwise only a name is missing."""
        return (
            self.post is None or self.kind is GapKind.NO_ADDRESS or not (self.post.email or self.post.person)
        )


def gaps(session: Session, today: date) -> list[Gap]:
    """All units with a gap, the office first, then by name, then sections; none as long as nobody owes anything."""
    owing = _owing(session)
    if not owing:
        return []
    units = session.exec(select(Unit).where(col(Unit.id).in_(owing)).order_by(col(Unit.name))).all()
    office = _office(session)
    asked = [(office, role) for role in OFFICE_ROLES]
    asked += [(unit, asked_role(unit)) for unit in units if unit.id != office.id]
    posts = _posts(session, [unit.id for unit, _ in asked])
    ids = [post.id for post in posts.values()]
    appointed = set(session.exec(select(Holding.post_id).where(col(Holding.post_id).in_(ids))))
    found = []
    for unit, role in asked:
        post = posts.get((unit.id, role))
        seen = _gap(session, post, post is not None and post.id in appointed, today)
        if seen is not None and not (role is PostRole.HEAD and seen[0] is GapKind.UNNAMED):
            found.append(Gap(unit, post, seen[0], owing.get(unit.id, 0), seen[1], role))
    sections = unreached_sections(session)
    return found + [
        Gap(unit, post, GapKind.NO_ADDRESS, owed, "内部转办收不到邮件", PostRole.SECTION)
        for unit, post, owed in sections
    ]


def _office(session: Session) -> Unit:
    """The office that duties go to; one that nobody has registered stands there by its kind, unstored."""
    offices = select(Unit).where(Unit.kind == UnitKind.OFFICE).order_by(Unit.name)
    return session.exec(offices).first() or Unit(name=UnitKind.OFFICE.label, kind=UnitKind.OFFICE)


def _owing(session: Session) -> dict[UUID, int]:
    """Unit → how much it still owes."""
    rows = session.exec(
        select(Obligation.unit_id, func.count())
        .where(col(Obligation.state).in_(OWED))
        .group_by(col(Obligation.unit_id))
    )
    return dict(rows.all())


def _posts(session: Session, units: Iterable[UUID]) -> dict[tuple[UUID, PostRole], Post]:
    """(Unit, role) → the post."""
    wanted = select(Post).where(col(Post.unit_id).in_(list(units)))
    return {(post.unit_id, post.role): post for post in session.exec(wanted.order_by(col(Post.title)))}


def asked_role(unit: Unit) -> PostRole:
    """The post that a unit is asked by."""
    return PostRole.COORDINATOR if unit.kind is UnitKind.OFFICE else PostRole.CONTACT


def _gap(session: Session, post: Post | None, known: bool, today: date) -> tuple[GapKind, str] | None:
    if post is None:
        return GapKind.NO_POST, ""
    if known:
        return _gap_of_people(session, post, today)
    if not post.email:
        return GapKind.NO_ADDRESS, ""
    return None if post.person else (GapKind.UNNAMED, "")


def _gap_of_people(session: Session, post: Post, today: date) -> tuple[GapKind, str] | None:
    present = [pair for pair in holders_of(session, post.id) if in_office(pair[0], today)]
    absences = {person.id: away(session, person.id, today) for _, person in present}
    here: list[tuple[Holding, Person]] = [pair for pair in present if absences[pair[1].id] is None]
    remark = "、".join(
        f"{person.name}请假至{absence.until}" for _, person in present if (absence := absences[person.id])
    )
    if present and not here:
        return GapKind.ABSENT, remark
    if here and not (post.email or here[0][1].email):
        return GapKind.NO_ADDRESS, remark
    if not any(holding.rank is Rank.A for holding, _ in present):
        return GapKind.VACANT, f"由B角{here[0][1].name}代" if here else ""
    return None
