"""Which key tasks of a corrected notice are which of the plan: those that go on, those that have ended, and 线下 ones,
whose words must not come back with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session

from intake.changes import CERTAIN, Changes, Kept, Label, likeness, shown
from intake.draft import Draft, DraftTask
from intake.storing.rows import read_milestones
from models.actors import MoveRefused
from models.erasing import OFFLINE_TEXT
from models.offline_marks import MARK, mark_of
from models.placing import tasks_of
from models.plans import Directive, KeyTask, Plan
from models.recording import STRUCK
from models.words import Secrecy


@dataclass(frozen=True, slots=True)
class Partners:
    """Both versions made ready to be compared."""

    stored: Sequence[Kept[UUID]]
    draft: Draft
    """Without key tasks that have ended; of 线下 ones units and dates alone."""
    decided: Mapping[str, str]
    """What a person said, and what a digest tells: new number → old number, the empty text for a new one."""
    lost: Sequence[KeyTask]
    """线下 key tasks that nothing in the notice was found for."""

    def doubting(self, changes: Changes[UUID]) -> Changes[UUID]:
        """What looks new may be a 线下 matter in other words: a person says, before anything is stored.

        One that stands under the number of a 线下 matter is asked about first. Where nothing new is left to ask about,
        the matter is not in the notice any more.
        """
        new = [task for task in changes.added if shown(_label(task)) not in self.decided]
        asked: list[tuple[Kept[UUID], DraftTask]] = []
        for row in self.lost:
            same = [task for task in new if _label(task) == _label(row)]
            asked += [(_dry(row), task) for task in (same or ([] if row.state in STRUCK else new))]
        doubted = [task for _, task in asked]
        sought = {old.key for old, _ in asked}
        gone = [_dry(row) for row in self.lost if row.state not in STRUCK and row.id not in sought]
        added = tuple(task for task in changes.added if not any(task is one for one in doubted))
        return replace(
            changes,
            added=added,
            removed=(*changes.removed, *gone),
            doubtful=(*changes.doubtful, *asked),
        )


def find_partners(session: Session, plan: Plan, draft: Draft, decided: Mapping[str, str] | None) -> Partners:
    """Set aside what has ended, and take the words out of what is 线下.

    A key task that goes on comes before one that has ended, and the same number before another one.

    Raises:
        MoveRefused: `decided` names a key task that is not there.
    """
    rows = tasks_of(session, plan.id or 0)
    said = _checked(plan, draft, rows, decided)
    gone = [row for row in rows if row.secrecy is Secrecy.OFFLINE]
    live = [row for row in rows if row not in gone and row.state not in STRUCK]
    taken = _taken(live, draft.tasks, _fits)
    offline = _offline(gone, draft.tasks, taken, said)
    for task, row in offline:
        if row.state not in STRUCK:
            said[shown(_label(task))] = shown(_label(row))
    free = [task for task in draft.tasks if not _among(task, [*taken, *(one for one, _ in offline)])]
    free = [task for task in free if shown(_label(task)) not in said]
    ended = [row for row in rows if row not in gone and row.state in STRUCK]
    aside = [*_taken(ended, free, _fits), *(task for task, row in offline if row.state in STRUCK)]
    going_on = [row for _, row in offline if row.state not in STRUCK]
    found = {id(row) for _, row in offline}
    return Partners(
        stored=[*map(_kept, live), *(_dry(row, session) for row in going_on)],
        draft=_without_title(
            session, plan, _without_words(draft, aside, [task for task, row in offline if row in going_on])
        ),
        decided=said,
        lost=[row for row in gone if id(row) not in found and MARK in row.reading],
    )


def _checked(
    plan: Plan, draft: Draft, rows: Iterable[KeyTask], decided: Mapping[str, str] | None
) -> dict[str, str]:
    olds = {shown(_label(row)) for row in rows if row.state not in STRUCK or row.secrecy is Secrecy.OFFLINE}
    news = {shown(_label(task)) for task in draft.tasks}
    for new, old in (decided or {}).items():
        if new not in news:
            raise MoveRefused(f"更正的文件里没有第{new}项。")
        if old and old not in olds:
            raise MoveRefused(f"计划{plan.id}里没有第{old}项。")
    return dict(decided or {})


def _taken(
    rows: Iterable[KeyTask], tasks: Sequence[DraftTask], fits: Callable[[DraftTask, KeyTask], int]
) -> list[DraftTask]:
    """The tasks that one of the rows fits, each row taking one: the better it fits, the sooner."""
    rated = sorted(
        ((-fits(task, row), at, place) for at, row in enumerate(rows) for place, task in enumerate(tasks)),
    )
    used: set[int] = set()
    found: dict[int, DraftTask] = {}
    for rating, at, place in rated:
        if rating and at not in used and place not in found:
            used.add(at)
            found[place] = tasks[place]
    return list(found.values())


def _fits(task: DraftTask, row: KeyTask) -> int:
    """3: the same text under the same number; 2: the same text; 1: much the same under the same number."""
    content, same_number = str(row.reading.get("content", "")), _label(task) == _label(row)
    if task.content == content:
        return 3 if same_number else 2
    return int(same_number and likeness(content, task.content) >= CERTAIN)


def _offline(
    rows: Sequence[KeyTask], tasks: Sequence[DraftTask], taken: Sequence[DraftTask], said: Mapping[str, str]
) -> list[tuple[DraftTask, KeyTask]]:
    """Tasks that are 线下 ones: by their digest, by what a person said, and of old rows without one by the number."""
    pairs: list[tuple[DraftTask, KeyTask]] = []
    for row in rows:
        left = [task for task in tasks if not _among(task, [one for one, _ in pairs])]
        near = sorted(left, key=lambda task: _label(task) != _label(row))
        found = next((task for task in near if row.reading.get(MARK) == mark_of(row.id, task.content)), None)
        by_word = next((task for task in near if said.get(shown(_label(task))) == shown(_label(row))), None)
        by_number = next((task for task in near if _label(task) == _label(row)), None)
        if MARK in row.reading or by_number is None or _among(by_number, taken):
            by_number = None
        partner = found or by_word or by_number
        if partner is not None:
            pairs.append((partner, row))
    return pairs


def _kept(row: KeyTask) -> Kept[UUID]:
    return Kept(row.id, row.number, row.part, row.reading)


def _dry(row: KeyTask, session: Session | None = None) -> Kept[UUID]:
    """A 线下 key task as it is compared: units and dates."""
    reading = {"leaders": list(row.leaders), "milestones": list(_dates(session, row)), **row.reading}
    return Kept(row.id, row.number, row.part, {**reading, "content": OFFLINE_TEXT})


def _dates(session: Session | None, row: KeyTask) -> Iterator[dict[str, object]]:
    """Of a row that was made 线下 before readings kept their dates: its milestones."""
    for stone in read_milestones(session, row) if session is not None else ():
        every = stone.recurrence.value if stone.recurrence else None
        due = stone.deadline.isoformat() if stone.deadline else None
        yield {"due": due, "criterion": stone.criterion.value, "scope": "", "every": every}


def _without_title(session: Session, plan: Plan, draft: Draft) -> Draft:
    """A notice that is known by a digest alone goes on without its title."""
    known = session.get_one(Directive, plan.directive_id).title
    return replace(draft, title=known) if known == OFFLINE_TEXT else draft


def _without_words(draft: Draft, aside: Sequence[DraftTask], offline: Sequence[DraftTask]) -> Draft:
    labels = {_label(task) for task in (*aside, *offline)}
    return replace(
        draft,
        tasks=tuple(
            _dried(task) if _among(task, offline) else task for task in draft.tasks if not _among(task, aside)
        ),
        questions=tuple(one for one in draft.questions if (one.number, one.part) not in labels),
        checkpoints=tuple(one for one in draft.checkpoints if (one.number, one.part) not in labels),
    )


def _dried(task: DraftTask) -> DraftTask:
    stones = tuple(replace(stone, scope="", explanation="") for stone in task.milestones)
    return replace(task, content=OFFLINE_TEXT, theme="", time_limit="", milestones=stones, sources={})


def _label(one: DraftTask | KeyTask) -> Label:
    return one.number, one.part


def _among(task: DraftTask, some: Iterable[DraftTask]) -> bool:
    return any(task is one for one in some)
