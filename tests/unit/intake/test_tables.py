"""Tables of tasks in many layouts."""

from dataclasses import replace
from datetime import date

import pytest

from intake.draft import Body, DraftTask, Missing, Question
from intake.errors import NotReadable
from intake.tables import read_tables
from models.words import Criterion, Responsibility
from tests.support.drafting import Cells, Wide, document

HEADS = ("序号", "工作任务", "完成时限", "责任单位")
FIRST = ("1", "疏浚东湖。", "6月底前完成", "市水务局、市财政局")
SECOND = ("2", "修缮灯塔。", "年底前完成", "市交通局")
NOTE = "注：列第一位的为牵头单位。"


def body(*blocks: "str | list[Cells]", form: str = "docx") -> Body:
    read = read_tables(document(*blocks, form=form), 2025)
    assert isinstance(read, Body)
    return read


def tasks(*rows: Cells) -> tuple[DraftTask, ...]:
    return body(list(rows), NOTE).tasks


def codes(read: Body) -> list[str]:
    return [question.code for question in read.questions]


def asked(read: Body, code: str) -> Question:
    return next(question for question in read.questions if question.code == code)


def refusal(*rows: Cells) -> str:
    with pytest.raises(NotReadable) as caught:
        tasks(*rows)
    return str(caught.value)


class TestLimits:
    def test_every_filled_quarter_is_a_milestone(self) -> None:
        heads = ("工作任务", "一季度", "二季度", "三季度", "责任单位")
        (task,) = tasks(heads, ("修缮灯塔。", "完成招标", "", "推进施工", "市交通局"))
        assert [(one.due, one.criterion, one.scope) for one in task.milestones] == [
            (date(2025, 3, 31), Criterion.COMPLETE, "完成招标"),
            (date(2025, 9, 30), Criterion.PROGRESS, "推进施工"),
        ]
        assert task.time_limit == "一季度：完成招标；三季度：推进施工"

    def test_a_tick_means_just_the_period(self) -> None:
        heads = ("工作任务", "3月底", "6月底", "责任单位")
        (task,) = tasks(heads, ("修缮灯塔。", "", "√", "市交通局"))
        assert [(one.due, one.scope) for one in task.milestones] == [(date(2025, 6, 30), "")]

    def test_days_of_its_own_beat_the_end_of_the_quarter(self) -> None:
        heads = ("工作任务", "一季度", "二季度", "责任单位")
        (task,) = tasks(heads, ("修缮灯塔。", "", "5月底前完成验收", "市交通局"))
        assert [one.due for one in task.milestones] == [date(2025, 5, 31)]

    def test_a_day_outside_its_quarter_is_asked_about(self) -> None:
        heads = ("工作任务", "一季度", "四季度", "责任单位")
        read = body([heads, ("修缮灯塔。", "", "5月底前完成验收", "市交通局")])
        assert [one.due for one in read.tasks[0].milestones] == [date(2025, 12, 31)]
        assert asked(read, "limit-doubtful").choices == ("2025-12-31", "2025-05-31")

    def test_the_column_of_starts_says_what_its_date_is_for(self) -> None:
        heads = ("工作任务", "开工时间", "竣工时间", "责任单位")
        (task,) = tasks(heads, ("修缮灯塔。", "3月", "年底前", "市交通局"))
        assert [(one.due, one.scope) for one in task.milestones] == [
            (date(2025, 3, 31), "开工"),
            (date(2025, 12, 31), ""),
        ]

    def test_a_bare_number_below_a_month_is_that_month(self) -> None:
        heads = ("工作任务", "完成时限（月份）", "责任单位")
        assert tasks(heads, ("修缮灯塔。", "9", "市交通局"))[0].milestones[0].due == date(2025, 9, 30)

    def test_without_a_column_the_content_may_name_the_date(self) -> None:
        heads = ("序号", "工作任务", "责任单位")
        read = body([heads, ("1", "6月底前完成疏浚，做好养护。", "市水务局")])
        assert (read.tasks[0].time_limit, read.tasks[0].milestones[0].due) == (
            "6月底前完成疏浚",
            date(2025, 6, 30),
        )
        assert asked(read, "limit-elsewhere").number == 1

    def test_without_a_column_a_sentence_may_set_the_limit_of_all(self) -> None:
        heads = ("序号", "工作任务", "责任单位")
        read = body([heads, ("1", "疏浚东湖。", "市水务局")], "以上任务均应于11月底前完成。")
        assert read.tasks[0].milestones[0].due == date(2025, 11, 30)
        assert codes(read) == ["limit-elsewhere"]

    def test_without_any_date_it_is_asked_once_for_the_notice(self) -> None:
        heads = ("序号", "工作任务", "责任单位")
        read = body([heads, ("1", "疏浚东湖。", "市水务局"), ("2", "巡查。", "市水务局")])
        assert codes(read) == ["limit-missing"]
        assert [one.due for task in read.tasks for one in task.milestones] == [None, None]

    def test_an_empty_limit_is_a_question(self) -> None:
        assert codes(body([HEADS, ("1", "疏浚东湖。", "", "市水务局")])) == ["limit-unread"]

    def test_a_day_that_does_not_exist_is_a_question(self) -> None:
        assert "limit-doubtful" in codes(body([HEADS, ("1", "疏浚东湖。", "2月30日前", "市水务局")]))

    def test_progress_is_never_a_limit(self) -> None:
        heads = (*HEADS, "截至3月底完成情况")
        (task,) = tasks(heads, ("1", "疏浚东湖。", "年底前", "市水务局", "4月底可完成"))
        assert [one.due for one in task.milestones] == [date(2025, 12, 31)]


class TestMergedCells:
    def test_a_merged_limit_holds_for_every_row_it_spans(self) -> None:
        rows: list[Cells] = [
            ("1", "疏浚东湖。", Wide("6月底前完成", 2), "市水务局"),
            ("2", "巡查。", "市水务局"),
        ]
        assert [task.time_limit for task in tasks(HEADS, *rows)] == ["6月底前完成"] * 2

    def test_rows_below_one_number_are_its_parts(self) -> None:
        rows: list[Cells] = [(Wide("1", 2), *FIRST[1:]), SECOND[1:], ("2", *SECOND[1:])]
        assert [(task.number, task.part) for task in tasks(HEADS, *rows)] == [(1, 1), (1, 2), (2, 1)]

    def test_units_in_rows_of_one_content_are_one_task(self) -> None:
        rows: list[Cells] = [
            (Wide("1", 2), Wide("疏浚东湖。", 2), Wide("年底前", 2), "市水务局"),
            ("市财政局",),
        ]
        (task,) = tasks(HEADS, *rows)
        assert (task.leads, task.supports) == (("市水务局",), ("市财政局",))

    def test_a_row_without_number_but_whole_is_a_part_and_asked_about(self) -> None:
        read = body([HEADS, FIRST, ("", *SECOND[1:])], NOTE)
        assert [(task.number, task.part) for task in read.tasks] == [(1, 1), (1, 2)]
        assert codes(read) == ["part-without-number"]

    def test_a_row_cut_off_by_a_page_break_goes_on(self) -> None:
        read = body(
            [HEADS, ("1", "疏浚东湖，", "年底前", "市水务局"), ("", "并清淤。", "", "市财政局")], NOTE
        )
        assert [task.content for task in read.tasks] == ["疏浚东湖，并清淤。"]
        assert read.tasks[0].supports == ("市财政局",)

    def test_ditto_means_the_cell_above(self) -> None:
        (_, second) = tasks(HEADS, FIRST, ("2", "巡查。", "同上", "〃"))
        assert (second.time_limit, second.leads) == ("6月底前完成", ("市水务局",))

    def test_in_flattened_text_an_empty_limit_is_that_above_and_asked_about(self) -> None:
        read = body([HEADS, FIRST, ("2", "巡查。", "", "市水务局")], NOTE, form="txt")
        assert read.tasks[1].time_limit == "6月底前完成"
        assert codes(read) == ["cell-inherited"]


class TestNumbersAndThemes:
    def test_the_nearest_heading_is_the_theme(self) -> None:
        rows: list[Cells] = [
            (Wide("一、兴水", 1, 4),),
            (Wide("（一）治湖", 1, 4),),
            FIRST,
            (Wide("二、兴路", 1, 4),),
            SECOND,
        ]
        assert [task.theme for task in tasks(HEADS, *rows)] == ["（一）治湖", "二、兴路"]

    def test_a_theme_may_bear_a_chinese_number_of_its_own(self) -> None:
        rows: list[Cells] = [
            ("一", "兴水项目（1个）", "", ""),
            FIRST,
            ("二", "兴路项目（1个）", "", ""),
            SECOND,
        ]
        assert [task.theme for task in tasks(HEADS, *rows)] == ["兴水项目（1个）", "兴路项目（1个）"]

    def test_a_theme_continued_on_another_page_is_the_same(self) -> None:
        rows: list[Cells] = [(Wide("一、兴水", 1, 4),), FIRST, (Wide("一、兴水（续）", 1, 4),), SECOND]
        assert {task.theme for task in tasks(HEADS, *rows)} == {"一、兴水"}

    def test_of_two_columns_the_first_groups_and_the_second_says_what_to_do(self) -> None:
        heads = ("重点任务", "具体举措", "完成时限", "责任单位")
        rows: list[Cells] = [
            (Wide("兴水", 2), "疏浚东湖。", "年底前", "市水务局"),
            ("清理河道。", "年底前", "市水务局"),
        ]
        assert [(task.theme, task.content) for task in tasks(heads, *rows)] == [
            ("兴水", "疏浚东湖。"),
            ("兴水", "清理河道。"),
        ]

    def test_beside_a_theme_column_both_say_what_to_do(self) -> None:
        heads = ("板块", "重点任务", "具体举措", "完成时限", "责任单位")
        (task,) = tasks(heads, ("兴水", "东湖治理", "疏浚东湖。", "年底前", "市水务局"))
        assert (task.theme, task.content) == ("兴水", "东湖治理\u3000疏浚东湖。")

    def test_numbers_of_two_levels_are_number_and_part(self) -> None:
        rows: list[Cells] = [("1.1", *FIRST[1:]), ("1.2", *SECOND[1:]), ("2.1", *SECOND[1:])]
        assert [(task.number, task.part) for task in tasks(HEADS, *rows)] == [(1, 1), (1, 2), (2, 1)]

    @pytest.mark.parametrize("numerals", [("一", "二"), ("（1）", "（2）"), ("第1项", "第2项"), ("1.", "2.")])
    def test_numbers_may_be_written_in_many_ways(self, numerals: tuple[str, str]) -> None:
        rows: list[Cells] = [(numeral, *FIRST[1:]) for numeral in numerals]
        assert [task.number for task in tasks(HEADS, *rows)] == [1, 2]

    def test_numbers_that_begin_anew_are_numbered_on_and_asked_about(self) -> None:
        read = body("一、兴水", [HEADS, FIRST, SECOND], "二、兴路", [HEADS, FIRST], NOTE)
        assert [(task.number, task.theme) for task in read.tasks] == [
            (1, "一、兴水"),
            (2, "一、兴水"),
            (3, "二、兴路"),
        ]
        assert codes(read) == ["numbers-restart"]

    def test_numbers_may_begin_anew_below_a_theme(self) -> None:
        read = body([HEADS, (Wide("一、兴水", 1, 4),), FIRST, (Wide("二、兴路", 1, 4),), FIRST], NOTE)
        assert [task.number for task in read.tasks] == [1, 2]

    def test_codes_that_are_no_numbers_are_counted_and_asked_about(self) -> None:
        read = body([HEADS, ("SW-甲", *FIRST[1:]), ("SW-乙", *SECOND[1:])], NOTE)
        assert [task.number for task in read.tasks] == [1, 2]
        assert codes(read) == ["numbers-unread"]

    def test_totals_signatures_and_numbers_of_columns_are_no_rows(self) -> None:
        rows: list[Cells] = [
            ("1", "2", "3", "4"),
            FIRST,
            ("合计", "1项", "", ""),
            (Wide("填表人：王明", 1, 4),),
        ]
        assert [task.number for task in tasks(HEADS, *rows)] == [1]

    def test_heads_in_another_order_hold_from_there_on(self) -> None:
        rows: list[Cells] = [
            FIRST,
            ("序号", "责任单位", "工作任务", "完成时限"),
            ("2", "市交通局", "修缮灯塔。", "年底前"),
        ]
        assert [(task.content, task.leads[0]) for task in tasks(HEADS, *rows)][1] == (
            "修缮灯塔。",
            "市交通局",
        )


class TestUnits:
    def test_three_roles_in_columns_of_their_own(self) -> None:
        heads = ("工作任务", "牵头单位", "主责单位", "协办单位", "完成时限")
        (task,) = tasks(heads, ("疏浚东湖。", "市水务局", "东屿县人民政府", "市财政局", "年底前"))
        assert (task.leads, task.supports) == (("市水务局",), ("东屿县人民政府", "市财政局"))

    def test_a_units_column_beside_the_leads_holds_those_who_support(self) -> None:
        heads = ("工作任务", "牵头单位", "责任单位", "完成时限")
        (task,) = tasks(heads, ("疏浚东湖。", "市水务局", "市财政局", "年底前"))
        assert (task.leads, task.supports) == (("市水务局",), ("市财政局",))

    def test_a_note_may_leave_all_alike(self) -> None:
        read = body([HEADS, FIRST], "注：责任单位按职责分工负责。")
        assert read.tasks[0].responsibility is Responsibility.JOINT
        assert "who-leads" not in codes(read)

    def test_the_first_listed_unit_leads_by_a_note_in_the_table(self) -> None:
        read = body([HEADS, FIRST, (Wide("备注：排在首位的单位为牵头单位。", 1, 4),)])
        assert read.first_listed_rule == "排在首位的单位为牵头单位。"
        assert codes(read) == []

    def test_a_mark_that_is_missing_is_asked_about(self) -> None:
        marked = ("1", "疏浚东湖。", "年底前", "市财政局、★市水务局")
        read = body([HEADS, marked, ("2", *FIRST[1:])], "注：标★的为牵头单位。")
        assert read.tasks[0].leads == ("市水务局",)
        assert [(one.code, one.number) for one in read.questions] == [("who-leads", 2)]

    def test_a_type_face_is_not_text(self) -> None:
        assert codes(body([HEADS, FIRST], "注：加粗的为牵头单位。")) == ["who-leads"]

    def test_a_missing_unit_is_a_question(self) -> None:
        assert codes(body([HEADS, ("1", "疏浚东湖。", "年底前", "")])) == ["unit-missing"]

    def test_the_person_of_a_unit_is_no_leader_in_charge(self) -> None:
        heads = (*HEADS, "责任人", "分管领导")
        (task,) = tasks(heads, (*FIRST, "王明", "周　启、沈若岚（副市长）"))
        assert task.leaders == ("周启", "沈若岚")

    def test_whose_person_it_is_is_asked_where_no_column_names_leaders(self) -> None:
        read = body([(*HEADS, "责任人"), (*FIRST, "王明")], NOTE)
        assert read.tasks[0].leaders == ("王明",)
        assert codes(read) == ["persons-of-whom"]

    def test_a_person_to_ask_is_no_leader(self) -> None:
        read = body([(*HEADS, "联系人", "科室负责人"), (*FIRST, "王明", "李强")], NOTE)
        assert (read.tasks[0].leaders, codes(read)) == ((), [])

    def test_a_person_among_the_units_is_a_leader_only_where_no_others_are_named(self) -> None:
        row = ("1", "疏浚东湖。", "年底前", "市水务局 王明远")
        alone, beside = body([HEADS, row], NOTE), body([(*HEADS, "分管领导"), (*row, "周启明")], NOTE)
        assert (alone.tasks[0].leaders, codes(alone)) == (("王明远",), ["persons-of-whom"])
        assert (beside.tasks[0].leaders, codes(beside)) == (("周启明",), [])


class TestOtherTables:
    def test_a_table_of_another_kind_is_left_out_and_asked_about(self) -> None:
        other: list[Cells] = [("单位", "姓名", "电话"), ("市水务局", "王明", "0"), ("市财政局", "李强", "1")]
        read = body([HEADS, FIRST], NOTE, other)
        assert len(read.tasks) == 1
        assert "姓名" in asked(read, "table-skipped").text

    def test_a_table_without_heads_goes_on_as_the_one_before(self) -> None:
        assert len(body([HEADS, FIRST], "二、兴路", [SECOND], NOTE).tasks) == 2

    def test_without_any_heads_columns_beyond_doubt_are_told_by_what_they_hold(self) -> None:
        read = body([FIRST, SECOND, ("3", "巡查东湖沿线。", "9月底前", "市水务局")])
        assert read.tasks[0].content == "疏浚东湖。"
        assert "第4列为责任单位" in asked(read, "table-without-heads").text

    def test_without_heads_and_with_doubt_there_is_no_table(self) -> None:
        read = read_tables(document([("甲", "乙"), ("丙", "丁")]), 2025)
        assert isinstance(read, Missing)

    def test_what_the_nearest_table_lacks_is_said_with_its_place(self) -> None:
        read = read_tables(
            document("通知", [("序号", "工作任务", "完成时限"), ("1", "疏浚。", "年底")]), 2025
        )
        assert isinstance(read, Missing)
        assert read.text.startswith("第1张表第1行的任务表缺少“责任单位”列")


class TestMistakes:
    @pytest.mark.parametrize(
        ("row", "words"),
        [
            pytest.param(
                ("2", "修缮灯塔。", "年底前"), "第1张表第3行（序号2）有3格，应为4格", id="too short"
            ),
            pytest.param(("1", *SECOND[1:]), "第1张表第3行的序号1与第1张表第2行重复", id="a number twice"),
            pytest.param(("甲", *SECOND[1:]), "序号“甲”不是数字", id="no number"),
            pytest.param(("2", "", *SECOND[2:]), "（序号2）的“重点工作”是空的", id="nothing to do"),
        ],
    )
    def test_a_broken_row_is_named(self, row: Cells, words: str) -> None:
        assert words in refusal(HEADS, FIRST, row)

    def test_heads_alone_are_no_tasks(self) -> None:
        assert "没有任务行" in refusal(HEADS)


class TestSources:
    def test_every_field_says_where_it_was_read(self) -> None:
        made = document(
            [(*HEADS, "分管领导"), (*FIRST[:2], "6月底前开工，年底前完成", "市水务局、市财政局", "周启明")],
            NOTE,
        )
        read = read_tables(made, 2025)
        assert isinstance(read, Body)
        sources = read.tasks[0].sources
        shown = {field: [made.text(span) for span in spans] for field, spans in sources.items()}
        assert shown["content"] == ["疏浚东湖。"]
        assert (shown["leads"], shown["supports"]) == (["市水务局"], ["市财政局"])
        assert shown["leaders"] == ["周启明"]
        assert shown["number"] == ["1"]
        assert {"milestones.0", "milestones.1"} <= set(shown)

    def test_a_quarter_points_to_its_own_cell(self) -> None:
        made = document(
            [("工作任务", "一季度", "二季度", "责任单位"), ("修灯塔。", "招标", "施工", "市交通局")]
        )
        read = read_tables(made, 2025)
        assert isinstance(read, Body)
        (span,) = read.tasks[0].sources["milestones.1"]
        assert made.text(span) == "施工"

    def test_reading_is_the_same_without_sources(self) -> None:
        (task,) = tasks(HEADS, FIRST)
        assert replace(task, sources={}).content == "疏浚东湖。"
