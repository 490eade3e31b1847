"""All that decides who is told what and when, as a value. Read from YAML by `config.policy_file`, kept as versions."""

from collections.abc import Iterator, Sequence
from datetime import date, time

from pydantic import Field, model_validator

from models.rungs import LATER_LADDER_OF, LATER_LADDERS, Ladder, Since, Strict
from models.words import Armed, DirectiveKind, Level, ObligationKind, PostRole


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
    ladder_for: dict[ObligationKind, str] = Field(default_factory=dict)
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


class Policy(Strict):
    """All that decides who is told what, and when."""

    window_opens: time = time(8, 30)
    window_closes: time = time(18, 0)
    terms: Terms = Terms()
    rounds: tuple[RoundRule, ...]
    ladders: dict[str, Ladder]
    ladder_for: dict[ObligationKind, str]
    """The ladder of each kind of obligation; round reports use `round`."""
    kinds: dict[DirectiveKind, KindRule] = Field(default_factory=dict)
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
    def _works(self) -> "Policy":
        wrong = [*self._unknown_ladders()]
        if not wrong:
            wrong = [*self._wrong_rounds(), *self._mute_ladders(), *self._wrong_office_ladders()]
        wrong += unreachable(self.extensions)
        if self.window_opens >= self.window_closes:
            wrong.append("发信时段的开始须早于结束")
        if wrong:
            raise ValueError("；".join(wrong))
        return self

    def _uses(self) -> Iterator[tuple[ObligationKind, str]]:
        """Every kind of obligation with each ladder it may use."""
        yield from self.ladder_for.items()
        for rule in self.kinds.values():
            yield from rule.ladder_for.items()

    def _unknown_ladders(self) -> Iterator[str]:
        for kind, name in self._uses():
            if self.ladder(name) is None:
                yield f"{kind.label}用的阶梯“{name}”不存在，现有：{'、'.join(self.ladders)}"
        if "round" not in self.ladders:
            yield "缺少名为 round 的阶梯"

    def _wrong_rounds(self) -> Iterator[str]:
        if sum(rule.final for rule in self.rounds) != 1:
            yield "轮次中须有且只有一个年终轮次（final: true）"
            return
        for kind, rule in self.kinds.items():
            if sum(one.final for one in rule.rounds or ()) > 1:
                yield f"{kind.label}的轮次中至多有一个年终轮次（final: true）"
        for final in (one for one in (*self.rounds, *self._own_rounds()) if one.final):
            if not final.next_year and (final.month, final.day) != (12, 31):
                yield f"年终轮次“{final.name}”早于12月31日，年底的节点没有轮次可报"

    def _own_rounds(self) -> Iterator[RoundRule]:
        for rule in self.kinds.values():
            yield from rule.rounds or ()

    def _mute_ladders(self) -> Iterator[str]:
        """A returned report of which nobody would hear."""
        used = {name for kind, name in self._uses() if kind in RETURNABLE} | {"round"}
        for name in sorted(used):
            ladder = self.ladder(name)
            rungs = ladder.rungs if ladder else ()
            if not any(rung.since is Since.RETURN and rung.after is Armed.RETURNED for rung in rungs):
                yield f"阶梯“{name}”缺少退回后的档次（since: return），退回的报送没有人会知道"

    def _wrong_office_ladders(self) -> Iterator[str]:
        """The office's own ladders wait for nobody's release and reach posts of the office alone."""
        names = {name for kind, name in self._uses() if kind is ObligationKind.DECIDE}
        for name in sorted(names | {"decide", "suspension"}):
            ladder = self.ladder(name)
            for rung in ladder.rungs if ladder else ():
                if rung.held:
                    yield f"阶梯“{name}”的“{rung.name}”不能待签发：督查机构自己的应办事项没有人再签发"
                if set(rung.to) - OFFICE_POSTS:
                    yield f"阶梯“{name}”的“{rung.name}”只能发给督查人员（coordinator）或督查机构负责人（head）"


OFFICE_POSTS = {PostRole.COORDINATOR, PostRole.HEAD}


def unreachable(rules: Sequence[ExtensionRule]) -> Iterator[str]:
    """What is wrong with rules of which the first that covers an extension decides."""
    if not rules or rules[-1].days is not None or rules[-1].times is not None:
        yield "延期规则的最后一条不能设限（days、times），否则有的延期没有人能决定"
    for at, rule in enumerate(rules):
        if any(_covers(before, rule) for before in rules[:at]):
            yield f"延期规则第{at + 1}条（{rule.level.label}）轮不到：前面的规则已经包括它"


def _covers(wide: ExtensionRule, narrow: ExtensionRule) -> bool:
    days = wide.days is None or (narrow.days is not None and narrow.days <= wide.days)
    times = wide.times is None or (narrow.times is not None and narrow.times <= wide.times)
    return days and times
