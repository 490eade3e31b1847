"""What a move is, and how one that `models.move_table` does not allow is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from models.actors import Actor, ActorKind, MoveRefused
from models.lengths import NAME, REASON, within
from models.words import PostRole, Word

_LONGEST = {"signed_by": NAME}
"""Characters of what a move is given, where a reason's length is too much."""


class Thing(StrEnum):
    """What a move changes."""

    PLAN = "计划"
    KEY_TASK = "重点工作"
    ASSIGNMENT = "分工"
    OBLIGATION = "应办事项"
    PETITION = "申请"
    SHEET = "报送单"


class Who(StrEnum):
    """In whose right a move is made."""

    OFFICE = "督查人员"
    UNIT = "本单位"
    HEAD = "本单位主要负责人"
    SECTION = "本单位处室"
    CLOCK = "时钟"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    verb: str
    """As history and run names say it."""
    thing: Thing
    origins: tuple[Word, ...]
    """States it may start from."""
    to: Word | None
    """The state it leads to; None leaves the state as it is."""
    who: tuple[Who, ...]
    given: Mapping[str, str]
    """What must be given: parameter → what it is called."""
    sets_off: str
    """What else it changes, as a Chinese sentence."""


def begin(
    move: Move,
    state: Word | None,
    actor: Actor,
    *,
    unit_id: UUID | None = None,
    called: str = "",
    **given: object,
) -> None:
    """Refuse a move that the table does not allow; otherwise nothing happens here.

    Args:
        state: where the thing stands now; None where the move creates it.
        unit_id: whose it is, for moves of a unit.
        called: the thing as the refusal names it: `第12项`, `签收`.
        given: what the move was given, by the names in `Move.given`.

    Raises:
        MoveRefused: the wrong person, the wrong state, something missing or too long, in one sentence.
    """
    _may(move, actor, unit_id)
    if move.origins and state not in move.origins:
        stands = state.label if state is not None else "不存在"
        wanted = "、".join(origin.label for origin in move.origins)
        raise MoveRefused(f"{called or move.thing.value}{stands}，不能{move.verb}（须为{wanted}）。")
    missing = [called_so for name, called_so in move.given.items() if _empty(given.get(name))]
    if missing:
        raise MoveRefused(f"{move.verb}请写明{'、'.join(missing)}。")
    for name, called_so in move.given.items():
        if isinstance(value := given[name], str):
            within(value, _LONGEST.get(name, REASON), called_so)


def _may(move: Move, actor: Actor, unit_id: UUID | None) -> None:
    if actor.kind is ActorKind.OFFICE and Who.OFFICE in move.who:
        return
    if actor.kind is ActorKind.CLOCK and (Who.CLOCK in move.who or Who.OFFICE in move.who):
        return
    if actor.kind is not ActorKind.UNIT:
        raise MoveRefused(f"{move.verb}只能由{'、'.join(move.who)}办理。")
    if not set(move.who) & {Who.UNIT, Who.HEAD, Who.SECTION}:
        raise MoveRefused(f"{move.verb}只能由督查人员办理。")
    if actor.unit_id != unit_id:
        raise MoveRefused(f"这不是贵单位的事项，不能{move.verb}。")
    if actor.post_role is PostRole.SECTION and Who.SECTION not in move.who:
        raise MoveRefused(f"{move.verb}由本单位联络员或主要负责人办理，处室请把情况交给联络员。")
    if Who.UNIT not in move.who and Who.HEAD in move.who and actor.post_role is not PostRole.HEAD:
        raise MoveRefused(f"{move.verb}须由本单位主要负责人签字。")


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
