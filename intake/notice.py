"""From a notice (来文) to a draft: document → header → the first kind that fits → what is left to ask."""

from collections.abc import Callable
from pathlib import Path

from intake.accounting import left_over, questions_about
from intake.asked_once import about_hidden, asked_once, with_sources
from intake.confined import confined, within
from intake.document import Document, Span
from intake.draft import Body, Draft, Missing, Sources
from intake.errors import NotReadable
from intake.flattened import with_tables
from intake.formats import open_document
from intake.formats.plain import read_plain
from intake.formats.secrecy import refuse_secret
from intake.header import Header, read_header
from intake.inline_dates import checkpoints
from intake.joining import joined
from intake.prose import read_labelled, read_prose
from intake.requirements import plan_defaults
from intake.tables import read_tables
from intake.tables.cards import with_cards
from intake.whole_notice import set_apart, who_sums_up

# 表格, 标签行, 条文: asked in this order, for a table may stand in prose, and labelled lines look like prose.
_KINDS: tuple[Callable[[Document, int], Body | Missing], ...] = (read_tables, read_labelled, read_prose)
# Only to find out what a document without a year lacks besides.
_ANY_YEAR = 2000


def read_notice(path: Path) -> Draft:
    """The draft of the notice kept in a file, read with bounded time and memory; raises NotReadable."""
    with within():
        draft: Draft = confined("intake.notice:read_document", open_document(path))
    return draft


def read_here(path: Path) -> Draft:
    """The same in this process, but for taking the file apart."""
    return read_document(open_document(path))


def read_text(text: str, name: str) -> Draft:
    """The draft of a notice at hand as plain text; `name` is what messages call it. Raises NotReadable."""
    if not text.strip():
        raise NotReadable(f"文件“{name}”是空的，请换成有内容的来文。")
    document = read_plain(text.encode(), name)
    refuse_secret(document)
    return read_document(document)


def read_document(document: Document) -> Draft:
    """The draft of a document; raises NotReadable, before anything is kept, with all that is wrong."""
    whole = joined(with_cards(with_tables(document)))
    header, body = _header_and_body(whole)
    tasks, general = set_apart(body.tasks)
    left = left_over(whole, body, tasks)
    used = (*body.used, *(span for task in tasks for spans in task.sources.values() for span in spans))
    return Draft(
        title=header.title,
        issuer=header.issuer,
        document_number=header.document_number,
        issued_on=header.issued_on,
        year=header.year,
        form=body.form,
        tasks=tasks,
        questions=with_sources(
            (
                *header.questions,
                *about_hidden(whole),
                *asked_once(body.questions, tasks),
                *general,
                *who_sums_up([task for task in tasks if task.listed_apart]),
                *questions_about(whole, left, body.questions),
            ),
            tasks,
        ),
        first_listed_rule=body.first_listed_rule,
        document=whole,
        sources=_sources(header, body, whole),
        left_over=left,
        defaults=plan_defaults(whole, used),
        checkpoints=tuple(found for task in tasks for found in checkpoints(task, header.year)),
    )


def _header_and_body(document: Document) -> tuple[Header, Body]:
    """Header and body; a document of no known kind is told so even where it names no year."""
    try:
        header = read_header(document)
    except NotReadable:
        _body(document, _ANY_YEAR)
        raise
    return header, _body(document, header.year)


def _body(document: Document, year: int) -> Body:
    """What the first fitting kind yields."""
    missing = []
    for read in _KINDS:
        found = read(document, year)
        if isinstance(found, Body):
            return found
        missing.append(found.text)
    raise NotReadable(f"“{document.name}”不是本系统能读的来文：{'；'.join(missing)}。")


def _sources(header: Header, body: Body, document: Document) -> Sources:
    """The header's sources, and where the rule on who leads stands."""
    rule = body.first_listed_rule
    if not rule:
        return header.sources
    return {**header.sources, "first_listed_rule": _where(document, rule, body.used)}


def _where(document: Document, rule: str, used: tuple[Span, ...]) -> tuple[Span, ...]:
    """The passages read that hold the rule's words."""
    return tuple(span for span in used if rule in "".join(document.text(span).split()))
