"""From a work report and a draft to what comes from where, and what is left uncovered."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from intake.coverage.aligning import Alignment, align
from intake.coverage.figures import figures_that_differ
from intake.coverage.found import CONFIDENT, Coverage, Gap, TaskTrace
from intake.coverage.framing import firm, frames, leads_in
from intake.coverage.lacking import ALIKE, Verdict, Wordings, judge
from intake.coverage.outline import Role, Sentence, outline_of
from intake.coverage.splitting import Clause
from intake.document import Document
from intake.draft import Draft


def trace(report: Document, draft: Draft) -> Coverage:
    """Align the key tasks of a draft with the sentences of a work report (政府工作报告).

    Only the parts that set out the work of the draft's year count, from their heading to the closing appeal.

    Raises:
        NotReadable: the report has no such part.
    """
    outline = outline_of(report, draft.year)
    sentences = outline.sentences
    alignments = align(draft.tasks, sentences)
    made_from: dict[int, list[Alignment]] = defaultdict(list)
    for one in alignments:
        for number in one.sentences:
            made_from[number].append(one)
    wordings = Wordings([one.clauses for one in alignments])
    gaps: list[Gap] = []
    framing: list[str] = []
    for number, sentence in enumerate(sentences):
        sure = any(one.confidence >= CONFIDENT for one in made_from[number])
        if not sure and frames(sentences, number):
            if sentence.role is not Role.HEADING:
                framing.append(sentence.text.text)
            continue
        if sentence.role is not Role.HEADING:
            gaps += _gaps(sentence, [c for one in made_from[number] for c in one.clauses], wordings)
    return Coverage(
        report=report.name,
        notice=draft.title,
        year=draft.year,
        report_year=outline.year,
        parts=outline.parts,
        tasks=tuple(_traced(one, sentences) for one in alignments),
        uncovered=tuple(gaps),
        framing=tuple(framing),
    )


def _traced(one: Alignment, sentences: Sequence[Sentence]) -> TaskTrace:
    found = [sentences[number] for number in one.sentences]
    return TaskTrace(
        one.task.number,
        one.task.part,
        one.task.content,
        found[0].section if found else "",
        tuple(sentence.text.text for sentence in found),
        one.confidence,
        tuple(pair for sentence in found for pair in figures_that_differ(sentence.clauses, one.clauses)),
        tuple(span for sentence in found for span in sentence.text.spans()),
    )


def _gaps(sentence: Sentence, made_from: Sequence[Clause], wordings: Wordings) -> list[Gap]:
    """The sentence, a part of it up to a semicolon, or clauses of it."""
    verdicts = judge(sentence.clauses, made_from, wordings)
    working = [one for one in verdicts if not leads_in(one.clause.text, one.clause.stop)]
    if not working or all(one.absent for one in working):
        return [_gap(sentence, verdicts)]
    gaps: list[Gap] = []
    for _, group in groupby(verdicts, key=lambda one: one.clause.segment):
        segment = list(group)
        parts = [one for one in segment if not leads_in(one.clause.text, one.clause.stop)]
        if len(segment) < len(verdicts) and parts and all(one.absent for one in parts):
            gaps.append(_gap(sentence, segment))
        else:
            gaps += [_gap(sentence, [one]) for one in parts if one.absent or one.missing]
    return gaps


def _gap(sentence: Sentence, verdicts: Sequence[Verdict]) -> Gap:
    start, end = verdicts[0].clause.start, verdicts[-1].clause.end
    whole = start == sentence.clauses[0].start and end == sentence.clauses[-1].end
    text = sentence.text if whole else sentence.text.cut(start, end)
    last = sentence.clauses[-1]
    clear = any(
        firm(one.clause.text, last=one.clause is last and len(sentence.clauses) > 1)
        and not (one.absent and one.share >= ALIKE)
        for one in verdicts
        if not leads_in(one.clause.text, one.clause.stop) or len(verdicts) == 1
    )
    return Gap(
        text.text,
        sentence.section,
        sentence.text.text,
        tuple(words for one in verdicts for words in one.missing),
        clear,
        text.spans(),
    )
