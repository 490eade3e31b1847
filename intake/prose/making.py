"""From an assignment to a draft task: its units, limit and sources, and what has to be asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from intake.document import Span, Traced, merged
from intake.draft import DraftMilestone, DraftTask, Question
from intake.limit import parse_limit
from intake.prose.assigned import Assigned
from intake.prose.labels import Duty
from intake.prose.outline import NOTHING
from intake.units import UnitsReading, parse_split_units, parse_units
from intake.units.leaders import Named, leaders_of, persons_of
from models.words import Criterion, Responsibility

_APART, _NOT_APART = "单列督办", "不单列督办"
_NO_DATE = "暂不设期限"
_EVERYBODY = re.compile(
    r"^(?:全?[市县区省州旗]?(?:政府|委)?(?:直属|直|级)?"
    r"各(?:级|部门|单位|有关部门|有关单位|委办局|市级部门)|[市县区省]政府组成部门)"
    r"|^各(?:区|县|市|镇|乡|街道|乡镇|地区|地)?(?:[（(].*?[）)])?(?:政府)?[、，]?各(?:有关)?(?:部门|单位)"
)
_SAYS_ITSELF = re.compile(r"牵头|主办|主责|配合|会同|协办|协助|参与|首要|第一责任")

_REMARK = re.compile(r"下同|牵头(?:单位|部门)$")


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for every task of the notice."""

    year: int
    first_listed: bool
    general_limit: Traced = NOTHING
    """以上任务均于年底前完成: the limit of tasks that name none."""


@dataclass(frozen=True, slots=True)
class Made:
    """A task, its questions, and what was read of the document for it besides its fields."""

    task: DraftTask
    questions: tuple[Question, ...]
    used: tuple[Span, ...]
    by_order: bool = False
    """Several units are listed, and only their order says who leads."""
    persons: tuple[Named, ...] = ()
    """Persons whom no word calls leaders."""


@dataclass(frozen=True, slots=True)
class _Who:
    """The units of an assignment; the reading's places are characters of `text`."""

    text: Traced
    reading: UnitsReading

    def spans(self, names: Sequence[str]) -> tuple[Span, ...]:
        """Where names stand."""
        places = self.reading.places
        return tuple(span for name in names if name in places for span in self.text.spans(*places[name]))

    def read(self) -> tuple[Span, ...]:
        """The stretches that were understood."""
        begun, spans = 0, list[Span]()
        named = (self.reading.places[name] for name in self.reading.persons)
        for start, end in sorted((*self.reading.unread, *named, (len(self.text.text),) * 2)):
            spans += self.text.spans(begun, max(begun, start))
            begun = max(begun, end)
        return tuple(spans)


def make(one: Assigned, number: int, part: int, theme: Traced, mark: Traced, given: Given) -> Made:
    """The draft task of one assignment.

    Without a limit of its own the notice's general one holds; without that, the milestone has no date.
    """
    limit_text = one.duties.get(Duty.LIMIT) or given.general_limit
    who = _units(one.duties, given.first_listed)
    units = who.reading
    limit = parse_limit(limit_text.text, given.year) if limit_text.text else None
    milestones = tuple(limit.milestones) if limit else (_undated(),)
    task = DraftTask(
        number=number,
        part=part,
        theme=theme.text,
        content=one.content.text,
        time_limit=limit_text.text,
        leaders=_leaders(one.duties.get(Duty.LEADERS), units),
        responsibility=units.responsibility,
        leads=units.leads,
        supports=units.supports,
        milestones=milestones,
        sources=_sources(one, theme, mark, limit_text, milestones, who),
        listed_apart=not _everybody(units),
    )
    asked = [one for one in units.questions if one.code != "person-named"]
    asked += limit.questions if limit else ()
    questions = [replace(question, number=number, part=part) for question in asked]
    if not task.listed_apart:
        questions.append(_apart(task))
    led = units.responsibility is Responsibility.LEAD and len(units.leads) == 1 and bool(units.supports)
    split = Duty.LEADS in one.duties or Duty.SUPPORTS in one.duties
    by_order = led and not split and not _SAYS_ITSELF.search(who.text.text)
    return Made(task, tuple(questions), _used(one), by_order, _persons(one, who))


def _units(duties: dict[Duty, Traced], first_listed: bool) -> _Who:
    """Who answers: split where labels split them, else one text that says it in words.

    责任单位 beside 牵头单位 support it; alone with 配合单位 they lead.
    """
    leads, units, supports = (duties.get(duty, NOTHING) for duty in (Duty.LEADS, Duty.UNITS, Duty.SUPPORTS))
    if leads.text:
        others = units.joined(supports, "、")
        return _Who(leads.joined(others), parse_split_units(leads.text, others.text))
    if units.text and supports.text:
        return _Who(units.joined(supports), parse_split_units(units.text, supports.text))
    text = units.joined(supports)
    return _Who(text, parse_units(text.text, first_listed))


def _leaders(named: Traced | None, units: UnitsReading) -> tuple[str, ...]:
    """Persons named under a leader's label, else those that the words among the units call so."""
    if not named:
        return tuple(name for name in units.leaders if name not in units.persons)
    return tuple(one.name for one in leaders_of(named))


def _persons(one: Assigned, who: _Who) -> tuple[Named, ...]:
    """责任人 under their label, and persons among the units of whom only the name is given."""
    labelled = persons_of(one.duties[Duty.PERSONS]) if Duty.PERSONS in one.duties else ()
    named = (Named(name, who.text.spans(*who.reading.places[name])) for name in who.reading.persons)
    return (*labelled, *named)


def _undated() -> DraftMilestone:
    return DraftMilestone(None, Criterion.COMPLETE, "", None, 0.3, "来文没有写明完成时限。")


def no_limit(number: int | None, part: int, year: int, named: Sequence[date] = ()) -> Question:
    """What to ask of a task, or of a whole notice (`number` None), without a limit; `named` are days in its text."""
    what = "该项任务没有写明完成时限" if number else "来文各项任务都没有写明完成时限"
    days = dict.fromkeys((*named, date(year, 12, 31)))
    choices = (*(f"{day.year}年{day.month}月{day.day}日" for day in days), _NO_DATE)
    return Question("limit-without-date", f"{what}，按哪一天督办？", choices, _NO_DATE, number, part)


def _everybody(units: UnitsReading) -> bool:
    """Each of all departments: nothing that could be supervised one by one."""
    return bool(units.leads) and all(_EVERYBODY.match(name) for name in units.leads) and not units.supports


def _apart(task: DraftTask) -> Question:
    text = f"由{'、'.join(task.leads)}负责，属普遍性要求，是否单列督办？"
    sources = task.sources.get("units", ())
    return Question(
        "not-listed-apart", text, (_NOT_APART, _APART), _NOT_APART, task.number, task.part, tuple(sources)
    )


def _sources(
    one: Assigned,
    theme: Traced,
    mark: Traced,
    limit: Traced,
    milestones: Sequence[DraftMilestone],
    who: _Who,
) -> dict[str, tuple[Span, ...]]:
    found = {
        "number": mark.spans(),
        "theme": theme.spans(),
        "content": one.content.spans(),
        "time_limit": limit.spans(),
        "leaders": one.duties[Duty.LEADERS].spans()
        if Duty.LEADERS in one.duties
        else who.spans(_leaders(None, who.reading)),
        "units": who.read(),
        "leads": who.spans(who.reading.leads),
        "supports": who.spans(who.reading.supports),
        "milestones": limit.spans(),
    }
    for at, milestone in enumerate(milestones):
        found[f"milestones.{at}"] = limit.spans(*milestone.within) if milestone.within else limit.spans()
    return {field: spans for field, spans in found.items() if spans}


def _used(one: Assigned) -> tuple[Span, ...]:
    """The marks and labels of the closings: what lies in them outside the stretches that say something."""
    spans = [span for mark in one.marks for span in mark.spans()]
    for closing in one.closings:
        whole = one.source.spans(closing.start, closing.end)
        said = merged(span for value in closing.duties.values() for span in value.spans())
        aside = closing.duties.get(Duty.ASIDE, NOTHING)
        # 下同 and 为牵头单位 say something of the notice; names and telephones are left over.
        remark = aside.spans() if _REMARK.search(aside.text) else ()
        spans += [*_without(whole, said), *remark]
    return merged(spans)


def _without(whole: tuple[Span, ...], said: tuple[Span, ...]) -> list[Span]:
    left: list[Span] = []
    for span in whole:
        begun = span.start
        for one in (one for one in said if one.passage == span.passage and one.end > span.start):
            if one.start >= span.end:
                break
            left.append(Span(span.passage, begun, max(begun, one.start)))
            begun = max(begun, one.end)
        left.append(Span(span.passage, begun, max(begun, span.end)))
    return [span for span in left if span.start < span.end]
