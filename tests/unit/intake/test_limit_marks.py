"""Folding, numbers before statements, brackets, lists of dates shared out: the layout of a limit."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.limit import parse_limit
from intake.limits import tokens
from intake.limits.folded import BLANK, folded
from intake.limits.marks import parts, unnumbered
from intake.limits.sharing import shared_out

YEAR_END = date(2025, 12, 31)


def read(text: str) -> list[tuple[date | None, str]]:
    return [(one.due, one.scope) for one in parse_limit(text, 2025).milestones]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("６月３０日，前", "6月30日，前", id="full-width digits"),
        pytest.param("6 月 30 日", "6月30日", id="spaces"),
        pytest.param("1,200户", "1,200户", id="thousands are not cut"),
        pytest.param("3,6,9月", "3,6,9月", id="nor lists of months"),
        pytest.param("17：00前", "17:00前", id="nor hours"),
        pytest.param("完成A,建成B", "完成A，建成B", id="other commas are marks"),
        pytest.param("项目1 3月底", f"项目1{BLANK}3月底", id="two numbers stay two"),
        pytest.param("1 2月底", "12月底", id="one number torn apart is one"),
        pytest.param("选址完成\n开工", "选址完成；开工", id="a line that ends with a result"),
        pytest.param("6月底\n前完成", "6月底前完成", id="a line that was wrapped"),
        pytest.param("完成甲\n9月底前完成乙", "完成甲；9月底前完成乙", id="a line that opens with a date"),
    ],
)
def test_one_spelling_for_what_is_the_same(text: str, expected: str) -> None:
    assert folded(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "①3月底前选址②9月底前开工",
        "1.3月底前选址2.9月底前开工",
        "1、3月底前选址；2、9月底前开工",
        "（1）3月底前选址；（2）9月底前开工",
        "（1）3月底前选址（2）9月底前开工",
        "一是3月底前选址；二是9月底前开工",
        "⒈3月底前选址⒉9月底前开工",
        "一、3月底前选址；二、9月底前开工",
    ],
)
def test_numbers_before_statements_are_no_dates(text: str) -> None:
    assert read(text) == [(date(2025, 3, 31), "选址"), (date(2025, 9, 30), "开工")]


@pytest.mark.parametrize("text", ["3、9月底前", "3、9、12月底前", "1.5万户", "2.0版", "十、十一月底前"])
def test_lists_and_figures_are_not_numbering(text: str) -> None:
    assert unnumbered(text) == text


def test_marks_inside_quotes_do_not_cut() -> None:
    text = "“甲，乙”6月前；《丙；丁》，戊"
    assert [(number, text[start:end]) for number, start, end in parts(text)] == [
        (0, "“甲，乙”6月前"),
        (1, "《丙；丁》"),
        (1, "戊"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "东岸、西岸分别于6月底、9月底前完成",
            [(date(2025, 6, 30), "东岸"), (date(2025, 9, 30), "西岸")],
            id="subjects",
        ),
        pytest.param(
            "6月底、12月底前分别完成50%、100%",
            [(date(2025, 6, 30), "50%"), (YEAR_END, "100%")],
            id="results",
        ),
        pytest.param(
            "6月底、12月底前分别检查",
            [(date(2025, 6, 30), "检查"), (YEAR_END, "检查")],
            id="nothing to share",
        ),
    ],
)
def test_what_is_said_respectively_is_shared_out(text: str, expected: list[tuple[date, str]]) -> None:
    assert [(due, scope.removeprefix("分别")) for due, scope in read(text)] == expected


def test_without_such_a_word_all_dates_have_all_words() -> None:
    assert shared_out("甲、乙", ("", "甲、乙"), 2) == ["甲、乙", "甲、乙"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("3月份反馈问题6月底前整改", [date(2025, 6, 30)], id="which problems"),
        pytest.param("10月底前完成三季度评估", [date(2025, 10, 31)], id="which assessment"),
        pytest.param("更换2000年以前建成的管网，6月底前完成", [date(2025, 6, 30)], id="which pipes"),
        pytest.param("主汛期前（5月31日前）完成", [date(2025, 5, 31)], id="two names of one time"),
        pytest.param("《2026年6月工作方案》年底前印发", [YEAR_END], id="a date in a title"),
        pytest.param("4月—11月，每月检查1次", [date(2025, 11, 30)], id="a rhythm within a time"),
        pytest.param("7、8月集中整治", [date(2025, 8, 31)], id="months in a row are one time"),
        pytest.param("7、8月各整治一次", [date(2025, 7, 31), date(2025, 8, 31)], id="unless owed in each"),
        pytest.param("12月中旬封顶，月底前扫尾", [date(2025, 12, 20), YEAR_END], id="the month in force"),
        pytest.param("国家验收前完成自查", [None], id="before an event"),
        pytest.param("9月底前完成国家验收前准备", [date(2025, 9, 30)], id="an event beside a date"),
        pytest.param("8月底前，长期坚持", [date(2025, 8, 31), YEAR_END], id="done by a date and kept up"),
        pytest.param("东屿路：年底前开工", [YEAR_END], id="a subject before a colon"),
        pytest.param("25.6.30前", [date(2025, 6, 30)], id="a short year with points"),
        pytest.param("7月1日—7日", [date(2025, 7, 7)], id="a range of days"),
        pytest.param("上、下半年各一次", [date(2025, 6, 30), YEAR_END], id="both halves"),
    ],
)
def test_which_date_governs(text: str, expected: list[date | None]) -> None:
    assert [one.due for one in parse_limit(text, 2025).milestones] == expected


ANY_WORD = re.compile(tokens._WORDS)
SIGNS = "".join(sorted(set(re.sub(r"[\x00-\x7f]", "", tokens._WORDS)) | set("0123456789.-/Qq")))


def first_words(pattern: re.Pattern[str], text: str) -> list[tuple[str | None, str]]:
    return [(found.lastgroup, found.group()) for found in pattern.finditer(text)]


def test_no_word_of_the_grammar_is_passed_over_in_real_limits() -> None:
    for line in (Path(__file__).parent / "limits.txt").read_text(encoding="utf-8").splitlines():
        plain = folded(line)
        assert first_words(tokens._TOKEN, plain) == first_words(ANY_WORD, plain)


@given(st.text(alphabet=SIGNS, max_size=12))
def test_no_word_of_the_grammar_is_passed_over(text: str) -> None:
    assert first_words(tokens._TOKEN, text) == first_words(ANY_WORD, text)
