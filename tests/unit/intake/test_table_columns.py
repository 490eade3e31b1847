"""What columns mean beside others, and cells merged over several."""

from intake.draft import Body, DraftTask
from intake.tables import read_tables
from tests.support.drafting import Cells, Wide, document

NOTE = "注：列第一位的为牵头单位。"


def tasks(*rows: Cells) -> tuple[DraftTask, ...]:
    read = read_tables(document(list(rows), NOTE), 2025)
    assert isinstance(read, Body)
    return read.tasks


def test_offices_inside_a_department_are_the_units_where_there_are_no_others() -> None:
    heads = ("序号", "重点工作", "牵头科室（单位）", "配合科室（单位）", "完成时限")
    (task,) = tasks(heads, ("1", "建台账。", "办公室", "法规科", "年底前"))
    assert (task.leads, task.supports) == (("办公室",), ("法规科",))


def test_an_indicator_beside_the_measures_is_their_theme() -> None:
    heads = ("序号", "责任单位", "完成时限", "具体举措", "指标")
    (task,) = tasks(heads, ("1", "市水务局", "年底前", "压缩报装时间。", "获得用水"))
    assert (task.theme, task.content) == ("获得用水", "压缩报装时间。")


def test_what_an_earlier_year_reached_is_no_limit() -> None:
    heads = ("序号", "指标名称", "2024年完成", "2025年目标", "责任单位")
    (task,) = tasks(heads, ("1", "生产总值增长", "5.8", "6.0左右", "市统计局"))
    assert [(str(one.due), one.scope) for one in task.milestones] == [("2025-12-31", "6.0左右")]


def test_limits_in_two_columns_stay_apart() -> None:
    heads = ("序号", "重点工作", "形成方案时间", "完成时限", "责任单位")
    (task,) = tasks(heads, ("1", "建台账。", "2025年5月底", "9月底", "市水务局"))
    assert task.time_limit == "2025年5月底；9月底"


def test_a_cell_merged_over_quarters_is_due_by_the_end_of_the_last() -> None:
    heads = ("序号", "重点工作", "一季度", "二季度", "三季度", "四季度", "责任单位")
    row = ("1", "建厂。", Wide("完成审图", across=2), "封顶", "⸺", "市工信局")
    (task,) = tasks(heads, row)
    assert [(str(one.due), one.scope) for one in task.milestones] == [
        ("2025-06-30", "完成审图"),
        ("2025-09-30", "封顶"),
    ]
    assert task.time_limit == "一季度至二季度：完成审图；三季度：封顶"
