"""Who holds a post, as a register file says it: compared with the holdings (任职) on record, and brought about."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from intake.register_entries import PersonEntry, PostEntry
from models.actors import MoveRefused
from models.holding import hold, keep_named
from models.seating import holders_of, in_office
from models.units import Holding, Person, Post
from models.words import Rank

_ONE_DAY = timedelta(days=1)
Said = list[tuple[bool, str]]
"""Whether it ends a holding, and the sentence."""


def load_people(session: Session, post: Post, given: PostEntry, today: date | None) -> tuple[Said, list[str]]:
    """Appoint who is new, end who is followed; returns what changed and what cannot be.

    A person without 任职起 is in office already, or takes office today.
    """
    entries = given.people or [PersonEntry(name=given.person)]
    said: Said = []
    mistakes: list[str] = []
    _keep_named(session, post, entries, today)
    for entry in entries:
        try:
            said += _load_person(session, post, entry, today)
        except MoveRefused as wrong:
            mistakes.append(str(wrong).rstrip("。"))
    return said, mistakes


def _keep_named(session: Session, post: Post, entries: Sequence[PersonEntry], today: date | None) -> None:
    """Who stood in the register by name alone is followed by whom the file names, unless it names the same."""
    if any(entry.name == post.person and entry.rank is Rank.A for entry in entries):
        return
    starts = [entry.since for entry in entries if entry.since] + ([today] if today else [])
    if starts:
        keep_named(session, post, min(starts) - _ONE_DAY)


def _load_person(session: Session, post: Post, entry: PersonEntry, today: date | None) -> Said:
    found = _on_record(session, post, entry, today)
    if found is not None:
        return _update(session, *found, entry)
    since = entry.since or today
    if since is None:
        raise MoveRefused(f"{entry.name}没有写任职起，请写明日期")
    said = _end_former(session, post, entry, since)
    hold(session, post, entry.name, since, entry.until, entry.rank, entry.telephone, entry.email)
    until = f"至{entry.until}" if entry.until else "起"
    return [*said, (False, f"{entry.rank.label}：{entry.name}，{since}{until}")]


def _on_record(
    session: Session, post: Post, entry: PersonEntry, today: date | None
) -> tuple[Holding, Person] | None:
    own = [
        (holding, person)
        for holding, person in holders_of(session, post.id)
        if person.name == entry.name and holding.rank is entry.rank
    ]
    if entry.since is not None:
        return next((pair for pair in own if pair[0].since == entry.since), None)
    return next((pair for pair in own if today is None or in_office(pair[0], today)), None)


def _update(session: Session, holding: Holding, person: Person, entry: PersonEntry) -> Said:
    said: Said = []
    if entry.until is not None and entry.until != holding.until:
        said.append(
            (True, f"{entry.rank.label}{entry.name}任职止：{holding.until or '（空）'} → {entry.until}")
        )
        holding.until = entry.until
    for name, label in (("telephone", "本人电话"), ("email", "本人邮箱")):
        before, wanted = getattr(person, name), getattr(entry, name)
        if wanted and wanted != before:
            said.append((False, f"{entry.rank.label}{entry.name}{label}：{before or '（空）'} → {wanted}"))
            setattr(person, name, wanted)
    session.add_all([holding, person])
    session.flush()
    return said


def _end_former(session: Session, post: Post, entry: PersonEntry, since: date) -> Said:
    """Whoever holds the post in this rank on the day the next one begins, holds it up to the day before."""
    said: Said = []
    for holding, person in holders_of(session, post.id):
        if holding.rank is entry.rank and holding.since < since and in_office(holding, since):
            holding.until = since - _ONE_DAY
            session.add(holding)
            said.append((True, f"{entry.rank.label}{person.name}，任职至{holding.until}"))
    session.flush()
    return said
