"""A digest's matters by what they ask. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.words import Armed, ObligationKind, ObligationState
from notifications.matters import Matter


@dataclass(frozen=True, slots=True)
class Sorted:
    """A digest's own matters by what they ask."""

    office: list[Matter] = field(default_factory=list)
    """What the office itself has to decide."""
    returned: list[Matter] = field(default_factory=list)
    broken: list[Matter] = field(default_factory=list)
    """Promised, and the day has gone by."""
    anew: list[Matter] = field(default_factory=list)
    """Resumed, transferred to the unit, opened again by a later check, or with another date by a corrected notice."""
    nodes: list[Matter] = field(default_factory=list)
    signing: list[Matter] = field(default_factory=list)
    plans: list[Matter] = field(default_factory=list)
    reports: list[Matter] = field(default_factory=list)
    contributions: list[Matter] = field(default_factory=list)
    answered: list[Matter] = field(default_factory=list)
    """The office's answers to what the unit asked (申请)."""
    adjusted: list[Matter] = field(default_factory=list)
    """Key tasks that ended, rest or changed hands: nothing is asked."""
    arrived: list[Matter] = field(default_factory=list)
    """Who follows at the post (交接)."""


def sort_matters(matters: Iterable[Matter]) -> Sorted:
    """Every matter into the list of what it asks, by date and number."""
    found = Sorted()
    for matter in sorted(
        matters, key=lambda one: (one.obligation.asked_by, one.task.number if one.task else 0)
    ):
        _list_of(found, matter).append(matter)
    once = {one.note.about_id: one for one in found.adjusted}
    found.adjusted[:] = once.values()
    return found


def _list_of(found: Sorted, matter: Matter) -> list[Matter]:
    owed = matter.obligation
    if matter.adjusted:
        return found.adjusted
    if matter.arrived:
        return found.arrived
    if matter.decided:
        return found.answered
    if owed.kind is ObligationKind.DECIDE:
        return found.office
    if matter.anew is Armed.PROMISE:
        return found.broken
    if matter.anew in (Armed.RESUMED, Armed.TRANSFERRED, Armed.REOPENED, Armed.CHANGED):
        return found.anew
    if owed.state is ObligationState.RETURNED:
        return found.returned
    if owed.kind is ObligationKind.COMPLETION and owed.ladder != "round":
        return found.nodes
    of_kind = {
        ObligationKind.SIGN: found.signing,
        ObligationKind.PLAN: found.plans,
        ObligationKind.CONTRIBUTION: found.contributions,
    }
    return of_kind.get(owed.kind, found.reports)


def tasks(matters: Sequence[Matter]) -> list[Matter]:
    """One matter per key task, the one asked first: two assessments of one task are one row of the sheet."""
    first: dict[object, Matter] = {}
    for matter in matters:
        if matter.task:
            first.setdefault(matter.task.id, matter)
    return list(first.values())


def by_round(matters: Sequence[Matter]) -> list[list[Matter]]:
    """Reports of one round and date together, in the order of their dates."""
    groups: dict[tuple[object, object], list[Matter]] = {}
    for matter in matters:
        groups.setdefault((matter.obligation.asked_by, matter.round_name), []).append(matter)
    return list(groups.values())
