"""Tables that page breaks cut become whole again, and those that belong apart stay apart."""

from intake.document import Document, Passage, Place, Slot, Table
from intake.joining import joined

HEADS = ["序号", "类别", "重点任务", "责任单位", "时限"]
ROW_1 = ["1", "城建", "整治河道。", "市水务局", "6月底前"]
ROW_2 = ["2", "", "改造管网。", "市住建局", "年底前"]
ROW_3 = ["3", "民生", "新建学校。", "市教育局", "年底前"]
Grid = list[list[str]]


def document(*blocks: str | Grid, form: str = "pdf") -> Document:
    """Tables from rows of texts; `^` merges with the cell above, `<` with the one to the left."""
    passages: list[Passage] = []
    made: list[int | Table] = []
    for page, block in enumerate(blocks, start=1):
        if isinstance(block, str):
            passages.append(Passage(block, Place(page=page)))
            made.append(len(passages) - 1)
            continue
        rows: list[list[Slot | None]] = []
        for row in block:
            rows.append([])
            for at, text in enumerate(row):
                other = rows[-2][at] if text == "^" else rows[-1][at - 1] if text == "<" else None
                if other is None:
                    passages.append(Passage(text, Place(page=page, row=len(rows), column=at + 1)))
                rows[-1].append(Slot(other.passage, True) if other else Slot(len(passages) - 1))
        made.append(Table(tuple(map(tuple, rows)), page))
    return Document("来文.pdf", form, tuple(passages), tuple(made))


def grids(read: Document) -> list[Grid]:
    return [
        [[read.passages[slot.passage].text if slot else "-" for slot in row] for row in table.rows]
        for table in read.tables
    ]


def test_parts_with_repeated_heads_are_one_table() -> None:
    read = joined(document([HEADS, ROW_1], "— 2 —", [HEADS, ROW_3], "注：以上为重点。"))
    assert grids(read) == [[HEADS, ROW_1, ROW_3]]
    assert [read.passages[index].text for index in read.paragraphs] == ["注：以上为重点。"]


def test_parts_without_heads_go_on() -> None:
    assert grids(joined(document([HEADS, ROW_1], [ROW_3]))) == [[HEADS, ROW_1, ROW_3]]


def test_only_the_first_row_of_heads_may_be_repeated() -> None:
    above = ["序号", "类别", "重点任务", "责任", "<"]
    below = ["^", "^", "^", "牵头单位", "配合单位"]
    read = joined(document([above, below, ROW_1], [above, ROW_3]))
    assert [row[0] for row in grids(read)[0]] == ["序号", "序号", "1", "3"]


def test_a_title_inside_the_table_need_not_be_repeated() -> None:
    title = ["任务分解表", "<", "<", "<", "<"]
    read = joined(document([title, HEADS, ROW_1], [HEADS, ROW_3]))
    assert [row[0] for row in grids(read)[0]] == ["任务分解表", "序号", "1", "3"]


def test_a_caption_repeated_above_the_second_part_is_furniture() -> None:
    read = joined(document("2027年任务表", [HEADS, ROW_1], "2027年任务表", "（续表）", [HEADS, ROW_3]))
    assert (len(read.tables), len(read.paragraphs)) == (1, 1)


def test_another_table_stays_apart() -> None:
    other = ["序号", "项目名称", "建设内容", "责任科室", "备注"]
    assert len(joined(document([HEADS, ROW_1], [other, ROW_3])).tables) == 2
    assert len(joined(document([HEADS, ROW_1], "附件2", [HEADS, ROW_3])).tables) == 2
    assert len(joined(document([HEADS, ROW_1], [ROW_3[:4]])).tables) == 2


def test_a_row_cut_in_a_sentence_is_made_whole() -> None:
    cut = ["2", "", "改造老旧小", "市住建局、市财", "年底前"]
    rest = ["", "", "区供水管网。", "政局", ""]
    read = joined(document([HEADS, ROW_1, cut], [HEADS, rest, ROW_3]))
    assert grids(read) == [
        [HEADS, ROW_1, ["2", "", "改造老旧小区供水管网。", "市住建局、市财政局", "年底前"], ROW_3]
    ]
    whole = read.tables[0].rows[2][2]
    assert whole is not None
    assert read.passages[whole.passage].place == Place(page=1, row=3, column=3)


def test_a_row_cut_over_three_pages() -> None:
    parts = [
        ["2", "", "改造老旧", "市住建局", "年底前"],
        ["", "", "小区供水", "", ""],
        ["", "", "管网。", "", ""],
    ]
    read = joined(document([HEADS, ROW_1, parts[0]], [HEADS, parts[1]], [HEADS, parts[2], ROW_3]))
    assert grids(read)[0][2][2] == "改造老旧小区供水管网。"


def test_units_a_line_each_stay_a_line_each() -> None:
    cut = ["2", "", "改造管网。", "市住建局\n市财政局", "年底前"]
    rest = ["", "", "", "临浦区人民政府", ""]
    assert (
        grids(joined(document([HEADS, ROW_1, cut], [HEADS, rest])))[0][2][3]
        == "市住建局\n市财政局\n临浦区人民政府"
    )


def test_a_number_that_stands_in_the_lower_part_only() -> None:
    cut = ["", "", "改造老旧小", "", ""]
    rest = ["2", "", "区供水管网。", "市住建局", "年底前"]
    read = joined(document([HEADS, ROW_1, cut], [HEADS, rest]))
    assert grids(read)[0][2] == ["2", "", "改造老旧小区供水管网。", "市住建局", "年底前"]


def test_a_merged_theme_goes_on_below_the_break() -> None:
    read = joined(
        document(
            [HEADS, ROW_1, ["2", "^", *ROW_2[2:]]],
            [HEADS, ["3", "", *ROW_3[2:]], ["4", "", *ROW_3[2:]], ["5", "文教", *ROW_3[2:]]],
        )
    )
    assert [row[1] for row in grids(read)[0]] == ["类别", "城建", "城建", "城建", "城建", "文教"]


def test_a_full_row_under_a_merged_number_is_not_glued() -> None:
    lower = ["", "", "另建泵站。", "市城管局", "9月底前"]
    read = joined(document([HEADS, ROW_1, ROW_3], [HEADS, lower]))
    assert grids(read)[0][3] == ["3", "民生", "另建泵站。", "市城管局", "9月底前"]


def test_section_rows_are_not_glued() -> None:
    section = ["二、民生保障", "<", "<", "<", "<"]
    read = joined(document([HEADS, ROW_1], [HEADS, section, ROW_3]))
    assert grids(read) == [[HEADS, ROW_1, ["二、民生保障"] * 5, ROW_3]]


def test_nothing_is_cut_where_there_are_no_pages() -> None:
    rest = ["", "", "区供水管网。", "", ""]
    read = joined(document([HEADS, ROW_1], [HEADS, rest], form="docx"))
    assert grids(read) == [[HEADS, ROW_1, rest]]


def test_a_document_without_tables_is_left_as_it_is() -> None:
    plain = document("甲", "— 2 —", "乙")
    assert joined(plain) == plain
