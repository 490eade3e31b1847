"""What else belongs to a key task's page: petitions, 落实方案, and the key tasks it is tied to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation, Petition
from models.matters import linked_tasks
from models.move_table import MERGE
from models.naming import lead_names, number_of
from models.plans import KeyTask
from models.secrecy import shown_content, shown_notices
from models.traces import HistoryEntry
from models.words import KeyTaskState, PetitionState
from web.owed_lines import OwedLine


@dataclass(frozen=True, slots=True)
class Asked:
    """A petition (申请) and whose it is."""

    petition: Petition
    unit: str
    about: str
    """What the extension or the coordination is about; empty for an objection."""

    @property
    def open(self) -> bool:
        """Whether the office has still to decide."""
        return self.petition.state is PetitionState.ASKED

    @property
    def tone(self) -> str:
        """Of the label that says where it stands."""
        return {PetitionState.ASKED: "warn", PetitionState.GRANTED: "good"}.get(self.petition.state, "quiet")


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """A unit's 落实方案 as it was last sent."""

    unit: str
    line: OwedLine
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tie:
    """Another key task this one is tied to."""

    task: KeyTask
    plan_id: int
    plan: str
    word: str
    """`同一事项`, `已并入`, `并入本项`."""
    leads: tuple[str, ...] = ()
    """Its lead units."""
    since: datetime | None = None
    """Since when one of the two is merged into the other."""

    @property
    def content(self) -> str:
        """What may be read beside another key task; its own page has the rest."""
        return shown_content(self.task)

    @property
    def number(self) -> str:
        """`12`, or `12-2` for the second part."""
        return number_of(self.task)


def read_petitions(session: Session, task: KeyTask, names: dict[UUID, str]) -> list[Asked]:
    """Those that wait for the office first, then the newest."""
    rows = session.exec(
        select(Petition).where(Petition.key_task_id == task.id).order_by(col(Petition.position).desc())
    ).all()
    owed = {
        row.id: row.label
        for row in session.exec(
            select(Obligation).where(col(Obligation.id).in_([row.obligation_id for row in rows]))
        )
    }
    found = [
        Asked(row, names[row.unit_id], owed.get(row.obligation_id, "") if row.obligation_id else "")
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.open)


def action_plans(owed: Sequence[OwedLine]) -> list[ActionPlan]:
    """The 落实方案 that were sent."""
    return [
        ActionPlan(line.unit, line, line.answer.details)
        for line in owed
        if line.answer is not None and line.answer.details
    ]


def read_ties(session: Session, task: KeyTask) -> list[Tie]:
    """Where it was merged into, what was merged into it, and the same matter in other plans."""
    into = session.get(KeyTask, task.merged_into_id) if task.merged_into_id else None
    came = session.exec(
        select(KeyTask).where(KeyTask.merged_into_id == task.id).order_by(col(KeyTask.number))
    )
    tied = [(into, "已并入", task.id)] if into else []
    tied += [(one, "并入本项", one.id) for one in came]
    tied += [(one, "同一事项", one.id) for one in linked_tasks(session, task)]
    leads = lead_names(session, [one.id for one, _, _ in tied])
    plans = shown_notices(session, {one.plan_id for one, _, _ in tied})
    merged = _merged_at(session, [moved for _, word, moved in tied if word != "同一事项"])
    return [
        Tie(
            one, one.plan_id, plans[one.plan_id].strip("《》"), word, leads.get(one.id, ()), merged.get(moved)
        )
        for one, word, moved in tied
    ]


def _merged_at(session: Session, tasks: Sequence[UUID]) -> dict[UUID, datetime]:
    """Key task → when it was merged into another; what came to it itself is not meant."""
    rows = session.exec(
        select(HistoryEntry)
        .where(col(HistoryEntry.key_task_id).in_(tasks), HistoryEntry.verb == MERGE.verb)
        .order_by(col(HistoryEntry.id))
    )
    merged = KeyTaskState.MERGED.value
    return {row.key_task_id: row.at for row in rows if row.key_task_id and row.after.get("state") == merged}
