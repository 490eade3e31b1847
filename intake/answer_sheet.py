"""Reads a filled-in sheet (报送单, .xlsx) back: texts only, nothing is calculated, nothing is run."""

import datetime
import io
from dataclasses import dataclass
from math import isfinite
from typing import Any
from uuid import UUID

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from intake.confined import confined
from intake.errors import NotReadable
from intake.formats.damaged import damage_of
from intake.formats.packed import form_inside, opened_zip, part_of, refuse_entities
from models.sheet_columns import ASKED, FIXED, HEADING_ROW, HEADINGS, HIDDEN, FileRow
from models.writable import writable

LARGEST = 5 * 2**20
"""Bytes; the largest unit's sheet is far below a megabyte."""
MOST_ROWS = 2_000
MOST_CELL = 5_000
_LARGEST_PART = 16 * 2**20
SECONDS = 20


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """What a file says."""

    sheet_id: UUID
    rows: tuple[FileRow, ...]


def read_answer_sheet(raw: bytes, name: str) -> AnswerSheet:
    """A file that this program wrote and a person filled in; read in a process of its own.

    Raises:
        NotReadable: not such a file, too large, damaged, with macros or with formulas.
    """
    if len(raw) > LARGEST:
        raise NotReadable(
            f"文件“{name}”{len(raw) / 2**20:.1f}MB，超过{LARGEST // 2**20}MB，不像本系统的报送单。"
        )
    read: AnswerSheet = confined("intake.answer_sheet:read_here", raw, name, called=name, seconds=SECONDS)
    return read


def read_here(raw: bytes, name: str) -> AnswerSheet:
    """The same in this process; raises NotReadable."""
    with damage_of(name, "请重新下载报送单填写"):
        return _read(raw, name)


def _read(raw: bytes, name: str) -> AnswerSheet:
    if not raw.startswith(b"PK"):
        raise NotReadable(f"文件“{name}”不是 .xlsx 表格，请上传本系统下载的报送单。")
    with opened_zip(raw, name) as archive:
        if form_inside(archive, name) != "xlsx":
            raise NotReadable(f"文件“{name}”不是 .xlsx 表格，请上传本系统下载的报送单。")
        refuse_entities(archive, name)
        for part in archive.infolist():
            if part.file_size > _LARGEST_PART:
                raise NotReadable(f"文件“{name}”内容过大（“{part.filename}”），请重新下载报送单填写。")
            if part.filename.startswith("xl/worksheets/") and b"<mergeCells" in part_of(
                archive, part.filename, name
            ):
                _check_merged(part_of(archive, part.filename, name), name)
    book = openpyxl.load_workbook(io.BytesIO(raw), keep_links=False)
    page = next((one for one in book.worksheets if _is_sheet(one)), None)
    if page is None:
        raise NotReadable(f"文件“{name}”不是本系统下载的报送单，或表头已被改动，请重新下载填写。")
    try:
        sheet_id = UUID(str(page.cell(1, 1).value))
    except ValueError:
        raise NotReadable(f"文件“{name}”的报送单编号已被改动，请重新下载填写。") from None
    if page.max_row > MOST_ROWS:
        raise NotReadable(f"文件“{name}”超过{MOST_ROWS}行，请重新下载报送单填写。")
    lines = range(HEADING_ROW + 1, page.max_row + 1)
    return AnswerSheet(sheet_id, tuple(row for line in lines if (row := _row(page, line, name))))


def _check_merged(written: bytes, name: str) -> None:
    """A sheet of ours has two merged titles; openpyxl makes an object of every cell that is merged."""
    if written.count(b"<mergeCell ") > 2:
        raise NotReadable(f"文件“{name}”里合并了单元格，请重新下载报送单填写。")


def _is_sheet(page: Worksheet) -> bool:
    return all(page.cell(HEADING_ROW, column).value == heading for column, heading in enumerate(HEADINGS, 1))


def _row(page: Worksheet, line: int, name: str) -> FileRow | None:
    """A line's row; None for an empty line."""
    cells = [_text(page.cell(line, column), name) for column in range(1, len(HEADINGS) + 1)]
    if not any(cells):
        return None
    fixed, asked = cells[HIDDEN : HIDDEN + len(FIXED)], cells[HIDDEN + len(FIXED) :]
    return FileRow(cells[0], cells[1], tuple(fixed), dict(zip(ASKED, asked, strict=True)), line)


def _text(cell: Cell | MergedCell, name: str) -> str:
    """A cell as a person reads it."""
    value: Any = cell.value
    place = f"第{cell.row}行“{HEADINGS[(cell.column or 1) - 1]}”"
    if cell.data_type == "f":
        raise NotReadable(f"文件“{name}”{place}是公式，请改为直接填写的文字或数字。")
    if cell.data_type == "e":
        raise NotReadable(f"文件“{name}”{place}是错误值，请改为直接填写的文字或数字。")
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float | int) and not isinstance(value, bool):
        value = value * 100 if "%" in cell.number_format else value
        if not isfinite(value):
            raise NotReadable(f"文件“{name}”{place}不是一个数，请改为直接填写的文字或数字。")
        return str(round(value)) if float(value).is_integer() or "%" in cell.number_format else str(value)
    text = writable(str(value)).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > MOST_CELL:
        raise NotReadable(f"文件“{name}”{place}有{len(text)}字，太长了。")
    return text
