"""Questions of a corrected notice: those that are asked as before keep their number and their answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from intake.storing.asking import Asked
from intake.storing.rows import store_questions
from models.actors import MoveRefused
from models.answer_desk import Desk
from models.effects import effect_of
from models.plans import Plan, Question
from models.settling import questions_of

Label = tuple[int, int]


def merge_questions(
    session: Session, plan: Plan, asked: Sequence[Asked], labels: Mapping[Label, Label]
) -> None:
    """Bring the questions of a draft plan to those of a corrected notice.

    `labels` says under which number and part each key task stands now. A question that is asked no more goes, its
    answer stays in the history.
    """
    present = questions_of(session, plan)
    last = max((row.position for row in present), default=0)
    wanted = {one.same: one for one in asked}
    kept: dict[tuple[object, ...], Question] = {}
    for row in present:
        place = _same(row, labels)
        if place in wanted and place not in kept:
            kept[place] = row
        else:
            session.delete(row)
    session.flush()
    for row in kept.values():
        row.number = -1 - row.position  # out of the way: number, part, code and text are unique together
    session.flush()
    for place, row in kept.items():
        _renew(row, wanted[place])
    session.flush()
    store_questions(session, plan, [one for one in asked if one.same not in kept], last + 1)


def add_questions(session: Session, plan: Plan, asked: Sequence[Asked], desk: Desk) -> int:
    """Add the questions that are not there yet; returns how many of all these wait for an answer.

    What is asked of the whole notice already holds for the key tasks on the desk, too: an answer given is brought
    about for them. Where it cannot be, the question is asked once more for them alone.
    """
    present = questions_of(session, plan)
    last = max((row.position for row in present), default=0)
    known = {_same(row, {}): row for row in present}
    worded = {(row.code, row.number, row.part, row.text): row for row in present}
    new, held = [], []
    for one in asked:
        asking = one.question
        row = known.get(one.same) or worded.get((asking.code, asking.number or 0, asking.part, asking.text))
        if row is None:
            new.append(one)
        elif not asking.number and not _holds(row, one, desk):
            new.append(replace(one, question=replace(asking, text=f"{asking.text}（更正后新增的项）")))
        else:
            held.append(row)
    store_questions(session, plan, new, last + 1)
    return len(new) + sum(not row.answer for row in held)


def _holds(row: Question, one: Asked, desk: Desk) -> bool:
    """Whether the question in `row` answers, or will answer, for the key tasks on the desk as well."""
    before = row.about
    lists = {key for key in ("tasks", "named") if key in row.about and key in one.about}
    row.about = {**row.about, **{key: [*row.about[key], *one.about[key]] for key in lists}}
    try:
        if row.answer and row.answer != row.default:
            effect_of(row.code)(desk, row, row.answer)
    except MoveRefused:
        row.about = before
        return False
    return True


def renumber_questions(session: Session, plan: Plan, labels: Mapping[Label, Label]) -> None:
    """Questions follow the key tasks they stand at; `labels` says under which number and part each stands now."""
    rows = questions_of(session, plan)
    moved = [row for row in rows if (row.number, row.part) in labels]
    places = [labels[row.number, row.part] for row in moved]
    for row in moved:
        row.number = -1 - row.position  # out of the way: number, part, code and text are unique together
    session.flush()
    for row, (number, part) in zip(moved, places, strict=True):
        row.number, row.part = number, part
    for row in rows:
        if "tasks" in row.about:
            now = [list(labels.get((number, part), (number, part))) for number, part in row.about["tasks"]]
            row.about = {**row.about, "tasks": now}
    session.flush()


def _same(row: Question, labels: Mapping[Label, Label]) -> tuple[object, ...]:
    number, part = labels.get((row.number, row.part), (row.number, row.part))
    return row.code, number, part, row.about.get("name") or row.text


def _renew(row: Question, one: Asked) -> None:
    """The words of today; the answer stays."""
    row.number, row.part = one.question.number or 0, one.question.part
    row.text, row.choices, row.default = one.question.text, list(one.question.choices), one.question.default
    row.about, row.source = dict(one.about), one.source
