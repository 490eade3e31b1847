"""Who makes a move, and how a move is refused."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from models.words import Level, PostRole


class ActorKind(StrEnum):
    """In whose right a move is made."""

    OFFICE = "office"
    UNIT = "unit"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who, in whose right, by which way; `name` is what history shows."""

    name: str
    kind: ActorKind
    unit_id: UUID | None = None
    post_role: PostRole | None = None
    """By which post of the unit: the head may sign, a section answers inside the unit only."""
    post_id: UUID | None = None
    """The post itself where a link was used: a section sees and answers only what was forwarded to it."""
    level: Level = Level.COORDINATOR
    """Of an actor of the office: up to which level he decides by himself."""


class MoveRefused(Exception):
    """A move that is not legal here; the message is a Chinese sentence for the person who tried it."""


def office_only(actor: Actor, move: str) -> None:
    """Refuse everyone but the office (or its clock).

    Raises:
        MoveRefused: the actor is a unit.
    """
    if actor.kind is ActorKind.UNIT:
        raise MoveRefused(f"{move}只能由督查人员办理。")


def unit_or_office(actor: Actor, unit_id: UUID, move: str) -> None:
    """Refuse another unit.

    Raises:
        MoveRefused: the actor is a unit other than this one.
    """
    if actor.kind is ActorKind.UNIT and actor.unit_id != unit_id:
        raise MoveRefused(f"这不是贵单位的事项，不能{move}。")
