"""A key task that has ended leaves its number to the one that stands there in the corrected notice."""

from collections.abc import Sequence

from intake.storing.correction import Correction
from intake.storing.merging import renumber_questions
from models.placing import tasks_of
from models.plans import KeyTask


def give_way(desk: Correction, ended: Sequence[KeyTask]) -> None:
    """Each becomes a later part of its number, with its questions: the first that nobody has, here or in the notice."""
    taken = {(one.number, one.part) for one in tasks_of(desk.session, desk.plan.id or 0)}
    taken |= {(one.number, one.part) for one in desk.draft.tasks}
    labels = {}
    for one in ended:
        before = one.number, one.part
        one.part = next(part for part in range(2, len(taken) + 3) if (one.number, part) not in taken)
        taken.add((one.number, one.part))
        labels[before] = (one.number, one.part)
    desk.session.flush()
    if labels:
        renumber_questions(desk.session, desk.plan, labels)
