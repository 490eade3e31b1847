"""Ladders (催办阶梯) as values: rungs from the first to the gravest."""

from datetime import time
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.words import Armed, Channel, Kind, ObligationKind, PostRole


class Strict(BaseModel):
    """A value that refuses unknown keys: a misspelt setting must not be silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Since(StrEnum):
    """What a rung's offset is counted from."""

    REPORT_BY = "report-by"
    ARMED = "armed"
    """The instant the obligation was armed: for the notice of handing down."""
    RETURN = "return"
    """The same, but only after the ladder began anew for the reason in `after`: a return unless said otherwise."""
    RELEASE = "release"
    """The release of the rung before: a term given by a slip."""


class Rung(Strict):
    """One step of a ladder."""

    name: str
    kind: Kind = Kind.REMINDER
    since: Since = Since.REPORT_BY
    after: Armed = Armed.RETURNED
    """With `since: return`: for which reason of beginning anew the rung is said."""
    offset: int = 0
    """Workdays: −n the n-th before, 0 the day or the last workday before it, +n the n-th after."""
    hour: time = time(9, 0)
    to: tuple[PostRole, ...] = (PostRole.CONTACT,)
    channel: Channel = Channel.MAIL
    held: bool = False
    """Drafted and held until a person releases it (签发)."""
    term: int = Field(default=0, ge=0)
    """Workdays the reader is given after release; the next rung waits for them."""


class Ladder(Strict):
    """Rungs from the first to the gravest. Reminding and escalating are one thing."""

    rungs: tuple[Rung, ...]

    @model_validator(mode="after")
    def _consistent(self) -> "Ladder":
        names = [rung.name for rung in self.rungs]
        if len(set(names)) < len(names):
            raise ValueError(f"同一阶梯内档次名称重复：{'、'.join(names)}")
        asked = [rung.offset for rung in self.rungs if rung.since is Since.REPORT_BY]
        if asked != sorted(asked):
            raise ValueError(f"档次须按先后排列，现为：{asked}")
        for before, rung in zip((None, *self.rungs), self.rungs, strict=False):
            if rung.since is Since.RELEASE and (before is None or not before.held):
                raise ValueError(f"“{rung.name}”从签发起算，但前一档不是待签发的档次")
        return self


_CALL: dict[str, Any] = {"to": (PostRole.COORDINATOR,), "channel": Channel.CALL, "kind": Kind.URGE}

LATER_LADDERS: dict[str, Ladder] = {
    "plan": Ladder(
        rungs=(
            Rung(name="退回重报", since=Since.RETURN),
            Rung(name="请报落实方案", offset=-10),
            Rung(name="落实方案临期", offset=-1),
            Rung(name="逾期3个工作日", offset=3, **_CALL),
        )
    ),
    "decide": Ladder(
        rungs=(
            Rung(name="请办理", since=Since.ARMED, to=(PostRole.COORDINATOR,)),
            Rung(name="逾期1个工作日", offset=1, to=(PostRole.HEAD,)),
        )
    ),
    "suspension": Ladder(
        rungs=(
            Rung(name="挂账将到期", offset=-2, to=(PostRole.COORDINATOR,)),
            Rung(name="逾期1个工作日", offset=1, to=(PostRole.HEAD,)),
        )
    ),
    "dispatch": Ladder(
        rungs=(
            Rung(name="调度通知", since=Since.ARMED),
            Rung(name="退回重报", since=Since.RETURN),
            Rung(name="还差未报", offset=-1),
            Rung(
                name="逾期1个工作日",
                offset=1,
                to=(PostRole.COORDINATOR,),
                channel=Channel.CALL,
                kind=Kind.URGE,
            ),
            Rung(name="催办单", offset=5, kind=Kind.URGE, held=True),
        )
    ),
    "contribution-at-once": Ladder(
        rungs=(
            Rung(name="请配合报送", since=Since.ARMED),
            Rung(name="退回重报", since=Since.RETURN),
            Rung(name="配合报送临期", offset=-1),
        )
    ),
    "dispatch-contribution": Ladder(
        rungs=(
            Rung(name="调度通知", since=Since.ARMED),
            Rung(name="退回重报", since=Since.RETURN),
            Rung(name="配合报送临期", offset=-1),
        )
    ),
}
"""Ladders that versions of the policy stored before these duties existed do not name."""

LATER_LADDER_OF = {ObligationKind.PLAN: "plan", ObligationKind.DECIDE: "decide"}
