"""One small table for each task (一事一表, 责任书): labels stand to the left of what they introduce."""

from dataclasses import dataclass, replace

from intake.document import Document, Passage, Slot, Table
from intake.prose.headings import Level, mark_of
from intake.tables.columns import Column, column_of
from intake.tables.heads import find_layout

_FEWEST = 3
_LONGEST_LABEL = 12
_NEEDED = (Column.UNITS, Column.LEADS)

Pair = tuple[int, int]
"""The passages of a label and of its value."""


def with_cards(document: Document) -> Document:
    """The document with every such table turned: a row of heads, and one row for the task.

    A number before the work (1．新建学校) becomes a column of its own; a row of one cell above is a paragraph.
    """
    turning = _Turning(list(document.passages))
    blocks: list[int | Table] = []
    for block in document.blocks:
        cards = _cards(document, block) if isinstance(block, Table) else []
        for card in cards:
            blocks += [*card.captions, turning.table(card)]
        if not cards:
            blocks.append(block)
    return replace(document, passages=tuple(turning.passages), blocks=tuple(blocks))


@dataclass(frozen=True, slots=True)
class _Card:
    """The pairs of one task, and the rows of one cell above them."""

    pairs: tuple[Pair, ...]
    captions: tuple[int, ...]


def _cards(document: Document, table: Table) -> list[_Card]:
    """The cards of a table; none where any row is not made of labels and values, or a card is not whole."""
    layout = find_layout(document, table)
    if layout and layout.whole:
        return []
    cards: list[_Card] = []
    for row in table.rows:
        passages = list(dict.fromkeys(slot.passage for slot in row if slot))
        if len(passages) == 1:
            cards.append(_Card((), (passages[0],)))
            continue
        pairs = _pairs(document, passages)
        if not pairs:
            return []
        again = bool(cards) and _words(document, pairs[0][0]) in {
            _words(document, one) for one, _ in cards[-1].pairs
        }
        if not cards or again:
            cards.append(_Card((), ()))
        cards[-1] = replace(cards[-1], pairs=(*cards[-1].pairs, *pairs))
    return cards if all(_is_whole(document, card) for card in cards) else []


def _pairs(document: Document, passages: list[int]) -> list[Pair]:
    """Labels and values in turn; 责任单位 merged over 牵头 and 配合 only holds them together."""
    if len(passages) == _FEWEST and all(_is_label(document, one) for one in passages[:2]):
        passages = passages[1:]
    if len(passages) % 2 and not _words(document, passages[-1]):
        passages = passages[:-1]
    if len(passages) % 2 or not all(_is_label(document, one) for one in passages[::2]):
        return []
    return list(zip(passages[::2], passages[1::2], strict=True))


def _words(document: Document, passage: int) -> str:
    return "".join(document.passages[passage].text.split())


def _is_label(document: Document, passage: int) -> bool:
    words = _words(document, passage)
    return len(words) <= _LONGEST_LABEL and column_of(words) is not None


def _is_whole(document: Document, card: _Card) -> bool:
    columns = [column_of(_words(document, label)) for label, _ in card.pairs]
    return len(columns) >= _FEWEST and Column.CONTENT in columns and any(one in columns for one in _NEEDED)


@dataclass(slots=True)
class _Turning:
    """The passages, with those of the numbers that are taken out of the values."""

    passages: list[Passage]

    def table(self, card: _Card) -> Table:
        """Heads and values of a card as two rows."""
        heads = [label for label, _ in card.pairs]
        values = [value for _, value in card.pairs]
        for at, (label, value) in enumerate(card.pairs):
            written = self.passages[value]
            mark = mark_of(written.text)
            if column_of(self.passages[label].text) is not Column.CONTENT:
                continue
            if mark and not mark.doubtful and mark.level >= Level.ARABIC:
                values[at] = self._kept(written.text[mark.end :], value)
                heads.insert(0, self._kept(Column.NUMBER.value, value))
                values.insert(0, self._kept(str(mark.number), value))
            break
        return Table((tuple(map(Slot, heads)), tuple(map(Slot, values))))

    def _kept(self, text: str, like: int) -> int:
        self.passages.append(Passage(text, self.passages[like].place))
        return len(self.passages) - 1
