"""Documents made by hand: paragraphs and tables as the readers of formats hand them on."""

from dataclasses import dataclass

from intake.document import Document, Passage, Place, Slot, Table


@dataclass(frozen=True, slots=True)
class Wide:
    """A cell that spans rows or columns; the positions it covers are left out of the rows."""

    text: str
    down: int = 1
    across: int = 1


Cells = tuple["str | Wide", ...]


def document(*blocks: "str | list[Cells]", form: str = "docx", name: str = "来文.docx") -> Document:
    """A document of paragraphs (strings) and tables (lists of rows)."""
    passages: list[Passage] = []
    made: list[int | Table] = []
    tables = 0
    for number, block in enumerate(blocks, start=1):
        if isinstance(block, str):
            passages.append(Passage(block, Place(paragraph=number)))
            made.append(len(passages) - 1)
        else:
            tables += 1
            made.append(Table(_grid(block, tables, passages)))
    return Document(name, form, tuple(passages), tuple(made))


def lines(text: str, name: str = "来文.txt") -> Document:
    """A plain text: one passage a line."""
    passages = tuple(Passage(line, Place(line=at)) for at, line in enumerate(text.splitlines(), start=1))
    return Document(name, "txt", passages, tuple(range(len(passages))))


def _grid(rows: list[Cells], number: int, passages: list[Passage]) -> tuple[tuple[Slot | None, ...], ...]:
    width = max(sum(cell.across if isinstance(cell, Wide) else 1 for cell in row) for row in rows)
    grid: list[list[Slot | None]] = [[None] * width for _ in rows]
    for at, row in enumerate(rows):
        for cell in row:
            wide = cell if isinstance(cell, Wide) else Wide(cell)
            column = next((place for place in range(width) if grid[at][place] is None), None)
            if column is None:
                # The row is full already, for cells from above reach into it.
                break
            passages.append(Passage(wide.text, Place(table=number, row=at + 1, column=column + 1)))
            for below in range(at, min(at + wide.down, len(rows))):
                for beside in range(column, min(column + wide.across, width)):
                    if grid[below][beside] is not None:
                        break
                    grid[below][beside] = Slot(len(passages) - 1, (below, beside) != (at, column))
    return tuple(map(tuple, grid))
