"""Excel（.xlsx）: each visible sheet as paragraphs above, one table, and paragraphs below."""

import datetime
import io
import re
from collections import defaultdict
from typing import Any
from zipfile import ZipFile, ZipInfo

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from intake.document import Document
from intake.errors import NotReadable
from intake.formats.building import MOST_SLOTS, WIDEST, Building, Cell
from intake.formats.packed import opened_zip, part_of
from intake.formats.secrecy import refuse_marked
from intake.formats.word_xml import parsed

MOST_ROWS = 20_000
"""Rows from the first to the last written one; more is no table of tasks."""
# Sheets whose XML is larger than this hold far more than tasks, and would not fit into the memory allowed.
_LARGEST_SHEET = 24 * 2**20
# A formula without the value it last had: what programs write that do not calculate.
_UNCOUNTED = re.compile(
    rb'<c\b(?![^<>]*\bt="str")[^<>]*>\s*<f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_MERGED = re.compile(rb'<mergeCell\b[^<>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_LISTED = 20
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def read_workbook(raw: bytes, name: str) -> Document:
    """The document of an .xlsx or .xlsm, formulas by the values they last had; raises NotReadable."""
    with opened_zip(raw, name) as archive:
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/"):
                _check_sheet(archive, part, name)
            elif part.filename.startswith("xl/drawings/drawing"):
                drawn = parsed(part_of(archive, part.filename, name))
                refuse_marked(("".join(map(str, one.itertext())) for one in drawn.iter("{*}p")), name)
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True, keep_links=False)
    building = Building(name, "xlsx")
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            refuse_marked(_headers(sheet), name)
            _read_sheet(sheet, building)
        elif _cells(sheet, name):
            building.hidden.append(f"工作表“{sheet.title}”")
    return building.done()


def _check_sheet(archive: ZipFile, part: ZipInfo, name: str) -> None:
    """Refuses a sheet that would take too much to open, or that shows what nobody has calculated yet."""
    if part.file_size > _LARGEST_SHEET:
        raise NotReadable(f"文件“{name}”的工作表过大（“{part.filename}”），请只保留任务表后另存。")
    written = part_of(archive, part.filename, name)
    if _UNCOUNTED.search(written):
        raise NotReadable(f"文件“{name}”里有公式还没有计算结果，请用 Excel 或 WPS 打开并保存一次后再试。")
    fields = 0
    for found in _MERGED.finditer(written):
        left, top, right, bottom = range_boundaries(found[1].decode())
        fields += ((right or 1) - (left or 1) + 1) * ((bottom or 1) - (top or 1) + 1)
        # openpyxl makes an object of every field that is merged.
        if fields > MOST_SLOTS:
            raise NotReadable(
                f"文件“{name}”的合并单元格大得不合理（“{part.filename}”的{found[1].decode()}），请只保留任务表后另存。"
            )


def _headers(sheet: Worksheet) -> list[str]:
    """页眉、页脚: what is printed at the top and the bottom of the sheet."""
    odd, even, first = (
        (sheet.oddHeader, sheet.oddFooter),
        (sheet.evenHeader, sheet.evenFooter),
        sheet.firstHeader,
    )
    headers = [one for one in (*odd, *even, first, sheet.firstFooter) if one is not None]
    parts = [part for one in headers for part in (one.left, one.center, one.right)]
    return [str(part.text) for part in parts if part is not None and part.text]


def _read_sheet(sheet: Worksheet, building: Building) -> None:
    cells = _shown_cells(sheet, _cells(sheet, building.name), building)
    if not cells:
        return
    height = max(cell.row + cell.down for cell in cells)
    if height - min(cell.row for cell in cells) > MOST_ROWS or max(cell.column for cell in cells) >= WIDEST:
        raise NotReadable(
            f"文件“{building.name}”的工作表“{sheet.title}”超过{MOST_ROWS}行或{WIDEST}列，请只保留任务表后另存。"
        )
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        for row in range(cell.row, cell.row + cell.down):
            rows[row].append(cell)
    # Empty rows are dropped, so that a row keeps to the one above it.
    order = sorted(rows)
    top = next((at for at, row in enumerate(order) if not _stands_alone(rows[row])), len(order))
    bottom = next((at for at in range(len(order), top, -1) if not _is_note(rows[order[at - 1]], cells)), top)
    for row in order[:top]:
        _paragraphs(rows[row], building)
    within = set(order[top:bottom])
    building.table(
        _with_blanks(_closed_up([cell for cell in cells if cell.row in within], order[top:bottom]))
    )
    for row in order[bottom:]:
        _paragraphs(rows[row], building)


def _shown_cells(sheet: Worksheet, cells: list[Cell], building: Building) -> list[Cell]:
    """The cells that begin in a row and a column that Excel shows; clerks hide what was struck off."""
    rows = {number - 1 for number, row in sheet.row_dimensions.items() if row.hidden}
    columns = {
        number
        for column in sheet.column_dimensions.values()
        if column.hidden and column.min and column.max
        for number in range(column.min - 1, min(column.max, WIDEST))
    }
    written_rows = sorted({cell.row + 1 for cell in cells} & {row + 1 for row in rows})
    written_columns = sorted({cell.column + 1 for cell in cells} & {column + 1 for column in columns})
    for word, numbers in (("行", written_rows), ("列", written_columns)):
        if numbers:
            listed = "、".join(map(str, numbers[:_LISTED])) + ("等" if len(numbers) > _LISTED else "")
            building.hidden.append(f"工作表“{sheet.title}”第{listed}{word}")
    shown = (_shown_part(cell, rows, columns) for cell in cells)
    return [cell for cell in shown if cell]


def _shown_part(cell: Cell, rows: set[int], columns: set[int]) -> Cell | None:
    """A cell where it is seen: a merged one may begin in a hidden row and go on below."""
    down = [row for row in range(cell.row, cell.row + cell.down) if row not in rows]
    across = [column for column in range(cell.column, cell.column + cell.across) if column not in columns]
    if not down or not across:
        return None
    return Cell(down[0], across[0], cell.text, down[-1] - down[0] + 1, across[-1] - across[0] + 1)


def _stands_alone(row: list[Cell]) -> bool:
    """A title or a note: the only text in its row, and neither a number nor part of a taller cell."""
    written = [cell for cell in row if cell.text.strip()]
    return len(written) == 1 and written[0].down == 1 and not written[0].text.strip().isdigit()


def _is_note(row: list[Cell], cells: list[Cell]) -> bool:
    """Below the table, text in its first column, or over most of its width, is a note; other text is a row's."""
    left, right = min(cell.column for cell in cells), max(cell.column + cell.across for cell in cells)
    return _stands_alone(row) and any(cell.column == left or 2 * cell.across > right - left for cell in row)


def _paragraphs(row: list[Cell], building: Building) -> None:
    for cell in row:
        for line in cell.text.split("\n"):
            building.paragraph(line)


def _closed_up(cells: list[Cell], order: list[int]) -> list[Cell]:
    """The cells with rows counted among the written ones only."""
    place = {row: at for at, row in enumerate(order)}
    return [
        Cell(
            place[cell.row],
            cell.column,
            cell.text,
            sum(row in place for row in range(cell.row, cell.row + cell.down)),
            cell.across,
        )
        for cell in cells
    ]


def _with_blanks(cells: list[Cell]) -> list[Cell]:
    """With the empty cells between the written ones: Excel shows every field of the grid."""
    height = max((cell.row + cell.down for cell in cells), default=0)
    width = max((cell.column + cell.across for cell in cells), default=0)
    taken = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.down)
        for column in range(cell.column, cell.column + cell.across)
    }
    every = ((row, column) for row in range(height) for column in range(width))
    return cells + [Cell(row, column, "") for row, column in every if (row, column) not in taken]


def _cells(sheet: Worksheet, name: str) -> list[Cell]:
    """The written cells with what they are merged over, from 0; empty ones only where something is merged."""
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    cells = []
    # The cells that exist: asking for all rows up to the last would make a million empty ones.
    for (row, column), cell in sorted(sheet._cells.items()):
        text = shown(cell.value, getattr(cell, "number_format", "General"))
        if not text.strip():
            continue
        area = merged.get((row, column))
        down = area.max_row - row + 1 if area else 1
        across = area.max_col - column + 1 if area else 1
        if down > MOST_ROWS or (across > WIDEST and down > 1):
            raise NotReadable(
                f"文件“{name}”的工作表“{sheet.title}”第{row}行的合并单元格大得不合理，请只保留任务表后另存。"
            )
        cells.append(Cell(row - 1, column - 1, text, down, min(across, WIDEST)))
    return cells


def shown(value: Any, form: str) -> str:
    """A cell's value as Excel shows it, near enough for a notice: dates in Chinese, numbers by their format."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, _QUOTED.sub(lambda found: found.group().strip('"\\'), form).lower())
    if isinstance(value, int | float):
        return _number(value, _QUOTED.sub("", form.partition(";")[0]))
    return str(value)


def _date(value: datetime.date, form: str) -> str:
    """With the parts its format shows: 2025年6月30日, 2025年6月, 6月30日."""
    parts = (("y", f"{value.year}年"), ("m", f"{value.month}月"), ("d", f"{value.day}日"))
    text = "".join(words for letter, words in parts if letter in form)
    return text or f"{value.year}年{value.month}月{value.day}日"


def _number(value: float, form: str) -> str:
    places = len(found.group(1)) if (found := re.search(r"\.([0#?]+)", form)) else 0
    grouped = "," if "," in form else ""
    if "%" in form:
        return f"{value * 100:{grouped}.{places}f}%"
    if places and "0" in form and "e" not in form.lower():
        return f"{value:{grouped}.{places}f}"
    if float(value).is_integer():
        return f"{int(value):{grouped}}"
    return f"{value:.10g}"
