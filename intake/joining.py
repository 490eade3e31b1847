"""Tables that a page break cut: parts glued, repeated heads dropped, rows that were cut made whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake.document import Document, Passage, Slot, Table
from intake.formats.breaks import begins_anew, flows

Row = tuple[Slot | None, ...]

# 页码、续表: what may stand between the parts of one table.
_FURNITURE = re.compile(
    r"\s*|[-—－–\s]*\d{1,4}[-—－–\s]*|\s*第\s*\d+\s*页.*|\s*[（(]?(?:续表?|接上[页表]|续上[页表]|表续)\s*\d*[）)]?[:：]?\s*"
)
_KEY = re.compile(
    r"\s*(?:[（(]?(?:[0-9０-９]+|[一二三四五六七八九十百]+)[）)]?[.．、]?|[①-⑳]|\d+(?:[.-]\d+)+)\s*"
)
_HEAD_WORD = re.compile(
    r"序号|编号|任务|工作|事项|内容|时限|时间|进度|期限|节点|单位|部门|责任|领导|备注|牵头|配合|目标|措施|项目|指标|类别|板块|科室|情况"
)
_LONGEST_HEAD = 14
_HEAD_SHARE = 0.6
_DEEPEST_HEADS = 4
_ENDS = re.compile(r"[。；;！？!?]\s*$")
_GOES_ON = re.compile(r"\s*[，、。；：）〕】》”,;:)]")
_OPENED = re.compile(r"[（〔【《“(][^）〕】》”)]*$")


def joined(document: Document) -> Document:
    """The document with consecutive parts of a table as one.

    Parts are consecutive tables with the same number of columns and nothing but page furniture between them; the
    later one repeats the heads of the first, or has none of its own. In a PDF the row that a page break cut is made
    whole: its cells become new passages with the places of the upper parts. Cells merged over the break go on below.
    """
    joining = _Joining(list(document.passages), document.form == "pdf")
    blocks: list[int | Table] = []
    waiting: list[int | Table] = []
    for block in document.blocks:
        upper = blocks[-1] if blocks else None
        if isinstance(upper, Table):
            if isinstance(block, int) and joining.is_furniture(block, blocks):
                waiting.append(block)
                continue
            whole = joining.both(upper, block) if isinstance(block, Table) else None
            if whole is not None:
                blocks[-1], waiting = whole, []
                continue
        blocks += [*waiting, block]
        waiting = []
    return replace(document, passages=tuple(joining.passages), blocks=(*blocks, *waiting))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the columns of a table are for, as far as joining needs it."""

    heads: int
    """Rows that are heads, from the top."""
    key: int | None
    """The column of numbers (序号)."""
    content: int
    """The column with most text."""
    sentences: bool
    """Contents end in a full stop or semicolon as a rule."""


@dataclass(slots=True)
class _Joining:
    passages: list[Passage]
    paged: bool
    """Page breaks may have cut rows."""

    def text(self, slot: Slot | None) -> str:
        return self.passages[slot.passage].text.strip() if slot else ""

    def is_furniture(self, index: int, blocks: Sequence[int | Table]) -> bool:
        """A page number, 续表, or the caption above the table once more."""
        text = self.passages[index].text
        captions = [self.passages[one].text.strip() for one in blocks[-5:-1] if isinstance(one, int)]
        return bool(_FURNITURE.fullmatch(text)) or text.strip() in captions

    def both(self, upper: Table, lower: Table) -> Table | None:
        """The two as one table; None where the second stands for itself."""
        if len(upper.rows[0]) != len(lower.rows[0]):
            return None
        repeated = self._repeated(upper, lower)
        if not repeated and self._is_head(lower.rows[0]):
            return None
        rows = lower.rows[repeated:]
        if not rows:
            return upper
        shape = self._shape(upper, rows)
        tail, first = upper.rows[-1], rows[0]
        cut = self.paged and len(upper.rows) > shape.heads and self._was_cut(tail, first, shape)
        turned = self._turned(tail, first, shape, cut) | self._themes(tail, rows, shape)
        below = rows[1:] if cut else rows
        return Table(tuple(self._row(row, turned) for row in (*upper.rows, *below)), upper.page)

    def _repeated(self, upper: Table, lower: Table) -> int:
        """How many rows at the top of the lower part repeat heads of the upper one."""
        first = self._words(lower.rows[0])
        for begin in range(min(_DEEPEST_HEADS, len(upper.rows))):
            if self._words(upper.rows[begin]) == first and (begin == 0 or self._is_head(lower.rows[0])):
                pairs = zip(upper.rows[begin : begin + _DEEPEST_HEADS], lower.rows, strict=False)
                same = [self._words(one) == self._words(other) for one, other in pairs]
                return (same.index(False) if False in same else len(same)) if len(set(first)) > 1 else 0
        return 0

    def _words(self, row: Row) -> tuple[str, ...]:
        return tuple(re.sub(r"\s", "", self.text(slot)) for slot in row)

    def _is_head(self, row: Row) -> bool:
        written = [words for words in dict.fromkeys(self._words(row)) if words]
        named = [words for words in written if len(words) <= _LONGEST_HEAD and _HEAD_WORD.search(words)]
        return (
            len(written) >= 2 and len(named) >= _HEAD_SHARE * len(written) and not _KEY.fullmatch(written[0])
        )

    def _shape(self, upper: Table, rows: Sequence[Row]) -> _Shape:
        heads = next((at for at, row in enumerate(upper.rows) if not self._is_head(row)), len(upper.rows))
        body = [*upper.rows[heads:], *rows]
        columns = range(len(upper.rows[0]))
        keys = {at: sum(bool(_KEY.fullmatch(self.text(row[at]))) for row in body) for at in columns}
        filled = {at: sum(bool(self.text(row[at])) for row in body) for at in columns}
        key = next((at for at in columns if keys[at] and 2 * keys[at] > filled[at]), None)
        content = max(columns, key=lambda at: sum(len(self.text(row[at])) for row in body))
        # The row before the break is the one in question.
        told = [self.text(row[content]) for row in (*upper.rows[heads:-1], *rows) if self.text(row[content])]
        ended = [bool(_ENDS.search(text)) for text in told]
        return _Shape(heads, key, content, sum(ended) > 0.7 * len(ended))

    def _was_cut(self, tail: Row, first: Row, shape: _Shape) -> bool:
        """Whether the first row below the break is the rest of the last row above it."""
        if self._is_section(tail) or self._is_section(first):
            return False
        if shape.key is not None and self.text(first[shape.key]):
            # The number may stand in the lower part alone, where cells are centred.
            return not self.text(tail[shape.key]) and self._breaks_off(tail, first, shape)
        written = {at for at, slot in enumerate(first) if self.text(slot) and at >= shape.content}
        if not written:
            return not any(self.text(slot) for slot in first)
        if shape.content not in written:
            return True
        lost = any(self.text(tail[at]) and at not in written for at in range(shape.content + 1, len(tail)))
        return self._breaks_off(tail, first, shape) or (written == {shape.content} and lost)

    def _is_section(self, row: Row) -> bool:
        """One cell over the whole width: a heading between rows."""
        return len({slot.passage if slot else None for slot in row}) == 1 and bool(self.text(row[0]))

    def _breaks_off(self, tail: Row, first: Row, shape: _Shape) -> bool:
        """The content stops in the middle of a sentence."""
        above, below = self.text(tail[shape.content]), self.text(first[shape.content])
        if not above or not below or begins_anew(above, below, flowing=True):
            return False
        return bool(
            _GOES_ON.match(below) or _OPENED.search(above) or (shape.sentences and not _ENDS.search(above))
        )

    def _turned(self, tail: Row, first: Row, shape: _Shape, cut: bool) -> dict[int, int]:
        """Which passages are replaced by which: halves by the whole, empty cells below by what they continue."""
        turned: dict[int, int] = {}
        for at, (above, below) in enumerate(zip(tail, first, strict=True)):
            if above is None or below is None or below.passage in turned:
                continue
            if not self.text(below):
                if cut or self._goes_on_below(at, above, shape, first):
                    turned[below.passage] = above.passage
            elif cut and not self.text(above):
                turned[above.passage] = below.passage
            elif cut and above.passage not in turned:
                turned[above.passage] = turned[below.passage] = self._glued(above, below)
        return turned

    def _themes(self, tail: Row, rows: Sequence[Row], shape: _Shape) -> dict[int, int]:
        """Empty cells below a break, left of the content, down to the next written one: a merged theme goes on."""
        turned: dict[int, int] = {}
        for at in range(shape.content if self.paged else 0):
            above = tail[at]
            for row in rows:
                slot = row[at]
                if (
                    slot is None
                    or above is None
                    or self.text(slot)
                    or at == shape.key
                    or self._is_section(row)
                ):
                    break
                turned[slot.passage] = above.passage
        return turned

    def _goes_on_below(self, column: int, above: Slot, shape: _Shape, first: Row) -> bool:
        """An empty cell under a break: a number goes on, others where they are merged above."""
        if not self.paged or column == shape.content or self._is_section(first) or not self.text(above):
            return False
        return column == shape.key or above.merged

    def _glued(self, above: Slot, below: Slot) -> int:
        upper, lower = self.passages[above.passage], self.passages[below.passage]
        first, second = upper.text.rstrip(), lower.text.lstrip()
        between = "\n" if begins_anew(first, second, flows(first + second)) else ""
        self.passages.append(Passage(first + between + second, upper.place))
        return len(self.passages) - 1

    def _row(self, row: Row, turned: dict[int, int]) -> Row:
        return tuple(slot and Slot(turned.get(slot.passage, slot.passage), slot.merged) for slot in row)
