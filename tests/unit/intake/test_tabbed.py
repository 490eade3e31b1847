"""Flattened text taken apart into heads and rows."""

import pytest

from intake.tabbed import sheet_of

HEADS = "\t序号\n\t重点工作\n\t完成时限\n\t责任单位\n\n"
ROW = "\t1\n\t疏浚东湖。\n\t年底前完成\n\t市水务局\n\n"


def texts(text: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in sheet_of(text).rows]


def test_every_tab_begins_a_cell() -> None:
    assert texts(HEADS + ROW) == [["1", "疏浚东湖。", "年底前完成", "市水务局"]]


def test_a_row_may_be_one_line_of_tabs() -> None:
    one_line = "\t2\t修灯塔。\t年底前完成\t市交通局\n"
    assert texts(HEADS + ROW + one_line)[1] == ["2", "修灯塔。", "年底前完成", "市交通局"]


def test_a_line_without_a_tab_goes_on_with_its_cell() -> None:
    assert texts(HEADS + ROW.rstrip() + "\n\n市财政局\n")[0][-1] == "市水务局\n市财政局"


def test_blank_lines_inside_a_row_are_noise() -> None:
    assert len(texts(HEADS + ROW.replace("\t年底前", "\n\t年底前"))) == 1


def test_the_note_ends_the_table() -> None:
    sheet = sheet_of(HEADS + ROW + "\n注：列第一位的牵头。\n")
    assert sheet.rows[-1].cells[-1].text == "市水务局"
    assert sheet.below == ("注：列第一位的牵头。",)


@pytest.mark.parametrize(
    "line", ["（此件公开发布）", "2025年3月1日", "抄送：市委各部门。", "附件2：联系人名单"]
)
def test_what_stands_below_the_table_is_no_unit(line: str) -> None:
    assert sheet_of(f"{HEADS}{ROW}\n{line}\n").rows[-1].cells[-1].text == "市水务局"


def test_what_stands_above_is_kept() -> None:
    assert sheet_of("通知\n\n正文\n" + HEADS + ROW).above == ("通知", "", "正文")


def test_another_table_before_this_one_is_not_it() -> None:
    other = "\t姓名\n\t电话\n\n\t甲\n\t000\n\n"
    sheet = sheet_of(other + HEADS + ROW)
    assert [row.cells[0].text for row in sheet.rows] == ["1"]


def test_a_table_goes_on_after_a_remark_between_pages() -> None:
    second = ROW.replace("\t1\n", "\t2\n")
    assert len(texts(HEADS + ROW + "（此件公开发布）\n\n" + second)) == 2


def test_a_short_row_ends_where_the_next_number_stands() -> None:
    rows = texts(HEADS + "\t1\n\t疏浚。\n\n" + ROW.replace("\t1\n", "\t2\n"))
    assert [len(row) for row in rows] == [2, 4]


def test_a_long_row_keeps_its_cells() -> None:
    assert [len(row) for row in texts(HEADS + ROW.rstrip() + "\n\t多余\n\n" + ROW)] == [5, 4]


def test_text_without_heads_has_no_table() -> None:
    sheet = sheet_of("甲\n\t乙\n\t丙\n")
    assert (sheet.heads, sheet.rows) == (None, ())
