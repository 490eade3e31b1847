"""Flattened text taken apart into tables."""

import pytest

from intake.document import Document, Table
from intake.flattened import with_tables
from intake.tables.heads import find_layout
from tests.support.drafting import lines

HEADS = "\t序号\n\t重点工作\n\t完成时限\n\t责任单位\n\n"
ROW = "\t1\n\t疏浚东湖。\n\t年底前完成\n\t市水务局\n\n"
SECOND = ROW.replace("\t1\n", "\t2\n")


def texts(text: str) -> list[list[str]]:
    """The rows of the first table below its heads; a cell across the table once, a cell that is missing not at all."""
    document = with_tables(lines(text))
    return [
        [document.passages[at].text for at in dict.fromkeys(slot.passage for slot in row if slot)]
        for row in document.tables[0].rows
    ][1:]


def paragraphs(document: Document) -> list[str]:
    return [document.passages[at].text for at in document.paragraphs if document.passages[at].text]


def test_every_tab_begins_a_cell() -> None:
    assert texts(HEADS + ROW) == [["1", "疏浚东湖。", "年底前完成", "市水务局"]]


def test_a_row_may_be_one_line_of_tabs() -> None:
    one_line = "\t2\t修灯塔。\t年底前完成\t市交通局\n"
    assert texts(HEADS + ROW + one_line)[1] == ["2", "修灯塔。", "年底前完成", "市交通局"]


def test_a_line_without_a_tab_goes_on_with_its_cell() -> None:
    assert texts(HEADS + ROW.rstrip() + "\n\n市财政局\n")[0][-1] == "市水务局\n市财政局"


def test_blank_lines_inside_a_row_are_noise() -> None:
    assert len(texts(HEADS + ROW.replace("\t年底前", "\n\t年底前"))) == 1


def test_a_page_number_is_noise() -> None:
    assert texts(HEADS + ROW + "— 3 —\n\n" + SECOND)[0][-1] == "市水务局"


@pytest.mark.parametrize(
    "line",
    [
        "注：列第一位的牵头。",
        "（此件公开发布）",
        "2025年3月1日",
        "抄送：市委各部门。",
        "附件2：联系人名单",
        "上一篇：云泽市人民政府通知",
        "各单位要按月报送进展情况。",
    ],
)
def test_what_stands_below_the_table_is_no_unit(line: str) -> None:
    document = with_tables(lines(f"{HEADS}{ROW}\n{line}\n"))
    assert texts(f"{HEADS}{ROW}\n{line}\n")[-1][-1] == "市水务局"
    assert paragraphs(document) == [line]


def test_what_stands_above_is_kept() -> None:
    document = with_tables(lines("通知\n\n正文\n" + HEADS + ROW))
    assert paragraphs(document) == ["通知", "正文"]
    assert isinstance(document.blocks[3], Table)


def test_another_table_before_this_one_is_not_it() -> None:
    assert [row[0] for row in texts("\t姓名\n\t电话\n\n\t甲\n\t000\n\n" + HEADS + ROW)] == ["1"]


def test_a_table_goes_on_after_a_remark_between_pages() -> None:
    document = with_tables(lines(HEADS + ROW + "（此件公开发布）\n\n" + SECOND))
    assert len(document.tables[0].rows) == 3
    assert paragraphs(document) == ["（此件公开发布）"]


def test_a_heading_between_two_tables_belongs_to_neither() -> None:
    document = with_tables(lines("一、兴水\n" + HEADS + ROW + "二、兴路\n\n" + HEADS + ROW))
    assert [len(table.rows) for table in document.tables] == [2, 2]
    assert paragraphs(document) == ["一、兴水", "二、兴路"]


def test_heads_of_two_rows_keep_their_columns() -> None:
    upper = "\t序号\n\t重点工作\n\t责任分工\n\t进度安排\n\n"
    lower = "\t\n\t\n\t牵头\n\t配合\n\t上半年\n\t下半年\n\n"
    row = "\t1\n\t疏浚东湖。\n\t市水务局\n\t市财政局\n\t完成一期\n\t完成二期\n"
    document = with_tables(lines(upper + lower + row))
    layout = find_layout(document, document.tables[0])
    assert layout
    assert [head.column.value for head in layout.heads if head.column] == [
        "序号",
        "重点工作",
        "牵头单位",
        "配合单位",
        "时段",
        "时段",
    ]
    assert layout.last == 2


def test_a_short_row_ends_where_the_next_number_stands() -> None:
    assert [len(row) for row in texts(HEADS + "\t1\n\t疏浚。\n\n" + SECOND)] == [2, 4]


def test_a_long_row_keeps_its_cells() -> None:
    assert [len(row) for row in texts(HEADS + ROW.rstrip() + "\n\t多余\n\n" + ROW)] == [5, 4]


def test_a_heading_across_the_table_is_a_row_of_one_cell() -> None:
    assert texts(HEADS + "\t一、兴水\n\n" + ROW)[0] == ["一、兴水"]


def test_text_without_heads_has_no_table() -> None:
    assert with_tables(lines("甲\n\t乙\n\t丙\n")).tables == ()


def test_every_cell_knows_its_line() -> None:
    text = "通知\n" + HEADS + ROW
    document = with_tables(lines(text))
    number = document.tables[0].rows[1][0]
    assert number
    assert document.passages[number.passage].place.line == text.splitlines().index("\t1") + 1


TABBED = (
    "序号\t重点工作\t完成时限\t责任单位\n1\t疏浚东湖。\t年底前\t市水务局\n2\t修缮灯塔。\t6月底\t市交通局\n"
)


def test_a_row_on_each_line() -> None:
    assert texts("通知\n" + TABBED) == [
        ["1", "疏浚东湖。", "年底前", "市水务局"],
        ["2", "修缮灯塔。", "6月底", "市交通局"],
    ]


def test_a_table_drawn_with_bars() -> None:
    drawn = TABBED.replace("\t", " | ").replace("\n1", "\n---|---|---|---\n1")
    framed = "".join(f"| {line} |\n" for line in drawn.splitlines())
    assert texts(drawn) == texts(framed) == texts(TABBED)


def test_a_line_broken_inside_a_cell_is_made_whole() -> None:
    broken = TABBED.replace("修缮灯塔。", "修缮\n灯塔。")
    assert texts(broken)[1] == ["2", "修缮\n灯塔。", "6月底", "市交通局"]


def test_a_heading_among_the_lines_and_a_note_below_them() -> None:
    document = with_tables(lines(TABBED.replace("\n2", "\n\n二、兴路\n2") + "\n注：列第一位的牵头。\n"))
    assert len(document.tables[0].rows) == 4
    assert paragraphs(document) == ["注：列第一位的牵头。"]


THEMED = "\t重点领域" + HEADS.rstrip("\n").replace("\t序号", "\n\t序号") + "\n"


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("theme", ["\t一、城建\n", "\t\n", ""], ids=["repeated", "empty", "left out"])
def test_numbers_may_stand_behind_the_theme(theme: str, gap: str) -> None:
    first, second = (row.rstrip("\n") + "\n" for row in (ROW, SECOND))
    rows = texts(THEMED + gap + "\t一、城建\n" + first + gap + theme + second)
    assert [[cell for cell in row if cell][-4:] for row in rows] == [
        ["1", "疏浚东湖。", "年底前完成", "市水务局"],
        ["2", "疏浚东湖。", "年底前完成", "市水务局"],
    ]
