"""The register as a workbook (.xlsx): one row for each unit, post and person, in any order of columns."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from pydantic import ValidationError

from config.errors import ConfigError
from intake.confined import confined
from intake.errors import NotReadable
from intake.formats.damaged import damage_of
from intake.formats.opening import content_of, form_of
from intake.formats.packed import form_inside, opened_zip, refuse_entities
from intake.register_entries import Register
from intake.register_heads import HEADS, field_of, text_of, value_of
from intake.register_rows import SheetRow, gather

MOST_ROWS = 20_000
"""Rows of a sheet; a province has fewer posts."""
_HEADING = 15
"""The head stands among the first rows; above it there may be a title."""
Rows = list[tuple[str, list[tuple[int, list[Any]]]]]
"""Sheets by name, each with its rows by number."""


def read_sheet(path: Path) -> Register:
    """The register in a workbook.

    Raises:
        ConfigError: all mistakes at once, with sheet, row, column, value and what would be right.
        NotReadable: the file is no workbook, is protected, damaged or empty.
    """
    sheets: Rows = confined("intake.register_sheet:rows_of", path, called=path.name)
    reading = _Reading(path.name)
    for title, rows in sheets:
        _read_rows(reading, title, rows)
    if not reading.headed:
        raise ConfigError(
            f"{path.name}：没有找到表头，须有一行写着“单位”“岗位”“姓名”“邮箱”等列名；"
            "可先用 duban units export 导出一份照着填写。"
        )
    body = gather(reading.rows, reading.mistakes)
    if not reading.rows and not reading.mistakes:
        raise ConfigError(f"{path.name}：表头下面没有单位，请逐行填写。")
    if reading.mistakes:
        raise ConfigError("\n".join(f"{path.name}：{one}" for one in reading.mistakes))
    try:
        return Register.model_validate({"units": body})
    except ValidationError as wrong:
        said = (error["msg"].removeprefix("Value error, ") for error in wrong.errors())
        raise ConfigError("\n".join(f"{path.name}：{one}" for one in said)) from wrong


def rows_of(path: Path) -> Rows:
    """Visible sheets with their rows that are not empty; formulas by the values they last had."""
    with damage_of(path.name, "请重新另存后再试"):
        return _rows_of(path)


def _rows_of(path: Path) -> Rows:
    raw = content_of(path)
    if form_of(raw, path) != "zip":
        raise NotReadable(f"文件“{path.name}”不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx。")
    with opened_zip(raw, path.name) as archive:
        if form_inside(archive, path.name) != "xlsx":
            raise NotReadable(f"文件“{path.name}”不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx。")
        refuse_entities(archive, path.name)
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True, keep_links=False)
    found: Rows = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row > MOST_ROWS:
            raise NotReadable(f"文件“{path.name}”的工作表“{sheet.title}”超过{MOST_ROWS}行，请删去空行。")
        numbered = enumerate(sheet.iter_rows(values_only=True), 1)
        found.append(
            (sheet.title, [(number, list(row)) for number, row in numbered if any(map(text_of, row))])
        )
    return found


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    name: str
    headed: bool = False
    rows: list[SheetRow] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)


def _read_rows(reading: _Reading, title: str, rows: Sequence[tuple[int, list[Any]]]) -> None:
    at, columns = _head(rows)
    if not columns:
        return
    reading.headed = True
    doubled = [one for one in columns.values() if list(columns.values()).count(one) > 1]
    if doubled:
        reading.mistakes.append(f"工作表“{title}”的表头有两列“{HEADS[doubled[0]][0]}”，请只留一列。")
        return
    above = ""
    for number, row in rows[at + 1 :]:
        one = _row(reading, title, number, row, columns)
        # A merged cell has its value in the first row alone.
        one.values.setdefault("name", above)
        above = one.values["name"]
        if not above:
            reading.mistakes.append(f"{one.place}：没有写单位。")
            continue
        reading.rows.append(one)


def _head(rows: Sequence[tuple[int, list[Any]]]) -> tuple[int, dict[int, str]]:
    """Which row is the head, and the field of each column; no fields where there is none."""
    for at, (_, row) in enumerate(rows[:_HEADING]):
        columns = {column: known for column, value in enumerate(row) if (known := field_of(value))}
        if "name" in columns.values() and len(columns) > 1:
            return at, columns
    return 0, {}


def _row(reading: _Reading, title: str, number: int, row: Sequence[Any], columns: dict[int, str]) -> SheetRow:
    made = SheetRow(f"工作表“{title}”第{number}行")
    for column, name in columns.items():
        text = text_of(row[column]) if column < len(row) else ""
        if not text:
            continue
        made.columns[name] = f"{get_column_letter(column + 1)}列“{HEADS[name][0]}”"
        try:
            made.values[name] = value_of(name, text)
        except ValueError as wrong:
            made.wrong = True
            reading.mistakes.append(f"{made.place}{made.columns[name]}：{text[:60]!r} {wrong}。")
    return made
