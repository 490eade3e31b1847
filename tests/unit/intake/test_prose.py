"""Prose notices: which brackets close an assignment, what they say, which text they close."""

import pytest

from intake.draft import Body, DraftTask, Missing
from intake.prose import read_prose
from models.words import Criterion, Responsibility
from tests.support.plain import document, left_over

LEAD, JOINT, EACH = Responsibility.LEAD, Responsibility.JOINT, Responsibility.EACH


def body(text: str, year: int = 2025) -> Body:
    read = read_prose(document(text), year)
    assert isinstance(read, Body), read
    return read


def tasks(text: str, year: int = 2025) -> tuple[DraftTask, ...]:
    return body(text, year).tasks


def only(bracket: str) -> DraftTask:
    """The task of an item that ends with the bracket."""
    (task,) = tasks(f"1．疏浚云泽河道。{bracket}")
    return task


def codes(read: Body) -> list[str]:
    return [question.code for question in read.questions]


@pytest.mark.parametrize(
    ("bracket", "responsibility", "leads", "supports", "limit"),
    [
        pytest.param("（市水务局牵头，10月底前完成）", LEAD, ["市水务局"], [], "10月底前完成", id="lead, limit"),
        pytest.param(
            "（市水务局牵头，市财政局、市城管局等按职责分工负责，年内持续推进）",
            LEAD, ["市水务局"], ["市财政局", "市城管局"], "年内持续推进", id="lead and the rest",
        ),
        pytest.param("（市水务局、市城管局按职责分工负责）", JOINT, ["市水务局", "市城管局"], [], "", id="duty"),
        pytest.param("（10月底前完成，市水务局牵头）", LEAD, ["市水务局"], [], "10月底前完成", id="limit first"),
        pytest.param(
            "（市水务局牵头，10月底前完成，市城管局配合）", LEAD, ["市水务局"], ["市城管局"], "10月底前完成",
            id="limit between",
        ),
        pytest.param(
            "（市水务局牵头，8月底前出台方案，年内持续推进）", LEAD, ["市水务局"], [], "8月底前出台方案，年内持续推进",
            id="two clauses of limit",
        ),
        pytest.param(
            "（8月底前由市水务局牵头完成）", LEAD, ["市水务局"], [], "8月底前完成", id="units between date and verb"
        ),
        pytest.param("（市水务局12月底前完成）", LEAD, ["市水务局"], [], "12月底前完成", id="no comma before the date"),
        pytest.param(
            "（牵头单位：市水务局；配合单位：市城管局；完成时限：2025年9月）",
            LEAD, ["市水务局"], ["市城管局"], "2025年9月", id="labels inside",
        ),
        pytest.param(
            "（牵头单位：市水务局 配合单位：市城管局 完成时限：9月底）", LEAD, ["市水务局"], ["市城管局"], "9月底",
            id="labels set apart by spaces",
        ),
        pytest.param("（责任单位：市水务局，12月底）", LEAD, ["市水务局"], [], "12月底", id="label for units only"),
        pytest.param(
            "(市水务局牵头;市城管局配合;6月底前)", LEAD, ["市水务局"], ["市城管局"], "6月底前", id="half width"
        ),
        pytest.param("〔市水务局负责〕", LEAD, ["市水务局"], [], "", id="tortoise-shell bracket"),
        pytest.param("［市水务局负责］", LEAD, ["市水务局"], [], "", id="full-width square bracket"),
        pytest.param("[责任单位:市水务局]", LEAD, ["市水务局"], [], "", id="square bracket"),
        pytest.param("【市水务局牵头】", LEAD, ["市水务局"], [], "", id="lenticular bracket"),
        pytest.param("（由市民政局负责）", LEAD, ["市民政局"], [], "", id="由"),
        pytest.param("（市外办（市港澳办）牵头）", LEAD, ["市外办（市港澳办）"], [], "", id="bracket inside a name"),
        pytest.param("（市水务局牵头）（9月底前完成）", LEAD, ["市水务局"], [], "9月底前完成", id="two brackets"),
        pytest.param("（市水务局牵头，全年推进）", LEAD, ["市水务局"], [], "全年推进", id="a verb after the date"),
        pytest.param(
            "（各区政府，市有关部门按职责分工负责）", JOINT, ["各区政府", "市有关部门"], [], "", id="groups"
        ),
        pytest.param(
            "（国家税务总局云泽市税务局、人民银行云泽市分行负责）",
            LEAD, ["国家税务总局云泽市税务局"], ["人民银行云泽市分行"], "", id="offices of the state",
        ),
        pytest.param("——市水务局", LEAD, ["市水务局"], [], "", id="after a dash"),
        pytest.param(
            "（市水务局负责；市城管局、保险机构（承保人）协助；年内）", LEAD, ["市水务局"],
            ["市城管局", "保险机构（承保人）"], "年内", id="a name with a bracket among those who help",
        ),
        pytest.param(
            "（市水务局牵头抓总，各承办单位具体负责，每月调度）", LEAD, ["市水务局"], ["各承办单位"],
            "每月调度", id="抓总",
        ),
        pytest.param("（市水务局负责，按省级部署推进）", LEAD, ["市水务局"], [], "按省级部署推进", id="no date"),
        pytest.param(
            "（市水务局，3月底前完成60%，余下的8月底前完成）", LEAD, ["市水务局"], [],
            "3月底前完成60%，余下的8月底前完成", id="the rest is no person",
        ),
        pytest.param(
            "（市水务局牵头，市城管局按职责分工负\n责，年底前完成）", LEAD, ["市水务局"], ["市城管局"], "年底前完成",
            id="a line broken inside the bracket",
        ),
    ],
)  # fmt: skip
def test_a_bracket_says_who_and_when(
    bracket: str, responsibility: Responsibility, leads: list[str], supports: list[str], limit: str
) -> None:
    task = only(bracket)
    assert (task.responsibility, list(task.leads), list(task.supports)) == (responsibility, leads, supports)
    assert task.time_limit == limit
    assert task.content == "疏浚云泽河道。"


@pytest.mark.parametrize(
    "aside",
    [
        "（经营场所）", "（草案）", "（云政发〔2025〕6号）", "（含支流12条）", "（一期）", "（社区）",
        "（市、区）", "（试行）", "（2024—2026年）", "（以下简称市水务局）", "（详见附件2）", "（实行项目法人负责制）",
        "（党政同责、一岗双责）", "（乡镇、街道）", "（公立医院）", "（一网通办）", "（经市政府同意）",
        "（市水务局〔2025〕3号）", "（专科）", "（各类企业每月一次）",
    ],
)  # fmt: skip
def test_other_brackets_close_nothing(aside: str) -> None:
    text = f"1．疏浚河道{aside}。修复堤防。（市水务局牵头）"
    (task,) = tasks(text)
    assert task.content == f"疏浚河道{aside}。修复堤防。"


def test_names_inside_a_phrase_are_no_assignment() -> None:
    (task,) = tasks("1．推动市级部门（市公安局、市民政局等）共享名录。（市政务办牵头）")
    assert task.leads == ("市政务办",)


def test_every_bracket_closes_the_text_since_the_one_before() -> None:
    found = tasks(
        "3．修桥两座，铺路五公里。（市交通局牵头，5月底前完成）植树百亩（含果林）。（市林业局负责）。"
    )
    assert [(task.number, task.part, task.content) for task in found] == [
        (3, 1, "修桥两座，铺路五公里。"),
        (3, 2, "植树百亩（含果林）。"),
    ]


def test_a_full_stop_after_the_bracket_belongs_to_the_text() -> None:
    (task,) = tasks("5．公开办事指南（负责单位：市政务办；完成时间：2025年5月20日）。")
    assert task.content == "公开办事指南。"


def test_a_bracket_may_stand_in_a_paragraph_of_its_own_or_in_several() -> None:
    found = tasks(
        """
        1．修桥两座；
        铺路五公里。
        （市交通局负责，
        11月底前完成）
        2．植树百亩。
        （市林业局牵头）
        """
    )
    assert [task.content for task in found] == ["修桥两座；\n铺路五公里。", "植树百亩。"]
    assert found[0].time_limit == "11月底前完成"


def test_the_nearest_heading_is_the_theme() -> None:
    found = tasks(
        """
        一、重点任务
        （一）兴修水利。
        1．疏浚河道。（市水务局牵头）
        （二）便利交通
        2．修桥两座。（市交通局牵头）
        3．铺路五公里。（市交通局牵头）
        """
    )
    assert [task.theme for task in found] == ["（一）兴修水利", "（二）便利交通", "（二）便利交通"]


def test_a_heading_without_a_number_is_a_theme_too() -> None:
    found = tasks(
        "民生保障\n1．修桥两座。（市交通局牵头）\n2．植树。（市林业局牵头）\n文化建设\n3．办灯会。（市文旅局牵头）"
    )
    assert [task.theme for task in found] == ["民生保障", "民生保障", "文化建设"]


def test_a_bracket_on_a_heading_governs_what_has_none() -> None:
    found = tasks(
        """
        （一）兴修水利（分管领导：周海峰；牵头单位：市水务局；完成时限：11月底前）
        1．疏浚河道。
        2．改造泵站。（9月底前完成）
        3．绿化堤防。（市林业局牵头）
        """
    )
    assert [task.leads for task in found] == [("市水务局",), ("市水务局",), ("市林业局",)]
    assert [task.time_limit for task in found] == ["11月底前", "9月底前完成", "11月底前"]
    assert {task.leaders for task in found} == {("周海峰",)}


def test_a_last_bracket_for_all_is_asked_about() -> None:
    read = body(
        "一、水利\n1．疏浚河道。\n2．改造泵站；\n3．绿化堤防。\n（以上由市水务局负责，10月底前完成）\n二、其他\n4．植树。（市林业局牵头）"
    )
    assert [task.leads for task in read.tasks] == [("市水务局",)] * 3 + [("市林业局",)]
    assert "bracket-scope" in codes(read)


def test_a_list_under_a_numbered_line_is_part_of_it() -> None:
    found = tasks(
        """
        1．建设两个项目：
        （1）云泽大桥；
        （2）南湖公园。
        （市住建局牵头，11月底前完成）
        2．办好两件实事：（市教育局负责）
        （1）新建学校；
        （2）修缮操场。
        3．办两个节会。
        （1）灯会。（市文旅局牵头）
        （2）书市。（市委宣传部牵头）
        """
    )
    assert [(task.number, task.part) for task in found] == [(1, 1), (2, 1), (3, 1), (3, 2)]
    assert found[1].content == "办好两件实事：\n（1）新建学校；\n（2）修缮操场。"
    assert found[3].content == "书市。"


def test_bracketed_numbers_are_tasks_where_they_bear_the_brackets() -> None:
    found = tasks(
        """
        一、稳定经济
        （一）扩大消费。办好灯会。（市商务局牵头）发放消费券。（市财政局牵头，6月底前完成）
        二、改善民生
        （二）新建学校。（市教育局负责）
        """
    )
    assert [(task.number, task.part, task.theme) for task in found] == [
        (1, 1, "一、稳定经济"),
        (1, 2, "一、稳定经济"),
        (2, 1, "二、改善民生"),
    ]
    assert found[0].content == "扩大消费。办好灯会。"


def test_numbers_that_begin_anew_are_counted_through_and_asked_about() -> None:
    read = body(
        "一、水利\n1．疏浚。（市水务局牵头）\n2．筑堤。（市水务局牵头）\n二、交通\n1．修桥。（市交通局牵头）"
    )
    assert [task.number for task in read.tasks] == [1, 2, 3]
    assert "numbers-restart" in codes(read)


def test_paragraphs_without_numbers_are_counted() -> None:
    read = body(
        "一、水利\n疏浚河道。（市水务局牵头）\n改造泵站。（市水务局牵头）修筑堤防。（市住建局牵头）\n二、交通\n修桥两座。（市交通局牵头）"
    )
    assert [(task.number, task.part, task.theme) for task in read.tasks] == [
        (1, 1, "一、水利"),
        (2, 1, "一、水利"),
        (2, 2, "一、水利"),
        (3, 1, "二、交通"),
    ]
    assert "numbers-restart" not in codes(read)


def test_a_number_left_out_is_asked_about() -> None:
    assert "numbers-not-in-order" in codes(body("1．修桥。（市交通局牵头）\n3．铺路。（市交通局牵头）"))


def test_a_numbered_line_that_names_nobody_is_a_question_and_no_task() -> None:
    read = body("1．修桥。（市交通局牵头）\n2．铺路（沥青）。\n3．植树。（市林业局牵头）\n4．加强组织领导。")
    assert [task.number for task in read.tasks] == [1, 3]
    assert [question.text for question in read.questions if question.code == "no-units"] == [
        "“2．铺路（沥青）。”没有写明责任单位，是否作为任务督办？"
    ]


def test_the_letter_and_the_closing_sections_hold_no_tasks() -> None:
    read = body(
        """
        各区人民政府：
        现印发给你们（联系人：市政府督查室王芳，电话：88880000）。
        一、任务分工
        1．修桥。（市交通局牵头）
        二、工作要求
        （一）加强组织领导。各单位要建立台账。
        云泽市人民政府办公室
        2025年2月1日
        （此件公开发布）
        """
    )
    assert [task.number for task in read.tasks] == [1]
    assert codes(read) == ["limit-without-date"]


def test_a_place_alone_is_a_unit_only_where_brackets_list_names() -> None:
    listed = body("1．修桥。（青溪镇）\n2．铺路。（区住建局）\n3．植树。（区林业局）")
    assert listed.tasks[0].leads == ("青溪镇",)
    assert "bracket-units" in codes(listed)
    spoken = body("1．修桥（青溪镇）。（区交通局牵头）\n2．铺路。（区住建局牵头）")
    assert spoken.tasks[0].content == "修桥（青溪镇）。"


def test_a_bracket_never_closed_is_asked_about() -> None:
    read = body("1．修桥。（市交通局牵头，6月底前完成\n2．铺路。（市住建局牵头）")
    assert read.tasks[0].leads == ("市交通局",)
    assert "bracket-units" in codes(read)


def test_a_general_sentence_sets_the_limit_of_tasks_without_one() -> None:
    found = tasks(
        "1．修桥。（市交通局牵头）\n2．铺路。（市住建局牵头，6月底前完成）\n以上任务均于2025年11月底前完成。"
    )
    assert [task.time_limit for task in found] == ["2025年11月底前完成", "6月底前完成"]
    assert found[0].milestones[0].due is not None


def test_without_any_limit_the_notice_is_asked_about_once() -> None:
    read = body("1．修桥，6月底前通车。（市交通局牵头）\n2．铺路。（市住建局牵头）")
    assert [(q.code, q.number) for q in read.questions] == [("limit-without-date", None)]
    assert [(m.due, m.criterion) for m in read.tasks[0].milestones] == [(None, Criterion.COMPLETE)]


def test_one_task_without_limit_is_offered_the_day_in_its_text() -> None:
    read = body("1．修桥，6月底前通车。（市交通局牵头）\n2．铺路。（市住建局牵头，9月底前完成）")
    (asked,) = [question for question in read.questions if question.code == "limit-without-date"]
    assert (asked.number, asked.choices) == (1, ("2025年6月30日", "2025年12月31日", "暂不设期限"))


def test_what_each_of_all_departments_does_is_not_supervised_one_by_one() -> None:
    read = body("1．改进作风。（市政府各部门分别负责，年内持续推进）\n2．修桥。（市交通局牵头，6月底前完成）")
    assert [(task.responsibility, task.listed_apart) for task in read.tasks] == [(EACH, False), (LEAD, True)]
    (asked,) = [question for question in read.questions if question.code == "not-listed-apart"]
    assert (asked.number, asked.default) == (1, "不单列督办")


def test_a_group_alone_answers_too() -> None:
    found = tasks("1．改进作风。（区政府各部门，持续推进）\n2．修桥。（各镇（街道），6月底前）")
    assert [task.leads for task in found] == [("区政府各部门",), ("各镇（街道）",)]


def test_every_field_knows_where_it_stands_and_nothing_is_left_over() -> None:
    paper = document(
        "一、任务\n2．修桥两座。（市交通局牵头，市财政局配合，6月底前完成）（1）植树。（市林业局负责，年内完成）"
    )
    read = read_prose(paper, 2025)
    assert isinstance(read, Body)
    first = read.tasks[0].sources
    shown = {field: "".join(paper.text(span) for span in spans) for field, spans in first.items()}
    assert shown["number"].strip() == "2．"
    assert shown["theme"] == "一、任务"
    assert shown["content"] == "修桥两座。"
    assert (shown["leads"], shown["supports"]) == ("市交通局", "市财政局")
    assert shown["time_limit"] == "6月底前完成"
    assert shown["milestones.0"] in ("6月底前", "6月底前完成")
    assert left_over(paper, read) == []


def test_text_after_the_last_bracket_stays_unread() -> None:
    paper = document("1．修桥。（市交通局牵头，6月底前完成）同时铺路。\n2．植树。（市林业局牵头，年内完成）")
    read = read_prose(paper, 2025)
    assert isinstance(read, Body)
    assert left_over(paper, read) == ["同时铺路"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "关于召开会议的通知\n定于3月1日召开会议（市政府一楼101会议室）。",
        "1．修桥（一期）。\n2．铺路。",
        "责任单位：市交通局",
    ],
)
def test_other_documents_are_not_prose_notices(text: str) -> None:
    read = read_prose(document(text), 2025)
    assert isinstance(read, Missing)
    assert read.form == "prose"
    assert read.text


def test_a_clause_of_a_bracket_that_is_not_understood_is_left_over() -> None:
    text = "1．修桥。（市交通局牵头，详见另附图纸，年底前完成）"
    read = body(text)
    assert [one for one in left_over(document(text), read) if "图纸" in one]


def test_a_figure_in_a_bracket_is_no_unit() -> None:
    (task,) = tasks("1．改造消防设施（共计86处）。（县教育局牵头，9月底前）")
    assert (task.content, task.leads) == ("改造消防设施（共计86处）。", ("县教育局",))
