"""What stands where, counted from history alone: no row of the things themselves is read.

A line of history tells of one thing (`state` or `petition_state` before and after) or of many (`key_tasks`,
`obligations`, `assignments`: id → state, or a new one with more beside its state). Each change takes one from the state
before and adds one to the state after, so whatever the order of lines of one instant, exactly one state is left.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlmodel import Session, col, select

from models.duties import Obligation, Petition
from models.plans import Assignment, KeyTask
from models.traces import HistoryEntry

MANY = ("key_tasks", "obligations", "assignments")
Thing = tuple[str, str]
"""What kind of thing, and its id."""


def recount(entries: Iterable[HistoryEntry]) -> dict[Thing, str]:
    """Thing → state. Raises AssertionError where the history of a thing does not fit together."""
    net: dict[Thing, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for thing, state in _told(entry, entry.before):
            net[thing][state] -= 1
        for thing, state in _told(entry, entry.after):
            net[thing][state] += 1
    found = {}
    for thing, counts in net.items():
        left = [state for state, count in counts.items() if count == 1]
        assert len(left) == 1, f"{thing} ends in {dict(counts)}"
        found[thing] = left[0]
    return found


def _told(entry: HistoryEntry, side: Mapping[str, Any]) -> Iterator[tuple[Thing, str]]:
    for many in MANY:
        for one, state in side.get(many, {}).items():
            yield (many, one), state["state"] if isinstance(state, Mapping) else state
    if side.get("petition_state"):
        yield ("petitions", side["petition"]), side["petition_state"]
    if side.get("state"):
        yield _about(entry, side), side["state"]


def _about(entry: HistoryEntry, side: Mapping[str, Any]) -> Thing:
    if "assignment" in side:
        return "assignments", side["assignment"]
    if entry.obligation_id is not None:
        return "obligations", str(entry.obligation_id)
    assert entry.key_task_id is not None, f"{entry.verb} tells a state of nothing"
    return "key_tasks", str(entry.key_task_id)


def states_in_tables(session: Session) -> dict[Thing, str]:
    """The same from the rows themselves, of plans that were issued."""
    rows: dict[str, Iterable[KeyTask | Obligation | Assignment | Petition]] = {
        "key_tasks": session.exec(select(KeyTask)),
        "obligations": session.exec(select(Obligation)),
        "assignments": session.exec(select(Assignment)),
        "petitions": session.exec(select(Petition)),
    }
    return {(name, str(row.id)): row.state.value for name, found in rows.items() for row in found}


def history(session: Session) -> list[HistoryEntry]:
    """All of it, the oldest first."""
    return list(session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id))))
