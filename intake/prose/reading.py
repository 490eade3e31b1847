"""A document of numbered items as a Body: shared by prose (括号) and labelled lines (标签)."""

import re
from dataclasses import replace
from datetime import date

from intake.document import Document, Span, Traced, merged
from intake.draft import Body, DraftTask, Missing, Question
from intake.inline_dates import checkpoints
from intake.notes import Kind, rule_of
from intake.prose.entries import Entries, Entry, entries
from intake.prose.general import general_limit
from intake.prose.labels import Duty
from intake.prose.making import Given, Made, make, no_limit
from intake.prose.numbering import numbered
from intake.prose.outline import outline
from intake.prose.wording import Strength
from intake.units.leaders import Named
from intake.whole_notice import once, who_leads, with_persons

PROSE, LABELLED = "prose", "labelled"
# （列第一位的为牵头单位，下同） in the first bracket holds for all of them.
_REMARK = re.compile(r"(?<=[（(，,；;])[^（）()，,；;。]*(?:下同|为牵头(?:单位|部门))")
_REQUIREMENTS = re.compile(
    r"组织领导|工作要求|保障措施|督查|督导|考核|宣传|责任落实|落实责任|强化保障|有关要求|统筹协调|跟踪|问效|附则"
)


def read_prose(document: Document, year: int) -> Body | Missing:
    """The tasks of a notice whose assignments are closed by brackets, or by a dash; `year` dates its limits."""
    return _read(document, year, PROSE)


def read_labelled(document: Document, year: int) -> Body | Missing:
    """The tasks of a notice with labelled lines under, or in front of, each item; `year` dates its limits.

    A notice in which more assignments are closed by brackets is prose; a label inside a bracket is part of the bracket.
    """
    return _read(document, year, LABELLED)


def _read(document: Document, year: int, form: str) -> Body | Missing:
    found = entries(outline(document))
    all_closings = [one for entry in found.found for made in entry.assigned for one in made.closings]
    all_closings += [one for _, one in found.governing]
    labelled = sum(one.labelled for one in all_closings)
    if not all_closings or not found.found:
        return Missing(form, _missing(document, form))
    if (2 * labelled >= len(all_closings)) != (form == LABELLED):
        other = "以标签行（如“牵头单位：”）写明的任务" if form == LABELLED else "以括号写明责任单位的任务"
        return Missing(form, f"没有找到{other}")
    return _body(document, year, form, found)


def _missing(document: Document, form: str) -> str:
    if not any(document.passages[passage].text.strip() for passage in document.paragraphs):
        return "表格之外没有正文"
    if form == LABELLED:
        return "正文中没有“牵头单位：”“责任单位：”一类的标签行"
    return "正文中没有写明责任单位的括号（如“（市××局牵头，12月底前完成）”）"


def _body(document: Document, year: int, form: str, found: Entries) -> Body:
    kept = found.found
    inside = _covered(kept)
    rule = rule_of(_remarks(document, inside), _outside(document, inside))
    given = Given(year, not (rule and rule.kind is Kind.SHARED), general_limit(document, inside))
    numbers, questions = numbered(kept)
    made = [
        make(one, number, part, entry.theme, _mark(entry), given)
        for entry, number in zip(kept, numbers, strict=True)
        for part, one in enumerate(entry.assigned, start=1)
    ]
    made = _parts_counted(made)
    tasks, about_persons = with_persons([one.task for one in made], _persons(kept, made))
    questions += [question for one in made for question in one.questions]
    questions += [
        *_limits(tasks, year),
        *who_leads(rule, [one.task for one in made if one.by_order]),
        *about_persons,
        *_doubtful(made, kept),
        *_unassigned(found),
        *_shared(found, kept, numbers),
    ]
    used = [span for one in made for span in one.used]
    used += [*_heads(found), *(rule.spans if rule else ()), *given.general_limit.spans()]
    body = _stretch(document, found)
    text = rule.text if rule and rule.kind is Kind.FIRST else ""
    return Body(form, tasks, tuple(once(questions)), merged(used), body, text)


def _parts_counted(made: list[Made]) -> list[Made]:
    """Parts count on where an item has assignments of its own and in its list."""
    seen: dict[int, int] = {}
    counted = []
    for one in made:
        part = seen.get(one.task.number, 0) + 1
        seen[one.task.number] = part
        questions = tuple(replace(question, part=part) for question in one.questions)
        counted.append(replace(one, task=replace(one.task, part=part), questions=questions))
    return counted


def _persons(kept: list[Entry], made: list[Made]) -> list[tuple[Named, ...]]:
    """The persons of each task; none where any has a label for leaders."""
    has_leaders = any(Duty.LEADERS in one.duties for entry in kept for one in entry.assigned)
    return [() if has_leaders else one.persons for one in made]


def _mark(entry: Entry) -> Traced:
    mark = entry.node.mark
    return entry.node.head.cut(mark.start, mark.end) if mark and entry.numbered else Traced()


def _covered(kept: list[Entry]) -> set[int]:
    """Passages in which tasks stand."""
    return {
        span.passage
        for entry in kept
        for one in entry.assigned
        for text in (one.content, *one.duties.values())
        for span in text.spans()
    }


def _outside(document: Document, inside: set[int]) -> list[Traced]:
    return [document.traced(passage) for passage in document.paragraphs if passage not in inside]


def _remarks(document: Document, inside: set[int]) -> list[Traced]:
    """（列第一位的为牵头单位，下同） in the first bracket."""
    texts = [document.traced(passage) for passage in sorted(inside)]
    return [text.cut(*found.span()) for text in texts for found in _REMARK.finditer(text.text)]


def _limits(tasks: tuple[DraftTask, ...], year: int) -> list[Question]:
    """Asked once where the notice names no limit at all."""
    without = [task for task in tasks if not task.time_limit]
    if without and len(without) == len(tasks) > 1:
        return [no_limit(None, 1, year)]
    return [no_limit(task.number, task.part, year, _days_inside(task, year)) for task in without]


def _days_inside(task: DraftTask, year: int) -> tuple[date, ...]:
    """Deadlines inside the text, which may be meant as the limit."""
    return tuple(one.due for one in checkpoints(task, year) if one.kind == "deadline" and one.due)


def _doubtful(made: list[Made], kept: list[Entry]) -> list[Question]:
    """Brackets that only list names where the others say who leads; places; brackets that are never closed."""
    assigned = [one for entry in kept for one in entry.assigned]
    brackets = [closing.strength for one in assigned for closing in one.closings if not closing.labelled]
    seldom = 4 * brackets.count(Strength.NAMES) < brackets.count(Strength.PLAIN)
    questions = []
    for task, one in zip((each.task for each in made), assigned, strict=True):
        for closing in one.closings:
            text = one.source.cut(closing.start, closing.end)
            bare = closing.strength is Strength.WEAK or (seldom and closing.strength is Strength.NAMES)
            if bare or closing.open_ended:
                words = f"“{text.text}”" + ("没有右括号，" if closing.open_ended else "") + "是不是责任单位？"
                choices = ("是责任单位", "不是责任单位")
                asked = Question(
                    "bracket-units", words, choices, choices[0], task.number, task.part, text.spans()
                )
                questions.append(asked)
    return questions


def _unassigned(found: Entries) -> list[Question]:
    """Numbered lines beside tasks for which nobody is named."""
    questions = []
    last = max((span.passage for entry in found.found for span in entry.node.head.spans()), default=-1)
    for node in found.unassigned:
        text = node.head.text if len(node.head.text) <= 40 else node.head.text[:39] + "…"
        closing = node.head.spans()[0].passage > last
        if closing and _REQUIREMENTS.search(node.lines[0].text[:30]):
            continue
        words = f"“{text}”没有写明责任单位，是否作为任务督办？"
        questions.append(
            Question("no-units", words, ("不录入", "补充责任单位后录入"), "不录入", sources=node.text.spans())
        )
    return questions


def _shared(found: Entries, kept: list[Entry], numbers: list[int]) -> list[Question]:
    questions = []
    for node in found.shared:
        number = next((n for entry, n in zip(kept, numbers, strict=True) if entry.node is node), None)
        text = "这几项只在最后写明责任单位，是否各项都由其负责？"
        questions.append(
            Question("bracket-scope", text, ("各项都由其负责", "只有最后一项"), "各项都由其负责", number)
        )
    return questions


def _heads(found: Entries) -> list[Span]:
    """Headings, their marks and brackets, and the marks inside items."""
    spans = [span for node in found.headings for span in node.head.spans()]
    for node, closing in found.governing:
        spans += node.text.spans(closing.start, closing.end)
    numbered = {id(entry.node): entry.node for entry in found.found if entry.node.mark}
    for node in (below for one in numbered.values() for below in one.below()):
        spans += node.head.spans(node.mark.start, node.mark.end) if node.mark else ()
    return spans


def _stretch(document: Document, found: Entries) -> tuple[Span, ...]:
    """From the heading over the first task to the end of the last assignment."""
    ends = [
        span
        for entry in found.found
        for one in entry.assigned
        for span in (
            *one.content.spans(),
            *(s for c in one.closings for s in one.source.spans(c.start, c.end)),
        )
    ]
    ends += [span for entry in found.found for span in (*entry.theme.spans(), *entry.node.head.spans())]
    order = {passage: at for at, passage in enumerate(document.paragraphs)}
    first = min(ends, key=lambda span: (order[span.passage], span.start))
    last = max(ends, key=lambda span: (order[span.passage], span.end))
    spans = []
    for passage in document.paragraphs[order[first.passage] : order[last.passage] + 1]:
        start = first.start if passage == first.passage else 0
        end = last.end if passage == last.passage else len(document.passages[passage].text)
        spans.append(Span(passage, start, end))
    return merged(spans)
