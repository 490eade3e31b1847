"""完成时限: from its words to milestones (节点)."""

from dataclasses import dataclass
from datetime import date

from intake.draft import DraftMilestone, Question
from intake.limits.asking import questions_about
from intake.limits.clauses import clauses
from intake.limits.dating import Dated, dated
from intake.limits.explain import explained
from intake.limits.folded import folded
from intake.limits.moments import Doubt
from intake.limits.scope import scope_of
from intake.limits.verbs import judge
from models.words import Criterion

_CERTAINTY = {Doubt.NONE: 1.0, Doubt.BEFORE: 0.7, Doubt.VAGUE: 0.7, Doubt.IMPOSSIBLE: 0.4, Doubt.FROM: 0.6}
_UNDATED = 0.5
# No limit is as long as this; such a text is not one, and is left to a person.
_LONGEST = 1200
_UNREAD = 0.2


@dataclass(frozen=True, slots=True)
class LimitReading:
    """What a time limit asks for, and what could not be decided."""

    milestones: tuple[DraftMilestone, ...]
    questions: tuple[Question, ...] = ()


def parse_limit(text: str, year: int) -> LimitReading:
    """The milestones of a time limit in a notice for `year`; any string yields at least one."""
    plain = folded(text)
    if len(plain) > _LONGEST:
        plain = ""
    found: list[DraftMilestone] = []
    year_in_force = year
    for one in dated(clauses(plain, year)):
        found += _milestones(one, year, year_in_force)
        named = [m for m in one.phrase.moments if m.names_year] if one.phrase else []
        if named:
            year_in_force = named[-1].last_day(year, year).year
    unique = tuple(dict.fromkeys(found)) or (_unread(),)
    return LimitReading(unique, questions_about(text.strip(), unique, year))


def _milestones(one: Dated, year: int, year_in_force: int) -> list[DraftMilestone]:
    criterion = judge(one.judged or one.words)
    if one.phrase and one.phrase.whole_year and not one.words:
        criterion = Criterion.CONTINUOUS
    scope = scope_of(one.words, criterion)
    if one.phrase is None:
        confidence = _UNDATED if one.words else _UNREAD
        return [
            DraftMilestone(
                None, criterion, scope, None, confidence, explained(one, None, criterion, Doubt.NONE)
            )
        ]
    made = []
    for moment in one.phrase.moments:
        due = moment.last_day(year, year_in_force)
        confidence = _CERTAINTY[moment.doubt] * (0.9 if one.inherited else 1.0)
        if criterion is Criterion.CONTINUOUS and (one.inherited or moment.doubt is Doubt.FROM):
            # What goes on for good does not end with the date of another result.
            due, confidence = max(due, date(due.year, 12, 31)), 0.6
        explanation = explained(one, due, criterion, moment.doubt)
        made.append(
            DraftMilestone(due, criterion, scope, one.phrase.every, round(confidence, 2), explanation)
        )
    return made


def _unread() -> DraftMilestone:
    return DraftMilestone(None, Criterion.COMPLETE, "", None, 0.1, "完成时限为空或无法读出；请补充。")
