"""Gaps (缺口): units that owe something while nobody can be reached there. Shown to the office, never silent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.seating import away, holders_of, in_office
from models.units import Holding, Person, Post, Unit
from models.words import OWED, PostRole, Rank, UnitKind, Word


class GapKind(Word):
    """What is missing, the gravest first."""

    NO_POST = "no-post", "没有登记联络员"
    NO_ADDRESS = "no-address", "联络员没有邮箱"
    ABSENT = "absent", "联络员请假，没有人代"
    VACANT = "vacant", "联络员岗位今天没有A角"
    UNNAMED = "unnamed", "没有登记联络员姓名"


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

    @property
    def unreachable(self) -> bool:
        """Whether no mail can reach the unit today; otherwise only a name is missing."""
        return (
            self.post is None or self.kind is GapKind.NO_ADDRESS or not (self.post.email or self.post.person)
        )


def gaps(session: Session, today: date) -> list[Gap]:
    """All units with a gap, by name."""
    owing = _owing(session)
    units = session.exec(select(Unit).where(col(Unit.id).in_(owing)).order_by(col(Unit.name))).all()
    posts = _asked(session, owing)
    ids = [post.id for post in posts.values()]
    appointed = set(session.exec(select(Holding.post_id).where(col(Holding.post_id).in_(ids))))
    found = []
    for unit in units:
        post = posts.get(unit.id)
        seen = _gap(session, post, post is not None and post.id in appointed, today)
        if seen is not None:
            found.append(Gap(unit, post, seen[0], owing[unit.id], seen[1]))
    return found


def _owing(session: Session) -> dict[UUID, int]:
    """Unit → how much it still owes."""
    rows = session.exec(
        select(Obligation.unit_id, func.count())
        .where(col(Obligation.state).in_(OWED))
        .group_by(col(Obligation.unit_id))
    )
    return dict(rows.all())


def _asked(session: Session, units: Iterable[UUID]) -> dict[UUID, Post]:
    """Unit → the post that is asked: the contact, of the office itself the coordinator."""
    rows = session.exec(
        select(Post, Unit)
        .join(Unit, col(Unit.id) == Post.unit_id)
        .where(col(Post.unit_id).in_(list(units)))
        .order_by(col(Post.title))
    )
    return {post.unit_id: post for post, unit in rows if post.role is asked_role(unit)}


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
