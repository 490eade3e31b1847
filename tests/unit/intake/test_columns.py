"""Which column is which."""

import pytest

from intake.tables.columns import Column, column_of
from intake.tables.heads import Layout, find_layout
from tests.support.drafting import Cells, Wide, document


def layout(*rows: Cells) -> Layout:
    made = document(list(rows))
    found = find_layout(made, made.tables[0])
    assert found
    return found


def columns(*rows: Cells) -> list[Column | None]:
    return [head.column for head in layout(*rows).heads]


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("序号", Column.NUMBER),
        ("责任科室及联系人", Column.CONTACT),
        ("责任处室（联系人）", Column.CONTACT),
        ("具体责任人及电话", Column.CONTACT),
        ("批示时间", Column.REMARK),
        ("收文日期", Column.REMARK),
        ("改革领域", Column.THEME),
        ("环节", Column.THEME),
        ("序　号", Column.NUMBER),
        ("板块", Column.THEME),
        ("任务类别", Column.THEME),
        ("工作任务", Column.CONTENT),
        ("目标任务", Column.CONTENT),
        ("具体要求", Column.CONTENT),
        ("任务分解", Column.CONTENT),
        ("推进措施", Column.CONTENT),
        ("目标任务及完成时限", Column.CONTENT),
        ("建设内容及规模", Column.CONTENT),
        ("时限要求", Column.LIMIT),
        ("进度安排", Column.LIMIT),
        ("完成\n时限", Column.LIMIT),
        ("工作进度", Column.LIMIT),
        ("启动时间", Column.START),
        ("下达时间", Column.REMARK),
        ("牵头领导", Column.LEADERS),
        ("包抓领导", Column.LEADERS),
        ("市政府分管领导", Column.LEADERS),
        ("分管副县长", Column.LEADERS),
        ("单位责任领导", Column.CONTACT),
        ("责任人", Column.CONTACT),
        ("责任科室", Column.CONTACT),
        ("联系人及电话", Column.CONTACT),
        ("牵头单位", Column.LEADS),
        ("主 办 单 位", Column.LEADS),
        ("牵头责任单位", Column.LEADS),
        ("牵头单位及配合单位", Column.UNITS),
        ("责任单位及责任人", Column.UNITS),
        ("责任主体", Column.UNITS),
        ("配合单位", Column.SUPPORTS),
        ("协办部门", Column.SUPPORTS),
        ("责任单位（列第一位的牵头）", Column.UNITS),
        ("督办单位", Column.REMARK),
        ("总投资（万元）", Column.REMARK),
        ("进展情况", Column.PROGRESS),
        ("目前进度", Column.PROGRESS),
        ("是否完成", Column.PROGRESS),
        ("备注", Column.REMARK),
        ("云泽市", None),
        ("疏浚东湖，修缮灯塔。", None),
    ],
)
def test_a_head_names_its_column(head: str, column: Column | None) -> None:
    assert column_of(head) is column


def test_columns_may_stand_in_any_order() -> None:
    found = columns(("责任单位", "完成时限", "重点工作", "序号"))
    assert found == [Column.UNITS, Column.LIMIT, Column.CONTENT, Column.NUMBER]


def test_a_theme_column_alone_is_the_task_itself() -> None:
    assert columns(("序号", "主要任务", "完成时限", "责任单位"))[1] is Column.CONTENT


def test_what_cannot_be_done_without_is_named() -> None:
    assert layout(("序号", "重点工作", "备注")).absent == ("责任单位",)
    assert layout(("序号", "完成时限", "责任单位")).absent == ("重点工作",)
    assert layout(("重点工作", "完成时限", "牵头单位")).absent == ()


def test_a_title_across_the_table_is_no_head() -> None:
    assert layout((Wide("东屿县任务表", 1, 3),), ("工作任务", "完成时限", "责任单位")).first == 1


def test_heads_of_two_rows_are_read_from_below() -> None:
    found = layout(
        (Wide("序号", 2), Wide("工作任务", 2), Wide("责任单位", 1, 2), Wide("进度安排", 1, 2)),
        ("牵头", "配合", "上半年", "下半年"),
        ("1", "疏浚东湖。", "市水务局", "市财政局", "完成一期", "完成二期"),
    )
    assert [head.column for head in found.heads][2:] == [
        Column.LEADS,
        Column.SUPPORTS,
        Column.PERIOD,
        Column.PERIOD,
    ]
    assert (found.first, found.last) == (0, 2)


def test_quarters_below_progress_are_no_limits() -> None:
    found = columns(
        (Wide("工作任务", 2), Wide("责任单位", 2), Wide("完成时限", 2), Wide("进展情况", 1, 2)),
        ("一季度", "二季度"),
    )
    assert found[3:] == [Column.PROGRESS, Column.PROGRESS]


def test_one_year_names_the_work_and_several_are_limits() -> None:
    one = layout(("工作任务", "2025年目标", "责任单位"))
    assert one.heads[1].column is Column.CONTENT
    several = layout(("工作任务", "2025年", "2026年", "责任单位"))
    assert [head.period.last_day(2024).year for head in several.heads if head.period] == [2025, 2026]
