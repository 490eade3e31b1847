"""A unit's forms offer what the rules take, and nothing that would be refused: 分工异议 in time, 线下 without words."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session, select

from models.database import transaction
from models.duties import Petition, Report
from models.petition_terms import objection_ends
from models.plans import Assignment, KeyTask
from models.secrecy import ON_PAPER, set_secrecy
from models.words import ObligationKind, Secrecy
from tests.support.office import OFFICE
from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, City, small_city

TUESDAY = datetime(2026, 2, 3, 2, tzinfo=UTC)
PROGRESS, PLAN, COMPLETION = ObligationKind.PROGRESS, ObligationKind.PLAN, ObligationKind.COMPLETION


def row_of(page: str, owed: UUID) -> str:
    return page.partition(f'id="o-{owed}"')[2].partition(' id="o-')[0]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """The small city, issued on Monday; the tests move its clock."""
    made = small_city(tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture
def offline(city: City) -> City:
    """The first key task of 市交通局 is 线下 from now on."""
    with transaction(city.engine) as session:
        task = session.get_one(KeyTask, city.tasks[0])
        set_secrecy(session, task, Secrecy.OFFLINE, "机要柜3-12", OFFICE, TUESDAY)
    return city


def test_an_objection_is_offered_up_to_its_last_day_and_not_after(city: City, pages: Visitor) -> None:
    with Session(city.engine) as session:
        task = session.get_one(KeyTask, city.tasks[1])
        part = session.exec(select(Assignment).where(Assignment.key_task_id == task.id)).first()
        assert part is not None
        last = objection_ends(session, [(task, part)], city.rules(session, TUESDAY))[part.id]
    signing = city.obligation("市交通局", ObligationKind.SIGN)
    listed = f"parts?obligation={signing}"
    for days, offered in ((0, True), (1, False)):
        moment = datetime(last.year, last.month, last.day + days, 2, tzinfo=UTC)
        city.at(moment)
        link = city.link("市交通局", moment)
        sheet = pages.get(f"/answer/{link}").text
        parts = pages.get(f"/answer/{link}/{listed}").text
        assert (listed in sheet, "parts?task=" in sheet, 'name="assignment"' in parts) == (offered,) * 3
        ended = f"{last.month}月{last.day}日截止"
        assert (ended in sheet, f"分工异议须在交办后5个工作日内提出，本项已于{ended}" in parts) == (
            not offered,
        ) * 2


def test_a_row_that_may_only_be_extended_says_no_more(city: City, pages: Visitor) -> None:
    june = datetime(2026, 6, 10, 1, tzinfo=UTC)
    city.at(june)
    link, owed = city.link("市交通局", june, date(2026, 9, 25)), city.obligation("市交通局", COMPLETION, 1)
    row = row_of(pages.get(f"/answer/{link}").text, owed)
    assert "<summary>申请延期</summary>" in row
    assert "分工异议" not in row


def test_nothing_of_an_offline_matter_may_be_typed_in(offline: City, pages: Visitor) -> None:
    offline.at(MARCH)
    link = offline.link("市交通局")
    page = pages.get(f"/answer/{link}").text
    for kind in (PROGRESS, PLAN):
        row = row_of(page, offline.obligation("市交通局", kind))
        assert 'name="answer"' in row
        assert not re.search(r"<textarea|type=\"text\"|type=\"file\"", row)
    other = row_of(page, offline.obligation("市交通局", PLAN, 1))
    assert re.search(r"<textarea.*type=\"file\"", other, re.S)


def test_the_bare_form_of_an_offline_matter_is_taken(offline: City, pages: Visitor) -> None:
    offline.at(MARCH)
    link, owed = offline.link("市交通局"), offline.obligation("市交通局", PROGRESS)
    form = {"obligation": str(owed), "answer": "in-progress", "percent": "40"}
    assert "已于" in row_of(pages.post(f"/answer/{link}/report", data=form).text, owed)
    plan = offline.obligation("市交通局", PLAN)
    answered = pages.post(f"/answer/{link}/report", data={"obligation": str(plan), "answer": "planned"}).text
    assert "报送方案" in row_of(answered, plan)
    with Session(offline.engine) as session:
        assert {(row.text, row.percent) for row in session.exec(select(Report))} == {("", 40), ("", None)}


def test_an_offline_matters_petition_has_its_reason_on_paper(offline: City, pages: Visitor) -> None:
    offline.at(TUESDAY)
    link = offline.link("市交通局", TUESDAY)
    with Session(offline.engine) as session:
        of_task = select(Assignment.id).where(Assignment.key_task_id == offline.tasks[0])
        part = session.exec(of_task.where(Assignment.unit_id == offline.units["市交通局"])).one()
    shown = pages.get(f"/answer/{link}/parts?task={offline.tasks[0]}").text
    assert 'name="reason" rows' not in shown
    form = {"assignment": str(part), "signed_by": "李局长"}
    refused = pages.post(f"/answer/{link}/objection", data={**form, "reason": "密件内容"})
    assert (refused.status_code, "理由请走纸质渠道" in refused.text) == (409, True)
    pages.post(f"/answer/{link}/objection", data={**form, "reason": ON_PAPER})
    with Session(offline.engine) as session:
        assert session.exec(select(Petition)).one().reason == ON_PAPER
