"""A notification with everything around it that a mail may say; loaded in bulk, a query per table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from models.columns import Row
from models.duties import Obligation, Round
from models.messages import Notification
from models.naming import lead_names
from models.plans import Directive, KeyTask, Milestone, Plan
from models.secrecy import shown_title
from models.units import Post, Unit
from models.words import PostRole, Secrecy

T = TypeVar("T", bound=Row)


@dataclass(frozen=True, slots=True)
class Matter:
    """One notification and what it is about."""

    note: Notification
    obligation: Obligation
    unit: Unit
    contact: Post | None
    directive: Directive
    year: int
    task: KeyTask | None = None
    milestone: Milestone | None = None
    round: Round | None = None
    leads: tuple[str, ...] = ()
    """Names of the key task's lead units."""
    may_tell: bool = True
    """Whether the notice's own title may be written into a mail."""

    @property
    def title(self) -> str:
        """`第18项 大力发展…`, or the notice itself for signing."""
        return shown_title(self.task) if self.task else self.notice

    @property
    def notice(self) -> str:
        """The notice's title; of one whose matters are all 内部 or 线下 its kind alone."""
        return f"《{self.directive.title}》" if self.may_tell else f"{self.directive.kind.label}（内部）"

    @property
    def public_task(self) -> KeyTask | None:
        """The key task where a mail may carry its text."""
        return self.task if self.task and self.task.secrecy is Secrecy.OPEN else None

    @property
    def subject_of_date(self) -> str:
        """What the date is for: the milestone's scope, else the key task."""
        return self.milestone.scope if self.milestone and self.public_task else ""

    @property
    def round_name(self) -> str:
        """一季度 …; empty for a milestone between rounds, which is only answered on that round's sheet."""
        if self.round is None:
            return ""
        due = self.round.due_on
        of_round = self.obligation.report_by == due or self.obligation.period == due.isoformat()
        return self.round.name if of_round else ""


def load_matters(session: Session, notes: Sequence[Notification]) -> list[Matter]:
    """The matters of these notifications, in their order."""
    obligations = _by_id(session, Obligation, (note.obligation_id for note in notes))
    owed = obligations.values()
    tasks = _by_id(session, KeyTask, (one.key_task_id for one in owed))
    stones = _by_id(session, Milestone, (one.milestone_id for one in owed))
    rounds = _by_id(session, Round, (one.round_id for one in owed))
    units = _by_id(session, Unit, (one.unit_id for one in owed))
    plans = {plan.id: plan for plan in session.exec(select(Plan))}
    directives = _by_id(session, Directive, (plan.directive_id for plan in plans.values()))
    contacts = select(Post).where(col(Post.unit_id).in_(list(units)), Post.role == PostRole.CONTACT)
    contact = {post.unit_id: post for post in session.exec(contacts)}
    leads = lead_names(session, tasks)
    telling = set(session.exec(select(KeyTask.plan_id).where(KeyTask.secrecy == Secrecy.OPEN).distinct()))

    def matter(note: Notification) -> Matter:
        one = obligations[note.obligation_id]
        plan = plans[one.plan_id]
        return Matter(
            note=note,
            obligation=one,
            unit=units[one.unit_id],
            contact=contact.get(one.unit_id),
            directive=directives[plan.directive_id],
            year=plan.year,
            task=tasks.get(one.key_task_id) if one.key_task_id else None,
            milestone=stones.get(one.milestone_id) if one.milestone_id else None,
            round=rounds.get(one.round_id) if one.round_id else None,
            leads=leads.get(one.key_task_id, ()) if one.key_task_id else (),
            may_tell=one.plan_id in telling,
        )

    return [matter(note) for note in notes]


def _by_id(session: Session, table: type[T], ids: Iterable[UUID | None]) -> dict[UUID, T]:
    wanted = {one for one in ids if one is not None}
    identity: Any = table
    if not wanted:
        return {}
    rows = session.exec(select(table).where(col(identity.id).in_(list(wanted))))
    return {getattr(row, "id"): row for row in rows}  # noqa: B009 - Row itself has no id
