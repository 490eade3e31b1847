"""Questions of a corrected notice: those that are asked as before keep their number and their answer."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from intake.storing.asking import Asked
from intake.storing.rows import store_questions
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


def add_questions(session: Session, plan: Plan, asked: Sequence[Asked]) -> None:
    """Add the questions that are not there yet; the others stay as they are."""
    present = questions_of(session, plan)
    last = max((row.position for row in present), default=0)
    known = {_same(row, {}) for row in present}
    store_questions(session, plan, [one for one in asked if one.same not in known], last + 1)


def _same(row: Question, labels: Mapping[Label, Label]) -> tuple[object, ...]:
    number, part = labels.get((row.number, row.part), (row.number, row.part))
    return row.code, number, part, row.about.get("name") or row.text


def _renew(row: Question, one: Asked) -> None:
    """The words of today; the answer stays."""
    row.number, row.part = one.question.number or 0, one.question.part
    row.text, row.choices, row.default = one.question.text, list(one.question.choices), one.question.default
    row.about, row.source = dict(one.about), one.source
