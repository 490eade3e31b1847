"""Headings and what stands below them, as a tree over the lines of a document."""

import re
from dataclasses import dataclass, field

from intake.document import Document, Traced
from intake.prose.closings import closings
from intake.prose.headings import Level, Mark
from intake.prose.lines import Line, lines_of

NOTHING = Traced()
"""No text at all."""

_STOPS = "。；;：:！？"
_SENTENCE_ENDS = "。；;！？：:”）)〕］】]"
_LONGEST_TITLE = 60
# A label or a bracket begins something of its own.
_OPENS = re.compile(r"[（(〔［\[【—－-]|[^，。；、]{2,8}[：:]")

# 各有关部门要…, 以上任务完成情况纳入考核, 市政府督查室将…
_CLOSING = re.compile(
    r"(?:请)?各(?:有关|相关|级|地|责任|牵头|配合|成员|承办|参与|县|区|市|州|旗|镇|乡|街道|部门|单位|项)[^。；：]{0,24}?(?:要|应|须|务必|请|将|需)(?!求)"
    r"|(?:以上|上述|前述)(?:各项|所有|全部)?(?:任务|工作|事项|措施|举措|项目)"
    r"|本(?:措施|方案|意见|通知|清单|要点|计划|办法|分工)(?:自|由|所|未|有效)"
    r"|[省市县区州][^，。；：]{0,10}(?:办公[厅室]|督查室|政府办|委办)[^，。；：]{0,6}(?:将|要)[^。]{0,24}(?:督查|督办|督导|考核|通报|跟踪|检查|调度)|特此"
)


@dataclass(frozen=True, slots=True)
class Node:
    """A numbered line, or a heading without a number, with the lines up to the next one and those below it."""

    mark: Mark | None = None
    head: Traced = NOTHING
    """The first line as written, with its mark; empty for the whole document."""
    lines: list[Traced] = field(default_factory=list)
    """Its own lines without the mark, the first one being the heading or the beginning of the text."""
    children: list["Node"] = field(default_factory=list)

    @property
    def text(self) -> Traced:
        """Its own lines as one text."""
        return glued(self.lines)

    @property
    def heading(self) -> bool:
        """Headings govern; only what is numbered with figures or circled can be a mere sub-item."""
        return self.mark is None or self.mark.level <= Level.CJK_BRACKET

    def below(self) -> list["Node"]:
        """This node and all below it, in order."""
        return [self, *(node for child in self.children for node in child.below())]

    def whole(self) -> Traced:
        """Its own text and all that stands below it, marks included."""
        return glued([*self.lines, *(line for child in self.children for line in child.lines_below())])

    def lines_below(self) -> list[Traced]:
        """Its lines as written and those of the nodes below."""
        own = [self.head, *self.lines[1:]]
        return [*own, *(line for child in self.children for line in child.lines_below())]


def glued(lines: list[Traced]) -> Traced:
    """Lines as one text: a new line stays one; a long one that a page cut off within a sentence goes on."""
    words: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    length, last = 0, ""
    for line in lines:
        cut_off = (
            len(last) > _LONGEST_TITLE and last[-1] not in _SENTENCE_ENDS and not _OPENS.match(line.text)
        ) or _open(last)
        if length and line.text and not cut_off:
            words.append("\n")
            length += 1
        pieces += [(length + at, passage, begun, count) for at, passage, begun, count in line.pieces]
        words.append(line.text)
        length += len(line.text)
        last = line.text
    return Traced("".join(words), tuple(pieces))


def _open(line: str) -> bool:
    """A line that ends inside a bracket, without a mark."""
    begun = max(line.rfind(sign) for sign in "（(〔［【")
    ended = max(line.rfind(sign) for sign in "）)〕］】")
    return ended < begun and len(line) > begun + 4 and line[-1] not in "；;，,：:、"


def is_title(text: str) -> bool:
    """A heading rather than the beginning of a text: short, without a stop inside."""
    bare = text.strip().rstrip("。：:")
    return len(bare) <= _LONGEST_TITLE and not any(stop in bare for stop in _STOPS)


def outline(document: Document) -> Node:
    """The tree of a document; the node at its top holds the lines before the first mark.

    A mark of a kind already open continues that list; any other opens a list below the nearest higher kind.
    """
    top = Node()
    path: list[tuple[float, Node]] = [(-1.0, top)]
    lines = lines_of(document)
    for at, line in enumerate(lines):
        if line.mark is None and not line.title:
            path[-1][1].lines.append(line.text)
            continue
        depth = float(line.mark.level) if line.mark else _above(lines, at)
        while path[-1][0] >= depth:
            path.pop()
        node = Node(line.mark, line.text, [line.rest])
        path[-1][1].children.append(node)
        path.append((depth, node))
    _without_closing(top)
    return top


def _without_closing(top: Node) -> None:
    """Paragraphs on everybody's duties below the last line of an item are the notice's own, not the item's."""
    for node in top.below()[1:]:
        while len(node.lines) > 1 and _CLOSING.match(node.lines[-1].text) and not closings(node.lines[-1]):
            top.lines.append(node.lines.pop())


def _above(lines: list[Line], at: int) -> float:
    """Just above the mark that follows a heading without one."""
    following = next((line.mark for line in lines[at:] if line.mark), None)
    return following.level - 0.5 if following else 0.5
