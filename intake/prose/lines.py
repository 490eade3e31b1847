"""The paragraphs of a document as lines, each with its numbering mark."""

import re
from dataclasses import dataclass

from intake.document import Document, Traced
from intake.headings import Level, Mark, mark_of

_TITLE_LENGTH = 40
_ENDS = re.compile(r"[。；;，,、：:！？…）)〕\]］】]$")
_NOT_TITLE = re.compile(
    r"[：:。；]|关于|20\d\d年|(?:通知|方案|意见|分工|清单|要点|纪要|实事|分解表)$|^(?:附件?|抄送|主送|注|备注|说明|联系|签发|印发|[—－-])|(?:人民政府|办公室|委员会|局|党组)$"
    r"|\d{4}年\d{1,2}月\d{1,2}日|〇|^[（(〔［\[【]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without white space at its ends; `title` where it has no mark but stands as a heading (小标题)."""

    text: Traced
    mark: Mark | None
    title: bool = False

    @property
    def rest(self) -> Traced:
        """What follows the mark."""
        return self.text.cut(self.mark.end) if self.mark else self.text


def lines_of(document: Document) -> list[Line]:
    """All lines outside tables that say anything, in order."""
    texts = [text for passage in document.paragraphs for text in _split(document, passage)]
    counted: dict[Level, int] = {}
    marked = []
    for text in texts:
        mark = mark_of(text.text)
        if mark and mark.doubtful and counted.get(mark.level, 0) + 1 != mark.number:
            mark = None
        if mark:
            counted[mark.level] = mark.number
        marked.append(Line(text, mark))
    return [
        Line(line.text, None, title=True) if _is_title(marked, at) else line for at, line in enumerate(marked)
    ]


def _split(document: Document, passage: int) -> list[Traced]:
    found, begun = [], 0
    for line in document.passages[passage].text.split("\n"):
        stripped = Traced.of(passage, line, begun).stripped()
        begun += len(line) + 1
        if stripped.text:
            found.append(stripped)
    return found


def _is_title(lines: list[Line], at: int) -> bool:
    """A short line without a stop between a sentence's end and a numbered line."""
    line, after = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    if line.mark or after is None or after.mark is None or after.mark.level < Level.ARABIC:
        return False
    text = line.text.text
    if len(text) > _TITLE_LENGTH or _ENDS.search(text) or _NOT_TITLE.search(text):
        return False
    return at == 0 or bool(lines[at - 1].mark) or bool(_ENDS.search(lines[at - 1].text.text))
