"""`duban sheet`, `duban report`, `duban sign`: a unit's answers entered by the office (代录)."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from models.attached import Attachment
from models.database import reading, transaction
from models.duties import Petition, Report
from models.office_clock import set_office_now
from models.sheet_columns import HEADING_ROW
from models.traces import HistoryEntry
from models.words import Answer, Criterion, ObligationKind, ObligationState
from tests.parts.test_filing import PDF
from tests.parts.test_sheet_files import column
from tests.support.cli import duban
from tests.support.office import LEAD, SUPPORT, TestOffice, key_task, owed, stone

FIRST = HEADING_ROW + 1
# Each command opens the database anew and leaves closing it to the end of its process.
pytestmark = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


@pytest.fixture
def desk(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> TestOffice:
    """An office whose commands work on its database; one key task of each kind."""
    monkeypatch.setenv("DUBAN_HOME", str(office.settings.home))
    monkeypatch.setenv("DUBAN_DATABASE_URL", office.settings.database)
    with transaction(office.engine) as session:
        set_office_now(session, office.now)
    year = 2026
    office.issue(
        key_task(1, stone(f"{year}-12-31", Criterion.PROGRESS)),
        key_task(2, stone(f"{year}-06-30")),
        year=year,
    )
    return office


def reports(office: TestOffice) -> list[Report]:
    with reading(office.engine) as session:
        return list(session.exec(select(Report).order_by(col(Report.at), col(Report.position))).all())


def exported(folder: Path) -> Path:
    file = folder / "报送单.xlsx"
    done = duban("sheet", "export", LEAD, "一季度", str(file))
    assert done.status == 0, done.err
    return file


def test_a_sheet_goes_out_and_comes_in_again(desk: TestOffice, tmp_path: Path) -> None:
    listed = duban("sheet", "list", LEAD).out
    assert "一季度" in listed
    file = exported(tmp_path)
    book = load_workbook(file)
    page = book.worksheets[0]
    page.cell(FIRST, column("answer")).value = "推进中"
    page.cell(FIRST, column("text")).value = "[四条]已开行"
    book.save(file)
    shown = duban("sheet", "import", str(file))
    assert "情况说明：（空） → [四条]已开行" in shown.out
    assert "加 --apply" in shown.out
    assert reports(desk) == []
    taken = duban("sheet", "import", str(file), "--apply")
    assert "已报送1行" in taken.out
    assert reports(desk)[0].actor.endswith("（命令行）")
    again = duban("sheet", "import", str(file), "--apply")
    assert "这一行没有采用" in again.out
    assert len(reports(desk)) == 1


def test_unknown_units_rounds_and_files_are_named(desk: TestOffice, tmp_path: Path) -> None:
    text = tmp_path / "a.xlsx"
    text.write_text("a,b")
    for arguments, sentence in (
        (("sheet", "list", "市某局"), "没有“市某局”"),
        (("sheet", "export", LEAD, "五季度", str(tmp_path / "x.xlsx")), "“五季度”对应0个轮次"),
        (("sheet", "export", LEAD, "一季度", str(tmp_path / "no" / "x.xlsx")), "写不进去"),
        (("sheet", "import", str(tmp_path / "no.xlsx")), "读不出来"),
        (("sheet", "import", str(text)), "不是 .xlsx 表格"),
    ):
        ended = duban(*arguments)
        assert (ended.status, sentence in ended.err) == (1, True), ended.err


def test_an_answer_by_telephone_is_entered(desk: TestOffice, tmp_path: Path) -> None:
    proof = tmp_path / "现场.pdf"
    proof.write_bytes(PDF)
    done = duban(
        "report", "1", "2", LEAD, "推进中", "--text", "还差桥面", "--percent", "80", "--next", "铺桥面",
        "--next-on", "2026-07-31", "--blocker", "缺砂石", "--coordinate", "--file", str(proof),
    )  # fmt: skip
    assert done.status == 0, done.err
    assert "已代录市工信局第2项办结报送" in done.out
    made = reports(desk)[0]
    assert (made.percent, made.next_step, made.blocker) == (80, "铺桥面", "缺砂石")
    with reading(desk.engine) as session:
        assert session.exec(select(Attachment.name)).all() == ["现场.pdf"]
        assert session.exec(select(Petition)).one().reason == "缺砂石"


def test_a_plan_is_entered_from_yaml(desk: TestOffice, tmp_path: Path) -> None:
    plan = tmp_path / "方案.yaml"
    plan.write_text(
        "measures: 分两批\ntimetable: 全年\nresponsible: 王某某\nresult_form: 公告\nexpected_result: 开行\n"
        "nodes:\n  - {due: 2026-06-30, text: 开行四条}\n",
        encoding="utf-8",
    )
    done = duban("report", "1", "1", LEAD, "报送方案", "--details", str(plan))
    assert done.status == 0, done.err
    assert reports(desk)[0].details["nodes"] == [{"due": "2026-06-30", "text": "开行四条"}]
    plan.write_text("- x\n", encoding="utf-8")
    assert "应写明 measures" in duban("report", "1", "1", LEAD, "报送方案", "--details", str(plan)).err


def test_the_contribution_answered_is_the_supporting_units(desk: TestOffice) -> None:
    assert "配合报送" in duban("report", "1", "2", SUPPORT, "本轮无新增").out
    assert "未收到市财政局" not in duban("report", "1", "2", LEAD, "已完成", "--text", "通车").out
    assert [one.answer for one in reports(desk)] == [Answer.NOTHING_NEW, Answer.DONE]


def test_what_cannot_be_answered_is_said(desk: TestOffice) -> None:
    for arguments, sentence in (
        (("report", "1", "2", LEAD, "本轮无新增"), "没有可以答复“本轮无新增”的事项"),
        (("report", "1", "2", LEAD, "快了"), "没有“快了”这种答复"),
        (("report", "1", "9", LEAD, "已完成"), "没有第9项"),
        (("report", "1", "2", LEAD, "推进中"), "请写一句情况说明"),
        (("report", "1", "2", LEAD, "推进中", "--text", "x", "--percent", "x"), "进度“x”读不懂"),
    ):
        ended = duban(*arguments)
        assert (ended.status, sentence in ended.err) == (1, True), ended.err
    assert reports(desk) == []


def test_signing_is_entered_once(desk: TestOffice) -> None:
    assert "已代录市工信局签收计划1" in duban("sign", "1", LEAD).out
    assert "无需再次签收" in duban("sign", "1", LEAD).err
    with reading(desk.engine) as session:
        assert owed(session, ObligationKind.SIGN).state is ObligationState.ACCEPTED
        signed = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "签收")).all()
        assert {entry.actor.endswith("（命令行）") for entry in signed} == {True}
