"""Office time may stand still: of several entries at one instant the one entered last counts, as people expect."""

from datetime import date

from sqlmodel import col, select

from models.answering import report
from models.contributions import last_reports
from models.database import reading, transaction
from models.deciding import accept
from models.duties import Promise, Report
from models.freshness import last_report
from models.plans import Milestone
from models.promises import promise, running_promise
from models.traces import HistoryEntry
from models.words import Answer, Criterion, ObligationKind
from tests.support.office import LEAD, OFFICE, TestOffice, at, contact_of, key_task, owed, stone, unit_named
from web.reported import last_reports as last_on_page

TIMES = 8
"""Drawing lots would have to be lucky this often."""
FIELDS = ("measures", "timetable", "responsible", "result_form", "expected_result")


def said(office: TestOffice, text: str, kind: ObligationKind = ObligationKind.PROGRESS) -> None:
    with transaction(office.engine) as session:
        actor, row = contact_of(unit_named(session, LEAD)), owed(session, kind)
        report(session, row, Answer.IN_PROGRESS, office.rules(), actor, office.now, text)


def test_the_report_entered_last_is_the_last(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    office.now = at("2026-03-11")
    for time in range(TIMES):
        said(office, f"第{time}次")
        with reading(office.engine) as session:
            row = owed(session, ObligationKind.PROGRESS)
            latest = last_report(session, row)
            assert latest is not None
            assert latest.text == f"第{time}次"
            assert last_reports(session, [row])[row.id].text == f"第{time}次"
            assert last_on_page(session, [row.id])[row.id].text == f"第{time}次"
    with reading(office.engine) as session:
        places = session.exec(select(Report.position).order_by(col(Report.position))).all()
        assert places == list(range(1, TIMES + 1))


def test_the_action_plan_entered_last_is_the_one_adopted(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-09-30")))
    for month in range(9 - TIMES + 1, 10):
        nodes = [{"due": f"2026-{month:02}-28", "text": "开工"}]
        with transaction(office.engine) as session:
            row, actor = owed(session, ObligationKind.PLAN), contact_of(unit_named(session, LEAD))
            plan = {**dict.fromkeys(FIELDS, "已明确"), "nodes": nodes if month > 2 else []}
            report(session, row, Answer.PLANNED, office.rules(), actor, office.now, details=plan)
    with transaction(office.engine) as session:
        accept(session, owed(session, ObligationKind.PLAN), office.rules(), OFFICE, office.now)
        made = session.exec(select(Milestone).where(Milestone.source == "来自落实方案")).all()
        assert [stone.deadline for stone in made] == [date(2026, 9, 28)]


def test_the_promise_made_last_runs(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    days = [date(2026, 4, 30 - time) for time in range(TIMES)]
    with transaction(office.engine) as session:
        row, actor = owed(session, ObligationKind.COMPLETION), contact_of(unit_named(session, LEAD))
        for day in days:
            promise(session, row, day, "补齐材料", actor, office.now)
            running = running_promise(session, row)
            assert running is not None
            assert running.due_on == day
        assert len(session.exec(select(Promise)).all()) == TIMES


def test_history_reads_in_the_order_in_which_it_was_written(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS), supports=()))
    office.now = at("2026-03-11")
    for time in range(TIMES):
        said(office, f"第{time}次")
    with reading(office.engine) as session:
        entries = session.exec(
            select(HistoryEntry).where(HistoryEntry.verb == "报送").order_by(col(HistoryEntry.id))
        ).all()
        assert {entry.at for entry in entries} == {office.now}
        assert [entry.sentence[-3:] for entry in entries] == [f"第{time}次" for time in range(TIMES)]
