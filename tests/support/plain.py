"""Documents made of plain lines, for tests of what is read from paragraphs."""

from intake.document import Document, Passage, Place, Span, merged
from intake.draft import Body


def document(text: str, name: str = "来文.txt") -> Document:
    """One paragraph a line, as a text file gives them; lines that only indent the test are dropped at both ends."""
    lines = text.strip("\n").split("\n")
    passages = tuple(Passage(line.strip(" "), Place(line=at + 1)) for at, line in enumerate(lines))
    return Document(name, "txt", passages, tuple(range(len(passages))))


def left_over(paper: Document, body: Body) -> list[str]:
    """What of the body neither a field nor a connecting word accounts for, marks left out."""
    fields = [span for task in body.tasks for spans in task.sources.values() for span in spans]
    covered = merged([*fields, *body.used])
    return [rest for span in body.body if (rest := _rest(paper, span, covered))]


def _rest(paper: Document, span: Span, covered: tuple[Span, ...]) -> str:
    places = set(range(span.start, span.end))
    for one in covered:
        if one.passage == span.passage:
            places -= set(range(one.start, one.end))
    text = paper.passages[span.passage].text
    return "".join(text[at] for at in sorted(places)).strip(" 　。；，、：")
