"""What no field uses."""

import pytest

from intake.accounting import left_over, names_action, questions_about
from intake.document import Span
from intake.draft import Body, LeftOver, Question
from intake.notice import read_document
from tests.support.drafting import document

HEADS = ("序号", "工作任务", "完成时限", "责任单位", "联系人", "备注")


def left(*rows: tuple[str, ...]) -> list[tuple[str, bool]]:
    draft = read_document(document("2025年任务清单", [HEADS, *rows], "注：列第一位的牵头。"))
    return [(one.text, one.action) for one in draft.left_over]


def test_a_row_read_wholly_leaves_nothing() -> None:
    assert left(("1", "疏浚东湖。", "年底前", "市水务局、市财政局", "", "")) == []


def test_persons_of_a_unit_and_remarks_are_left_over() -> None:
    row = ("1", "疏浚东湖。", "年底前", "市水务局", "王明", "配合做好征地工作")
    assert left(row) == [("王明", False), ("配合做好征地工作", True)]


def test_dashes_are_not_listed() -> None:
    assert left(("1", "疏浚东湖。", "年底前", "市水务局", "—", "／")) == []


def test_what_a_field_uses_is_cut_out_of_its_passage() -> None:
    made = document("甲；乙；丙")
    body = Body("table", (), (), used=(Span(0, 2, 3),), body=(Span(0, 0, 5),))
    assert [one.text for one in left_over(made, body, ())] == ["甲", "丙"]


@pytest.mark.parametrize(
    "text", ["配合做好征地", "请督促落实", "要按月报送进展", "6月底前完成招标", "由市水务局负责牵头"]
)
def test_an_action_is_something_to_do(text: str) -> None:
    assert names_action(text)


@pytest.mark.parametrize("text", ["王明", "13800000000", "已完成招标", "省级", "农建股", "完成情况", "1200"])
def test_names_figures_and_what_is_done_are_no_actions(text: str) -> None:
    assert not names_action(text)


def test_one_question_for_a_passage_with_actions() -> None:
    made = (LeftOver(Span(1, 0, 4), "请督促落实", True), LeftOver(Span(1, 6, 9), "要求报送", True))
    (question,) = questions_about(
        document("甲", "乙", "丙"), (*made, LeftOver(Span(2, 0, 2), "王明", False)), ()
    )
    assert question.code == "left-over"
    assert [span.passage for span in question.sources] == [1, 1]


def test_a_table_asked_about_as_a_whole_is_not_asked_about_again() -> None:
    skipped = Question("table-skipped", "", (), "", sources=(Span(1, 0, 9),))
    assert (
        questions_about(document("甲", "乙"), (LeftOver(Span(1, 0, 4), "请督促落实", True),), (skipped,))
        == ()
    )


def test_a_column_that_was_not_read_is_one_question() -> None:
    rows = [
        (str(at), f"疏浚{at}号河道。", "年底前", "市水务局", "", f"配合做好{at}号征地") for at in range(1, 5)
    ]
    draft = read_document(document("2025年任务清单", [HEADS, *rows]))
    (question,) = [one for one in draft.questions if one.code == "left-over"]
    assert question.text == "同一列共4格（如“配合做好1号征地”）没有读入任何字段，可以不录入吗？"
    assert len(question.sources) == 4


def test_what_has_been_done_so_far_is_not_asked_about() -> None:
    heads = (*HEADS[:5], "目前进展")
    draft = read_document(
        document("2025年任务清单", [heads, ("1", "疏浚东湖。", "年底前", "市水务局", "", "正在推进招标")])
    )
    assert [(one.text, one.action) for one in draft.left_over] == [("正在推进招标", False)]
