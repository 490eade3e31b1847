"""Sentences that name no work of their own."""

import pytest

from intake.coverage import trace
from intake.coverage.splitting import clauses_in, sentences_in, tokens_of
from tests.support.reports import draft_of, report_of

REST = "建成湖滨码头二期。清理废弃渔网。"


def framed(paragraph: str) -> tuple[str, ...]:
    lines = ["一、2024年重点工作", "（一）水运", paragraph]
    return trace(report_of(lines), draft_of(["组织第五次经济普查登记。"], 2024)).framing


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年是云泽撤地建市三十周年。",
        "做好今年工作意义重大。",
        "做好全年工作，必须坚持问计于民。",
        "重点抓好以下工作。",
        "围绕上述目标，着力抓好八个方面工作。",
        "为此，要突出做好以下几项重点任务。",
        "今年政府工作的总体要求是：坚持水陆并举，加快建设水乡名城。",
        "教育是最大的民生。",
        "湖光山色两相和。",
    ],
)
def test_what_leads_in_is_framing(sentence: str) -> None:
    assert framed(sentence + REST) == (sentence,)


@pytest.mark.parametrize(
    "sentence",
    [
        "为确保渡运安全，更新渡船12艘。",
        "为此，更新渡船并培训渡工。",
        "重点抓好以下工作：一是更新渡船，二是培训渡工。",
        "今年更新渡船12艘。",
        "探索渔旅融合路径。",
        "旅客发送量增长9%。",
        "始终把群众冷暖放在心上。",
    ],
)
def test_what_names_work_is_not(sentence: str) -> None:
    assert framed(sentence + REST) == ()


@pytest.mark.parametrize(
    ("sentence", "following", "is_topic"),
    [
        pytest.param(
            "大力发展休闲旅游。",
            "打造环湖骑行线路三条和驿站十处。举办荷花节和开湖节。",
            True,
            id="only a field",
        ),
        pytest.param(
            "推进水鸟栖息保护。", "在湖心沙洲划定水鸟觅食区四处。拆除围网两千亩。", True, id="it comes again"
        ),
        pytest.param(
            "规范渔具销售管理。",
            "打造环湖骑行线路三条和驿站十处。举办荷花节和开湖节。",
            False,
            id="nothing of it again",
        ),
        pytest.param(
            "启动旅游发展规划。", "旅游规划覆盖全湖区各个村庄。举办荷花节和开湖节。", False, id="a deed"
        ),
        pytest.param(
            "打造“云泽旅游”。", "旅游线路覆盖全湖区各个村庄。举办荷花节和开湖节。", False, id="a name"
        ),
        pytest.param("大力发展休闲旅游。", "打造环湖骑行旅游线路。", False, id="only one sentence after it"),
        pytest.param(
            "大力发展休闲旅游。",
            "优化营商环境。举办荷花节和开湖节，打造环湖骑行线路。",
            False,
            id="the next topic",
        ),
    ],
)
def test_a_short_sentence_is_a_topic_where_others_unfold_it(
    sentence: str, following: str, is_topic: bool
) -> None:
    assert (sentence in framed(f"建成湖滨码头二期工程和候船大厅。{sentence}{following}")) is is_topic


def test_marks_inside_quotation_marks_end_nothing() -> None:
    text = "推行“一窗收件，限时办结。”改革，减少1,200项证明；建成码头。完善条件。"
    assert [text[a:b] for a, b in sentences_in(text)] == [text[:-5], "完善条件。"]
    first = clauses_in(text[:-5])
    assert [clause.text for clause in first] == [
        "推行“一窗收件，限时办结。”改革",
        "减少1,200项证明",
        "建成码头",
    ]
    assert [clause.segment for clause in first] == [0, 0, 1]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rest() -> None:
    assert len(sentences_in("推行“一窗收件改革。建成码头。")) == 2


@pytest.mark.parametrize(
    ("text", "joins"),
    [
        ("码头和渡口", 1),
        ("和谐社区", 0),
        ("企业与高校", 1),
        ("参与治理", 0),
        ("普及航标以及及时检修", 1),
        ("甲、乙／丙", 2),
    ],
)
def test_words_that_only_look_like_and_join_nothing(text: str, joins: int) -> None:
    assert sum(token.key == "、" for token in tokens_of(text)) == joins
