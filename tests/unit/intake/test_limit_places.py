"""Where in the limit, as it was written, each milestone stands."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.limit import parse_limit
from intake.limits.folded import fold


def stretches(text: str) -> list[str]:
    return [text[slice(*one.within)] for one in parse_limit(text, 2025).milestones if one.within]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("6月底前完成选址，年底前建成", ["6月底前完成选址", "年底前建成"], id="clause by clause"),
        pytest.param(
            "完成 码头\n立项，6 月底前 ", ["完成 码头\n立项，6 月底前"], id="white space and line breaks"
        ),
        pytest.param(
            "６月底前完成，\n１２月底前验收", ["６月底前完成", "１２月底前验收"], id="full-width digits"
        ),
        pytest.param("1.3月底前选址；2.9月底前开工", ["1.3月底前选址", "2.9月底前开工"], id="numbered"),
        pytest.param(
            "年底前完成（其中东岸6月底前完成）", ["年底前完成", "其中东岸6月底前完成"], id="brackets"
        ),
        pytest.param("6月底前，完成选址", ["6月底前，完成选址"], id="a date before its clause"),
        pytest.param("8月底前清淤，其余工作推进", ["8月底前清淤", "其余工作推进"], id="an inherited date"),
        pytest.param("3月、9月各夜巡一次", ["3月、9月各夜巡一次"] * 2, id="a list of dates"),
        pytest.param("6月底前建成并持续推进应用", ["6月底前建成", "持续推进应用"], id="two things asked"),
    ],
)
def test_a_milestone_knows_its_place(text: str, expected: list[str]) -> None:
    assert stretches(text) == expected


@given(st.text(alphabet=" \n\t６月6底前完成，；（）、年12\u3000\u200b①1.", max_size=40))
def test_places_lie_within_the_text(text: str) -> None:
    for one in parse_limit(text, 2025).milestones:
        if one.within:
            assert 0 <= one.within[0] < one.within[1] <= len(text)


@given(st.text(max_size=60))
def test_every_folded_character_knows_where_it_stood(text: str) -> None:
    plain = fold(text)
    assert len(plain.places) == len(plain.text)
    assert list(plain.places) == sorted(plain.places)
    assert all(0 <= place < len(text) for place in plain.places)


@pytest.mark.parametrize(
    "unit",
    [
        "6月底前",
        "（",
        "“",
        "《",
        "1—",
        "1、",
        "每月",
        "春节、",
        "完成甲并持续推进乙、",
        "；",
        "取得明显的",
        " 6",
        "后30日内",
    ],
)
@pytest.mark.parametrize("length", [2_900, 1_000_000])
def test_a_text_of_any_length_is_answered_at_once(unit: str, length: int) -> None:
    begun = time.process_time()
    assert parse_limit(unit * (length // len(unit)), 2025).milestones
    assert time.process_time() - begun < 2
