"""General requirements of a notice, offered as defaults of the plan."""

from datetime import date

import pytest

from intake.document import Span
from intake.draft import Body, PlanDefault
from intake.prose import read_prose
from intake.requirements import due_of, plan_defaults
from tests.support.plain import document


def offered(text: str) -> tuple[PlanDefault, ...]:
    return plan_defaults(document(text), ())


def under(sentence: str) -> list[str]:
    """The codes offered for a sentence of the closing section."""
    return [one.code for one in offered(f"三、工作要求\n（一）压实责任。{sentence}")]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("implementation-plan", "各单位要抓紧制定落实方案。"),
        ("implementation-plan", "各牵头单位要细化工作措施，挂图作战。"),
        ("implementation-plan", "请于3月15日前将实施方案报市政府办公室。"),
        ("ledger", "要逐项建立工作台账，明确时间表、责任人和成果形式。"),
        ("ledger", "实行清单化管理、销号制推进。"),
        ("contribution", "牵头单位要做好情况的汇总上报工作。"),
        ("contribution", "由牵头单位汇总后报市政府督查室。"),
        ("notify-lead", "配合单位要主动向牵头单位通报情况。"),
        ("reporting-period", "各单位每月25日前报送工作进展。"),
        ("reporting-period", "每季度末月20日前将完成情况报市政府办公室。"),
        ("monthly-round", "市政府办公室逐月调度、通报排名。"),
        ("inspection", "市政府办公室将适时开展督查，持续跟踪问效。"),
        ("appraisal", "完成情况纳入年度绩效考评。"),
    ],
)
def test_each_requirement_is_known_by_its_words(code: str, sentence: str) -> None:
    assert code in under(sentence)


def test_what_is_offered_names_the_sentence_its_date_and_its_place() -> None:
    paper = document("三、工作要求\n各单位要制定实施方案，于3月15日前报市政府办公室。加强宣传。")
    (one,) = plan_defaults(paper, ())
    assert one.text == "各单位要制定实施方案，于3月15日前报市政府办公室。"
    assert one.offer == "交办后请每个牵头单位报送落实方案（3月15日前）。"
    assert one.accepted
    assert [paper.text(span) for span in one.sources] == [one.text]


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("各单位要制定实施方案，于3月15日前报市政府办公室。", date(2026, 3, 15)),
        ("请于3月底前报送落实方案。", date(2026, 3, 31)),
        ("各单位要抓紧制定落实方案。", None),
        ("各单位要在通知印发后15个工作日内报送落实方案。", None),
    ],
)
def test_the_day_an_action_plan_is_asked_by_is_the_one_named(sentence: str, due: date | None) -> None:
    plans = [one for one in offered(f"三、工作要求\n{sentence}") if one.code == "implementation-plan"]
    assert [due_of(one, 2026) for one in plans] == [due]


def test_the_dates_of_other_requirements_are_no_single_day() -> None:
    (report,) = offered("三、工作要求\n各单位每月25日前报送工作进展。")
    assert due_of(report, 2026) is None


def test_two_dates_are_two_offers_and_a_repetition_is_one() -> None:
    found = offered(
        """
        三、有关要求
        各单位每月25日前报送工作进展。各单位要按时报送工作进展。
        牵头单位每季度末月28日前报送工作进展。各单位要制定落实方案。请各单位制定工作方案。
        """
    )
    assert [one.offer for one in found if one.code == "reporting-period"] == [
        "进展报送周期按来文设定（每月25日前）。",
        "进展报送周期按来文设定（每季度末月28日前）。",
    ]
    assert [one.code for one in found].count("implementation-plan") == 1


def test_an_appraisal_is_accepted_only_where_the_notice_plainly_demands_it() -> None:
    (plain,) = [one for one in offered("四、工作要求\n落实情况纳入绩效考核。") if one.code == "appraisal"]
    (vague,) = [one for one in offered("四、工作要求\n要重视考核的导向作用。") if one.code == "appraisal"]
    assert (plain.accepted, vague.accepted) == (True, False)


def test_the_covering_letter_counts_and_aims_do_not() -> None:
    found = offered(
        """
        各区人民政府：
        为做好督查考核工作，现将有关事项通知如下：
        为确保落实，请各牵头单位每月5日前报送工作进展。
        一、总体要求
        （一）基本原则。坚持目标导向，建立台账，强化督查考核。
        """
    )
    assert [one.code for one in found] == ["reporting-period"]


def test_nothing_is_taken_from_tasks() -> None:
    paper = document("一、任务\n1．各区要建立台账，制定实施方案，纳入绩效考核。（市水务局牵头，6月底前完成）")
    read = read_prose(paper, 2025)
    assert isinstance(read, Body)
    used = [span for task in read.tasks for spans in task.sources.values() for span in spans]
    assert plan_defaults(paper, used) == ()
    assert plan_defaults(paper, [Span(0, 0, 1)]) != ()


@pytest.mark.parametrize(
    "sentence",
    [
        "修桥两座。",
        "市政府督查室设在市政府办公室。",
        "通报表扬先进。",
        "完成考核任务指标。",
    ],
)
def test_other_sentences_demand_nothing_of_the_plan(sentence: str) -> None:
    assert under(sentence) == []
