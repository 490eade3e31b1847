"""Ladders (催办阶梯) and rounds (报送轮次) as values. Read from YAML by `config.policy_file`, kept as versions."""

from datetime import date, time
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.words import Armed, Channel, DirectiveKind, Kind, Level, ObligationKind, PostRole


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


class RoundRule(Strict):
    """One yearly round: asked by month and day, counted in the plan's year or the year after."""

    name: str
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    next_year: bool = False
    final: bool = False
    """The year-end round: assessments and summaries are owed in it."""

    def due_on(self, year: int) -> date:
        """The round's date for a plan of that year."""
        return date(year + self.next_year, self.month, self.day)

    @model_validator(mode="after")
    def _real_day(self) -> "RoundRule":
        try:
            self.due_on(2025)
        except ValueError as wrong:
            raise ValueError(f"轮次“{self.name}”没有这一天：{self.month}月{self.day}日") from wrong
        return self


class Terms(Strict):
    """Terms in workdays."""

    sign: int = Field(default=2, ge=1)
    contribution_before_lead: int = Field(default=5, ge=1)
    round_notice: int = Field(default=11, ge=0)
    """A round due sooner than this after issue is left out: it would have opened before it was asked for."""
    returned: int = Field(default=3, ge=1)
    """To answer again after a report was returned; the rungs of the new cycle count from it."""
    plan: int = Field(default=15, ge=1)
    """To send a 落实方案 after issue."""
    objection: int = Field(default=5, ge=1)
    """To object to an assignment (分工异议) after issue."""
    decide: int = Field(default=2, ge=1)
    """For the office itself: to decide a petition, to release a held message."""
    return_within: int = Field(default=5, ge=1)
    """Up to when after it arrived a round report may be sent back; then it stands."""
    adhoc_replaces: int = Field(default=20, ge=0)
    """Calendar days: a 调度 this near to a regular round takes its place."""
    near: int = Field(default=10, ge=1)
    """A completion due within this many workdays is 临期."""
    link_days: int = Field(default=120, ge=1)
    """Calendar days an answer link stays open after its round's date."""


class ExtensionRule(Strict):
    """Who decides an extension: the first rule that covers its length and count."""

    level: Level
    days: int | None = Field(default=None, ge=1)
    """Most calendar days beyond the date first asked; None covers any length."""
    times: int | None = Field(default=None, ge=1)
    """Up to which extension of the same matter, counted from 1; None covers any."""


class KindRule(Strict):
    """What is different for one kind of directive (来文类别)."""

    owes_plan: bool = False
    """Every reporting unit owes a 落实方案, unless the plan itself does without."""
    term_days: tuple[int, ...] = ()
    """Terms in calendar days to choose from where the matter names no date; the first is the default."""
    ladder_for: dict[ObligationKind, str] = {}
    """Ladders that differ from the policy's."""
    rounds: tuple[RoundRule, ...] | None = None
    """Rounds that differ from the policy's; an empty list means none but the year-end round."""

    @property
    def asked_on_date(self) -> bool:
        """Short matters have no rounds: a date in December is asked on that date, like any other."""
        return self.rounds == ()


RETURNABLE = (
    ObligationKind.PLAN,
    ObligationKind.CONTRIBUTION,
    ObligationKind.PROGRESS,
    ObligationKind.COMPLETION,
)
"""Kinds whose reports the office may send back."""

LATER_LADDERS: dict[str, Ladder] = {
    "plan": Ladder(
        rungs=(
            Rung(name="退回重报", since=Since.RETURN),
            Rung(name="请报落实方案", offset=-10),
            Rung(name="落实方案临期", offset=-1),
            Rung(
                name="逾期3个工作日",
                offset=3,
                to=(PostRole.COORDINATOR,),
                channel=Channel.CALL,
                kind=Kind.URGE,
            ),
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
}
"""Ladders that versions of the policy stored before these duties existed do not name."""

LATER_LADDER_OF = {ObligationKind.PLAN: "plan", ObligationKind.DECIDE: "decide"}


class Policy(Strict):
    """All that decides who is told what, and when."""

    window_opens: time = time(8, 30)
    window_closes: time = time(18, 0)
    terms: Terms = Terms()
    rounds: tuple[RoundRule, ...]
    ladders: dict[str, Ladder]
    ladder_for: dict[ObligationKind, str]
    """The ladder of each kind of obligation; round reports use `round`."""
    kinds: dict[DirectiveKind, KindRule] = {}
    extensions: tuple[ExtensionRule, ...] = (ExtensionRule(level=Level.LEADER),)
    signature_required: bool = False
    """Whether a result may be accepted only when the unit's head has signed its sheet."""

    def of_kind(self, kind: DirectiveKind) -> KindRule:
        """What is different for this kind of directive; nothing where the policy does not name it."""
        return self.kinds.get(kind, KindRule())

    def ladder_of(self, obligation: ObligationKind, kind: DirectiveKind) -> str:
        """The name of an obligation's ladder; an older version of the policy does not name all of them."""
        own = self.of_kind(kind).ladder_for
        return own.get(obligation) or self.ladder_for.get(
            obligation, LATER_LADDER_OF.get(obligation, "round")
        )

    def ladder(self, name: str) -> Ladder | None:
        """A ladder by name, none where neither this version nor the shipped later ones have it."""
        return self.ladders.get(name) or LATER_LADDERS.get(name)

    @model_validator(mode="after")
    def _known_ladders(self) -> "Policy":
        named = [*self.ladder_for.items()]
        named += [pair for rule in self.kinds.values() for pair in rule.ladder_for.items()]
        for kind, name in named:
            if name not in self.ladders:
                raise ValueError(f"{kind.label}用的阶梯“{name}”不存在，现有：{'、'.join(self.ladders)}")
        if "round" not in self.ladders:
            raise ValueError("缺少名为 round 的阶梯")
        if sum(rule.final for rule in self.rounds) != 1:
            raise ValueError("轮次中须有且只有一个年终轮次（final: true）")
        final = next(rule for rule in self.rounds if rule.final)
        if not final.next_year and (final.month, final.day) != (12, 31):
            raise ValueError(f"年终轮次“{final.name}”早于12月31日，年底的节点没有轮次可报")
        for name in {"round", *(self.ladder_for.get(kind, "round") for kind in RETURNABLE)}:
            if not any(rung.since is Since.RETURN for rung in self.ladders[name].rungs):
                raise ValueError(f"阶梯“{name}”缺少退回后的档次（since: return），退回的报送没有人会知道")
        if self.window_opens >= self.window_closes:
            raise ValueError("发信时段的开始须早于结束")
        return self
