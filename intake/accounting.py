"""Every character of the body is used by a field, read besides, or left over."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from intake.document import Document, Span, merged
from intake.draft import Body, DraftTask, LeftOver, Question
from intake.limits.verbs import verbs

_SAYS_SOMETHING = re.compile(r"\w")
_SHORTENED = 60
# So many cells of a column left over are a column that was not read.
_MANY = 3
_LEAVE_OUT, _BACK = "不录入", "退回核对"
# 有明确动作的词; the verbs of limits name results, these name what is asked of somebody.
_TO_DO = re.compile(
    r"(?:要|须|应|应当|必须|务必|确保|负责|请)(?!求|点|素|对|急|件|闻|会)|(?:牵头|配合|协助|督促|指导|报送|汇报|反馈|上报|建立|制定|落实|推进|推动|组织|开展|加强|加快)"
)
# 已完成, 完成情况: what has been done, or a name for it.
_DONE = re.compile(
    r"已(?:经|全部|基本)?[^，。；]{0,8}(?:完成|建成|印发|启动|开工|出台)|(?:完成|进展|落实)情况"
)
_TELEPHONE = re.compile(r"[\d\-—－、，；（）()+\s]{7,}")


def left_over(document: Document, body: Body, tasks: Iterable[DraftTask]) -> tuple[LeftOver, ...]:
    """The stretches of the body that no field of these tasks and nothing read besides covers, in order.

    White space and marks alone are not listed.
    """
    used = merged(
        span
        for group in (body.used, *(spans for task in tasks for spans in task.sources.values()))
        for span in group
    )
    past = {span.passage for span in body.past}
    return tuple(
        LeftOver(span, text, span.passage not in past and names_action(text))
        for span in _remaining(document, merged(body.body), used)
        if (text := document.text(span))
    )


def questions_about(
    document: Document, left: Sequence[LeftOver], asked: Iterable[Question]
) -> tuple[Question, ...]:
    """A question for each passage with an action left over, unless one of those asked is about it already."""
    known = {
        span.passage for question in asked for span in question.sources if question.code == "table-skipped"
    }
    passages: dict[int, list[LeftOver]] = {}
    for one in left:
        if one.action and one.span.passage not in known:
            passages.setdefault(one.span.passage, []).append(one)
    return tuple(map(_question, _by_column(document, passages)))


def _by_column(document: Document, passages: Mapping[int, list[LeftOver]]) -> list[list[LeftOver]]:
    """One group for each passage, but for many cells of one column of a table, which are asked about together."""
    columns: dict[object, list[list[LeftOver]]] = {}
    for at, group in passages.items():
        place = document.passages[at].place
        key = (place.table, place.column) if place.table and place.column else at
        columns.setdefault(key, []).append(group)
    return [
        group
        for groups in columns.values()
        for group in ([[one for group in groups for one in group]] if len(groups) >= _MANY else groups)
    ]


def _question(group: list[LeftOver]) -> Question:
    """Whether these stretches, of one passage or of one column, may be left out."""
    cells = len({one.span.passage for one in group})
    said = [one for one in group if one.span.passage == group[0].span.passage]
    shown = " … ".join(" ".join(one.text.split()) for one in said)
    shown = f"“{shown[:_SHORTENED]}{'…' if len(shown) > _SHORTENED else ''}”"
    what = f"同一列共{cells}格（如{shown}）" if cells > 1 else shown
    sources = tuple(one.span for one in group)
    text = f"{what}没有读入任何字段，可以不录入吗？"
    return Question("left-over", text, (_LEAVE_OUT, _BACK), _LEAVE_OUT, sources=sources)


def names_action(text: str) -> bool:
    """Whether the text names something to do; what is already done is none, nor is a name or a telephone number."""
    plain = _TELEPHONE.sub("", _DONE.sub("", "".join(text.split())))
    return len(plain) > 3 and bool(verbs(plain) or _TO_DO.search(plain))


def _remaining(document: Document, body: Iterable[Span], used: Sequence[Span]) -> Iterator[Span]:
    """What is left of the body, without white space and marks at its ends."""
    taken: dict[int, list[Span]] = {}
    for span in used:
        taken.setdefault(span.passage, []).append(span)
    for whole in body:
        start = whole.start
        for span in [*taken.get(whole.passage, ()), Span(whole.passage, whole.end, whole.end)]:
            if start < min(span.start, whole.end):
                yield from _bare(document, Span(whole.passage, start, min(span.start, whole.end)))
            start = max(start, span.end)


def _bare(document: Document, span: Span) -> Iterator[Span]:
    found = list(_SAYS_SOMETHING.finditer(document.text(span)))
    if found:
        yield Span(span.passage, span.start + found[0].start(), span.start + found[-1].end())
