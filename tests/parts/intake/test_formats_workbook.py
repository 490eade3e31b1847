"""Workbooks: titles above, one table, notes below; values as Excel shows them."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intake.document import Document
from intake.errors import NotReadable
from intake.formats import open_here
from intake.formats.workbook import shown


def lines(document: Document) -> list[str]:
    return [document.passages[index].text for index in document.paragraphs]


def rows(document: Document) -> list[list[str | None]]:
    (table,) = document.tables
    return [[document.passages[slot.passage].text if slot else None for slot in row] for row in table.rows]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (12, "General", "12"),
        (12.0, "General", "12"),
        (1.5, "General", "1.5"),
        (0.1 + 0.2, "General", "0.3"),
        (0.05, "0%", "5%"),
        (0.0525, "0.0%", "5.2%"),
        (1200, "#,##0", "1,200"),
        (3.14159, "0.00", "3.14"),
        (12, '0"项"', "12"),
        (True, "General", "TRUE"),
        (None, "General", ""),
        ("甲\r\n乙", "General", "甲\n乙"),
        (datetime.date(2027, 6, 30), "yyyy/m/d", "2027年6月30日"),
        (datetime.date(2027, 6, 30), "mm-dd-yy", "2027年6月30日"),
        (datetime.date(2027, 6, 1), 'yyyy"年"m"月"', "2027年6月"),
        (datetime.date(2027, 6, 30), 'm"月"d"日"', "6月30日"),
        (datetime.date(2027, 6, 30), "[$-804]yyyy年m月d日", "2027年6月30日"),
        (datetime.date(2027, 6, 30), "General", "2027年6月30日"),
    ],
)
def test_values_as_excel_shows_them(value: Any, form: str, text: str) -> None:
    assert shown(value, form) == text


def test_titles_table_and_notes(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["任务分解表"])
    sheet.merge_cells("A1:C1")
    sheet.append([])
    for row in (
        ["序号", "任务", "单位"],
        [1, "修渠", "市水务局"],
        [2, "植树", None],
        ["二、其他"],
        [3, "建桥", "市交通局"],
    ):
        sheet.append(row)
    sheet.merge_cells("C4:C5")
    sheet.merge_cells("A6:C6")
    sheet.append(["注：以上均为约束性任务。"])
    book.save(tmp_path / "a.xlsx")
    document = open_here(tmp_path / "a.xlsx")
    assert lines(document) == ["任务分解表", "注：以上均为约束性任务。"]
    assert rows(document) == [
        ["序号", "任务", "单位"],
        ["1", "修渠", "市水务局"],
        ["2", "植树", "市水务局"],
        ["二、其他"] * 3,
        ["3", "建桥", "市交通局"],
    ]


def test_empty_fields_edges_and_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["C3"], sheet["D3"], sheet["C5"], sheet["D9"] = "任务", "单位", "修渠", "市水务局"
    book.save(tmp_path / "a.xlsx")
    assert rows(open_here(tmp_path / "a.xlsx")) == [["任务", "单位"], ["修渠", ""], ["", "市水务局"]]


def test_visible_sheets_one_after_the_other(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, state in (("一", "visible"), ("二", "hidden"), ("三", "visible")):
        sheet = book.create_sheet(name)
        sheet.append([name, "任务"])
        sheet.sheet_state = state
    book.save(tmp_path / "a.xlsx")
    document = open_here(tmp_path / "a.xlsx")
    assert [
        document.passages[table.rows[0][0].passage].text for table in document.tables if table.rows[0][0]
    ] == ["一", "三"]


def test_a_format_far_down_makes_no_million_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["序号", "任务"])
    sheet["XFD1048576"].number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert rows(open_here(tmp_path / "a.xlsx")) == [["序号", "任务"]]


def test_a_formula_without_its_value_is_not_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["序号", "任务"])
    sheet.append(["=ROW()-1", "修渠"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(NotReadable, match="公式"):
        open_here(tmp_path / "a.xlsx")


def test_text_far_down_is_no_table_of_tasks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A1048576"] = "序号", "尾"
    book.save(tmp_path / "来文.xlsx")
    with pytest.raises(NotReadable, match=r"来文\.xlsx.*工作表"):
        open_here(tmp_path / "来文.xlsx")


def test_hidden_rows_and_columns_and_sheets_are_left_out_and_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "分工"
    for row in (
        ("序号", "工作任务", "旧备注", "责任单位"),
        (1, "建成学校", "略", "甲局"),
        (2, "已取消", "略", "乙局"),
    ):
        sheet.append(row)
    sheet.append((3, "修复堤防", "略", "丙局"))
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("旧稿").append(("作废",))
    book.worksheets[1].sheet_state = "hidden"
    book.save(tmp_path / "表.xlsx")
    document = open_here(tmp_path / "表.xlsx")
    said = [passage.text for passage in document.passages]
    assert "修复堤防" in said
    assert not {"已取消", "旧备注", "略", "作废"} & set(said)
    assert document.hidden == ("工作表“分工”第3行", "工作表“分工”第3列", "工作表“旧稿”")


def test_a_merged_cell_that_begins_in_a_hidden_row_keeps_its_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("板块", "任务"), ("一、产业", "甲"), (None, "乙"), (None, "丙")):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.row_dimensions[2].hidden = True
    book.save(tmp_path / "表.xlsx")
    (table,) = open_here(tmp_path / "表.xlsx").tables
    assert [row[0].passage for row in table.rows[1:] if row[0]] == [table.rows[1][0].passage] * 2  # type: ignore[union-attr]
