"""One key task's page as plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from models.duties import Obligation
from models.lights import OwnDuty, light, light_word
from models.messages import Notification
from models.naming import number_of
from models.plans import Assignment, Directive, KeyTask, Milestone, Plan
from models.rules import Rules
from models.traces import HistoryEntry, Leg
from models.units import Post, Unit
from models.wording import standing
from models.words import KeyTaskState, Light, ObligationKind
from web.board_rows import OWN
from web.key_task_parts import Part, read_parts
from web.key_task_ties import ActionPlan, Asked, Tie, action_plans, read_petitions, read_ties
from web.owed_lines import OwedLine, owed_lines


@dataclass(frozen=True, slots=True)
class Said:
    """One notification and who it went to."""

    note: Notification
    unit: str
    post: Post
    report_by: date


@dataclass(frozen=True, slots=True)
class Told:
    """One line of history, or several of one instant that say the same of several things."""

    verb: str
    at: datetime
    actor: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class KeyTaskView:
    """Everything on the page."""

    task: KeyTask
    plan: Plan
    directive: Directive
    light: Light
    standing: str
    parts: Sequence[Part]
    milestones: Sequence[Milestone]
    owed: Sequence[OwedLine]
    said: Sequence[Said]
    history: Sequence[Told]
    legs: Sequence[Leg]
    petitions: Sequence[Asked]
    ties: Sequence[Tie]

    def near(self, today: date) -> list[OwedLine]:
        """Obligations that concern anybody now: answered, due, or soon due."""
        return [line for line in self.owed if not line.later(today) and not self._over(line)]

    def later(self, today: date) -> list[OwedLine]:
        """The rest of the year."""
        return [line for line in self.owed if line.later(today)]

    def extended(self, stone: Milestone) -> date | None:
        """The date to which a milestone is extended (延期) now, the latest of several units'."""
        rows = (line.obligation for line in self.owed if line.obligation.state.value != "cancelled")
        later = (row.extended_to for row in rows if row.milestone_id == stone.id)
        return max(filter(None, later), default=None)

    @property
    def over(self) -> list[OwedLine]:
        """Cancelled without an answer: folded away."""
        return [line for line in self.owed if self._over(line)]

    @property
    def number(self) -> str:
        """`12`, or `12-2` for the second part."""
        return number_of(self.task)

    @property
    def light_word(self) -> str:
        """What stands beside a grey light in place of its own word."""
        return light_word(self.task.state, self.task.listed_apart)

    @property
    def plans(self) -> list[ActionPlan]:
        """落实方案."""
        return action_plans(self.owed)

    @property
    def looked_back(self) -> bool:
        """Whether it is under way again after a later check (回头看)."""
        return self.task.state is KeyTaskState.ISSUED and any(
            line.owed and line.obligation.label == "整改报送" for line in self.owed
        )

    @staticmethod
    def _over(line: OwedLine) -> bool:
        return line.obligation.state.value == "cancelled" and line.answer is None


def read_key_task(session: Session, task_id: UUID, rules: Rules, today: date) -> KeyTaskView | None:
    """One key task, or None when there is none with this id."""
    task = session.get(KeyTask, task_id)
    if task is None:
        return None
    plan = session.get_one(Plan, task.plan_id)
    names = dict(session.exec(select(Unit.id, Unit.name)).all())
    owed = owed_lines(session, task, names, rules, today)
    into = session.get(KeyTask, task.merged_into_id) if task.merged_into_id else None
    lamp = [
        OwnDuty(line.obligation.kind, line.obligation.state, line.obligation.asked_by)
        for line in owed
        if line.obligation.kind in OWN
    ]
    return KeyTaskView(
        task=task,
        plan=plan,
        directive=session.get_one(Directive, plan.directive_id),
        light=light(task.state, lamp, today, rules.policy.terms.near, rules.office.workdays),
        standing=standing(task, into),
        parts=read_parts(session, task),
        milestones=_milestones(session, task),
        owed=owed,
        said=_said(session, task_id, names),
        history=_told(_history(session, task)),
        legs=session.exec(select(Leg).where(Leg.key_task_id == task_id).order_by(col(Leg.at).desc())).all(),
        petitions=read_petitions(session, task, names),
        ties=read_ties(session, task),
    )


def _milestones(session: Session, task: KeyTask) -> list[Milestone]:
    """By date, those without one last: nodes of a 落实方案 come later than what the notice names."""
    stones = session.exec(select(Milestone).where(Milestone.key_task_id == task.id))
    return sorted(stones, key=lambda one: (one.deadline or date.max, one.position))


def _told(entries: Iterable[HistoryEntry]) -> list[Told]:
    """Twenty obligations cancelled by one move are one line that opens."""
    groups: dict[tuple[datetime, str, str], list[str]] = {}
    for entry in entries:
        groups.setdefault((entry.at, entry.verb, entry.actor), []).append(entry.sentence)
    return [Told(verb, at, actor, said) for (at, verb, actor), said in groups.items()]


def _history(session: Session, task: KeyTask) -> Sequence[HistoryEntry]:
    """Its own entries, the issue of the plan, and the signings of the units that have a part in it."""
    units = select(Assignment.unit_id).where(Assignment.key_task_id == task.id)
    signings = select(Obligation.id).where(
        Obligation.plan_id == task.plan_id,
        Obligation.kind == ObligationKind.SIGN,
        col(Obligation.unit_id).in_(units),
    )
    of_plan = and_(
        col(HistoryEntry.plan_id) == task.plan_id,
        col(HistoryEntry.key_task_id).is_(None),
        or_(col(HistoryEntry.obligation_id).is_(None), col(HistoryEntry.obligation_id).in_(signings)),
    )
    return session.exec(
        select(HistoryEntry)
        .where(or_(col(HistoryEntry.key_task_id) == task.id, of_plan))
        .order_by(col(HistoryEntry.id).desc())
    ).all()


def _said(session: Session, task_id: UUID, names: dict[UUID, str]) -> list[Said]:
    rows = session.exec(
        select(Notification, Post, Obligation)
        .join(Obligation, col(Notification.obligation_id) == Obligation.id)
        .join(Post, col(Notification.post_id) == Post.id)
        .where(Obligation.key_task_id == task_id)
        .order_by(col(Notification.due_at).desc(), col(Notification.created_at).desc())
    )
    return [Said(note, names[owed.unit_id], post, owed.report_by) for note, post, owed in rows]
