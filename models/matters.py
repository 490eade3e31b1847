"""Which key tasks are one matter (同一事项), and how all of it is taken before the first row of it is changed.

Links are read both ways and through: who is the same as the same is the same.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session, col, or_, select

from models.duties import Obligation
from models.plans import KeyTask, SameMatter
from models.recording import lock_tasks


def links_of(session: Session, ids: Iterable[UUID]) -> Sequence[SameMatter]:
    """The links that begin or end at one of these key tasks."""
    ids = set(ids)
    ends = or_(col(SameMatter.key_task_id).in_(ids), col(SameMatter.other_id).in_(ids))
    return session.exec(select(SameMatter).where(ends)).all()


def linked_tasks(session: Session, task: KeyTask) -> list[KeyTask]:
    """The key tasks that are the same matter as this one, without itself, by plan and number."""
    others = _whole(session, {task.id}) - {task.id}
    rows = session.exec(select(KeyTask).where(col(KeyTask.id).in_(others))) if others else ()
    return sorted(rows, key=lambda row: (row.plan_id, row.number, row.part))


def lock_matter(session: Session, ids: Iterable[UUID | None]) -> None:
    """Take these key tasks and all that are the same matter as they, in the one order, and read them anew.

    An answer reaches into other plans: whoever begins with his own key task alone would wait for one who comes from
    the other side.
    """
    wanted = {one for one in ids if one is not None}
    held, whole = set[UUID](), _whole(session, wanted)
    while whole - held:
        lock_tasks(session, whole)
        # Who links takes both matters first: what was linked while we waited for the locks is seen now.
        held, whole = whole, _whole(session, wanted)


def lock_matters(session: Session, obligations: Iterable[Obligation]) -> None:
    """Take the matters of several obligations at once: a move that answers many begins so."""
    lock_matter(session, [row.key_task_id for row in obligations])


def lock_matter_of(session: Session, obligation: Obligation) -> KeyTask | None:
    """Take the matter an obligation belongs to, before the obligation itself; its key task, None for 签收."""
    lock_matters(session, [obligation])
    return session.get_one(KeyTask, obligation.key_task_id) if obligation.key_task_id else None


def place_of(task: KeyTask) -> str:
    """A key task as other plans name it."""
    return f"计划{task.plan_id}{task.called}"


def _whole(session: Session, ids: set[UUID]) -> set[UUID]:
    """These key tasks and all they are linked with."""
    known, fresh = set(ids), set(ids)
    while fresh:
        ends = {end for row in links_of(session, fresh) for end in (row.key_task_id, row.other_id)}
        fresh = ends - known
        known |= fresh
    return known
