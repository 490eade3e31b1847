"""Which column is which."""

import pytest

from intake.columns import Column, column_of, columns_of, missing
from intake.grid import Cell, Row


def heads(*texts: str) -> Row:
    return Row(tuple(Cell(text, 1) for text in texts))


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("序号", Column.NUMBER),
        ("序　号", Column.NUMBER),
        ("板块", Column.THEME),
        ("类别", Column.THEME),
        ("工作任务", Column.CONTENT),
        ("目标任务", Column.CONTENT),
        ("具体内容", Column.CONTENT),
        ("时限要求", Column.LIMIT),
        ("进度安排", Column.LIMIT),
        ("完成时间", Column.LIMIT),
        ("完成\n时限", Column.LIMIT),
        ("牵头领导", Column.LEADERS),
        ("责任领导", Column.LEADERS),
        ("分管市领导", Column.LEADERS),
        ("牵头单位", Column.LEADS),
        ("配合单位", Column.SUPPORTS),
        ("协办部门", Column.SUPPORTS),
        ("责任单位（列第一位的牵头）", Column.UNITS),
        ("备注", None),
        ("云泽市", None),
    ],
)
def test_a_head_names_its_column(head: str, column: Column | None) -> None:
    assert column_of(head) is column


def test_columns_may_stand_in_any_order() -> None:
    found = columns_of(heads("责任单位", "完成时限", "重点工作", "序号"))
    assert found == {Column.UNITS: 0, Column.LIMIT: 1, Column.CONTENT: 2, Column.NUMBER: 3}


def test_a_theme_column_alone_is_the_task_itself() -> None:
    assert columns_of(heads("序号", "主要任务", "完成时限", "责任单位"))[Column.CONTENT] == 1


def test_of_two_task_columns_the_first_is_the_theme() -> None:
    found = columns_of(heads("序号", "重点任务", "具体内容", "完成时限", "责任单位"))
    assert (found[Column.THEME], found[Column.CONTENT]) == (1, 2)


def test_a_units_column_beside_the_leads_holds_those_who_support() -> None:
    found = columns_of(heads("工作任务", "完成时限", "牵头单位", "责任单位"))
    assert (found[Column.LEADS], found[Column.SUPPORTS]) == (2, 3)


def test_what_cannot_be_done_without_is_named() -> None:
    assert missing(columns_of(heads("序号", "重点工作", "备注"))) == [Column.LIMIT, Column.UNITS]


def test_split_columns_replace_the_units_column() -> None:
    assert missing(columns_of(heads("重点工作", "完成时限", "牵头单位"))) == []
