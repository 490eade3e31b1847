"""接任: what a unit's contact reads when somebody follows at the post, and what waits for him."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from models import wording
from models.duties import Obligation
from models.messages import Notification
from models.plans import KeyTask
from models.units import Holding, Person
from models.words import OWED, Arrival, ObligationKind, Rank


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who follows, and what the unit owes; without any text, as matters may be 内部."""

    person: str
    rank: Rank
    since: date
    fresh: bool
    """Whether the links sent before have been taken back."""
    owed: tuple[tuple[date, str], ...]
    """`第12项进展报送` by the date asked, the nearest first."""

    def head(self, this_year: int) -> str:
        """`自1月19日（周一）起由韩新人接任联络员`."""
        post = "联络员" if self.rank is Rank.A else f"联络员{self.rank.label}"
        return f"自{wording.day(self.since, this_year)}起由{self.person}接任{post}"

    def detail(self, this_year: int) -> str:
        """What waits, and which link opens it."""
        when = f"，最近一件{wording.day(self.owed[0][0], this_year)}前" if self.owed else ""
        links = "以前的报送链接已收回，请用本邮件里的链接" if self.fresh else "期限和报送链接不变"
        return f"待报送{len(self.owed)}件{when}；{links}"


def arrived(
    session: Session, notes: Sequence[Notification], units: Mapping[UUID, UUID]
) -> dict[UUID, Arrived]:
    """Notification → the successor it is about; only those that are about one.

    Args:
        units: obligation → its unit.
    """
    about = {note.about_id for note in notes if note.about_id}
    if not about:
        return {}
    rows = session.exec(select(Holding, Person).join(Person).where(col(Holding.id).in_(about))).all()
    people = {holding.id: (holding, person) for holding, person in rows}
    found = {}
    for note in notes:
        if note.about_id in people:
            holding, person = people[note.about_id]
            fresh = note.rung.startswith(Arrival.FRESH_LINKS.label)
            owed = _owed(session, units[note.obligation_id])
            found[note.id] = Arrived(person.name, holding.rank, holding.since, fresh, owed)
    return found


def _owed(session: Session, unit_id: UUID) -> tuple[tuple[date, str], ...]:
    rows = session.exec(
        select(Obligation, KeyTask)
        .outerjoin(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
        .where(
            Obligation.unit_id == unit_id,
            col(Obligation.state).in_(OWED),
            Obligation.kind != ObligationKind.DECIDE,
            col(Obligation.paused).is_(False),
        )
    )
    named = ((row.asked_by, f"{task.called if task else ''}{row.label}") for row, task in rows)
    return tuple(sorted(named))
