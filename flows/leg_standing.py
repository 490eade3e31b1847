"""Where the lead unit, each supporting unit, each milestone and each petition of a key task stands, as words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flows.leg_view import Strand
from models import wording
from models.duties import Obligation, Petition
from models.plans import Assignment, KeyTask, Milestone
from models.units import Unit
from models.words import (
    OWED,
    AssignmentState,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    PetitionKind,
    PetitionState,
    Responsibility,
    Role,
    Secrecy,
)

ASKED = {
    PetitionKind.OBJECTION: "异议待答复",
    PetitionKind.EXTENSION: "延期待批",
    PetitionKind.COORDINATION: "协调待答复",
}
GONE = (AssignmentState.SENT_BACK, AssignmentState.TRANSFERRED)


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows of one key task that a leg looks at, and the day they are looked at."""

    task: KeyTask
    parts: Sequence[tuple[Assignment, Unit]]
    rows: Sequence[Obligation]
    """Obligations by date, without those of the office."""
    stones: Sequence[Milestone]
    petitions: Sequence[Petition]
    names: Mapping[UUID, str]
    """Of all units."""
    today: date
    into: KeyTask | None = None
    """What it was merged into (并入)."""

    @property
    def own(self) -> list[Obligation]:
        """What lead units owe."""
        return [row for row in self.rows if row.kind is not ObligationKind.CONTRIBUTION]

    @property
    def leads(self) -> list[str]:
        """Units that lead now."""
        return [unit.name for part, unit in self.parts if part.role is Role.LEAD and part.state not in GONE]

    @property
    def public(self) -> bool:
        """Whether its texts may be shown in Prefect."""
        return self.task.secrecy is Secrecy.OPEN


def overdue(row: Obligation, today: date) -> bool:
    """逾期 by the date that counts now; a suspended matter is not."""
    return row.state in OWED and not row.paused and row.asked_by < today


def dates(row: Obligation) -> str:
    """`2026-03-25`; where it was moved `2026-04-10（原定2026-03-25）`."""
    moved = f"（原定{row.first_by}）" if row.asked_by != row.first_by else ""
    return f"{row.asked_by}{moved}"


def lead_standing(facts: Facts) -> tuple[str, str]:
    """(the leg's own final state, a remark): how the lead unit's work stands."""
    task, own = facts.task, facts.own
    if task.state is not KeyTaskState.ISSUED:
        return task.state.label, f"重点工作{wording.standing(task, facts.into)}"
    if late := _late(own, facts.today):
        return "逾期", late
    if waiting := [row for row in own if row.awaits_office]:
        return "待复核", f"{len(waiting)}项报送等待复核"
    coming = sorted((row for row in own if row.state in OWED), key=lambda row: row.asked_by)
    if not coming:
        return "已报送", ""
    return _owed_standing(coming), f"下一次 {dates(coming[0])}"


def strands(facts: Facts) -> Iterable[Strand]:
    """One task run for each 落实方案, supporting unit, milestone and petition."""
    yield from _action_plans(facts)
    yield from _supports(facts)
    yield from _milestones(facts)
    yield from _petitions(facts)


def _owed_standing(coming: Sequence[Obligation]) -> str:
    """`coming` is what is owed still, in the order of its dates."""
    if coming[0].paused:
        return "挂账"
    return "退回重报" if coming[0].state is ObligationState.RETURNED else "待报送"


def _late(rows: Iterable[Obligation], today: date) -> str:
    """`应于2026-03-25前报送` of the first overdue row; empty when none is."""
    late = sorted((row for row in rows if overdue(row, today)), key=lambda row: row.asked_by)
    return f"应于{dates(late[0])}前报送" if late else ""


def row_standing(row: Obligation, today: date) -> str:
    """`逾期`, `挂账` while its key task rests, else the state."""
    if overdue(row, today):
        return "逾期"
    return "挂账" if row.paused and row.state in OWED else row.state.label


def _state(row: Obligation, today: date) -> str:
    return row.verdict.label if row.verdict else row_standing(row, today)


def _action_plans(facts: Facts) -> Iterable[Strand]:
    for row in facts.own:
        if row.kind is ObligationKind.PLAN:
            late = overdue(row, facts.today)
            yield Strand(
                f"落实方案 {facts.names[row.unit_id]}", _state(row, facts.today), late, f"应报 {dates(row)}"
            )


def _supports(facts: Facts) -> Iterable[Strand]:
    """One strand per unit that contributes; groups not named yet stand for themselves."""
    contributions = [row for row in facts.rows if row.kind is ObligationKind.CONTRIBUTION]
    parts = {unit.id: part.state for part, unit in facts.parts}
    joint = facts.task.responsibility is Responsibility.JOINT
    first = next((part for part, _ in facts.parts if part.role is Role.LEAD and part.state not in GONE), None)
    listed = [
        unit for part, unit in facts.parts if part.role is Role.SUPPORT or (joint and part is not first)
    ]
    for unit_id in dict.fromkeys([unit.id for unit in listed] + [row.unit_id for row in contributions]):
        own = [row for row in contributions if row.unit_id == unit_id]
        late = _late(own, facts.today)
        coming = sorted((row for row in own if row.state in OWED), key=lambda row: row.asked_by)
        remark = late or (f"下一次 {dates(coming[0])}" if coming else "")
        standing = "逾期" if late else _support_standing(own, coming, parts.get(unit_id))
        yield Strand(f"配合 {facts.names[unit_id]}", standing, bool(late), remark)


def _support_standing(
    own: Sequence[Obligation], coming: Sequence[Obligation], part: AssignmentState | None
) -> str:
    if part in GONE:
        return part.label
    if not own:
        return "待明确成员"
    if part is AssignmentState.PENDING and coming:
        return "待签收"
    if coming:
        return _owed_standing(coming)
    return "已取消" if all(row.state is ObligationState.CANCELLED for row in own) else "已报送"


def _milestones(facts: Facts) -> Iterable[Strand]:
    for stone in facts.stones:
        rows = [row for row in facts.own if row.milestone_id == stone.id]
        late = _late(rows, facts.today)
        said = "、".join(sorted({_state(row, facts.today) for row in rows}))
        moved = next((row for row in rows if row.extended_to), None)
        remark = late or (f"延期至{moved.extended_to}，原定{moved.first_by}" if moved else "")
        what = (stone.scope if facts.public else "") or stone.criterion.label
        when = stone.deadline.isoformat() if stone.deadline else "未定日期"
        name = f"节点 {when} {wording.short(what, 30)}"
        yield Strand(name, "逾期" if late else said or stone.criterion.label, bool(late), remark)


def _petitions(facts: Facts) -> Iterable[Strand]:
    for petition in facts.petitions:
        waiting = petition.state is PetitionState.ASKED
        wanted = f"申请延至{petition.wanted_on}" if petition.wanted_on else ""
        granted = f"同意延至{petition.granted_on}" if petition.granted_on else ""
        yield Strand(
            f"{petition.kind.label} {facts.names[petition.unit_id]} {petition.asked_at:%m-%d}",
            ASKED[petition.kind] if waiting else petition.state.label,
            overdue=False,
            remark="，".join(filter(None, (wanted, granted))),
        )
