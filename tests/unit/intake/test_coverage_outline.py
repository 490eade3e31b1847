"""Which part of a work report counts, and under which headings its sentences stand."""

import pytest

from intake.coverage.outline import Role, Sentence, outline_of
from intake.errors import NotReadable
from tests.support.reports import report_of

WORK = "建成湖滨码头二期，清理废弃渔网。"


def sentences(lines: list[str], year: int = 2024, form: str = "txt") -> tuple[Sentence, ...]:
    return outline_of(report_of(lines, form=form), year).sentences


def texts(lines: list[str], year: int = 2024, form: str = "txt") -> list[str]:
    return [one.text.text for one in sentences(lines, year, form) if one.role is not Role.HEADING]


@pytest.mark.parametrize(
    ("past", "heading"),
    [
        ("一、2023年工作回顾", "二、2024年重点工作"),
        ("一、过去五年工作回顾", "三、扎实做好2024年政府工作"),
        ("2023年工作回顾", "2024年工作安排"),
        ("第一部分　2023年主要工作", "第二部分　2024年工作打算"),
        ("一、过去一年的工作", "二、今年的主要任务"),
        ("一、二〇二三年工作回顾", "二、二〇二四年工作建议"),
        ("（一）2023年工作总结", "（二）2024年目标任务"),
        ("一、上年工作完成情况", "二、工作安排"),
        ("一、五年来的工作", "二、今后五年目标任务和2024年重点工作"),
    ],
)
def test_the_years_work_begins_at_its_heading(past: str, heading: str) -> None:
    lines = ["政府工作报告", past, "新建渡口码头9座，完成投资3亿元。", heading, WORK]
    assert texts(lines) == [WORK]


def test_a_title_with_the_year_is_not_the_part() -> None:
    lines = ["云泽市2024年政府工作报告", "一、2023年工作回顾", "新建码头9座。", "二、2024年重点工作", WORK]
    assert texts(lines) == [WORK]


@pytest.mark.parametrize(
    "heading",
    ["二、“十五五”时期主要目标", "二、今后五年发展思路", "二、2024—2028年总体考虑", "二、2035年远景目标"],
)
def test_what_lies_further_ahead_does_not_count(heading: str) -> None:
    far = "五年内新建码头90座。"
    assert texts(["一、2024年重点工作", WORK, heading, far]) == [WORK]
    assert texts([heading, far, "三、2024年重点工作", WORK]) == [WORK]


@pytest.mark.parametrize(
    "heading", ["三、切实加强政府自身建设", "建设人民满意的服务型政府", "四、办好民生实事"]
)
def test_the_parts_after_it_count_too(heading: str) -> None:
    assert (
        texts(["二、2024年重点工作", WORK, heading, "推进政务公开，精简会议文件。"])[-1]
        == "推进政务公开，精简会议文件。"
    )


def test_plans_of_several_years_in_a_heading_below_are_no_look_ahead() -> None:
    lines = [
        "二、2024年重点工作",
        "（一）实施国企改革三年行动",
        WORK,
        "（二）提升基层治理成效",
        "精简会议文件。",
    ]
    assert texts(lines) == [WORK, "精简会议文件。"]


@pytest.mark.parametrize(
    "closing",
    [
        ["各位代表！让我们携手并进，为建设新云泽而努力奋斗！"],
        ["各位代表！", "潮起正是扬帆时。让我们携手并进，为建设新云泽而努力奋斗！"],
        ["让我们更加紧密地团结起来，开创新局面！"],
        ["各位代表，让我们团结奋斗！", "附件", "1.“一湖两岸”：指云泽湖及东西两岸。"],
        ["名词解释", "1.“一湖两岸”：指云泽湖及东西两岸。"],
    ],
)
def test_the_closing_and_what_follows_do_not_count(closing: list[str]) -> None:
    assert texts(["二、2024年重点工作", WORK, *closing]) == [WORK]


def test_a_salutation_inside_is_cut_off() -> None:
    assert texts(["二、2024年重点工作", f"各位代表！{WORK}", "精简会议文件。"])[0] == WORK


def test_without_a_heading_a_sentence_may_begin_the_part() -> None:
    lines = ["各位代表：", "2024年的主要目标是：旅客增长9%。", "一、完善水陆交通", WORK]
    assert texts(lines) == ["2024年的主要目标是：旅客增长9%。", WORK]


@pytest.mark.parametrize(
    "lines", [["关于放假的通知", "5月1日放假。"], ["一、2023年工作回顾", "新建码头9座。"], []]
)
def test_a_document_without_the_part_is_refused(lines: list[str]) -> None:
    with pytest.raises(NotReadable, match=r"“报告\.txt”里没有找到安排2024年工作的部分"):
        sentences(lines)


def test_a_report_of_another_year_says_which() -> None:
    outline = outline_of(report_of(["一、2022年工作回顾", "新建码头9座。", "二、2023年重点工作", WORK]), 2021)
    assert outline.year == 2023
    assert outline.parts == ("二、2023年重点工作",)


@pytest.mark.parametrize(
    ("lines", "section"),
    [
        (["（一）完善交通", "1.水上交通。" + WORK], "（一）完善交通/1.水上交通"),
        (["（一）完善交通", "1．水上交通", WORK], "（一）完善交通/1．水上交通"),
        (["（一）完善交通。" + WORK], "二、2024年重点工作/（一）完善交通"),
        (["（一）完善交通", WORK], "二、2024年重点工作/（一）完善交通"),
        (["(一) 完善交通", "一是发展水运。" + WORK], "(一)完善交通/一是发展水运"),
        (["完善水陆交通", WORK], "二、2024年重点工作/完善水陆交通"),
        (["——发展水运。" + WORK], "二、2024年重点工作/——发展水运"),
        (["（一）完善交通", "（二）整治水面", WORK], "二、2024年重点工作/（二）整治水面"),
        ([WORK], "二、2024年重点工作"),
    ],
)
def test_a_sentence_stands_under_its_nearest_two_headings(lines: list[str], section: str) -> None:
    found = [one for one in sentences(["二、2024年重点工作", *lines]) if one.text.text == WORK]
    assert [one.section for one in found] == [section]


def test_a_numbered_sentence_with_nothing_under_it_is_no_heading() -> None:
    lines = ["二、2024年重点工作", "（一）水面整治", "1.清理废弃渔网。", "2.打捞沉船。"]
    assert texts(lines) == ["清理废弃渔网。", "打捞沉船。"]


@pytest.mark.parametrize("mark", ["一、", "（一）", "1."])
def test_points_with_nothing_under_them_are_no_headings(mark: str) -> None:
    lines = [
        "二、2024年重点工作",
        "办好三件实事",
        f"{mark}新建码头12座",
        f"{mark}推进渡口改造。",
        f"{mark}" + WORK,
    ]
    assert texts(lines) == ["新建码头12座", "推进渡口改造。", WORK]


def test_a_first_sentence_with_figures_is_no_heading() -> None:
    lines = ["二、2024年重点工作", "（一）新建码头12座。清理废弃渔网。"]
    assert texts(lines) == ["新建码头12座。", "清理废弃渔网。"]


def test_an_opening_paragraph_is_told_apart() -> None:
    lines = ["二、2024年重点工作", "（一）完善交通", "坚持水陆并举。", "1.水运。" + WORK]
    opening = next(one for one in sentences(lines) if one.role is Role.OPENING)
    assert opening.section == "（一）完善交通/总领段"


def test_targets_in_the_opening_have_a_section_of_their_own() -> None:
    lines = ["二、2024年重点工作", "主要目标是：旅客增长9%。", "（一）完善交通", WORK]
    assert sentences(lines)[1].section == "二、2024年重点工作/目标段"


def test_paragraphs_that_open_alike_have_topics() -> None:
    lines = ["二、加强2024年政府工作", "着力提升行政效能。精简会议文件。", "着力改进工作作风。深入渔村调研。"]
    found = [one for one in sentences(lines) if one.role is not Role.HEADING]
    assert [one.section.rpartition("/")[2] for one in found] == ["着力提升行政效能", "着力改进工作作风"]


def test_lines_broken_at_the_edge_of_a_page_are_put_together() -> None:
    broken = [
        "二、2024年重点工作",
        "建成湖滨码头二期，清理湖区各类废弃渔网渔具，打捞沉没多年的旧船，培训",
        "渡工三百名。",
    ]
    assert texts(broken) == [
        "建成湖滨码头二期，清理湖区各类废弃渔网渔具，打捞沉没多年的旧船，培训渡工三百名。"
    ]


def test_an_empty_line_ends_a_paragraph() -> None:
    lines = [
        "二、2024年重点工作",
        "建成湖滨码头二期，清理湖区各类废弃渔网渔具，打捞沉没多年的旧船，培训",
        "",
        WORK,
    ]
    assert texts(lines)[-1] == WORK
