"""One small table for each task, its labels to the left of their values."""

from intake.document import Document
from intake.notice import read_document
from intake.tables.cards import with_cards
from tests.support.drafting import Wide, document

TITLE = "云泽市2025年民生实事责任分解表"


def card(name: str, limit: str = "2025年11月底前") -> list[tuple[str | Wide, ...]]:
    return [
        ("项目名称", Wide(name, across=3)),
        ("目标任务", Wide("新改建农村公路30公里。", across=3)),
        ("牵头单位", "市交通局", "分管领导", "周启明"),
        ("配合单位", "市财政局、各区人民政府", "完成时限", limit),
    ]


def table_texts(made: Document) -> list[list[str]]:
    return [
        [made.passages[slot.passage].text for slot in row if slot]
        for table in made.tables
        for row in table.rows
    ]


def test_every_card_is_a_task() -> None:
    draft = read_document(document(TITLE, card("1．农村公路"), card("2．乡村客运", "6月底前")))
    assert [(one.number, one.leads, one.supports, one.leaders) for one in draft.tasks] == [
        (1, ("市交通局",), ("市财政局", "各区人民政府"), ("周启明",)),
        (2, ("市交通局",), ("市财政局", "各区人民政府"), ("周启明",)),
    ]
    assert [str(one.milestones[0].due) for one in draft.tasks] == ["2025-11-30", "2025-06-30"]


def test_cards_in_one_table_are_divided_where_a_label_comes_again() -> None:
    draft = read_document(document(TITLE, [*card("农村公路"), *card("乡村客运")]))
    assert [one.number for one in draft.tasks] == [1, 2]


def test_a_label_merged_over_two_rows_only_holds_them_together() -> None:
    rows: list[tuple[str | Wide, ...]] = [
        ("项目名称", Wide("农村公路", across=2)),
        (Wide("责任单位", down=2), "牵头单位", "市交通局"),
        ("配合单位", "市财政局"),
        ("完成时限", Wide("6月底前", across=2)),
    ]
    assert table_texts(with_cards(document(TITLE, rows))) == [
        ["项目名称", "牵头单位", "配合单位", "完成时限"],
        ["农村公路", "市交通局", "市财政局", "6月底前"],
    ]


def test_other_tables_stay_as_they_are() -> None:
    heads = ("序号", "重点工作", "责任单位", "完成时限")
    for rows in (
        [heads, ("1", "修桥。", "市交通局", "年底前")],
        [("文号", "云政发〔2025〕1号"), ("标题", "关于…的通知")],
    ):
        made = document(TITLE, list(rows))
        assert with_cards(made) == made
