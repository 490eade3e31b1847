"""Which sections (处室) a unit's rows are forwarded to, and what they have written or still owe."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from models.duties import Obligation, Round, SectionAnswer
from models.forward_notices import FORWARDED_KINDS
from models.inner_dates import inner_date
from models.rules import Rules
from models.units import Forward, Post
from models.words import OWED


@dataclass(frozen=True, slots=True)
class Inside:
    """One section's part in a row."""

    post: Post
    obligation: Obligation
    due: date
    """The inner date (内部时限)."""
    answer: SectionAnswer | None
    """Its last answer of this cycle; None while it is missing."""


def section_mark(obligation: Obligation, last: SectionAnswer | None) -> str:
    """What a section's page carries along to be known again."""
    return f"{obligation.cycle}-{last.id.hex if last else '0'}"


def section_answers(
    session: Session, obligations: Iterable[Obligation], rules: Rules
) -> dict[UUID, tuple[Inside, ...]]:
    """Obligation → the sections it is forwarded to, with their answers; those still missing included."""
    return {
        row.id: tuple(
            Inside(post, row, inner_date(forward, row, rules), said) for forward, post, said in parts
        )
        for row, parts in _parts(session, obligations)
    }


def filled_inside(
    session: Session, obligations: Iterable[Obligation]
) -> dict[UUID, tuple[tuple[str, SectionAnswer | None], ...]]:
    """Obligation → names of its sections with what each wrote, where one wrote what was not taken over yet."""
    found = {
        row.id: tuple((post.title, said) for _, post, said in parts)
        for row, parts in _parts(session, obligations)
    }
    fresh = (key for key, parts in found.items() if any(said and said.taken_at is None for _, said in parts))
    return {key: found[key] for key in fresh}


def _parts(
    session: Session, obligations: Iterable[Obligation]
) -> Iterator[tuple[Obligation, list[tuple[Forward, Post, SectionAnswer | None]]]]:
    """Each row that is forwarded, with its sections by name and their last answers of this cycle."""
    rows = [row for row in obligations if row.kind in FORWARDED_KINDS and row.key_task_id]
    live: dict[tuple[UUID, UUID], list[tuple[Forward, Post]]] = {}
    for forward, post in session.exec(
        select(Forward, Post)
        .join(Post, col(Post.id) == Forward.post_id)
        .where(
            col(Forward.key_task_id).in_({row.key_task_id for row in rows}),
            col(Forward.ended_at).is_(None),
        )
        .order_by(Post.title)
    ):
        live.setdefault((forward.unit_id, forward.key_task_id), []).append((forward, post))
    answers = last_inside(session, rows)
    for row in rows:
        assert row.key_task_id is not None
        parts = live.get((row.unit_id, row.key_task_id), [])
        if parts:
            yield row, [(forward, post, answers.get((row.id, post.id))) for forward, post in parts]


def missing_inside(session: Session, unit_id: UUID, due: Round, rules: Rules) -> list[Inside]:
    """Sections that have not answered what the unit still owes in a round, the most urgent first."""
    rows = session.exec(
        select(Obligation).where(
            Obligation.unit_id == unit_id,
            Obligation.round_id == due.id,
            col(Obligation.state).in_(OWED),
            col(Obligation.paused).is_(False),
        )
    ).all()
    parts = [one for found in section_answers(session, rows, rules).values() for one in found]
    return sorted((one for one in parts if one.answer is None), key=lambda one: (one.due, one.post.title))


def last_inside(
    session: Session, obligations: Iterable[Obligation]
) -> dict[tuple[UUID, UUID], SectionAnswer]:
    """(obligation, section's post) → its last answer of the present cycle."""
    cycles = {row.id: row.cycle for row in obligations}
    rows = session.exec(
        select(SectionAnswer)
        .where(col(SectionAnswer.obligation_id).in_(list(cycles)))
        .order_by(col(SectionAnswer.position))
    )
    return {(row.obligation_id, row.post_id): row for row in rows if row.cycle == cycles[row.obligation_id]}
