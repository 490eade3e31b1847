"""What a section (处室) may answer, and what the contact sees and takes over."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import select

from intake.answer_sheet import read_here
from models.actors import MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.deciding import send_back
from models.duties import Report, Round, SectionAnswer
from models.forwarding import (
    answer_inside,
    end_forward,
    missing_inside,
    section_answers,
    take_over_inside,
)
from models.sheet_columns import HEADING_ROW, HEADINGS
from models.sheet_upload import differences
from models.sheets import horizon, read_sheet, sheet_of
from models.units import Forward
from models.words import Answer, ObligationKind, ObligationState
from notifications.sheet_file import sheet_file
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    at,
    contact_of,
    owed,
    unit_named,
)
from tests.support.sections import (
    INDUSTRY,
    PLANNING,
    fill,
    give,
    mails_to,
    open_march,
    section,
    section_post,
    wang,
)
from tests.support.smtp_server import Received


@pytest.fixture
def march(office: TestOffice) -> TestOffice:
    """Two key tasks of the lead unit; its first round has opened and been told of."""
    return open_march(office)


def test_a_sections_answer_is_no_report_of_the_unit(march: TestOffice) -> None:
    give(march, 1)
    fill(march, 1)
    with reading(march.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=1)
        assert row.state is ObligationState.OPEN
        assert not session.exec(select(Report).where(Report.obligation_id == row.id)).all()
        answer = section_answers(session, [row], march.rules())[row.id][0].answer
        assert answer is not None
        assert answer.text == "已完成选址。"


def test_the_latest_answer_counts_and_the_same_twice_is_one(march: TestOffice) -> None:
    give(march, 1)
    fill(march, 1)
    fill(march, 1)
    march.now = at("2026-03-12", 11)
    fill(march, 1, text="已开工。")
    with reading(march.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=1)
        assert len(session.exec(select(SectionAnswer)).all()) == 2
        answer = section_answers(session, [row], march.rules())[row.id][0].answer
        assert answer is not None
        assert answer.text == "已开工。"


def test_a_section_that_has_answered_is_not_reminded(march: TestOffice) -> None:
    give(march, 1)
    march.live_until(at("2026-03-12", 12))
    fill(march, 1)
    march.live_until(at("2026-03-24", 12))
    assert len(mails_to(march, PLANNING)) == 1


def test_foreign_and_ended_rows_are_refused(march: TestOffice) -> None:
    give(march, 1)
    with pytest.raises(MoveRefused, match="没有转给贵处"):
        fill(march, 2)
    with transaction(march.engine) as session:
        end_forward(session, session.exec(select(Forward)).one(), OFFICE, march.now)
    with pytest.raises(MoveRefused, match="转办已取消"):
        fill(march, 1)


def test_another_section_or_the_contact_cannot_answer_in_its_place(march: TestOffice) -> None:
    give(march, 1)
    give(march, 2, title="产业处", email=INDUSTRY)
    with transaction(march.engine) as session:
        row, post = owed(session, ObligationKind.PROGRESS, number=1), section_post(session)
        for actor in (section(session, "产业处"), wang(session)):
            with pytest.raises(MoveRefused, match="不能代填"):
                answer_inside(session, row, post.id, Answer.ON_TRACK, march.rules(), actor, march.now)
        with pytest.raises(MoveRefused, match="只能由"):
            answer_inside(session, row, post.id, Answer.ON_TRACK, march.rules(), OFFICE, march.now)


def test_a_section_can_neither_report_nor_forward(march: TestOffice) -> None:
    give(march, 1)
    with transaction(march.engine) as session:
        row, who = owed(session, ObligationKind.PROGRESS, number=1), section(session)
        with pytest.raises(MoveRefused, match="处室请把情况交给联络员"):
            report(session, row, Answer.ON_TRACK, march.rules(), who, march.now)


def test_after_the_unit_has_reported_a_section_is_too_late(march: TestOffice) -> None:
    give(march, 1)
    with transaction(march.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=1)
        report(session, row, Answer.ON_TRACK, march.rules(), wang(session), march.now)
    with pytest.raises(MoveRefused, match="已报送，不能处室填报"):
        fill(march, 1)


def test_a_page_opened_before_a_return_is_stale(march: TestOffice) -> None:
    give(march, 1)
    with transaction(march.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=1)
        report(session, row, Answer.ON_TRACK, march.rules(), wang(session), march.now)
        send_back(session, row, "请写进展。", march.rules(), OFFICE, march.now)
    with transaction(march.engine) as session:
        row, who = owed(session, ObligationKind.PROGRESS, number=1), section(session)
        assert who.post_id is not None
        with pytest.raises(MoveRefused, match="已有改动或被退回"):
            answer_inside(
                session, row, who.post_id, Answer.ON_TRACK, march.rules(), who, march.now, seen="0-0"
            )


def test_a_returned_row_goes_back_to_its_section_with_the_reason(
    march: TestOffice, received_and_port: tuple[Received, int]
) -> None:
    give(march, 1)
    march.live_until(at("2026-03-12", 12))
    with transaction(march.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=1)
        report(session, row, Answer.ON_TRACK, march.rules(), wang(session), march.now)
        send_back(session, row, "请写进展。", march.rules(), OFFICE, march.now)
    march.live_until(at("2026-03-13", 12))
    last = mails_to(march, PLANNING)[-1]
    assert "被退回，请重填" in last.text
    assert "退回理由：请写进展。" in last.text


# What the contact sees and takes over


def test_the_contact_sees_who_is_missing_with_date_and_telephone(march: TestOffice) -> None:
    give(march, 1)
    give(march, 1, 2, title="产业处", email=INDUSTRY, days_before=4)
    fill(march, 1)
    with reading(march.engine) as session:
        due = session.exec(select(Round).where(Round.due_on == date(2026, 3, 25))).one()
        missing = missing_inside(session, unit_named(session, LEAD).id, due, march.rules())
    assert [(one.post.title, one.due, one.post.telephone) for one in missing] == [
        ("产业处", date(2026, 3, 19), "0000-3"),
        ("产业处", date(2026, 3, 19), "0000-3"),
    ]


def test_taking_over_makes_the_units_reports_and_leaves_rows_with_a_section_missing(
    march: TestOffice,
) -> None:
    give(march, 1, 2)
    give(march, 2, title="产业处", email=INDUSTRY)
    fill(march, 1)
    fill(march, 2)
    with transaction(march.engine) as session:
        rows = [owed(session, ObligationKind.PROGRESS, number=n) for n in (1, 2)]
        taken = take_over_inside(session, rows, march.rules(), wang(session), march.now)
        assert [one.text for one in taken.reports] == ["已完成选址。"]
        assert taken.left == ("第2项：产业处还没有填报",)
        assert [row.state for row in rows] == [ObligationState.REPORTED, ObligationState.OPEN]
    with transaction(march.engine) as session:
        rows = [owed(session, ObligationKind.PROGRESS, number=n) for n in (1, 2)]
        with pytest.raises(MoveRefused, match="没有可以取用的填报"):
            take_over_inside(session, rows, march.rules(), wang(session), march.now)


def test_two_sections_are_joined_under_their_names(march: TestOffice) -> None:
    give(march, 1)
    give(march, 1, title="产业处", email=INDUSTRY)
    fill(march, 1)
    fill(march, 1, title="产业处", answer=Answer.DONE, text="目录已印发。")
    with transaction(march.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=1)
        (made,) = take_over_inside(session, [row], march.rules(), wang(session), march.now).reports
        assert made.answer is Answer.IN_PROGRESS
        assert made.text == "产业处：目录已印发。\n规划处：已完成选址。"


def test_a_section_and_another_unit_cannot_take_over(march: TestOffice) -> None:
    give(march, 1)
    fill(march, 1)
    with transaction(march.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=1)
        for actor in (section(session), contact_of(unit_named(session, SUPPORT))):
            with pytest.raises(MoveRefused, match=r"联络员|不是贵单位"):
                take_over_inside(session, [row], march.rules(), actor, march.now)
        assert row.state is ObligationState.OPEN


def file_of(office: TestOffice) -> Worksheet:
    """The lead unit's sheet of the first round as a file."""
    with transaction(office.engine) as session:
        due = session.exec(select(Round).where(Round.due_on == date(2026, 3, 25))).one()
        sheet = sheet_of(session, unit_named(session, LEAD).id, due.id)
        read = read_sheet(session, sheet, horizon(office.rules(), office.now), office.now)
        return load_workbook(BytesIO(sheet_file(read))).worksheets[0]


def cell(page: Worksheet, name: str, line: int = HEADING_ROW + 1) -> str:
    return str(page.cell(line, HEADINGS.index(name) + 1).value or "")


def test_the_file_carries_what_the_section_wrote_as_a_proposal(march: TestOffice) -> None:
    give(march, 1)
    fill(march, 1, text="已完成选址。")
    page = file_of(march)
    assert cell(page, "情况说明") == "已完成选址。"
    assert cell(page, "答复") == ""
    assert cell(page, "现状") == "未报；规划处已填“推进中”"
    assert cell(page, "现状", HEADING_ROW + 2) == "未报"


def test_a_file_of_a_row_where_one_section_is_missing_only_says_who_wrote(march: TestOffice) -> None:
    give(march, 1)
    give(march, 1, title="产业处", email=INDUSTRY)
    fill(march, 1, text="已完成选址。")
    page = file_of(march)
    assert cell(page, "情况说明") == ""
    assert cell(page, "现状") == "未报；产业处未填、规划处已填“推进中”"


def test_a_proposal_that_nobody_chose_an_answer_to_is_not_reported(march: TestOffice) -> None:
    give(march, 1)
    fill(march, 1, text="已完成选址。")
    with transaction(march.engine) as session:
        due = session.exec(select(Round).where(Round.due_on == date(2026, 3, 25))).one()
        sheet = sheet_of(session, unit_named(session, LEAD).id, due.id)
        read = read_sheet(session, sheet, horizon(march.rules(), march.now), march.now)
        written = read_here(sheet_file(read), "报送单.xlsx")
        found = differences(read, written.rows, march.rules(), march.now)
    assert (list(found.rows), list(found.refused), found.untouched) == ([], [], 2)
