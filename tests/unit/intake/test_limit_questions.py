"""What is asked about a limit: something for every doubtful milestone, nothing for a plain one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.limit import parse_limit

LIMITS = [
    line.removeprefix("?").split(" | ")[:2]
    for line in (Path(__file__).parent / "limits.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    "text",
    [
        "年底前完成",
        "6月底前完成选址，年底前取得明显进展",
        "3月底前完成打桩；9月底前完成吊装",
        "年内持续推进",
        "每月10日前报送台账",
        "6月、12月底前各检查一次",
        "完成码头立项（4月底前）",
        "2026年6月底前建成，10月试运行",
        "9月底前完成清淤，其他工作年底前取得阶段性进展",
        "5—8月集中整治",
        "2025-06-30",
        "全年",
        "一季度出台办法，四季度评估",
    ],
)
def test_a_plain_limit_raises_no_question(text: str) -> None:
    reading = parse_limit(text, 2025)
    assert reading.questions == ()
    assert {one.confidence for one in reading.milestones} == {1.0}


@pytest.mark.parametrize(
    ("text", "code", "choices", "default"),
    [
        pytest.param(
            "6月前完成",
            "limit-doubtful",
            ("2025-06-30", "2025-05-31", "另行指定"),
            "2025-06-30",
            id="with June?",
        ),
        pytest.param(
            "2027年前完成",
            "limit-doubtful",
            ("2027-12-31", "2026-12-31", "另行指定"),
            "2027-12-31",
            id="with 2027?",
        ),
        pytest.param(
            "二季度前完成",
            "limit-doubtful",
            ("2025-06-30", "2025-03-31", "另行指定"),
            "2025-06-30",
            id="quarter",
        ),
        pytest.param(
            "6月初完成", "limit-doubtful", ("2025-06-10", "2025-06-30", "另行指定"), "2025-06-10", id="vague"
        ),
        pytest.param(
            "12底前完成", "limit-doubtful", ("2025-12-31", "另行指定"), "2025-12-31", id="月 is missing"
        ),
        pytest.param(
            "11月—3月", "limit-doubtful", ("2026-03-31", "2025-03-31", "另行指定"), "2026-03-31", id="wrapped"
        ),
        pytest.param(
            "2023年底前完成",
            "limit-doubtful",
            ("2023-12-31", "2025-12-31", "另行指定"),
            "2023-12-31",
            id="past",
        ),
        pytest.param(
            "6月底前建成并长期坚持",
            "limit-doubtful",
            ("2025-12-31", "2025-06-30", "暂不设期限", "另行指定"),
            "2025-12-31",
            id="goes on for good",
        ),
        pytest.param(
            "每周报送", "limit-rhythm", ("每月", "每季度", "每半年", "每年"), "每月", id="no such rhythm"
        ),
        pytest.param(
            "适时出台", "limit-without-date", ("2025-12-31", "暂不设期限"), "暂不设期限", id="no date"
        ),
        pytest.param(
            "已完成",
            "limit-without-date",
            ("已办结，不再督办", "2025-12-31", "暂不设期限"),
            "暂不设期限",
            id="said to be done",
        ),
        pytest.param("/", "limit-unread", ("2025-12-31", "暂不设期限"), "暂不设期限", id="nothing said"),
    ],
)
def test_what_is_asked(text: str, code: str, choices: tuple[str, ...], default: str) -> None:
    (question,) = parse_limit(text, 2025).questions
    assert (question.code, question.choices, question.default) == (code, choices, default)


def test_a_question_names_the_milestone_it_is_about() -> None:
    (question,) = parse_limit("适时召开动员会，10月底前完成架梁", 2025).questions
    assert "“适时召开动员会”" in question.text
    assert "架梁”没有" not in question.text


def test_undated_milestones_share_a_question() -> None:
    (question,) = parse_limit("待批复后启动编制；适时开放", 2025).questions
    assert question.code == "limit-without-date"


def test_a_long_limit_is_shown_shortened() -> None:
    (question,) = parse_limit("适时" + "建设" * 100, 2025).questions
    assert len(question.text) < 200


def test_doubt_and_question_go_together() -> None:
    for year, limit in LIMITS:
        reading = parse_limit(limit, int(year))
        doubtful = [one for one in reading.milestones if one.confidence < 1]
        dated = [one for one in doubtful if one.due]
        assert bool(doubtful) == bool(reading.questions), limit
        assert len(reading.questions) <= len(dated) + (len(doubtful) > len(dated)), limit
        assert all(one.default in one.choices for one in reading.questions), limit


@given(st.text(alphabet="年月日底前度完成推进春节汛期每周、，；（）“”0123456789\n ", max_size=60))
def test_doubt_and_question_go_together_in_any_text(text: str) -> None:
    reading = parse_limit(text, 2025)
    assert any(one.confidence < 1 for one in reading.milestones) == bool(reading.questions)
    assert all(one.due is not None for one in reading.milestones) or reading.questions
