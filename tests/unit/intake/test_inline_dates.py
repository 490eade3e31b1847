"""Dates inside a task's text: what is offered as a checkpoint, what to watch, what is no date of its own."""

import pytest

from intake.document import Span
from intake.draft import DraftTask
from intake.inline_dates import checkpoints
from models.words import Responsibility


def task(content: str, *spans: Span) -> DraftTask:
    return DraftTask(
        number=7,
        part=2,
        theme="",
        content=content,
        time_limit="年内持续推进",
        leaders=(),
        responsibility=Responsibility.LEAD,
        leads=("市水务局",),
        supports=(),
        milestones=(),
        sources={"content": spans},
    )


def found(content: str, year: int = 2025) -> list[tuple[str, str]]:
    return [(one.kind, str(one.due)) for one in checkpoints(task(content), year)]


@pytest.mark.parametrize(
    ("content", "due"),
    [
        ("力争年底前建成南湖泵站。", "2025-12-31"),
        ("6月底前完成清淤，通过验收。", "2025-06-30"),
        ("确保到今年9月1日，新学校全部开学。", "2025-09-01"),
        ("今年新增学位6000个。", "2025-12-31"),
        ("2025年全市新建公园12个。", "2025-12-31"),
        ("全年培育高新技术企业30家以上。", "2025-12-31"),
        ("到2027年，农村供水普及率达到98%。", "2027-12-31"),
        ("三季度前开工建设屿东大桥。", "2025-09-30"),
        ("推进管网改造，11月15日前实现供热。", "2025-11-15"),
        ("上半年出台招商办法。", "2025-06-30"),
    ],
)
def test_a_result_with_a_date_is_a_checkpoint(content: str, due: str) -> None:
    (one,) = checkpoints(task(content), 2025)
    assert (one.number, one.part, one.kind, one.track, str(one.due)) == (7, 2, "deadline", "checkpoint", due)


@pytest.mark.parametrize(
    ("content", "kind", "due"),
    [
        ("减免政策延长到今年年底。", "extension", "2025-12-31"),
        ("还款期限延长至2026年3月底。", "extension", "2026-03-31"),
        ("缓缴的税款顺延到明年缴纳。", "extension", "None"),
        ("补贴标准执行至2025年6月30日。", "extension", "2025-06-30"),
        ("自2025年7月1日起提高补贴标准。", "effective-from", "2025-07-01"),
        ("7月1日起，提高失业保险金标准。", "effective-from", "2025-07-01"),
    ],
)
def test_what_runs_on_or_takes_effect_is_only_watched(content: str, kind: str, due: str) -> None:
    (one,) = checkpoints(task(content), 2025)
    assert (one.kind, one.track, str(one.due)) == (kind, "watch", due)


@pytest.mark.parametrize(
    "content",
    [
        "继续执行去年出台的政策。",
        "6月前到期的优惠政策应延尽延。",
        "改造2000年底前建成的老旧小区120个。",
        "落实《云泽市2025年供水规划》（云政发〔2025〕6号）。",
        "开展“利剑2025”专项行动。",
        "办好2025年云泽湖灯会。",
        "做好2023年度考核结果运用。",
        "推进地铁4号线、10条线路建设，覆盖12家企业、5G基站300座。",
        "制定三年行动方案，为期3个月。",
        "每月5日前报送进展。",
        "建设“十四五”重点工程。",
        "今年是攻坚之年。",
        "2024年12月已完工的项目做好结算。",
    ],
)
def test_dates_that_tell_which_ones_and_figures_are_not_offered(content: str) -> None:
    assert found(content) == []


def test_a_date_alone_is_shown_with_the_statement_it_governs() -> None:
    (one,) = checkpoints(task("办好学校。确保到今年9月1日，新学校全部开学，学位足够。加强管理。"), 2025)
    assert (one.text, one.clause) == ("确保到今年9月1日", "确保到今年9月1日，新学校全部开学，学位足够。")


def test_several_dates_come_in_the_order_of_the_text() -> None:
    assert found("3月底前制定方案，6月底前完成设计；年底前开工。") == [
        ("deadline", "2025-03-31"),
        ("deadline", "2025-06-30"),
        ("deadline", "2025-12-31"),
    ]


def test_the_source_is_the_clause_in_the_document() -> None:
    content = "清淤疏浚。\n年底前建成泵站。"
    (one,) = checkpoints(task(content, Span(4, 2, 7), Span(5, 0, 8)), 2025)
    assert one.sources == (Span(5, 0, 8),)


def test_the_whole_content_is_the_source_where_its_stretches_do_not_tell() -> None:
    spans = (Span(4, 0, 3), Span(5, 0, 3))
    (one,) = checkpoints(task("年底前建成泵站。", *spans), 2025)
    assert one.sources == spans
