"""A unit's sheet (报送单) as an .xlsx file that may be filled in and handed back."""

import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from models.sheet_columns import (
    ASKED,
    FIXED,
    HEADING_ROW,
    HEADINGS,
    HIDDEN,
    FileRow,
    choices,
    file_row,
    in_file,
)
from models.sheet_rows import SheetRow, TaskRows, UnitSheet
from models.writable import writable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (10, 10, 7, 38, 16, 12, 14, 13, 46, 9, 26, 13, 26, 13, 10)
_HOW = (
    "在白色各列填写：先选“答复”，再写情况；日期写成 2026-06-30。灰色各列请勿改动，也不要增删行。"
    "附件、落实方案请在网页报送。不要填写涉密内容。填好后在报送页面上传，看过改动再确认。"
)
_GREY = PatternFill("solid", fgColor="F1F0EC")
_HEAD = PatternFill("solid", fgColor="24508C")
_LINE = Border(*(Side(style="thin", color="CFCCC4"),) * 4)
_FIRST_ASKED = HIDDEN + len(FIXED) + 1
_LEADING = "=+-@\t"


def sheet_file(sheet: UnitSheet) -> bytes:
    """The file: a row for each thing to answer, with the last texts filled in."""
    book = Workbook()
    page = book.active or book.create_sheet()
    page.title = "报送单"
    rows = list(_rows(sheet))
    _head(page, sheet)
    for line, (row, kind) in enumerate(rows, HEADING_ROW + 1):
        _write(page, line, row)
        _offer(page, line, kind)
    _dress(page, HEADING_ROW + len(rows))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def file_name(sheet: UnitSheet) -> str:
    """`市交通局-一季度报送单.xlsx`."""
    return f"{sheet.unit.name}-{sheet.called}.xlsx"


def _rows(sheet: UnitSheet) -> Iterator[tuple[FileRow, SheetRow]]:
    groups: tuple[TaskRows, ...] = (*sheet.lead, *sheet.support)
    for group in groups:
        for row in group.rows:
            if in_file(row):
                yield file_row(group, row), row


def _head(page: Worksheet, sheet: UnitSheet) -> None:
    due = sheet.round.due_on
    page.cell(1, 1, str(sheet.sheet.id))
    by = f"（{due.month}月{due.day}日前报）" if sheet.of_round else ""
    title = f"{sheet.unit.name} {sheet.called}{by}"
    page.cell(1, HIDDEN + 1, writable(title))
    page.cell(1, HIDDEN + 1).font = Font(size=15, bold=True)
    page.cell(2, HIDDEN + 1, _HOW)
    page.cell(2, HIDDEN + 1).alignment = Alignment(wrap_text=True, vertical="top")
    for line in (1, 2):
        page.merge_cells(start_row=line, end_row=line, start_column=HIDDEN + 1, end_column=len(HEADINGS))
    page.row_dimensions[1].height, page.row_dimensions[2].height = 26, 34
    for column, heading in enumerate(HEADINGS, 1):
        cell = page.cell(HEADING_ROW, column, heading)
        cell.font, cell.fill, cell.border = Font(bold=True, color="FFFFFF"), _HEAD, _LINE
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _write(page: Worksheet, line: int, row: FileRow) -> None:
    texts = (row.obligation_id, row.check, *row.fixed, *row.asked.values())
    for column, text in enumerate(texts, 1):
        cell = page.cell(line, column)
        # As text whatever it looks like: a text that begins with = must not become a formula.
        cell.value, cell.data_type = text or None, "s" if text else "n"
        cell.quotePrefix = text.startswith(tuple(_LEADING)) if text else False
        cell.number_format = "@"
        cell.border, cell.alignment = _LINE, Alignment(wrap_text=True, vertical="top")
        asked = column >= _FIRST_ASKED
        cell.protection = Protection(locked=not asked)
        if not asked:
            cell.fill = _GREY
    page.row_dimensions[line].height = _height(texts)


def _height(texts: tuple[str, ...]) -> float:
    """Points for the tallest cell: programs do not find it out by themselves in a protected sheet."""
    lines = (
        sum(1 + 2 * len(part) // max(int(width) - 1, 1) for part in text.splitlines() or [""])
        for text, width in zip(texts[HIDDEN:], _WIDTHS[HIDDEN:], strict=True)
    )
    return min(15.0 * max(max(lines), 2) + 4, 300)


def _offer(page: Worksheet, line: int, row: SheetRow) -> None:
    """Drop-downs, one for each kind of row."""
    for column, words in (
        (_FIRST_ASKED, choices(row.obligation.kind)),
        (_FIRST_ASKED + list(ASKED).index("coordinate"), ["是"]),
    ):
        listed = f'"{",".join(words)}"'
        found = next((one for one in page.data_validations.dataValidation if one.formula1 == listed), None)
        if found is None:
            found = DataValidation(type="list", formula1=listed, allow_blank=True)
            found.error, found.errorTitle = "请从下拉框中选择。", "填写有误"
            found.showErrorMessage = True
            page.add_data_validation(found)
        found.add(page.cell(line, column))


def _dress(page: Worksheet, last: int) -> None:
    for column, width in enumerate(_WIDTHS, 1):
        page.column_dimensions[get_column_letter(column)].width = width
        page.column_dimensions[get_column_letter(column)].hidden = column <= HIDDEN
    page.freeze_panes = f"{get_column_letter(HIDDEN + 3)}{HEADING_ROW + 1}"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.formatCells = False
    page.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_area = f"C1:{get_column_letter(len(HEADINGS))}{last}"
