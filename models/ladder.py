"""The ladder's pure rule: given where an obligation stands, what is said now and when is it next looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.rungs import Ladder, Rung, Since
from models.words import Armed
from models.workdays import OfficeTime


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ladder needs to know of one obligation."""

    report_by: date
    """The date asked now: after a return or an extension the new one."""
    armed_at: datetime
    cycle: int
    reached: frozenset[str]
    """Rungs already recorded in this cycle, said or passed."""
    held: bool = False
    """A rung waits for release: the ladder stops there."""
    released: Mapping[str, datetime] | None = None
    """Rung name → instant it was released or withdrawn."""
    armed_for: Armed = Armed.ISSUED
    """Why the ladder stands where it stands; a rung may be for one of these alone."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to record; `speak` is at most one rung: the highest due."""

    speak: Rung | None
    passed: tuple[Rung, ...]
    next_at: datetime | None


def rung_moment(rung: Rung, before: Rung | None, standing: Standing, office: OfficeTime) -> datetime | None:
    """When a rung is due; None while it waits for the release of the rung before it, or is for another beginning."""
    anew = standing.cycle > 0 and standing.armed_for is rung.after
    if rung.since is Since.ARMED or (rung.since is Since.RETURN and anew):
        return office.window.next_open(standing.armed_at, office.workdays)
    if rung.since is Since.RETURN:
        return None
    floor = _term_ends(before, standing, office)
    if rung.since is Since.RELEASE:
        return office.at(office.workdays.shift(floor.date(), rung.offset), rung.hour) if floor else None
    asked = office.at(office.workdays.shift(standing.report_by, rung.offset), rung.hour)
    if floor is None:
        return asked
    # A slip released late must leave its reader the term it names before the next rung is drafted.
    return max(asked, office.at(floor.date(), rung.hour))


def _term_ends(before: Rung | None, standing: Standing, office: OfficeTime) -> datetime | None:
    released = (standing.released or {}).get(before.name) if before else None
    if before is None or released is None:
        return None
    day = office.today(released)
    return office.at(office.workdays.shift(day, before.term) if before.term else day, before.hour)


def decide(standing: Standing, ladder: Ladder, office: OfficeTime, now: datetime) -> Decision:
    """What is due.

    1. A held rung stops the ladder: nothing is said and nothing is next.
    2. Rungs dated before the obligation was armed are passed, never said.
    3. Of the rungs due and not yet recorded the highest speaks; those below it are passed.
    4. Next is the earliest rung still to come, unless the one that speaks is held.
    """
    if standing.held:
        return Decision(None, (), None)
    due: list[Rung] = []
    late: list[Rung] = []
    coming: list[datetime] = []
    for before, rung in zip((None, *ladder.rungs), ladder.rungs, strict=False):
        moment = rung_moment(rung, before, standing, office)
        if moment is None or rung.name in standing.reached:
            continue
        if moment > now:
            coming.append(moment)
        elif moment < standing.armed_at:
            late.append(rung)
        else:
            due.append(rung)
    speak = due[-1] if due else None
    next_at = None if speak and speak.held else min(coming, default=None)
    return Decision(speak, (*late, *due[:-1]), next_at)
