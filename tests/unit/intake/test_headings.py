"""Numbering marks at the beginning of a line."""

import pytest

from intake.prose.headings import Level, mark_of


@pytest.mark.parametrize(
    ("line", "level", "number", "rest"),
    [
        ("第一章 总则", Level.CHAPTER, 1, "总则"),
        ("第二部分  重点任务", Level.PART, 2, "重点任务"),
        ("第三节 分工", Level.SECTION, 3, "分工"),
        ("第十二条 各单位应当…", Level.ARABIC, 12, "各单位应当…"),
        ("第一百零二条 附则", Level.ARABIC, 102, "附则"),
        ("第三件 建设口袋公园", Level.ARABIC, 3, "建设口袋公园"),
        ("一、总体要求", Level.CJK, 1, "总体要求"),
        ("二十一．其他", Level.CJK, 21, "其他"),
        ("（十二）扩大内需", Level.CJK_BRACKET, 12, "扩大内需"),
        ("(三) 扩大内需", Level.CJK_BRACKET, 3, "扩大内需"),
        ("㈡扩大内需", Level.CJK_BRACKET, 2, "扩大内需"),
        ("1．修路", Level.ARABIC, 1, "修路"),
        ("12. 修路", Level.ARABIC, 12, "修路"),
        ("3、修路", Level.ARABIC, 3, "修路"),
        ("★7.修路", Level.ARABIC, 7, "修路"),
        ("任务三：修路", Level.ARABIC, 3, "修路"),
        ("1.2 修桥", Level.DECIMAL, 2, "修桥"),
        ("2.1.3修桥", Level.DECIMAL, 3, "修桥"),
        ("（4）植树", Level.ARABIC_BRACKET, 4, "植树"),
        ("5）植树", Level.ARABIC_BRACKET, 5, "植树"),
        ("③植树", Level.CIRCLED, 3, "植树"),
    ],
)
def test_a_mark_is_known_by_its_form(line: str, level: Level, number: int, rest: str) -> None:
    mark = mark_of(line)
    assert mark is not None
    assert (mark.level, mark.number, line[mark.end :]) == (level, number, rest)
    assert not mark.doubtful


@pytest.mark.parametrize(
    "line",
    [
        "2025年全市经济增长",
        "6月底前完成",
        "1.5万亩农田",
        "3.2亿元投资",
        "修路50公里",
        "5G基站",
        "一是加强领导",
        "十个项目",
        "",
    ],
)
def test_figures_and_dates_are_no_marks(line: str) -> None:
    assert mark_of(line) is None


@pytest.mark.parametrize("line", ["3．5G基站全覆盖", "4 推进修路"])
def test_a_number_before_a_figure_or_a_gap_is_doubtful(line: str) -> None:
    mark = mark_of(line)
    assert mark is not None
    assert mark.doubtful


def test_a_number_before_a_date_is_a_mark() -> None:
    mark = mark_of("2．2025年底前通车")
    assert mark is not None
    assert (mark.number, mark.doubtful) == (2, False)
