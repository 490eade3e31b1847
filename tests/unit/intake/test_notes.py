"""Notes on who leads."""

import pytest

from intake.document import Traced
from intake.notes import Kind, is_note, rule_of


def kind(*notes: str, letter: str = "") -> Kind | None:
    rule = rule_of([Traced.of(at, note) for at, note in enumerate(notes)], [Traced.of(99, letter)])
    return rule.kind if rule else None


@pytest.mark.parametrize(
    "note",
    [
        "注：列第一位的为牵头单位。",
        "责任单位（列第一位的牵头）",
        "每项任务中，排在首位的是牵头单位，其余为配合单位",
        "未注明牵头单位的，列第一位的为牵头单位",
        "有多个责任单位的，排名第一的为牵头单位。",
        "牵头单位为排在第一的单位",
        "第1个单位为主办单位",
    ],
)
def test_the_first_listed_unit_leads(note: str) -> None:
    assert kind(note) is Kind.FIRST
    assert kind(letter=note) is Kind.FIRST


@pytest.mark.parametrize(
    "text",
    [
        "3月底前，牵头单位要报送方案。",
        "第一季度由牵头单位汇总。",
        "牵头单位要首先细化措施。",
        "把落实摆上首要日程，牵头单位要负总责。",
        "牵头单位主要负责同志是第一责任人。",
    ],
)
def test_other_words_about_those_who_lead_are_no_rule(text: str) -> None:
    assert kind(text) is None


@pytest.mark.parametrize("note", ["注：标★的为牵头单位", "加“▲”号的单位为牵头单位", "带*号的单位负责牵头"])
def test_a_mark_may_say_who_leads(note: str) -> None:
    assert kind(note) is Kind.MARK


def test_a_type_face_may_say_who_leads() -> None:
    assert kind("注：责任单位中加粗的为牵头单位") is Kind.TYPE


def test_a_note_may_leave_all_alike_but_the_letter_only_exhorts() -> None:
    assert kind("注：各责任单位按职责分工负责。") is Kind.SHARED
    assert kind(letter="各责任单位要按职责分工负责，抓好落实。") is None


def test_the_rule_is_the_sentence_with_its_place() -> None:
    rule = rule_of([Traced.of(3, "注：任务逐项列出。列第一位的\n为牵头单位。")], [])
    assert rule
    assert rule.text == "列第一位的为牵头单位。"
    assert [(span.passage, span.start) for span in rule.spans] == [(3, 9)]


@pytest.mark.parametrize(("text", "note"), [("备 注：甲", True), ("说明：甲", True), ("注意安全", False)])
def test_a_note_begins_with_its_word(text: str, note: bool) -> None:
    assert is_note(text) is note
