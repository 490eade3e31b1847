"""What became of a key task, in one line for a unit that has or had a part in it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from models import wording
from models.issuing import key_task_facts
from models.messages import Notification
from models.move_table import CANCEL, MERGE, RESUME, SUSPEND
from models.naming import lead_names
from models.obligate import KeyTaskFacts
from models.plans import KeyTask
from models.secrecy import shown_titles
from models.traces import HistoryEntry
from models.words import KeyTaskState, Secrecy

_STEERED = (CANCEL.verb, MERGE.verb, SUSPEND.verb, RESUME.verb)
_OVER = (KeyTaskState.COMPLETED, KeyTaskState.CLOSED)


def adjusted(
    session: Session, notes: Sequence[Notification], units: Mapping[UUID, UUID]
) -> dict[UUID, tuple[str, str]]:
    """Notification → (`第14项 大力发展…`, `已终止，不再报送，已报送的保留（来文更正）`), where it is about this.

    The line is read from the rows as they stand now. Why is said of public key tasks alone.

    Args:
        units: obligation → its unit.
    """
    about = {note.about_id for note in notes if note.about_id}
    if not about:
        return {}
    tasks = {row.id: row for row in session.exec(select(KeyTask).where(col(KeyTask.id).in_(about)))}
    facts = {one.id: one for one in key_task_facts(session, list(tasks.values()))}
    leads, last = lead_names(session, tasks), _last_steered(session, list(tasks))
    targets = {
        row.id: session.get_one(KeyTask, row.merged_into_id) for row in tasks.values() if row.merged_into_id
    }
    titles = shown_titles(session, tasks.values())
    found = {}
    for note in notes:
        task = tasks.get(note.about_id) if note.about_id else None
        if task is None:
            continue
        entry, unit = last.get(task.id), units[note.obligation_id]
        said = _ended(task, targets.get(task.id), entry) or _part(
            facts[task.id], unit, leads.get(task.id, ()), entry
        )
        found[note.id] = (titles[task.id], said)
    return found


def _last_steered(session: Session, tasks: Sequence[UUID]) -> dict[UUID, HistoryEntry]:
    """Key task → when and why it was last ended, merged, suspended or resumed."""
    rows = session.exec(
        select(HistoryEntry)
        .where(
            col(HistoryEntry.key_task_id).in_(tasks),
            col(HistoryEntry.obligation_id).is_(None),
            col(HistoryEntry.verb).in_(_STEERED),
        )
        .order_by(col(HistoryEntry.id))
    )
    return {row.key_task_id: row for row in rows if row.key_task_id}


def _ended(task: KeyTask, target: KeyTask | None, entry: HistoryEntry | None) -> str:
    """What became of the key task as a whole; empty while it is under way."""
    reason = str(entry.after.get("reason", "")) if entry else ""
    why = f"（{wording.short(reason, 40)}）" if reason and task.secrecy is Secrecy.OPEN else ""
    if task.state is KeyTaskState.CANCELLED:
        return f"已终止，不再报送，已报送的保留{why}"
    if task.state is KeyTaskState.MERGED and target is not None:
        plan = f"计划{target.plan_id}" if target.plan_id != task.plan_id else ""
        return f"已并入{plan}{target.called}，情况在该项报送{why}"
    if task.state is KeyTaskState.SUSPENDED and task.suspended_until:
        return f"挂账至{wording.day(task.suspended_until)}，期间不催报{why}"
    return "已办结" if task.state in _OVER else ""


def _part(facts: KeyTaskFacts, unit: UUID, leads: Sequence[str], entry: HistoryEntry | None) -> str:
    """Which part the unit has now."""
    named = "、".join(leads)
    if unit not in (*facts.reporting, *facts.contributing):
        return f"现由{named}牵头，贵单位不再报送" if named else "贵单位不再报送"
    if entry is not None and entry.verb == RESUME.verb:
        return "已恢复推进，请按报送单上的日期报送"
    if unit in facts.reporting:
        return "现由贵单位牵头报送"
    return f"现由{named}牵头，贵单位配合" if unit not in facts.leads else f"现由{leads[0]}汇总，请贵单位配合"
