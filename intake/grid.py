"""A table as every reader of documents hands it on: rows of cells, each with its source line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, its own lines separated by newlines."""

    text: str
    line: int
    after_gap: bool = False  # a blank line stands before it in flattened text


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns; as many as were found, which may be wrong."""

    cells: tuple[Cell, ...]

    @property
    def line(self) -> int:
        """The source line on which the row begins."""
        return self.cells[0].line

    def text(self, column: int | None) -> str:
        """A cell's text; empty for a column the table does not have."""
        return self.cells[column].text if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document taken apart: the lines above the table, heads, rows, the lines below."""

    above: tuple[str, ...]
    heads: Row | None
    rows: tuple[Row, ...]
    below: tuple[str, ...]
