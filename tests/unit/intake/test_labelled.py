"""Labelled lines: which words are labels, which text they belong to."""

import pytest

from intake.draft import Body, DraftTask, Missing
from intake.prose import read_labelled, read_prose
from intake.prose.labels import Duty, labels
from models.words import Responsibility
from tests.support.plain import document, left_over


def body(text: str, year: int = 2025) -> Body:
    read = read_labelled(document(text), year)
    assert isinstance(read, Body), read
    return read


def tasks(text: str) -> tuple[DraftTask, ...]:
    return body(text).tasks


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("牵头单位：", Duty.LEADS),
        ("总牵头部门:", Duty.LEADS),
        ("主办单位：", Duty.LEADS),
        ("第一责任单位：", Duty.LEADS),
        ("责任单位：", Duty.UNITS),
        ("责任主体：", Duty.UNITS),
        ("承办科室：", Duty.UNITS),
        ("配合单位：", Duty.SUPPORTS),
        ("协办部门：", Duty.SUPPORTS),
        ("参与单位：", Duty.SUPPORTS),
        ("分管领导：", Duty.LEADERS),
        ("责任领导：", Duty.LEADERS),
        ("县级包抓领导：", Duty.LEADERS),
        ("牵头市领导：", Duty.LEADERS),
        ("完成时限：", Duty.LIMIT),
        ("时间要求：", Duty.LIMIT),
        ("办结时间：", Duty.LIMIT),
        ("进度安排：", Duty.LIMIT),
        ("责任人：", Duty.PERSONS),
        ("具体责任人：", Duty.ASIDE),
        ("联系人：", Duty.ASIDE),
        ("联系人及电话：", Duty.ASIDE),
        ("工作目标：", Duty.TEXT),
        ("主要措施：", Duty.TEXT),
        ("牵 头 单 位：", Duty.LEADS),
        ("【完成时限】", Duty.LIMIT),
        ("〔责任单位〕：", Duty.UNITS),
        ("（配合单位）：", Duty.SUPPORTS),
    ],
)
def test_a_label_is_known_by_its_words(text: str, duty: Duty) -> None:
    (found,) = labels(f"{text}某某")
    assert (found.duty, found.start, found.end) == (duty, 0, len(text))


@pytest.mark.parametrize("text", ["各责任单位要抓紧", "明确责任单位：三家", "（责任单位）", "完成时限已到"])
def test_the_same_words_inside_a_sentence_are_no_label(text: str) -> None:
    assert labels(text) == []


ONE_PER_LINE = """
3．疏浚云泽河道。清除淤泥5万方。
牵头单位：市水务局
配合单位：市财政局、市城管局
完成时限：6月底前完成清淤，11月底前完成验收
分管领导：周 峰、欧阳海
"""
IN_ONE_LINE = """
3．疏浚云泽河道。清除淤泥5万方。
牵头单位：市水务局；配合单位：市财政局、市城管局　　完成时限：6月底前完成清淤，11月底前完成验收
分管领导：周 峰、欧阳海
"""
BOXED = """
3．疏浚云泽河道。清除淤泥5万方。
【牵头单位】市水务局
【配合单位】市财政局、市城管局
【完成时限】6月底前完成清淤，11月底前完成验收
【分管领导】周 峰、欧阳海
"""
AT_THE_END = (
    "3．疏浚云泽河道。清除淤泥5万方。牵头单位：市水务局；配合单位：市财政局、市城管局；分管领导：周峰、欧阳海；"
    "完成时限：6月底前完成清淤，11月底前完成验收。"
)
PADDED = """
3．疏浚云泽河道。清除淤泥5万方。
牵 头 单 位 ：市水务局
配 合 单 位 ：市财政局、
市城管局
完 成 时 限 ：
6月底前完成清淤，11月底前完成验收
分 管 领 导 ：周 峰、欧阳海
"""


@pytest.mark.parametrize("text", [ONE_PER_LINE, IN_ONE_LINE, BOXED, AT_THE_END, PADDED])
def test_the_layout_of_the_labels_makes_no_difference(text: str) -> None:
    (task,) = tasks(text)
    assert (task.number, task.content) == (3, "疏浚云泽河道。清除淤泥5万方。")
    assert (task.responsibility, task.leads) == (Responsibility.LEAD, ("市水务局",))
    assert task.supports == ("市财政局", "市城管局")
    assert task.time_limit == "6月底前完成清淤，11月底前完成验收"
    assert task.leaders == ("周峰", "欧阳海")
    assert [str(milestone.due) for milestone in task.milestones] == ["2025-06-30", "2025-11-30"]


@pytest.mark.parametrize("text", [ONE_PER_LINE, IN_ONE_LINE, BOXED, AT_THE_END, PADDED])
def test_nothing_is_left_over(text: str) -> None:
    paper = document(text)
    read = read_labelled(paper, 2025)
    assert isinstance(read, Body)
    assert left_over(paper, read) == []


def test_title_goals_and_measures_are_the_content() -> None:
    (task,) = tasks(
        """
        （一）新建幼儿园3所
        工作目标：9月1日前投入使用。
        责任领导：副县长刘洋
        责任单位：县教育局（联系人：李丽，电话：88881234）
        责任人：王强
        主要措施：倒排工期。
        完成时限：8月底
        """
    )
    assert task.content == "新建幼儿园3所\n工作目标：9月1日前投入使用。\n主要措施：倒排工期。"
    assert (task.leads, task.leaders, task.time_limit) == (("县教育局",), ("刘洋",), "8月底")


def test_labels_may_stand_before_their_text() -> None:
    found = tasks(
        """
        任务1：改造云泽路
        责任单位：市住建局
        时间节点：10月底前通车
        拓宽道路2.5公里，新增路灯。
        任务2：建设公园
        责任单位：市园林局
        时间节点：12月底前
        新建口袋公园15个。
        """
    )
    assert [task.content for task in found] == [
        "改造云泽路\n拓宽道路2.5公里，新增路灯。",
        "建设公园\n新建口袋公园15个。",
    ]


def test_labels_that_come_again_begin_another_part() -> None:
    found = tasks("1．疏浚河道。\n责任单位：市水务局\n绿化堤防。\n责任单位：市林业局")
    assert [(task.number, task.part, task.content) for task in found] == [
        (1, 1, "疏浚河道。"),
        (1, 2, "绿化堤防。"),
    ]


def test_labels_on_a_section_govern_its_items() -> None:
    found = tasks(
        """
        一、水利
        牵头单位：市水务局
        完成时限：10月底前
        1．疏浚河道。
        2．绿化堤防。
        责任单位：市林业局
        二、交通
        责任单位：市交通局
        3．修桥。
        完成时限：5月底前
        """
    )
    assert [(task.number, task.leads, task.time_limit) for task in found] == [
        (1, ("市水务局",), "10月底前"),
        (2, ("市林业局",), "10月底前"),
        (3, ("市交通局",), "5月底前"),
    ]


def test_units_beside_a_leading_one_support_it() -> None:
    (task,) = tasks("1．修桥。\n牵头单位：市交通局\n责任单位：市财政局、各区人民政府\n完成时限：年底前")
    assert (task.leads, task.supports) == (("市交通局",), ("市财政局", "各区人民政府"))


def test_of_several_responsible_units_alone_the_first_leads_and_it_is_asked() -> None:
    read = body("1．修桥。\n责任单位：市交通局、市财政局\n完成时限：年底前")
    assert (read.tasks[0].leads, read.tasks[0].supports) == (("市交通局",), ("市财政局",))
    (asked,) = [question for question in read.questions if question.number is None]
    assert (asked.code, asked.default) == ("who-leads", "列第一位的牵头")


LABELLED = (
    "1．修桥。\n责任单位：市交通局\n责任人：谢  东\n2．铺路。\n责任单位：市住建局\n责任人：王强 13800001111"
)


def test_persons_are_the_leaders_where_no_others_are_named_and_it_is_asked_once() -> None:
    read = body(LABELLED)
    assert [task.leaders for task in read.tasks] == [("谢东",), ("王强",)]
    (asked,) = [question for question in read.questions if question.code == "persons-of-whom"]
    assert (asked.number, asked.choices) == (None, ("作为分管领导录入", "不录入"))


def test_persons_beside_a_label_for_leaders_are_none() -> None:
    read = body(f"{LABELLED}\n3．通水。\n责任单位：市水务局\n分管领导：周启明")
    assert [task.leaders for task in read.tasks] == [(), (), ("周启明",)]
    assert "persons-of-whom" not in {question.code for question in read.questions}


def test_a_paragraph_on_everybody_below_the_last_item_is_not_its_text() -> None:
    items = "一、修桥铺路（市交通局牵头，年底前完成）\n1．修桥。\n2．铺路。\n"
    read = read_prose(document(items + "各有关部门要在6月10日前制定细则，市督查室跟踪评估。"), 2025)
    assert isinstance(read, Body)
    assert [task.content for task in read.tasks] == ["修桥。", "铺路。"]


def test_the_signature_below_the_last_item_is_not_its_text() -> None:
    (task,) = tasks("1．修桥\n责任单位：市交通局\n完成时限：年底前\n云泽市人民政府办公室\n2025年2月1日")
    assert task.content == "修桥"


def test_a_notice_is_of_one_kind() -> None:
    bracketed = document(
        "1．修桥。（市交通局牵头，6月底前）\n2．铺路。（市住建局牵头，年底前）\n3．植树。\n责任单位：市林业局"
    )
    labelled = document(
        "1．修桥。\n责任单位：市交通局\n2．铺路。\n责任单位：市住建局\n3．植树。（市林业局牵头）"
    )
    assert isinstance(read_labelled(bracketed, 2025), Missing)
    assert isinstance(read_prose(bracketed, 2025), Body)
    assert isinstance(read_prose(labelled, 2025), Missing)
    assert len(body("\n".join(passage.text for passage in labelled.passages)).tasks) == 3


@pytest.mark.parametrize("text", ["", "关于开会的通知\n时间：3月1日\n地点：市政府", "1．修桥。\n2．铺路。"])
def test_other_documents_have_no_labelled_lines(text: str) -> None:
    read = read_labelled(document(text), 2025)
    assert isinstance(read, Missing)
    assert (read.form, bool(read.text)) == ("labelled", True)
