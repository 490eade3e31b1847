"""Tables of a PDF page, by their ruling lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges
from pdfplumber.utils.geometry import obj_to_edges

from intake.formats.building import Cell
from intake.formats.pdf_lines import Char, cell_text, lines_of

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points."""
_TOLERANCE = 3.0
# A filled rectangle thinner than this is a drawn line; a thicker one is shading.
_THIN = 3.0
_SHORTEST = 4.0
_WIDEST_PADDING = 8.0


@dataclass(frozen=True, slots=True)
class Ruled:
    """A grid of ruling lines: its box and the boxes of its cells."""

    box: Box
    cells: tuple[Box, ...]


def ruled(page: Page) -> list[Ruled]:
    """The page's tables of two columns or more, from top to bottom."""
    edges = merge_edges(_edges(page), _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    edges = [edge for edge in edges if max(edge["width"], edge["height"]) >= _SHORTEST]
    found = []
    for group in _connected(edges):
        box = _around(group)
        cells = intersections_to_cells(edges_to_intersections([*group, *_frame(box)], _TOLERANCE, _TOLERANCE))
        if len({round(cell[0]) for cell in cells}) >= 2:
            found.append(Ruled(box, tuple(cells)))
    return sorted(found, key=lambda one: one.box[1])


def _edges(page: Page) -> list[dict[str, Any]]:
    """Drawn lines and the edges of thin or stroked rectangles; shading is no border."""
    drawn = [*page.lines, *page.curves]
    for rect in page.rects:
        thin = min(rect["width"], rect["height"]) <= _THIN
        if thin or rect.get("stroke"):
            drawn.append(rect)
    return [edge for one in drawn for edge in obj_to_edges(one) if edge["orientation"]]


def _connected(edges: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Edges that cross one another, directly or through others, as groups."""
    leader = list(range(len(edges)))
    place = {id(edge): at for at, edge in enumerate(edges)}

    def top(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for crossing in edges_to_intersections(edges, _TOLERANCE, _TOLERANCE).values():
        members = [place[id(edge)] for edge in (*crossing["v"], *crossing["h"])]
        for one, other in pairwise(members):
            leader[top(one)] = top(other)
    groups: dict[int, list[dict[str, Any]]] = {}
    for at, edge in enumerate(edges):
        groups.setdefault(top(at), []).append(edge)
    return [group for group in groups.values() if len({edge["orientation"] for edge in group}) == 2]


def _around(edges: Sequence[dict[str, Any]]) -> Box:
    return (
        min(edge["x0"] for edge in edges),
        min(edge["top"] for edge in edges),
        max(edge["x1"] for edge in edges),
        max(edge["bottom"] for edge in edges),
    )


def _frame(box: Box) -> list[dict[str, Any]]:
    """The outline of the table, for a cell that goes on over the page has no line there, and some tables no sides."""
    x0, top, x1, bottom = box
    sides = [(x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)]
    return [
        {
            "x0": a,
            "top": b,
            "x1": c,
            "bottom": d,
            "width": c - a,
            "height": d - b,
            "orientation": "h" if b == d else "v",
        }
        for a, b, c, d in sides
    ]


def cells_of(table: Ruled, chars: Sequence[Char]) -> tuple[list[Cell], list[Char]]:
    """The table's cells with their text, and the characters that stand in none of them."""
    columns = _bands([cell[0] for cell in table.cells] + [cell[2] for cell in table.cells])
    rows = _bands([cell[1] for cell in table.cells] + [cell[3] for cell in table.cells])
    inside: list[list[Char]] = [[] for _ in table.cells]
    left_over: list[Char] = []
    for char in chars:
        home = _home(char, table.cells)
        (inside[home] if home is not None else left_over).append(char)
    written = [lines_of(held) for held in inside]
    gaps = [line.x0 - cell[0] for cell, lines in zip(table.cells, written, strict=True) for line in lines]
    padding = min(max(min(gaps, default=0.0), 0.0), _WIDEST_PADDING)
    made = []
    for (x0, top, x1, bottom), lines in zip(table.cells, written, strict=True):
        row, column = _band(rows, top), _band(columns, x0)
        text = cell_text(lines, x0 + padding, x1 - padding)
        made.append(Cell(row, column, text, _band(rows, bottom) - row, _band(columns, x1) - column))
    return sorted(made, key=lambda cell: (cell.row, cell.column)), left_over


def _home(char: Char, cells: Sequence[Box]) -> int | None:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return next(
        (at for at, (x0, top, x1, bottom) in enumerate(cells) if x0 <= x <= x1 and top <= y <= bottom), None
    )


def _bands(values: list[float]) -> list[float]:
    """Where rows or columns begin and end, values close to one another taken as one."""
    bands: list[float] = []
    for value in sorted(values):
        if not bands or value - bands[-1] > _TOLERANCE:
            bands.append(value)
    return bands


def _band(bands: list[float], value: float) -> int:
    return min(range(len(bands)), key=lambda at: abs(bands[at] - value))
