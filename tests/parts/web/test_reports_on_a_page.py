"""A key task's page shows all of a report, and takes the office's finding on it: verdict and completion date."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from models.answering import report
from models.contributions import contributions_to
from models.database import reading, transaction
from models.duties import Obligation, Report
from models.filing import NamedFile, store_file
from models.traces import HistoryEntry
from models.words import Answer, ObligationKind, ObligationState
from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, OFFICE, City

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SECOND = 1
JULY = datetime(2026, 7, 8, 1, 30, tzinfo=UTC)


def page(pages: Visitor, city: City, at: int = 0) -> str:
    return pages.get(f"/key-tasks/{city.tasks[at]}").text


@pytest.fixture
def late(city: City) -> Obligation:
    """The bridge was reported as done on 8 July; it was due on 30 June."""
    city.at(JULY)
    owed = city.obligation("市交通局", ObligationKind.COMPLETION, SECOND)
    with transaction(city.engine) as session:
        row = session.get_one(Obligation, owed)
        report(session, row, Answer.DONE, city.rules(session, JULY), OFFICE, JULY, "大桥通车")
        return row


def contributed(city: City) -> UUID:
    """市财政局 reports its part of the first round, with a file."""
    owed = city.obligation("市财政局", ObligationKind.CONTRIBUTION, 0)
    with transaction(city.engine) as session:
        rules, row = city.rules(session, MARCH), session.get_one(Obligation, owed)
        file = NamedFile("拨款单.pdf", store_file(session, "拨款单.pdf", PDF, 1_000_000))
        text = "资金已到位"
        made = report(session, row, Answer.IN_PROGRESS, rules, OFFICE, MARCH, text, files=[file])
        return made.id


def test_a_report_is_shown_with_percent_step_blocker_files_and_what_it_took_over(
    city: City, pages: Visitor
) -> None:
    contribution = contributed(city)
    owed = city.obligation("市交通局", ObligationKind.PROGRESS, 0, date(2026, 3, 25))
    with transaction(city.engine) as session:
        rules, row = city.rules(session, MARCH), session.get_one(Obligation, owed)
        assert contributions_to(session, [row])[row.id][0].report is not None
        file = NamedFile("线网图.pdf", store_file(session, "线网图.pdf", PDF + b"%", 1_000_000))
        report(
            session, row, Answer.IN_PROGRESS, rules, OFFICE, MARCH, "三条线路已开通",
            percent=50, next_step="开通其余三条", next_on=date(2026, 5, 20), blocker="站点用地未批",
            files=[file], take_over=[str(contribution)],
        )  # fmt: skip
    shown = page(pages, city)
    for words in (
        "<b>推进中</b> 50%：三条线路已开通",
        "下一步：开通其余三条（5月20日）",
        "存在问题：站点用地未批",
        ">线网图.pdf</a>",
        "并入市财政局：资金已到位（附件：",
    ):
        assert words in shown
    link = shown.split('附件：<a href="')[1].split('"')[0]
    got = pages.get(link)
    assert (got.status_code, got.content[:5]) == (200, b"%PDF-")


def test_the_completion_date_is_corrected_on_the_page_with_a_reason(
    city: City, pages: Visitor, late: Obligation
) -> None:
    assert '<input type="date" name="done_on" value="2026-07-08" max="2026-07-08">' in page(
        pages, city, SECOND
    )
    form = {"done_on": "2026-06-29"}
    refused = pages.post(f"/obligations/{late.id}/accept", data=form)
    assert refused.status_code == 409
    assert "核定的完成日期与所报的2026-07-08不同，请写明理由" in refused.text
    shown = pages.post(f"/obligations/{late.id}/accept", data=form | {"why": "验收单为6月29日"}).text
    assert "<s>7月8日</s> 6月29日（核定）" in shown
    row = city.read(late.id)
    assert (row.state, row.done_on) == (ObligationState.ACCEPTED, date(2026, 6, 29))
    with reading(city.engine) as session:
        told = session.exec(select(HistoryEntry.sentence).where(HistoryEntry.verb == "复核认可")).one()
    assert "验收单为6月29日" in told


def test_one_click_accepts_with_the_date_as_reported(city: City, pages: Visitor, late: Obligation) -> None:
    pages.post(f"/obligations/{late.id}/accept", data={"done_on": "2026-07-08", "why": ""})
    assert city.read(late.id).done_on == date(2026, 7, 8)


@pytest.mark.parametrize("given", ["7月1日", "2026-07-09", "2026-02-30"])
def test_a_date_that_cannot_be_is_refused_with_a_sentence(
    city: City, pages: Visitor, late: Obligation, given: str
) -> None:
    refused = pages.post(f"/obligations/{late.id}/accept", data={"done_on": given, "why": "看错了"})
    assert refused.status_code == 409
    assert any("完成日期" in one.split("</p>")[0] for one in refused.text.split('role="alert">')[1:])
    assert city.read(late.id).state is ObligationState.REPORTED


@pytest.mark.parametrize("move", ["accept", "return"])
def test_a_report_that_came_after_the_page_was_opened_is_looked_at_first(
    city: City, pages: Visitor, late: Obligation, move: str
) -> None:
    with reading(city.engine) as session:
        seen = session.exec(select(Report.id).where(Report.obligation_id == late.id)).one()
    later = JULY + timedelta(minutes=5)
    with transaction(city.engine) as session:
        row = session.get_one(Obligation, late.id)
        report(session, row, Answer.DONE, city.rules(session, later), OFFICE, later, "大桥通车，栏杆未装")
    form = {"seen": str(seen), "reason": "缺验收单"}
    refused = pages.post(f"/obligations/{late.id}/{move}", data=form)
    assert refused.status_code == 409
    assert "单位又报送了一次" in refused.text
    assert "栏杆未装" in refused.text
    assert city.read(late.id).state is ObligationState.REPORTED


def test_only_what_the_move_asks_for_is_on_the_form(city: City, pages: Visitor, late: Obligation) -> None:
    assert 'name="verdict"' not in page(pages, city, SECOND)
    year_end = city.obligation("市交通局", ObligationKind.PROGRESS, 0, date(2027, 1, 15))
    with transaction(city.engine) as session:
        row = session.get_one(Obligation, year_end)
        report(session, row, Answer.IN_PROGRESS, city.rules(session, JULY), OFFICE, JULY, "已开通四条")
    shown = page(pages, city, 0)
    assert 'name="verdict" required' in shown
    assert 'name="done_on"' not in shown
