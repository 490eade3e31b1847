"""Title, issuer, number, date and year."""

from datetime import date

import pytest

from intake.errors import NotReadable
from intake.header import Header, read_header
from tests.support.drafting import Cells, document

TASKS: list[Cells] = [("序号", "工作任务", "完成时限", "责任单位"), ("1", "疏浚东湖。", "年底前", "市水务局")]
TITLE = "云泽市人民政府关于做好2025年重点工作的通知"
LETTER = ("各区人民政府，市政府各部门：", "现将2025年重点工作印发给你们，请认真落实。")


def header(*blocks: "str | list[Cells]") -> Header:
    return read_header(document(*blocks, TASKS))


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((TITLE,), id="on one line"),
        pytest.param(("云泽市人民政府", "关于做好2025年重点工作的通知"), id="issuer above"),
        pytest.param(("云泽市人民政府关于做好", "2025年重点工作的", "通 知"), id="wrapped twice"),
        pytest.param(("首页 > 政府文件 > 正文", "有效", TITLE, "发布日期：2025-01-02"), id="on a page"),
        pytest.param(("云泽市人民政府文件", "云政发〔2025〕3号", TITLE), id="below a letterhead"),
        pytest.param(("标　题：" + TITLE,), id="after its label"),
        pytest.param(("# " + TITLE,), id="as a heading"),
    ],
)
def test_the_title_is_found(lines: tuple[str, ...]) -> None:
    found = header(*lines, *LETTER)
    assert (found.title, found.issuer) == (TITLE, "云泽市人民政府")


def test_a_title_that_hands_on_another() -> None:
    title = "云泽市人民政府办公室关于印发《云泽市2025年重点任务分工方案》的通知"
    assert header(title, *LETTER, "附件", "云泽市2025年重点任务分工方案").title == title


def test_two_issuers_are_both_named() -> None:
    found = header("中共云泽市委办公室", "云泽市人民政府办公室", "关于印发2025年任务清单的通知", *LETTER)
    assert found.issuer == "中共云泽市委办公室、云泽市人民政府办公室"


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (("东屿县人民政府办公室文件", "关于下达2025年任务的通知"), "东屿县人民政府办公室"),
        (
            ("关于下达2025年任务的通知", *LETTER, "临浦区重点工作领导小组", "2025年1月2日"),
            "临浦区重点工作领导小组",
        ),
        (("发布机构：云泽经济开发区管委会", "关于下达2025年任务的通知"), "云泽经济开发区管委会"),
        (
            ("关于下达2025年任务的通知", *LETTER, "临浦区人民政府督查室2025年1月2日"),
            "临浦区人民政府督查室",
        ),
        (("2025年东屿县任务清单",), ""),
    ],
)
def test_the_issuer_may_stand_elsewhere(lines: tuple[str, ...], issuer: str) -> None:
    assert header(*lines).issuer == issuer


def test_a_table_alone_is_named_by_its_title() -> None:
    rows: list[Cells] = [("2026年东屿县任务清单", "", "", ""), *TASKS]
    assert read_header(document(rows)).title == "2026年东屿县任务清单"


def test_particulars_in_a_table_of_a_page() -> None:
    labels: list[Cells] = [
        ("发文字号：", "云政发〔2025〕3号"),
        ("成文日期：", "2025-01-02"),
        ("主题分类", "督查"),
    ]
    found = header(labels, TITLE)
    assert (found.document_number, found.issued_on) == ("云政发〔2025〕3号", date(2025, 1, 2))


@pytest.mark.parametrize(
    "number", ["云政发〔2025〕3号", "云政办函[2025]12号", "云府〔2025〕第3号", "督查〔2025〕4期"]
)
def test_the_number_stands_alone(number: str) -> None:
    assert header(number, TITLE).document_number == number


def test_a_number_that_is_only_cited_is_not_its_own() -> None:
    assert header(TITLE, "根据《关于加强督查的意见》（云政发〔2024〕1号）要求。").document_number == ""


@pytest.mark.parametrize(
    "line",
    [
        "2025年1月2日",
        "二〇二五年一月二日",
        "（2025年1月2日）",
        "云泽市人民政府 2025年1月2日",
        "成文日期：2025-01-02",
    ],
)
def test_the_date_of_issue(line: str) -> None:
    assert header(TITLE, *LETTER, line).issued_on == date(2025, 1, 2)


def test_the_day_of_signing_beats_that_of_publication_and_printing() -> None:
    found = read_header(
        document("发布日期：2025-03-04", TITLE, "2025年1月2日", TASKS, "云泽市人民政府办公室2025年1月5日印发")
    )
    assert found.issued_on == date(2025, 1, 2)


def test_a_day_that_does_not_exist_is_none() -> None:
    assert header(TITLE, "2025年2月30日").issued_on is None


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        pytest.param((TITLE.replace("2025", "2026"), "2025年12月30日"), 2026, id="the title beats the date"),
        pytest.param(
            ("云政发〔2025〕9号", "关于印发任务分工的通知", "2026年任务分工表"),
            2026,
            id="the annex beats the number",
        ),
        pytest.param(
            ("云政发〔2024〕9号", "关于印发任务分工的通知", "2025年1月2日"), 2024, id="then the number"
        ),
        pytest.param(("关于印发任务分工的通知", "2023年1月2日"), 2023, id="then the date"),
        pytest.param(("关于印发二〇二六年任务分工的通知",), 2026, id="in Chinese digits"),
        pytest.param(("关于印发任务分工的通知", "2025年是开局之年。"), 2025, id="then the letter"),
        pytest.param(("云政发〔2025〕9号", "2024—2026年行动方案"), 2025, id="a span holds the year of issue"),
    ],
)
def test_the_year_of_the_tasks(lines: tuple[str, ...], year: int) -> None:
    assert header(*lines).year == year


def test_several_years_are_a_question() -> None:
    found = header("关于2024年工作总结和2025年工作要点的通知")
    assert (found.year, found.questions[0].code) == (2025, "year-doubtful")


def test_no_year_at_all_is_refused() -> None:
    with pytest.raises(NotReadable, match="找不到年度"):
        header("云泽市人民政府关于印发任务分工的通知")


def test_particulars_say_where_they_stand() -> None:
    found = header("云政发〔2025〕3号", TITLE)
    assert found.sources["title"][0].passage == 1
    assert found.sources["document_number"][0].passage == 0


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("文号云政发〔2025〕3号", "云政发〔2025〕3号"),
        ("文号：云政发〔2025〕3号", "云政发〔2025〕3号"),
        ("〔2025〕3号", "〔2025〕3号"),
        ("第3期", "第3期"),
        ("（第12号）", "第12号"),
    ],
)
def test_a_number_without_its_label_or_its_code(line: str, number: str) -> None:
    assert header(line, TITLE).document_number == number


def test_the_office_that_signs_below_the_table_issued_it() -> None:
    heads = ("序号", "工作任务", "完成时限", "责任单位")
    header = read_header(
        document(
            "2025年重点工作任务清单",
            [heads, ("1", "疏浚东湖。", "年底前", "市水务局")],
            "云泽市人民政府办公厅",
            "2025年2月10日",
        )
    )
    assert (header.issuer, str(header.issued_on)) == ("云泽市人民政府办公厅", "2025-02-10")
