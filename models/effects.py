"""What the answer to a question changes: one function for each code."""

from models.answer_desk import Desk, Effect, refuse
from models.limit_answers import limit, rhythm
from models.plans import Question
from models.unit_answers import (
    co_responsible,
    group_members,
    joint_sums_up,
    left_out,
    not_listed_apart,
    person_named,
    persons_of_whom,
    unit_missing,
    unit_unknown,
    who_leads,
)

EFFECTS: dict[str, Effect] = {
    "who-leads": who_leads,
    "co-responsible": co_responsible,
    "unit-unknown": unit_unknown,
    "unit-missing": unit_missing,
    "group-members": group_members,
    "guiding-unit": left_out,
    "unclear-unit": left_out,
    "person-named": person_named,
    "persons-of-whom": persons_of_whom,
    "joint-sums-up": joint_sums_up,
    "not-listed-apart": not_listed_apart,
    "limit-rhythm": rhythm,
}


def effect_of(code: str) -> Effect:
    """What brings about the answer to a question of this code."""
    return EFFECTS.get(code) or (limit if code.startswith("limit-") else as_read)


def as_read(_: Desk, question: Question, answer: str) -> None:
    """Every other code: the default is what was read, and nothing else can be taken.

    Raises:
        MoveRefused: another answer.
    """
    if answer != question.default:
        refuse(question, answer)
