"""What a 落实方案 has to say before it is taken."""

from datetime import date
from typing import Any

import pytest

from models.action_plans import FIELDS, LONGEST_FIELD, MOST_NODES, check
from models.actors import MoveRefused

TODAY, END = date(2026, 3, 2), date(2026, 12, 31)
SAID: dict[str, Any] = {
    "measures": "分三批建设示范园区。",
    "timetable": "上半年完成选址，年底前建成。",
    "responsible": "王处长",
    "result_form": "验收报告",
    "expected_result": "建成3个园区。",
}


def with_nodes(*nodes: object) -> dict[str, Any]:
    return {**SAID, "nodes": list(nodes)}


def node(due: str = "2026-06-30", text: str = "完成选址") -> dict[str, str]:
    return {"due": due, "text": text}


def test_it_is_stored_trimmed_with_its_nodes_by_date_and_nothing_else() -> None:
    given = {**with_nodes(node("2026-09-30", " 开工\n建设 "), node()), "measures": " 分三批。 ", "other": "x"}
    found = check(given, TODAY, END)
    assert found["measures"] == "分三批。"
    assert found["nodes"] == [node(), node("2026-09-30", "开工 建设")]
    assert set(found) == {*FIELDS, "nodes"}


def test_it_may_have_no_nodes() -> None:
    assert check(SAID, TODAY, END)["nodes"] == []


@pytest.mark.parametrize("name", FIELDS)
def test_each_of_the_five_has_to_be_written(name: str) -> None:
    with pytest.raises(MoveRefused, match=f"请写明{FIELDS[name]}。"):
        check({**SAID, name: "  "}, TODAY, END)


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(MoveRefused, match="请写明工作措施、时间安排、责任人、成果形式、预期成效。"):
        check(None, TODAY, END)


def test_a_field_is_no_attachment() -> None:
    with pytest.raises(MoveRefused, match="最多2000字，现有2001字，详细内容请用附件"):
        check({**SAID, "measures": "字" * (LONGEST_FIELD + 1)}, TODAY, END)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (node("", "完成选址"), "第1个节点须同时写明日期和内容。"),
        (node("2026-06-30", " "), "第1个节点须同时写明日期和内容。"),
        (node("6月底"), "日期“6月底”不是日期，请写成 2026-06-30 这样。"),
        (node("2026-06-31"), "日期“2026-06-31”不是日期"),
        (node("2026-03-01"), "日期2026-03-01已经过去"),
        (node("2027-01-01"), "日期2027-01-01晚于该项时限2026-12-31"),
        (node(text="长" * 121), "内容最多120字，现有121字"),
        ("2026-06-30 完成选址", "第1个节点须写明日期和内容。"),
    ],
)
def test_a_node_is_a_real_day_of_the_year_that_has_not_passed(given: object, sentence: str) -> None:
    with pytest.raises(MoveRefused, match=sentence):
        check(with_nodes(given), TODAY, END)


def test_today_and_the_last_day_of_the_year_are_taken() -> None:
    days = [
        one["due"] for one in check(with_nodes(node("2026-12-31"), node("2026-03-02")), TODAY, END)["nodes"]
    ]
    assert days == ["2026-03-02", "2026-12-31"]


def test_the_same_node_twice_is_a_slip_of_the_pen() -> None:
    with pytest.raises(MoveRefused, match="节点“完成选址”（2026-06-30）写了两次"):
        check(with_nodes(node(), node()), TODAY, END)


def test_a_plan_of_more_nodes_than_months_is_refused() -> None:
    nodes = [node(text=f"第{at}步") for at in range(MOST_NODES + 1)]
    with pytest.raises(MoveRefused, match="节点最多12个，现有13个"):
        check(with_nodes(*nodes), TODAY, END)


@pytest.mark.parametrize("nodes", ["2026-06-30", {"due": "2026-06-30"}, 7])
def test_nodes_that_are_no_list_are_refused(nodes: object) -> None:
    with pytest.raises(MoveRefused, match="须逐个写明日期和内容"):
        check({**SAID, "nodes": nodes}, TODAY, END)
