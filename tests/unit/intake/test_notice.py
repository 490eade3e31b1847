"""A whole notice: themes, page breaks, particulars, and everything that is refused."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

import pytest

from intake.draft import Draft
from intake.errors import NotReadable
from intake.notice import read_document, read_here, read_notice, read_text
from intake.shapes import draft_shape as as_json
from models.words import Responsibility
from tests.support.drafting import Cells, Wide, document

HEADS = ("序号", "主要任务", "重点工作", "完成时限", "分管领导", "责任单位")
TITLE = "云泽市人民政府关于分解2025年重点工作的通知"
NOTE = "注：列第一位的为牵头单位。"
FIRST = ("1", "一、兴水", "疏浚东湖。", "6月底前完成", "周启明", "市水务局\n\n市财政局")
SECOND = ("2", "", "修缮灯塔。", "年底前取得明显进展", "沈若岚", "市交通运输局")


def row(cells: tuple[str, ...]) -> str:
    return "".join(f"\t{cell}\n" for cell in cells) + "\n"


def notice(
    *rows: tuple[str, ...], title: str = TITLE, heads: tuple[str, ...] = HEADS, note: str = NOTE
) -> str:
    return (
        f"{title}\n各有关单位：\n\n请认真办理。\n\n附件\n\n"
        + "".join(map(row, (heads, *rows)))
        + f"\n{note}\n"
    )


def read(*rows: tuple[str, ...], **parts: object) -> Draft:
    return read_text(notice(*rows, **parts), "来文.txt")  # type: ignore[arg-type]


def refusal(text: str) -> str:
    with pytest.raises(NotReadable) as caught:
        read_text(text, "来文.txt")
    return str(caught.value)


def test_a_row_becomes_a_task() -> None:
    (task,) = read(FIRST).tasks
    assert (task.number, task.part, task.theme, task.content) == (1, 1, "一、兴水", "疏浚东湖。")
    assert (task.time_limit, task.leaders) == ("6月底前完成", ("周启明",))
    assert (task.responsibility, task.leads, task.supports) == (
        Responsibility.LEAD,
        ("市水务局",),
        ("市财政局",),
    )
    assert [one.due for one in task.milestones] == [date(2025, 6, 30)]


def test_a_task_knows_its_place() -> None:
    text = notice(FIRST, SECOND)
    draft = read_text(text, "来文.txt")
    assert draft.document
    for task in draft.tasks:
        (span,) = task.sources["number"]
        line = draft.document.passages[span.passage].place.line
        assert line
        assert text.splitlines()[line - 1] == f"\t{task.number}"


def test_a_blank_theme_cell_inherits() -> None:
    assert [task.theme for task in read(FIRST, SECOND).tasks] == ["一、兴水", "一、兴水"]


def test_a_theme_repeated_after_a_page_break_stays_the_same() -> None:
    repeated = ("2", "一、兴水", *SECOND[2:])
    assert [task.theme for task in read(FIRST, repeated).tasks] == ["一、兴水", "一、兴水"]


def test_heads_repeated_after_a_page_break_are_no_row() -> None:
    assert len(read(FIRST, HEADS, SECOND).tasks) == 2


def test_a_row_cut_by_a_page_break_goes_on() -> None:
    rest = ("", "一、兴水", "并清淤。", "", "", "市教育局")
    task = read(FIRST, rest, SECOND).tasks[0]
    assert (task.content, task.supports) == ("疏浚东湖。并清淤。", ("市财政局", "市教育局"))


def test_a_heading_across_the_table_is_a_theme() -> None:
    heads = ("序号", "重点工作", "完成时限", "责任单位")
    rows = (
        ("一、兴水",),
        ("1", "疏浚。", "年底前完成", "市水务局"),
        ("二、兴路",),
        ("2", "修路。", "年底前", "市交通局"),
    )
    assert [task.theme for task in read(*rows, heads=heads).tasks] == ["一、兴水", "二、兴路"]


def test_a_page_number_is_noise() -> None:
    text = notice(FIRST, SECOND).replace("\t2\n", "— 3 —\n\n\t2\n")
    assert read_text(text, "来文.txt").tasks[0].supports == ("市财政局",)


def test_columns_are_found_by_their_heads() -> None:
    heads = ("编号", "目标任务", "牵头单位", "配合单位", "进度安排")
    (task,) = read(("1", "疏浚。", "市水务局、市财政局", "市教育局", "6月底前完成"), heads=heads).tasks
    assert (task.theme, task.leaders) == ("", ())
    assert (task.leads, task.supports) == (("市水务局", "市财政局"), ("市教育局",))


def test_the_note_is_kept_as_the_rule() -> None:
    draft = read(FIRST)
    assert draft.first_listed_rule == "列第一位的为牵头单位。"
    assert draft.questions == ()


def test_without_the_note_it_is_asked_who_leads() -> None:
    assert [question.code for question in read(FIRST, note="").questions] == ["who-leads"]


def test_questions_carry_the_number_of_their_task() -> None:
    vague = ("2", "", "修缮灯塔。", "适时完成", "沈若岚", "市交通运输局\n相关区人民政府")
    assert [(q.code, q.number) for q in read(FIRST, vague).questions] == [
        ("limit-without-date", 2),
        ("group-members", 2),
    ]


def test_a_group_of_all_is_asked_about_once() -> None:
    every = tuple((str(n), "", "巡查。", "年底前完成", "", "市水务局\n各区人民政府") for n in (1, 2))
    assert [(q.code, q.number) for q in read(*every).questions] == [("group-members", None)]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        pytest.param(("1", "3"), "缺少2", id="missing"),
        pytest.param(("2", "1"), "没有按顺序", id="out of order"),
    ],
)
def test_numbers_out_of_order_are_a_question(numbers: tuple[str, str], words: str) -> None:
    rows = [(number, *FIRST[1:]) for number in numbers]
    (question,) = read(*rows).questions
    assert (question.code, question.default) == ("numbers-not-in-order", "照此录入")
    assert words in question.text


@pytest.mark.parametrize(
    ("title", "year", "number", "issued_on"),
    [
        pytest.param(TITLE, 2025, "", None, id="the year in the title"),
        pytest.param(
            "云泽市人民政府文件\n云政发〔2024〕9号\n" + TITLE + "\n2024年12月30日",
            2025,
            "云政发〔2024〕9号",
            date(2024, 12, 30),
            id="the title before the number and the date",
        ),
        pytest.param(
            "云政办发〔2024〕9号\n云泽市人民政府办公室关于分解任务的通知",
            2024,
            "云政办发〔2024〕9号",
            None,
            id="the number",
        ),
        pytest.param(
            "云泽市人民政府关于分解任务的通知\n2023年2月1日", 2023, "", date(2023, 2, 1), id="the date"
        ),
        pytest.param(
            "云泽市人民政府关于分解\n二〇二六年任务的通知",
            2026,
            "",
            None,
            id="Chinese digits, a wrapped title",
        ),
    ],
)
def test_the_particulars(title: str, year: int, number: str, issued_on: date | None) -> None:
    draft = read(FIRST, title=title)
    assert (draft.year, draft.document_number, draft.issued_on) == (year, number, issued_on)
    assert draft.issuer.startswith("云泽市人民政府")
    assert draft.title.endswith("的通知")


def test_json_has_the_agreed_shape() -> None:
    shown = as_json(read(FIRST))
    assert {"title", "issuer", "year", "form", "tasks"} <= set(shown)
    (milestone,) = shown["tasks"][0]["milestones"]
    assert (milestone["due"], milestone["criterion"], milestone["scope"]) == ("2025-06-30", "complete", "")


def test_json_names_a_rhythm_only_where_there_is_one() -> None:
    monthly = (*FIRST[:3], "每月底前报送", *FIRST[4:])
    assert as_json(read(monthly))["tasks"][0]["milestones"][0]["every"] == "month"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", ["空"], id="nothing"),
        pytest.param("只有正文，没有表格。\n", ["没有找到任务表", "重点工作"], id="no table"),
        pytest.param(notice(heads=HEADS[:5]), ["缺少“责任单位”"], id="a column missing"),
        pytest.param(notice(), ["没有任务行"], id="no rows"),
        pytest.param(notice(FIRST, title="云泽市关于分解任务的通知"), ["年度"], id="no year"),
        pytest.param("秘密★1年\n" + notice(FIRST), ["秘密★1年", "线下"], id="a secrecy mark"),
        pytest.param("密级：机密\n" + notice(FIRST), ["机密"], id="a secrecy mark with a label"),
        pytest.param(notice(FIRST, SECOND[:5], ("3", *FIRST[1:])), ["序号2", "5格", "6格"], id="a short row"),
        pytest.param(notice(FIRST, ("2", *FIRST[1:], "多余")), ["序号2", "7格"], id="a long row"),
        pytest.param(notice(FIRST, FIRST), ["序号1", "重复"], id="a number twice"),
        pytest.param(notice(("甲", *FIRST[1:])), ["“甲”不是数字"], id="a number that is none"),
    ],
)  # fmt: skip
def test_what_is_refused_and_how(text: str, words: list[str]) -> None:
    message = refusal(text)
    assert message.startswith(("“来文.txt”", "文件“来文.txt”"))
    assert message.endswith("。")
    assert message.count("。") == 1
    assert all(word in message for word in words), message


def test_all_bad_rows_are_reported_at_once() -> None:
    bad = [(str(n), "", "", "年底前完成", "", "市水务局") for n in range(1, 9)]
    message = refusal(notice(*bad))
    assert "序号1）" in message
    assert "序号5）" in message
    assert "等共8处" in message


def test_a_bad_row_is_named_by_its_line() -> None:
    text = notice(FIRST, ("2", "", "", *SECOND[3:]))
    line = text.splitlines().index("\t2") + 1
    assert f"第{line}行" in refusal(text)


def test_an_empty_limit_is_asked_about_and_refuses_nothing() -> None:
    draft = read((*FIRST[:3], "", *FIRST[4:]))
    assert [(question.code, question.number) for question in draft.questions] == [("limit-unread", 1)]


def test_a_document_of_no_kind_says_what_each_kind_misses() -> None:
    message = refusal("云泽市人民政府关于防汛的通知\n各单位要加强值守。\n")
    assert "没有找到任务表" in message
    assert message.count("；") >= 2


def test_a_file_is_read_as_its_text(tmp_path: Path) -> None:
    path = tmp_path / "来文.txt"
    path.write_text(notice(FIRST, SECOND), encoding="utf-8")
    assert read_notice(path) == read_here(path) == read_text(notice(FIRST, SECOND), "来文.txt")


def test_the_rule_says_where_it_stands() -> None:
    draft = read(FIRST)
    assert draft.document
    (span,) = draft.sources["first_listed_rule"]
    assert draft.document.text(span) == "列第一位的为牵头单位。"


def test_left_over_actions_are_questions() -> None:
    draft = read((*FIRST, "请督促落实"), heads=(*HEADS, "备注"))
    assert [(one.text, one.action) for one in draft.left_over] == [("请督促落实", True)]
    assert [question.code for question in draft.questions] == ["left-over"]


def test_broken_tables_are_refused_and_nothing_else_escapes() -> None:
    cells = (
        "",
        "1",
        "一、兴水",
        "疏浚东湖。",
        "2月30日",
        "市水务局",
        "—",
        "同上",
        "\n",
        "（",
        "合计",
        "√",
        "1.1",
    )
    heads = ("序号", "重点工作", "具体举措", "完成时限", "一季度", "责任单位", "配合单位", "备注", "")
    dice = Random(20250101)
    for _ in range(300):
        width = dice.randint(2, 7)
        head = tuple(dice.sample(heads, width))
        rows: list[Cells] = [head]
        for _ in range(dice.randint(0, 6)):
            spans = [(dice.choice((1, 1, 1, 2)), dice.choice((1, 1, 1, 1, 2))) for _ in range(width)]
            rows.append(tuple(Wide(dice.choice(cells), down, across) for down, across in spans))
        with suppress(NotReadable):
            assert read_document(document(TITLE, rows)).tasks
