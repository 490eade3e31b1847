"""What a merger of two units (机构合并) would change, weighed before anything is: what is shown is what is applied."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.actors import MoveRefused
from models.duties import Obligation, Petition
from models.handing_on import AGAIN
from models.messages import AnswerLink, Notification
from models.plans import Assignment, KeyTask
from models.recording import GONE, lock_owed
from models.units import Post, Unit, UnitMember
from models.words import (
    OWED,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    Outcome,
    PetitionState,
    Role,
    UnitKind,
)

UNISSUED = (KeyTaskState.DRAFT, KeyTaskState.CONFIRMED)
LIVE = (KeyTaskState.ISSUED, KeyTaskState.SUSPENDED)
OVER = (KeyTaskState.COMPLETED, KeyTaskState.CLOSED)
_REPORTING = (ObligationKind.PROGRESS, ObligationKind.COMPLETION)


@dataclass(frozen=True, slots=True)
class PartMove:
    """One part (分工) of the old unit, and what the successor has there."""

    task: KeyTask
    part: Assignment
    own: Assignment | None
    """The successor's row on the key task, whatever its state."""
    role: Role
    """The successor's role afterwards: of lead and support it is lead."""
    new: bool
    """Whether the successor has to sign for it."""


@dataclass(frozen=True, slots=True)
class Merger:
    """Everything that changes."""

    unit: Unit
    into: Unit
    parts: tuple[PartMove, ...]
    moved: tuple[Obligation, ...]
    """Owed by the old unit, asked of the successor from now on."""
    dropped: tuple[tuple[Obligation, str], ...]
    """Owed twice or needless now, with the reason."""
    signings: tuple[int, ...]
    """Plans in which the successor signs for what is new to it."""
    petitions: tuple[Petition, ...]
    groups: tuple[UUID, ...]
    links: int
    held: int
    reported: int
    """What the old unit has answered; it stays in its name."""

    @property
    def sentence(self) -> str:
        """The effect as one Chinese sentence for the person who decides."""
        into, live = self.into.name, [one for one in self.parts if one.task.state in LIVE]
        leads = sum(one.role is Role.LEAD for one in live)
        told = [f"{len(live)}项在办分工由{into}承担（牵头{leads}项、配合{len(live) - leads}项）"]
        both = sum(one.own is not None and one.own.state not in GONE for one in live)
        told += [f"其中{both}项{into}原已有分工"] if both else []
        told.append(f"{len(self.moved)}件待报事项转给{into}并重新起算")
        counted = {reason: [row for row, why in self.dropped if why == reason] for _, reason in self.dropped}
        told += [f"{len(rows)}件取消（{reason}）" for reason, rows in counted.items()]
        told += [f"{into}须签收{len(self.signings)}份计划中新增的分工"] if self.signings else []
        told += [f"{len(self.petitions)}件申请继续办理"] if self.petitions else []
        told += [f"{len(self.groups)}个单位组的成员改为{into}"] if self.groups else []
        told += [f"收回{self.links}个报送链接"] if self.links else []
        told += [f"撤回{self.held}件待签发的消息"] if self.held else []
        return (
            f"{self.unit.name}并入{into}：{'，'.join(told)}；"
            f"已报送的{self.reported}件仍记在{self.unit.name}名下，{self.unit.name}成为{into}的别名。"
        )


def reorganisation_effect(session: Session, unit: Unit, into: Unit, now: datetime) -> Merger:
    """What merging `unit` into another one would change; changes nothing. Rows are locked where they can be.

    Raises:
        MoveRefused: units that cannot be merged.
    """
    _check(session, unit, into)
    groups = _groups(session, unit.id)
    joined = tuple(sorted(groups - _groups(session, into.id), key=str))
    parts = _parts(session, unit, into)
    moved, dropped = _obligations(session, unit, into)
    new = {one.task.plan_id for one in parts if one.new} | _plans_of(session, joined)
    posts = select(Post.id).where(Post.unit_id == unit.id)
    return Merger(
        unit=unit,
        into=into,
        parts=parts,
        moved=moved,
        dropped=dropped,
        signings=tuple(sorted(new)),
        petitions=_asked(session, unit.id),
        groups=tuple(sorted(groups, key=str)),
        links=session.exec(
            select(func.count())
            .select_from(AnswerLink)
            .where(
                col(AnswerLink.post_id).in_(posts),
                col(AnswerLink.revoked_at).is_(None),
                AnswerLink.expires_at > now,
            )
        ).one(),
        held=session.exec(
            select(func.count())
            .select_from(Notification)
            .join(Obligation, col(Obligation.id) == Notification.obligation_id)
            .where(Notification.outcome == Outcome.HELD, Obligation.unit_id == unit.id)
        ).one(),
        reported=session.exec(
            select(func.count())
            .select_from(Obligation)
            .where(
                Obligation.unit_id == unit.id,
                Obligation.kind != ObligationKind.SIGN,
                col(Obligation.state).in_((ObligationState.REPORTED, ObligationState.ACCEPTED)),
            )
        ).one(),
    )


def _check(session: Session, unit: Unit, into: Unit) -> None:
    if unit.id == into.id:
        raise MoveRefused(f"{unit.name}不能并入自己，请指明并入哪个单位。")
    for one in (unit, into):
        if one.merged_into_id is not None:
            successor = session.get_one(Unit, one.merged_into_id).name
            raise MoveRefused(f"{one.name}已并入{successor}，不能再次合并。")
        if one.kind in (UnitKind.GROUP, UnitKind.OFFICE):
            raise MoveRefused(f"{one.name}是{one.kind.label}，不能合并。")


def _groups(session: Session, unit_id: UUID) -> set[UUID]:
    return set(session.exec(select(UnitMember.group_id).where(UnitMember.unit_id == unit_id)))


def _plans_of(session: Session, groups: Collection[UUID]) -> set[int]:
    """Plans under way in which one of these groups has a part."""
    return set(
        session.exec(
            select(KeyTask.plan_id)
            .join(Assignment, col(Assignment.key_task_id) == KeyTask.id)
            .where(
                col(Assignment.unit_id).in_(groups),
                col(Assignment.state).not_in(GONE),
                col(KeyTask.state).in_(LIVE),
            )
        )
    )


def _parts(session: Session, unit: Unit, into: Unit) -> tuple[PartMove, ...]:
    rows = session.exec(
        select(KeyTask, Assignment)
        .join(Assignment, col(Assignment.key_task_id) == KeyTask.id)
        .where(
            Assignment.unit_id == unit.id,
            col(Assignment.state).not_in(GONE),
            col(KeyTask.state).in_((*UNISSUED, *LIVE, *OVER)),
        )
        .order_by(col(KeyTask.plan_id), col(KeyTask.number), col(KeyTask.part))
    ).all()
    own = {
        part.key_task_id: part
        for part in session.exec(select(Assignment).where(Assignment.unit_id == into.id))
    }
    return tuple(_part(task, part, own.get(task.id)) for task, part in rows)


def _part(task: KeyTask, part: Assignment, own: Assignment | None) -> PartMove:
    has = own is not None and own.state not in GONE
    led = has and own is not None and own.role is Role.LEAD
    role = Role.LEAD if led or part.role is Role.LEAD else Role.SUPPORT
    widened = own is not None and has and own.role is not role
    return PartMove(task, part, own, role, task.state in LIVE and (not has or widened))


def _obligations(
    session: Session, unit: Unit, into: Unit
) -> tuple[tuple[Obligation, ...], tuple[tuple[Obligation, str], ...]]:
    """What moves, and what is cancelled with which reason."""
    owed = _owed(session, unit.id)
    own = session.exec(
        select(Obligation).where(Obligation.unit_id == into.id, Obligation.state != ObligationState.CANCELLED)
    ).all()
    present = {(row.plan_id, row.kind, plain_slot(row)) for row in own}
    reports = {row.key_task_id for row in (*own, *owed) if row.kind in _REPORTING}
    twice, needless, signs = (
        f"{into.name}已有同一事项",
        f"{into.name}为报送单位，不再配合报送",
        f"由{into.name}签收",
    )
    moved: list[Obligation] = []
    dropped: list[tuple[Obligation, str]] = []
    for row in owed:
        if row.kind is ObligationKind.SIGN:
            dropped.append((row, signs))
        elif row.kind is ObligationKind.CONTRIBUTION and row.key_task_id in reports:
            dropped.append((row, needless))
        elif (row.plan_id, row.kind, plain_slot(row)) in present:
            dropped.append((row, twice))
        else:
            moved.append(row)
    taken = {row.key_task_id for row in moved if row.kind in _REPORTING}
    dropped += [
        (row, needless)
        for row in _owed(session, into.id)
        if row.kind is ObligationKind.CONTRIBUTION and row.key_task_id in taken
    ]
    return tuple(moved), tuple(dropped)


def _owed(session: Session, unit_id: UUID) -> list[Obligation]:
    rows = select(Obligation).where(Obligation.unit_id == unit_id, col(Obligation.state).in_(OWED))
    return sorted(
        lock_owed(session, rows), key=lambda row: (row.plan_id, row.report_by, row.kind.value, row.slot)
    )


def _asked(session: Session, unit_id: UUID) -> tuple[Petition, ...]:
    asked = select(Petition).where(Petition.unit_id == unit_id, Petition.state == PetitionState.ASKED)
    return tuple(session.exec(asked.order_by(col(Petition.id))))


def plain_slot(row: Obligation) -> str:
    """The slot without the mark that tells a second row of the same matter."""
    return row.slot.partition(AGAIN)[0]
