"""What the office's own duties (DECIDE) ask of it, a line each: 答复延期申请, 签发催办单 …"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from models import wording
from models.duties import Obligation, Petition
from models.messages import Notification
from models.releases import RELEASE
from models.units import Unit
from models.words import ObligationKind, PetitionKind


def asked_of_office(session: Session, obligations: Iterable[Obligation]) -> dict[UUID, str]:
    """Obligation of the office → `签发催办单：市水务局`, `答复延期申请：市水务局，申请延至9月30日（周三）`."""
    duties = [one for one in obligations if one.kind is ObligationKind.DECIDE]
    about = [one.about_id for one in duties if one.about_id]
    if not about:
        return {}
    held = _held(session, about)
    petitions = {row.id: row for row in session.exec(select(Petition).where(col(Petition.id).in_(about)))}
    units = _units(session, petitions.values())
    found: dict[UUID, str] = {}
    for duty in duties:
        if duty.period == RELEASE and duty.about_id in held:
            found[duty.id] = "签发{}：{}".format(*held[duty.about_id])
        elif duty.about_id in petitions:
            found[duty.id] = _of_petition(petitions[duty.about_id], units)
        else:
            found[duty.id] = duty.label
    return found


def _held(session: Session, about: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Held message → its rung and the unit it is about."""
    rows: Any = session.exec(
        select(Notification.id, Notification.rung, Unit.name)
        .join(Obligation, col(Obligation.id) == Notification.obligation_id)
        .join(Unit, col(Unit.id) == Obligation.unit_id)
        .where(col(Notification.id).in_(about))
    )
    return {note_id: (rung, unit) for note_id, rung, unit in rows}


def _units(session: Session, petitions: Iterable[Petition]) -> dict[UUID, str]:
    wanted = {row.unit_id for row in petitions}
    rows = session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(wanted))) if wanted else ()
    return dict(list(rows))


def _of_petition(petition: Petition, units: dict[UUID, str]) -> str:
    wanted = ""
    if petition.kind is PetitionKind.EXTENSION and petition.wanted_on:
        wanted = f"，申请延至{wording.day(petition.wanted_on, petition.asked_at.year)}"
    return f"答复{petition.kind.label}：{units.get(petition.unit_id, '')}{wanted}"
