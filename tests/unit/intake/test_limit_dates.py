"""Dates as the grammar sees them: which day each phrase stands for, and what is no date at all."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from intake.limits.dates import find_dates
from intake.limits.folded import folded, value
from intake.limits.moments import Doubt
from models.words import Recurrence

YEAR = 2025


def days(text: str) -> list[date]:
    moments = [moment for phrase in find_dates(folded(text)) for moment in phrase.moments]
    return [day for moment in moments if (day := moment.last_day(YEAR, YEAR))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("年底前", [date(2025, 12, 31)], id="the end of the year is its last day"),
        pytest.param("年内", [date(2025, 12, 31)], id="within the year"),
        pytest.param("年中", [date(2025, 6, 30)], id="mid-year is the end of June"),
        pytest.param("2026年底前", [date(2026, 12, 31)], id="a named year wins"),
        pytest.param("26年6月底前", [date(2026, 6, 30)], id="a year may be short"),
        pytest.param("二〇二六年三月底", [date(2026, 3, 31)], id="a year in Chinese digits"),
        pytest.param("明年3月底前", [date(2026, 3, 31)], id="next year counts from the notice's"),
        pytest.param("当年年底", [date(2025, 12, 31)], id="that very year"),
        pytest.param("上半年", [date(2025, 6, 30)], id="the first half"),
        pytest.param("下半年", [date(2025, 12, 31)], id="the second half"),
        pytest.param("一季度", [date(2025, 3, 31)], id="a quarter ends with its third month"),
        pytest.param("第三季度末", [date(2025, 9, 30)], id="an ordinal quarter"),
        pytest.param("前三季度", [date(2025, 9, 30)], id="the first three quarters are one time"),
        pytest.param("三、四季度", [date(2025, 9, 30), date(2025, 12, 31)], id="two quarters are two dates"),
        pytest.param("2月底前", [date(2025, 2, 28)], id="February of a common year"),
        pytest.param("2028年2月底前", [date(2028, 2, 29)], id="February of a leap year"),
        pytest.param("十一月底前", [date(2025, 11, 30)], id="a month in Chinese numerals"),
        pytest.param("１０月底前", [date(2025, 10, 31)], id="full-width digits"),
        pytest.param("6 月 15 日前", [date(2025, 6, 15)], id="spaces left by a conversion"),
        pytest.param("6月15号前", [date(2025, 6, 15)], id="an exact day counts itself"),
        pytest.param("11月30日24时前", [date(2025, 11, 30)], id="an hour changes nothing"),
        pytest.param("8月上旬", [date(2025, 8, 10)], id="the first third ends on the 10th"),
        pytest.param("8月中旬", [date(2025, 8, 20)], id="the second third ends on the 20th"),
        pytest.param("8月下旬", [date(2025, 8, 31)], id="the last third ends with the month"),
        pytest.param("6月、9月底前", [date(2025, 6, 30), date(2025, 9, 30)], id="a list is all its dates"),
        pytest.param("6、9月底前", [date(2025, 6, 30), date(2025, 9, 30)], id="a list that names 月 once"),
        pytest.param(
            "6月10日、20日", [date(2025, 6, 10), date(2025, 6, 20)], id="a list that names 月 once, days"
        ),
        pytest.param("3—6月", [date(2025, 6, 30)], id="a range is its last month"),
        pytest.param("3月10日至7月5日", [date(2025, 7, 5)], id="a range is its last day"),
        pytest.param("2025年9月至2026年3月", [date(2026, 3, 31)], id="a range over the year's end"),
        pytest.param("2025-06-30", [date(2025, 6, 30)], id="a date as a spreadsheet writes it"),
        pytest.param("2025.6.5前", [date(2025, 6, 5)], id="a date with points"),
        pytest.param("国庆节前", [date(2025, 9, 30)], id="a holiday with a fixed date, its eve"),
        pytest.param("“十四五”末", [date(2025, 12, 31)], id="the end of a five-year plan"),
        pytest.param("每月5日前", [date(2025, 12, 5)], id="monthly: the last one of the year"),
        pytest.param("每季度末月20日前", [date(2025, 12, 20)], id="quarterly: the last month's day"),
        pytest.param("每季度首月10日前", [date(2025, 10, 10)], id="quarterly: the first month's day"),
        pytest.param("每年6月底前", [date(2025, 6, 30)], id="yearly: this year's"),
    ],
)
def test_a_date_is_the_last_day_that_counts(text: str, expected: list[date]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "地铁4号线", "7、8、11号线", "B1、Z4线", "10条线路", "5G基站", "3.2万个", "12345热线", "3年行动",
        "近三年", "两年内", "3个月内", "30日内", "15个工作日内", "第3次", "百年老校", "5周年", "青年驿站", "学年底",
        "110千伏变电站", "1.5月报", "13月底", "0月", "年轻人", "一批项目", "第二中学", "半年报", "7×24小时", "常年",
    ],
)  # fmt: skip
def test_other_digits_are_no_date(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        pytest.param("6月底前", Doubt.NONE, id="the end of a month is certain"),
        pytest.param("6月前", Doubt.BEFORE, id="before June: with June or without?"),
        pytest.param("6月初", Doubt.VAGUE, id="the beginning of June has no day"),
        pytest.param("6月31日前", Doubt.IMPOSSIBLE, id="June has no 31st"),
        pytest.param("7月1日起", Doubt.FROM, id="a day on which something begins"),
    ],
)
def test_a_date_knows_why_it_may_have_been_meant_otherwise(text: str, doubt: Doubt) -> None:
    assert find_dates(text)[0].moments[0].doubt is doubt


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("逐月", Recurrence.MONTH),
        ("每月底前", Recurrence.MONTH),
        ("按季度", Recurrence.QUARTER),
        ("每三个月", Recurrence.QUARTER),
        ("每半年", Recurrence.HALF_YEAR),
        ("每年", Recurrence.YEAR),
        ("年底前", None),
    ],
)
def test_the_rhythm_of_a_limit(text: str, every: Recurrence | None) -> None:
    assert find_dates(text)[0].every is every


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("12", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二〇二五", 2025),
        ("3.2", None),
        ("一二三四五", None),
        ("", None),
    ],
)
def test_the_value_of_a_numeral(numeral: str, number: int | None) -> None:
    assert value(numeral) == number


MEASURES = (
    "号线",
    "条",
    "万个",
    "年行动",
    "个月",
    "%",
    "公里",
    "家",
    "号楼",
    "亩",
    "G",
    "期",
    "次",
    "个工作日",
    "千伏",
    "人",
)


@given(
    st.integers(0, 99999), st.sampled_from(MEASURES), st.sampled_from(("", "建成", "新增", "完成第", "约"))
)
def test_a_count_of_anything_is_no_date(count: int, measure: str, before: str) -> None:
    assume(measure != "年行动" or not 2000 <= count < 2100)  # that is a year
    assert days(f"{before}{count}{measure}") == []
