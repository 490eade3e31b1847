"""The sheet as .xlsx: out, filled in, and in again, with every difference shown before anything is stored."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session, select

from intake.answer_sheet import LARGEST, read_answer_sheet, read_here
from intake.errors import NotReadable
from models.actors import MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.deciding import send_back
from models.duties import Report, Round
from models.freshness import last_report, mark_of
from models.given_answer import GivenAnswer
from models.sheet_columns import ASKED, FIXED, HEADING_ROW, HEADINGS, HIDDEN
from models.sheet_rows import UnitSheet
from models.sheet_upload import Differences, differences, take_over_rows
from models.sheets import horizon, read_sheet, sheet_of
from models.words import Answer, Criterion, ObligationKind
from notifications.sheet_file import sheet_file
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)

FIRST = HEADING_ROW + 1
PROGRESS = ObligationKind.PROGRESS


@dataclass
class Desk:
    """The lead unit's sheet of the first round, and its file."""

    office: TestOffice
    unit: str = LEAD

    def sheet(self, session: Session) -> UnitSheet:
        due = session.exec(select(Round).where(Round.due_on == date(2026, 3, 25))).one()
        sheet = sheet_of(session, unit_named(session, self.unit).id, due.id)
        return read_sheet(session, sheet, horizon(self.office.rules(), self.office.now), self.office.now)

    def file(self) -> bytes:
        with transaction(self.office.engine) as session:
            return sheet_file(self.sheet(session))

    def compared(self, raw: bytes) -> Differences:
        with transaction(self.office.engine) as session:
            written = read_here(raw, "报送单.xlsx")
            return differences(self.sheet(session), written.rows, self.office.rules(), self.office.now)

    def take(self, given: list[GivenAnswer]) -> None:
        with transaction(self.office.engine) as session:
            sheet, actor = self.sheet(session), contact_of(unit_named(session, LEAD))
            take_over_rows(session, sheet, given, self.office.rules(), actor, self.office.now)

    def texts(self) -> list[str]:
        with reading(self.office.engine) as session:
            return [row.text for row in session.exec(select(Report)).all()]


@pytest.fixture
def desk(office: TestOffice) -> Desk:
    """Two key tasks reported by rounds, a week before the first."""
    year_end = stone("2026-12-31", Criterion.PROGRESS)
    office.issue(key_task(1, year_end), key_task(2, year_end))
    office.now = at("2026-03-18")
    return Desk(office)


def column(name: str) -> int:
    """Of a field to fill in."""
    return HIDDEN + len(FIXED) + list(ASKED).index(name) + 1


def filled(raw: bytes, change: Callable[[Worksheet], None]) -> bytes:
    """The file after a person has worked on it."""
    book = load_workbook(io.BytesIO(raw))
    change(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def fill(line: int, **cells: Any) -> Callable[[Worksheet], None]:
    """Write into the fields of a line."""

    def change(page: Worksheet) -> None:
        for name, value in cells.items():
            page.cell(line, column(name)).value = value

    return change


# What is written


def test_the_file_has_a_row_for_each_thing_to_answer(desk: Desk) -> None:
    page = load_workbook(io.BytesIO(desk.file())).worksheets[0]
    assert [cell.value for cell in page[HEADING_ROW]] == list(HEADINGS)
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST)]
    assert [row[HIDDEN : HIDDEN + len(FIXED)] for row in rows] == [
        ["1", "建设第1号示范园区。", "一季度进展报送", "2026-03-25", "未报"],
        ["2", "建设第2号示范园区。", "一季度进展报送", "2026-03-25", "未报"],
    ]


def test_the_file_can_be_read_and_only_answers_can_be_changed(desk: Desk) -> None:
    page = load_workbook(io.BytesIO(desk.file())).worksheets[0]
    assert page.freeze_panes == f"E{FIRST}"
    assert [page.column_dimensions[letter].hidden for letter in "ABC"] == [True, True, False]
    assert page.protection.sheet
    locked = [page.cell(FIRST, at).protection.locked for at in range(1, len(HEADINGS) + 1)]
    assert locked == [True] * (HIDDEN + len(FIXED)) + [False] * len(ASKED)
    assert page.cell(FIRST, column("text")).alignment.wrap_text
    offered = {str(one.formula1): str(one.sqref) for one in page.data_validations.dataValidation}
    assert offered['"按计划推进,推进中,已完成"'] == f"H{FIRST} H{FIRST + 1}"
    assert "不要填写涉密内容" in str(page.cell(2, HIDDEN + 1).value)


def test_a_contribution_offers_nothing_new(desk: Desk) -> None:
    page = load_workbook(io.BytesIO(Desk(desk.office, SUPPORT).file())).worksheets[0]
    offered = [str(one.formula1) for one in page.data_validations.dataValidation]
    assert '"本轮无新增,按计划推进,推进中,已完成"' in offered


def test_texts_of_the_last_answer_are_filled_in_as_text(desk: Desk) -> None:
    with transaction(desk.office.engine) as session:
        row, actor = owed(session, PROGRESS, number=1), contact_of(unit_named(session, LEAD))
        rules, now = desk.office.rules(), desk.office.now
        report(session, row, Answer.IN_PROGRESS, rules, actor, now, "=1+1\n已招标", percent=30)
    page = load_workbook(io.BytesIO(desk.file())).worksheets[0]
    cell = page.cell(FIRST, column("text"))
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1\n已招标", "s", True)
    assert page.cell(FIRST, column("percent")).value == "30"
    assert page.cell(FIRST, column("answer")).value == "推进中"
    assert desk.compared(desk.file()).untouched == 2


# What is read back


def test_an_untouched_file_changes_nothing(desk: Desk) -> None:
    found = desk.compared(desk.file())
    assert (list(found.rows), list(found.refused), found.untouched) == ([], [], 2)


def test_differences_are_shown_old_and_new_and_nothing_is_stored(desk: Desk) -> None:
    change = fill(FIRST, answer="推进中", text="已招标", percent=0.4, next_step="开工")
    change_date = fill(FIRST, next_on=date(2026, 4, 30))

    def both(page: Worksheet) -> None:
        change(page)
        change_date(page)
        page.cell(FIRST, column("percent")).number_format = "0%"

    found = desk.compared(filled(desk.file(), both))
    assert [(one.called, one.old, one.new) for one in found.rows[0].changes] == [
        ("答复", "", "推进中"),
        ("情况说明", "", "已招标"),
        ("进度（%）", "", "40"),
        ("下一步", "", "开工"),
        ("下一步日期", "", "2026-04-30"),
    ]
    assert found.rows[0].called == "第1项一季度进展报送"
    assert found.untouched == 1
    assert desk.texts() == []
    desk.take([row.given for row in found.rows])
    assert desk.texts() == ["已招标"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"text": "已招标"}, "第4行 第1项一季度进展报送：填写了内容但没有选“答复”"),
        ({"answer": "推进中"}, "请写一句情况说明"),
        ({"answer": "快好了", "text": "x"}, "没有“快好了”这种答复"),
        ({"answer": "签收", "text": "x"}, "不能答复“签收”"),
        ({"answer": "推进中", "text": "x", "percent": "六成"}, "进度“六成”读不懂"),
        ({"answer": "推进中", "text": "x", "next_step": "招标", "next_on": "下周"}, "“下周”读不懂"),
        ({"answer": "已完成", "text": "x", "done_on": "2027-01-01"}, "在今天之后"),
        ({"answer": "推进中", "text": "x", "coordinate": "是"}, "请在“存在问题”里写明"),
    ],
)
def test_a_row_that_would_be_refused_says_so_before_anybody_confirms(
    desk: Desk, cells: dict[str, str], sentence: str
) -> None:
    found = desk.compared(filled(desk.file(), fill(FIRST, **cells)))
    assert list(found.rows) == []
    assert sentence in found.refused[0]


def test_rows_of_others_are_foreign(desk: Desk) -> None:
    theirs = Desk(desk.office, SUPPORT).file()
    found = desk.compared(filled(theirs, fill(FIRST, answer="本轮无新增")))
    assert "不是本单位本轮报送单上的事项" in found.refused[0]
    assert list(found.rows) == []


def test_a_row_with_a_changed_id_or_fixed_column_is_refused(desk: Desk) -> None:
    def moved(page: Worksheet) -> None:
        fill(FIRST, answer="按计划推进")(page)
        fill(FIRST + 1, answer="按计划推进")(page)
        page.cell(FIRST, HIDDEN + 2).value = "别的重点工作"
        page.cell(FIRST + 1, 1).value = page.cell(FIRST, 1).value

    found = desk.compared(filled(desk.file(), moved))
    assert list(found.rows) == []
    assert "固定列（重点工作）已被改动" in found.refused[0]
    assert "出现了两次" in found.refused[1]


def test_sorted_rows_are_noticed(desk: Desk) -> None:
    """Sorting the visible columns without the hidden ones puts answers at other matters."""

    def sort(page: Worksheet) -> None:
        for at_ in range(HIDDEN + 1, len(HEADINGS) + 1):
            one, other = page.cell(FIRST, at_), page.cell(FIRST + 1, at_)
            one.value, other.value = other.value, one.value
        fill(FIRST, answer="按计划推进")(page)

    found = desk.compared(filled(desk.file(), sort))
    assert list(found.rows) == []
    assert len(found.refused) == 2


def test_a_row_answered_meanwhile_is_stale(desk: Desk) -> None:
    raw = filled(desk.file(), fill(FIRST, answer="已完成", text="好了"))
    with transaction(desk.office.engine) as session:
        row = owed(session, PROGRESS, number=1)
        report(session, row, Answer.ON_TRACK, desk.office.rules(), OFFICE, desk.office.now)
    assert "孙协调已报送“按计划推进”，这一行没有采用" in desk.compared(raw).refused[0]
    with transaction(desk.office.engine) as session:
        row = owed(session, PROGRESS, number=1)
        send_back(session, row, "请写具体", desk.office.rules(), OFFICE, desk.office.now)
    assert "已被退回或重新起算" in desk.compared(raw).refused[0]


def test_taking_over_is_all_or_nothing(desk: Desk) -> None:
    change = fill(FIRST, answer="推进中", text="甲")

    def both(page: Worksheet) -> None:
        change(page)
        fill(FIRST + 1, answer="推进中", text="乙")(page)

    found = desk.compared(filled(desk.file(), both))
    with transaction(desk.office.engine) as session:
        row = owed(session, PROGRESS, number=2)
        report(session, row, Answer.ON_TRACK, desk.office.rules(), OFFICE, desk.office.now)
    with pytest.raises(MoveRefused, match=r"第2项一季度进展报送：这一页打开以后.*全部改动都没有保存"):
        desk.take([row.given for row in found.rows])
    assert desk.texts() == [""]


def test_a_foreign_row_in_what_is_confirmed_refuses_all(desk: Desk) -> None:
    with reading(desk.office.engine) as session:
        theirs = owed(session, ObligationKind.CONTRIBUTION, SUPPORT)
        mark = mark_of(theirs, last_report(session, theirs))
    given = GivenAnswer(str(theirs.id), mark, "本轮无新增")
    with pytest.raises(MoveRefused, match="不属于本单位报送单"):
        desk.take([given])


# Files that are refused


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """The same file with one more part."""
    written = io.BytesIO(raw)
    with ZipFile(written, "a") as archive:
        archive.writestr(name, content)
    return written.getvalue()


def test_what_is_no_sheet_of_ours_is_refused(desk: Desk) -> None:
    foreign = io.BytesIO()
    Workbook().save(foreign)
    raw = desk.file()

    def without_id(page: Worksheet) -> None:
        page.cell(1, 1).value = "x"

    for given, sentence in (
        (foreign.getvalue(), "不是本系统下载的报送单"),
        (b"%PDF-1.4", "不是 .xlsx 表格"),
        (raw[:400], "不完整或已损坏"),
        (filled(raw, without_id), "报送单编号已被改动"),
        (filled(raw, fill(FIRST, text="=HYPERLINK(1)")), "第4行“情况说明”是公式"),
        (filled(raw, fill(FIRST, text="长" * 5001)), "太长了"),
        (with_part(raw, "xl/vbaProject.bin", b"x"), "含有宏"),
        (with_part(raw, "xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "外部实体"),
        (b"PK" + b"\x00" * LARGEST, "不像本系统的报送单"),
    ):
        with pytest.raises(NotReadable, match=sentence):
            (read_here if len(given) < LARGEST else read_answer_sheet)(given, "报送单.xlsx")


def test_a_file_is_read_in_a_process_of_its_own(desk: Desk) -> None:
    read = read_answer_sheet(filled(desk.file(), fill(FIRST, answer="按计划推进")), "报送单.xlsx")
    assert [row.asked["answer"] for row in read.rows] == ["按计划推进", ""]
    with pytest.raises(NotReadable, match="是公式"):
        read_answer_sheet(filled(desk.file(), fill(FIRST, text="=1")), "报送单.xlsx")
