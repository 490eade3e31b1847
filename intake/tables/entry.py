"""One task's row of a table before it is understood."""

from dataclasses import dataclass

from intake.document import Place, Traced
from intake.tables.columns import Column
from intake.tables.heads import Layout


@dataclass(frozen=True, slots=True)
class Entry:
    """One task's row before it is understood: the text of each column, put together from all its cells."""

    cells: tuple[Traced, ...]
    passages: tuple[int | None, ...]
    """The passage of each column in the entry's last row."""
    theme: Traced
    numeral: str
    """The number as written; empty where the row has none."""
    again: bool
    """The number's cell is that of the row above, merged."""
    layout: Layout
    place: Place
    group: int
    """Which table or theme it stands in, counted from 0."""

    def text(self, column: Column) -> Traced:
        """What the columns of this kind say, one below the other."""
        whole = Traced()
        for at in self.layout.at(column):
            whole = whole.joined(self.cells[at], "\n")
        return whole
