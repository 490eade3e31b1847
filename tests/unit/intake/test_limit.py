"""Time limits as a whole: milestones, their criteria, scopes and questions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.draft import DraftMilestone
from intake.limit import parse_limit
from models.words import Criterion, Recurrence

COMPLETE, PROGRESS, CONTINUOUS = Criterion.COMPLETE, Criterion.PROGRESS, Criterion.CONTINUOUS
YEAR_END = date(2025, 12, 31)


def read(text: str) -> list[tuple[date | None, Criterion, str]]:
    return [(one.due, one.criterion, one.scope) for one in parse_limit(text, 2025).milestones]


def only(text: str) -> DraftMilestone:
    (milestone,) = parse_limit(text, 2025).milestones
    return milestone


@pytest.mark.parametrize(
    ("text", "criterion"),
    [
        pytest.param("年底前完成", COMPLETE, id="完成 asks for completion"),
        pytest.param("年底前", COMPLETE, id="a date alone asks for completion"),
        pytest.param("年底前启动试验线建设", COMPLETE, id="a start is a result"),
        pytest.param("年底前新增床位800张", COMPLETE, id="a quantity is a result"),
        pytest.param("年底前推动湖心岛隧道建成通车", COMPLETE, id="推动 with a result is a result"),
        pytest.param("年底前建立常态化巡湖机制", COMPLETE, id="常态化 inside what is made changes nothing"),
        pytest.param("年底前取得明显进展", PROGRESS, id="取得明显进展"),
        pytest.param("年底前取得明显阶段性进展", PROGRESS, id="with more adjectives"),
        pytest.param("年底前加快推进湖心岛隧道建设", PROGRESS, id="work only said to be under way"),
        pytest.param("年底前进行基坑开挖", PROGRESS, id="进行 names no result"),
        pytest.param("年底前推进旧厂房改造", PROGRESS, id="改造 after 推进 is only a noun"),
        pytest.param("年内持续推进", CONTINUOUS, id="持续推进"),
        pytest.param("全年", CONTINUOUS, id="the whole year is a time to work in"),
        pytest.param("年底前常态化开展夜间巡查", CONTINUOUS, id="常态化 as an adverb"),
    ],
)
def test_the_criterion_comes_from_the_limit_alone(text: str, criterion: Criterion) -> None:
    milestone = only(text)
    assert (milestone.due, milestone.criterion) == (YEAR_END, criterion)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "3月底前完成选址，年底前取得明显进展",
            [(date(2025, 3, 31), COMPLETE, "选址"), (YEAR_END, PROGRESS, "")],
            id="each clause has its date",
        ),
        pytest.param(
            "一号码头7月底前启用",
            [(date(2025, 7, 31), COMPLETE, "一号码头启用")],
            id="a date in the middle of its clause",
        ),
        pytest.param(
            "8月底前完成清淤，其余工作取得阶段性进展",
            [(date(2025, 8, 31), COMPLETE, "清淤"), (date(2025, 8, 31), PROGRESS, "其余工作")],
            id="a clause without a date takes the one in force",
        ),
        pytest.param(
            "年底前取得明显进展，其中，龙舟赛5月底前举办",
            [(YEAR_END, PROGRESS, ""), (date(2025, 5, 31), COMPLETE, "龙舟赛举办")],
            id="其中 names a part with a date of its own",
        ),
        pytest.param(
            "拟定章程，4月底前；设立基金，9月底前",
            [(date(2025, 4, 30), COMPLETE, "拟定章程"), (date(2025, 9, 30), COMPLETE, "设立基金")],
            id="dates that follow their clauses",
        ),
        pytest.param(
            "4月底前，完成登记；9月底前，完成核查",
            [(date(2025, 4, 30), COMPLETE, "登记"), (date(2025, 9, 30), COMPLETE, "核查")],
            id="dates set apart before their clauses",
        ),
        pytest.param(
            "码头5月底前完工、灯塔9月底前完工",
            [(date(2025, 5, 31), COMPLETE, "码头完工"), (date(2025, 9, 30), COMPLETE, "灯塔完工")],
            id="two subjects in one clause",
        ),
        pytest.param(
            "年底前完成（其中东岸6月底前完成）",
            [(YEAR_END, COMPLETE, ""), (date(2025, 6, 30), COMPLETE, "东岸")],
            id="a statement in brackets",
        ),
        pytest.param(
            "完成码头立项（4月底前）",
            [(date(2025, 4, 30), COMPLETE, "码头立项")],
            id="a date in brackets",
        ),
        pytest.param(
            "6月底前建成平台并持续推进应用",
            [(date(2025, 6, 30), COMPLETE, "平台"), (YEAR_END, CONTINUOUS, "持续推进应用")],
            id="what goes on for good does not end with another's date",
        ),
        pytest.param(
            "2026年3月底前完成桩基，10月底前完成架梁",
            [(date(2026, 3, 31), COMPLETE, "桩基"), (date(2026, 10, 31), COMPLETE, "架梁")],
            id="a year stays in force",
        ),
        pytest.param(
            "3月、9月各组织一次夜巡",
            [(date(2025, 3, 31), COMPLETE, "组织一次夜巡"), (date(2025, 9, 30), COMPLETE, "组织一次夜巡")],
            id="a list of dates gives a milestone each",
        ),
        pytest.param(
            "按照全省统一部署，6月底前完成",
            [(date(2025, 6, 30), COMPLETE, "")],
            id="a preamble owes nothing",
        ),
        pytest.param(
            "年底前完成《2030年远景规划》编制",
            [(YEAR_END, COMPLETE, "《2030年远景规划》编制")],
            id="a year inside a name is no date",
        ),
        pytest.param("按年度完成各项任务", [(YEAR_END, COMPLETE, "")], id="按年度"),
        pytest.param(
            "1.3月底前完成打桩；2.9月底前完成吊装",
            [(date(2025, 3, 31), COMPLETE, "打桩"), (date(2025, 9, 30), COMPLETE, "吊装")],
            id="numbered statements",
        ),
        pytest.param(
            "3月底前完成打桩\n9月底前完成吊装",
            [(date(2025, 3, 31), COMPLETE, "打桩"), (date(2025, 9, 30), COMPLETE, "吊装")],
            id="a statement a line",
        ),
    ],
)
def test_clauses_and_their_dates(text: str, expected: list[tuple[date | None, Criterion, str]]) -> None:
    assert read(text) == expected


def test_a_recurring_limit_says_how_often() -> None:
    milestone = only("每月10日前报送台账")
    assert (milestone.due, milestone.every, milestone.scope) == (
        date(2025, 12, 10),
        Recurrence.MONTH,
        "报送台账",
    )


def test_a_rhythm_inside_what_is_made_does_not_recur() -> None:
    assert only("5月底前建立每月会商制度").every is None


@pytest.mark.parametrize(
    "text", ["适时出台", "长期坚持", "汛期前完成", "自印发之日起30日内完成", "按上级要求推进"]
)
def test_a_limit_without_a_date_is_asked_about(text: str) -> None:
    reading = parse_limit(text, 2025)
    assert [one.due for one in reading.milestones] == [None]
    assert [one.code for one in reading.questions] == ["limit-without-date"]
    assert reading.questions[0].default in reading.questions[0].choices


@pytest.mark.parametrize("text", ["", "  \n", "——", "待" * 4000])
def test_a_limit_that_cannot_be_read_is_asked_about(text: str) -> None:
    reading = parse_limit(text, 2025)
    assert [one.due for one in reading.milestones] == [None]
    assert [one.code for one in reading.questions] == ["limit-unread"]


def test_a_doubtful_date_is_read_and_asked_about() -> None:
    reading = parse_limit("6月前完成", 2025)
    assert reading.milestones[0].due == date(2025, 6, 30)
    assert reading.milestones[0].confidence < 1
    assert [one.code for one in reading.questions] == ["limit-doubtful"]


def test_a_plain_limit_raises_no_question() -> None:
    reading = parse_limit("年底前完成", 2025)
    assert reading.questions == ()
    assert reading.milestones[0].confidence == 1


def test_the_explanation_names_the_words_and_the_day() -> None:
    assert only("6月底前完成").explanation == "“6月底前”即2025年6月30日，到期须完成。"


def test_the_explanation_says_when_a_date_was_inherited() -> None:
    last = parse_limit("8月底前完成清淤，其余工作取得阶段性进展", 2025).milestones[-1]
    assert "沿用“8月底前”" in last.explanation


PIECES = st.sampled_from(
    [
        *(
            "6月",
            "底",
            "前",
            "年底",
            "季度",
            "每月",
            "15日",
            "号",
            "、",
            "，",
            "；",
            "（",
            "）",
            "“",
            "”",
            "其中",
            "完成",
        ),
        *(
            "推进",
            "取得明显进展",
            "至",
            "上旬",
            "起",
            "2025年",
            "年度",
            "0",
            "32",
            "十",
            "按",
            "明年",
            "初",
            "第",
            "\n",
        ),
    ]
)


@given(st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=12).map("".join)))
def test_any_string_yields_milestones(text: str) -> None:
    reading = parse_limit(text, 2025)
    assert reading.milestones
    assert all(0 <= one.confidence <= 1 and one.explanation for one in reading.milestones)
    assert all(isinstance(one.due, date) for one in reading.milestones) or reading.questions


@given(
    st.integers(1, 99),
    st.sampled_from(("条线路", "个泊位", "号线", "公里", "万千瓦", "家企业", "年行动方案")),
)
def test_quantities_do_not_move_the_date(count: int, what: str) -> None:
    assert {one.due for one in parse_limit(f"8月底前完成{count}{what}", 2025).milestones} == {
        date(2025, 8, 31)
    }
