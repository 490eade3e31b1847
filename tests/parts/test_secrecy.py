"""公开 / 内部 / 线下: what leaves the building, and that a text that was erased is nowhere in the database."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, SQLModel, col, select

from flows.leg_source import view_key_task, view_plan
from intake.draft import DraftTask
from intake.storing import store_draft
from models.actors import MoveRefused
from models.answering import report
from models.attached import Attachment, StoredFile
from models.database import reading, transaction
from models.deciding import send_back
from models.duties import Obligation, Report
from models.filing import NamedFile
from models.messages import Mail
from models.plans import Directive, KeyTask, Milestone, Plan, Question
from models.same_matter import link
from models.secrecy import set_secrecy, shown_content, shown_title
from models.steering import suspend
from models.traces import HistoryEntry, Leg
from models.words import Answer, ObligationKind, ObligationState, Secrecy
from tests.support.drafts import hand_over, limit_question, store, task
from tests.support.office import (
    LEAD,
    OFFICE,
    WANG,
    TestOffice,
    at,
    contact_of,
    draft,
    owed,
    stone,
    unit_named,
)
from tests.support.smtp_server import Received

CONTENT = "处置白鹭洲湿地违建别墅遗留问题。"
SCOPE = "拆除涉事别墅三十栋"
BLOCKER = "两户业主拒绝签字"
REPORTED = "已与业主会谈三次，形成补偿意见"
REASON = "补偿标准与上次会议口径不一致"
WAITS = "等待法院对补偿案的裁定"
OTHER = "建设第2号示范园区。"


def secret_task() -> DraftTask:
    return task(1, content=CONTENT, theme="二、历史遗留", milestones=(stone("2026-06-30", scope=SCOPE),))


@pytest.fixture
def lived(office: TestOffice) -> TestOffice:
    """A key task with mails, a report with a file, a return, and a suspension, beside another one."""
    store(office, secret_task(), task(2), questions=(limit_question(1),), accept_defaults=True)
    hand_over(office)
    office.live_until(at("2026-02-25", 10))
    office.now = at("2026-06-01")
    office.beat()
    with transaction(office.engine) as session:
        content = b"minutes of three meetings"
        digest = hashlib.sha256(content).hexdigest()
        kept = StoredFile(digest=digest, size=len(content), media_type="application/pdf", content=content)
        session.add(kept)
        session.flush()
        actor = contact_of(unit_named(session, LEAD))
        row = owed(session, ObligationKind.COMPLETION, number=1)
        files = [NamedFile("会谈纪要.pdf", kept)]
        report(
            session,
            row,
            Answer.DONE,
            office.rules(),
            actor,
            office.now,
            REPORTED,
            blocker=BLOCKER,
            files=files,
        )
        send_back(session, row, REASON, office.rules(), OFFICE, office.now)
    office.live_until(at("2026-06-02", 10))
    with transaction(office.engine) as session:
        one = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        suspend(session, one, date(2026, 8, 31), WAITS, office.rules(), OFFICE, office.now)
        session.add(
            Leg(
                key_task_id=one.id,
                flow_run_id=UUID(int=7),
                name="2026-001 处置白鹭洲湿地违建别墅… · 牵头",
                at=office.now,
            )
        )
    return office


def hide(office: TestOffice, secrecy: Secrecy, paper: str = "", number: int = 1) -> None:
    with transaction(office.engine) as session:
        row = session.exec(select(KeyTask).where(KeyTask.number == number)).one()
        set_secrecy(session, row, secrecy, paper, OFFICE, office.now)


def everything(session: Session) -> str:
    """Every value of every table as text."""
    return "\n".join(
        str(value)
        for table in SQLModel.metadata.sorted_tables
        for row in session.connection().execute(table.select())
        for value in row
    )


def test_after_offline_no_table_contains_the_erased_texts(lived: TestOffice) -> None:
    with reading(lived.engine) as session:
        before = everything(session)
        counts = {table: len(session.exec(select(table)).all()) for table in (Report, HistoryEntry, Mail)}
    told = (CONTENT, CONTENT[:12], SCOPE, BLOCKER, REPORTED, REASON, WAITS, "会谈纪要", "minutes of three")
    assert [text for text in told if text not in before] == []
    hide(lived, Secrecy.OFFLINE, "2026年督查卷3-12")
    with reading(lived.engine) as session:
        after = everything(session)
        assert {table: len(session.exec(select(table)).all()) for table in counts} == counts | {
            HistoryEntry: counts[HistoryEntry] + 1
        }
    assert [text for text in told if text in after] == []
    assert OTHER in after
    assert "建设第2号示范园区" in "".join(after)


def test_offline_keeps_number_dates_units_states_and_the_paper(lived: TestOffice) -> None:
    with reading(lived.engine) as session:
        before = [
            (row.id, row.state, row.report_by, row.cycle, row.returns)
            for row in session.exec(select(Obligation))
        ]
    hide(lived, Secrecy.OFFLINE, "督查卷3-12")
    with reading(lived.engine) as session:
        row = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        stones = session.exec(select(Milestone).where(Milestone.key_task_id == row.id)).all()
        after = [
            (one.id, one.state, one.report_by, one.cycle, one.returns)
            for one in session.exec(select(Obligation))
        ]
        assert session.exec(select(Report.answer)).all() == [Answer.DONE]
        assert session.exec(select(Attachment)).all() == []
        assert session.exec(select(Question).where(Question.number == 1)).all() == []
        line = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "调整公开范围")).one()
    assert (row.secrecy, row.paper_reference, row.theme) == (Secrecy.OFFLINE, "督查卷3-12", "")
    assert [one.deadline for one in stones] == [date(2026, 6, 30)]
    assert after == before
    assert shown_title(row) == "第1项（线下）"
    assert (line.before, line.after["secrecy"]) == ({"secrecy": "open"}, "offline")


def test_the_history_of_an_offline_key_task_still_tells_who_did_what_and_when(lived: TestOffice) -> None:
    hide(lived, Secrecy.OFFLINE, "督查卷3-12")
    with reading(lived.engine) as session:
        row = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        lines = session.exec(select(HistoryEntry).where(HistoryEntry.key_task_id == row.id)).all()
    suspended = next(line for line in lines if line.verb == "挂账")
    returned = next(line for line in lines if line.verb == "退回")
    assert suspended.sentence == "挂账（线下事项，文字已删除）"
    assert (suspended.before["state"], suspended.after["state"]) == ("issued", "suspended")
    assert returned.after["state"] == "returned"
    assert "reason" not in returned.after


def test_offline_cannot_be_undone_and_wants_the_paper(lived: TestOffice) -> None:
    with pytest.raises(MoveRefused, match="纸质件存放在哪里"):
        hide(lived, Secrecy.OFFLINE, "  ")
    hide(lived, Secrecy.OFFLINE, "督查卷3-12")
    for secrecy in Secrecy:
        with pytest.raises(MoveRefused, match="不能恢复"):
            hide(lived, secrecy, "另一卷")


def test_only_the_office_decides(office: TestOffice) -> None:
    office.issue(secret_task())
    with transaction(office.engine) as session:
        row, unit = session.exec(select(KeyTask)).one(), contact_of(unit_named(session, LEAD))
        with pytest.raises(MoveRefused, match="只能由督查人员办理"):
            set_secrecy(session, row, Secrecy.INTERNAL, "", unit, office.now)


def test_internal_is_taken_back_and_said_twice_refused(office: TestOffice) -> None:
    office.issue(secret_task())
    hide(office, Secrecy.INTERNAL)
    with pytest.raises(MoveRefused, match="已经是内部"):
        hide(office, Secrecy.INTERNAL)
    hide(office, Secrecy.OPEN)
    with reading(office.engine) as session:
        assert session.exec(select(KeyTask)).one().secrecy is Secrecy.OPEN


def test_mails_on_an_internal_key_task_carry_its_number_only(office: TestOffice, received: Received) -> None:
    store(office, secret_task())
    hide(office, Secrecy.INTERNAL)
    hand_over(office)
    office.live_until(at("2026-02-25", 10))
    office.now = at("2026-06-01")
    office.beat()
    office.now = at("2026-06-23", 10)
    office.beat()
    with reading(office.engine) as session:
        mails = session.exec(select(Mail)).all()
    assert any(mail.address == WANG for mail in mails)
    told = "\n".join(f"{mail.subject}\n{mail.text}\n{mail.html}" for mail in mails)
    assert "（内部）" in told
    for text in (CONTENT[:8], SCOPE[:6], "二、历史遗留"):
        assert text not in told


def test_prefect_is_shown_the_number_only(office: TestOffice) -> None:
    store(office, secret_task())
    hide(office, Secrecy.INTERNAL)
    with reading(office.engine) as session:
        row = session.exec(select(KeyTask)).one()
        leg = view_key_task(session, row.id, (), date(2026, 3, 1), "http://pages")
        plan, _ = view_plan(session, row.plan_id, "http://pages")
        assert shown_content(row) == "（内部事项，内容见报送页面）"
        assert row.content == CONTENT
    for text in (CONTENT[:6], SCOPE[:6], "历史遗留"):
        assert text not in f"{leg}{plan}"


def test_an_offline_row_takes_an_answer_and_a_date_and_nothing_in_writing(office: TestOffice) -> None:
    office.issue(secret_task())
    hide(office, Secrecy.OFFLINE, "督查卷3-12")
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        actor = contact_of(unit_named(session, LEAD))
        with pytest.raises(MoveRefused, match="只填答复和日期"):
            report(session, row, Answer.DONE, office.rules(), actor, office.now, "写了一句")
        answered = report(
            session, row, Answer.DONE, office.rules(), actor, office.now, done_on=date(2026, 2, 20)
        )
        assert (row.state, answered.text, answered.done_on) == (
            ObligationState.REPORTED,
            "",
            date(2026, 2, 20),
        )


def test_a_linked_key_task_is_unlinked_before_it_goes_offline(office: TestOffice) -> None:
    office.issue(secret_task())
    with transaction(office.engine) as session:
        other = replace(draft(task(1)), title="另一通知", document_number="另一号")
        store_draft(session, other, ("另一", b"2"), office.rules(), OFFICE, office.now)
        first, second = session.exec(select(KeyTask).order_by(col(KeyTask.plan_id))).all()
        link(session, first, second, OFFICE, office.now)
        with pytest.raises(MoveRefused, match="请先解除关联"):
            set_secrecy(session, first, Secrecy.OFFLINE, "卷", OFFICE, office.now)


def test_a_notice_of_one_matter_loses_its_title_and_is_still_known(office: TestOffice) -> None:
    single: dict[str, Any] = {"title": CONTENT.rstrip("。"), "document_number": "", "issuer": "王市长"}
    store(office, secret_task(), **single)
    hide(office, Secrecy.OFFLINE, "督查卷3-12")
    with reading(office.engine) as session:
        assert CONTENT[:8] not in everything(session)
        assert session.exec(select(Directive.title)).one() == "（线下办理，文字不入系统）"
    again = store(office, secret_task(), **single)
    assert (again.new, again.plan.id) == (False, 1)


def test_a_corrected_notice_does_not_bring_the_text_back(office: TestOffice) -> None:
    store(office, secret_task(), task(2))
    hide(office, Secrecy.OFFLINE, "督查卷3-12")
    store(office, secret_task(), task(2, due="2026-09-30"), source=b"second", apply=True)
    with reading(office.engine) as session:
        assert CONTENT[:8] not in everything(session)
        assert session.exec(select(KeyTask).where(KeyTask.number == 1)).one().secrecy is Secrecy.OFFLINE
        assert session.get_one(Plan, 1).year == 2026
