"""From dated statements to milestones: day, criterion, scope, and why a day is doubtful."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from intake.draft import DraftMilestone
from intake.limits.asking import Asked
from intake.limits.clauses import clauses
from intake.limits.dating import Dated, dated
from intake.limits.explain import explained
from intake.limits.folded import Folded
from intake.limits.moments import DatePhrase, Doubt, Moment, same_day
from intake.limits.scope import scope_of
from intake.limits.sharing import shared_out
from intake.limits.verbs import judge, rounds
from models.words import Criterion, Recurrence

_CERTAINTY = {
    Doubt.NONE: 1.0,
    **dict.fromkeys((Doubt.SHORT, Doubt.VAGUE, Doubt.HOLIDAY, Doubt.WRAPPED, Doubt.LASTING, Doubt.REST), 0.8),
    **dict.fromkeys((Doubt.BEFORE, Doubt.PAST, Doubt.DURING), 0.7),
    **dict.fromkeys((Doubt.FROM, Doubt.RHYTHM, Doubt.HURRY), 0.6),
    **dict.fromkeys((Doubt.SEASON, Doubt.TIED, Doubt.OPEN), 0.5),
    Doubt.IMPOSSIBLE: 0.4,
}
_EACH = re.compile(r"各|分别|依次|逐|均|\d次|[一两]次")
_REST = re.compile(r"^(?:其他|其余|其它|剩余|余下)|按(?:序时|时序|计划|工作|工程)?进度")
_MARKS = "，、；。："


class Reading:
    """One limit being read: the year and the month in force pass from statement to statement."""

    def __init__(self, plain: Folded, year: int) -> None:
        self.plain, self.year = plain, year
        self.year_in_force = year
        self.last_due: date | None = None
        self.found: list[Asked] = []
        for one in dated(clauses(plain.text, year)):
            self._add(one)
            if one.phrase:
                self._pass_on(one.phrase)

    def _pass_on(self, phrase: DatePhrase) -> None:
        due = phrase.moments[-1].last_day(self.year, self.year_in_force)
        if due and phrase.moments[-1].names_year:
            self.year_in_force = due.year
        if due and not phrase.every:
            self.last_due = due

    def _add(self, one: Dated) -> None:
        if one.phrase is None:
            self._keep(one, Moment(doubt=Doubt.OPEN), one.words)
            return
        spoken = (one.before, one.after)
        moments = one.phrase.moments
        if len(moments) > 1 and not _EACH.search(one.words + one.before + one.after):
            moments = _as_period(one.phrase)
        for moment, said in zip(moments, shared_out(one.words, spoken, len(moments)), strict=True):
            self._keep(one, moment, said)

    def _keep(self, one: Dated, moment: Moment, said: str) -> None:
        criterion = _criterion(one, said)
        due, doubt, others = self._due(one, moment, criterion)
        every = _every(one, due, doubt, criterion)
        milestone = DraftMilestone(
            due=due,
            criterion=criterion,
            scope=scope_of(said, criterion),
            every=every,
            confidence=_CERTAINTY[doubt],
            explanation=explained(one, due, criterion, doubt, every),
            within=self._within(one),
        )
        self._merge(Asked(milestone, said, doubt, others))

    def _due(
        self, one: Dated, moment: Moment, criterion: Criterion
    ) -> tuple[date | None, Doubt, tuple[date, ...]]:
        """The day, why it is doubtful, and the other days that may be meant."""
        if moment.this_month and self.last_due:
            moment = replace(moment, month=self.last_due.month, year=self.last_due.year, doubt=Doubt.NONE)
        due = moment.last_day(self.year, self.year_in_force)
        others = moment.others(self.year, self.year_in_force) if moment.doubt else ()
        doubt = moment.doubt
        if due is None:
            return None, doubt if moment.undated else Doubt.OPEN, others
        if doubt is Doubt.NONE and moment.day and moment.day != due.day:
            return due, Doubt.IMPOSSIBLE, ()  # 29 February in a common year
        year_end = date(due.year, 12, 31)
        if criterion is Criterion.CONTINUOUS and due < year_end and (one.inherited or doubt is Doubt.FROM):
            # What goes on for good does not end with the date of another result.
            return year_end, Doubt.LASTING, (due,)
        if one.inherited and due < year_end and criterion is Criterion.PROGRESS and _REST.search(one.words):
            # 其他按进度推进 beside a result with a date names no day of its own.
            return due, Doubt.REST, (year_end,)
        if doubt in (Doubt.HOLIDAY, Doubt.DURING) and not others:
            doubt = Doubt.NONE
        if doubt is Doubt.NONE and due.year < self.year:
            return due, Doubt.PAST, (same_day(due, self.year),)
        if doubt is Doubt.NONE and one.hurried:
            return due, Doubt.HURRY, ()
        return due, doubt, others

    def _within(self, one: Dated) -> tuple[int, int]:
        """The characters of the limit, without the marks at their ends."""
        start, end = one.start, one.end
        while end - 1 > start and self.plain.text[end - 1] in _MARKS:
            end -= 1
        while start < end - 1 and self.plain.text[start] in _MARKS:
            start += 1
        return self.plain.span(start, end)

    def _merge(self, new: Asked) -> None:
        """Keeps what is said twice once."""
        mine = new.milestone
        for at, old in enumerate(self.found):
            its = old.milestone
            same = (mine.due, mine.criterion, mine.every, mine.scope, mine.confidence) == (
                *(its.due, its.criterion, its.every, its.scope, its.confidence),
            )
            if same and mine.within and its.within:
                hull = (min(its.within[0], mine.within[0]), max(its.within[1], mine.within[1]))
                self.found[at] = replace(old, milestone=replace(its, within=hull))
                return
        self.found.append(new)


def _criterion(one: Dated, said: str) -> Criterion:
    phrase = one.phrase
    if phrase and phrase.whole_year and not one.words:
        return Criterion.CONTINUOUS
    criterion = judge(one.judged)
    if phrase and phrase.every and phrase.manner and criterion is Criterion.COMPLETE and rounds(said):
        # 逐月调度 says how the work is supervised, not what will be there.
        return Criterion.CONTINUOUS
    return criterion


def _every(one: Dated, due: date | None, doubt: Doubt, criterion: Criterion) -> Recurrence | None:
    """The rhythm; what goes on for good does not take that of another statement."""
    if one.phrase is None or due is None or doubt is Doubt.LASTING:
        return None
    return None if criterion is Criterion.CONTINUOUS and one.inherited else one.phrase.every


def _as_period(phrase: DatePhrase) -> tuple[Moment, ...]:
    """一、二季度, 7、8月 in a row are one time to work in, unless something is owed in each."""
    moments = phrase.moments
    steps = {later.month - sooner.month for sooner, later in pairwise(moments)}
    whole = all(not one.day and not one.doubt and one.months in (1, 3) for one in moments)
    return moments[-1:] if whole and not phrase.bounded and steps == {moments[0].months} else moments
