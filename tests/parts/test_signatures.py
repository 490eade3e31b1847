"""签批: who signs a sheet and how, what the signature covers, and what it does not cover any more."""

from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from docx import Document
from sqlmodel import Session, select

from models.actors import Actor, ActorKind, MoveRefused
from models.answering import report
from models.attached import Attachment, StoredFile
from models.database import reading, transaction
from models.deciding import send_back
from models.duties import Obligation, Round, Sheet, Signature
from models.filing import take_in
from models.plans import KeyTask
from models.sheets import horizon, read_sheet, sheet_of
from models.signatures import revoke, sign_by_link, sign_by_scan, sign_on_paper, signed, standing
from models.signed_rows import covered, reports_mark
from models.traces import HistoryEntry, LegRequest
from models.units import Post
from models.words import Answer, Criterion, ObligationKind, PostRole, Secrecy, SignatureWay
from notifications.summary_paper import summary_of, summary_paper
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

END = stone("2026-12-31", Criterion.PROGRESS)
PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
MEGABYTE = 2**20


def lead_sheet(session: Session, due_on: date = date(2026, 3, 25)) -> Sheet:
    due = session.exec(select(Round).where(Round.due_on == due_on)).one()
    return sheet_of(session, unit_named(session, LEAD).id, due.id)


def li(session: Session) -> Actor:
    """The head of the lead unit, by his link."""
    unit = unit_named(session, LEAD)
    post = session.exec(select(Post).where(Post.unit_id == unit.id, Post.role == PostRole.HEAD)).one()
    return Actor("李局长（链接）", ActorKind.UNIT, unit.id, PostRole.HEAD, post.id)


def wang(session: Session) -> Actor:
    return contact_of(unit_named(session, LEAD))


def say(office: TestOffice, number: int, text: str = "已完成选址。") -> None:
    """王 reports a row of the first round."""
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=number)
        report(session, row, Answer.IN_PROGRESS, office.rules(), wang(session), office.now, text)


def sign_now(office: TestOffice) -> None:
    """李 signs."""
    with transaction(office.engine) as session:
        sign_by_link(session, lead_sheet(session), office.rules(), li(session), office.now)


@pytest.fixture
def march(office: TestOffice) -> TestOffice:
    """Two key tasks; the first one's round report is in."""
    office.issue(key_task(1, END), key_task(2, END))
    office.now = at("2026-03-12", 10)
    say(office, 1)
    return office


def test_the_head_signs_what_is_reported_then(march: TestOffice) -> None:
    sign_now(march)
    with reading(march.engine) as session:
        one = signed(session, owed(session, ObligationKind.PROGRESS, number=1))
        assert one is not None
        assert (one.way, one.signed_by) == (SignatureWay.LINK, "李局长")
        assert signed(session, owed(session, ObligationKind.PROGRESS, number=2)) is None
        found = standing(session, lead_sheet(session), march.rules())
        assert found.complete
        assert not found.changed


def test_it_is_written_down_with_before_and_after_and_asks_for_a_leg(march: TestOffice) -> None:
    sign_now(march)
    with reading(march.engine) as session:
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "签批")).one()
        assert entry.before == {"signed": False}
        assert entry.after["signed"] is True
        assert "李局长，链接签批" in entry.sentence
        assert session.exec(select(LegRequest).where(LegRequest.reason == "签批")).one()


def test_a_later_report_is_not_covered(march: TestOffice) -> None:
    sign_now(march)
    march.now = at("2026-03-13", 10)
    say(march, 2)
    with reading(march.engine) as session:
        found = standing(session, lead_sheet(session), march.rules())
        assert found.changed
        assert found.unsigned == (owed(session, ObligationKind.PROGRESS, number=2).id,)


def test_a_changed_report_loses_its_signature_until_signed_again(march: TestOffice) -> None:
    sign_now(march)
    march.now = at("2026-03-13", 10)
    say(march, 1, "已开工。")
    with reading(march.engine) as session:
        assert signed(session, owed(session, ObligationKind.PROGRESS, number=1)) is None
    sign_now(march)
    with reading(march.engine) as session:
        assert signed(session, owed(session, ObligationKind.PROGRESS, number=1)) is not None
        assert standing(session, lead_sheet(session), march.rules()).complete


def test_a_returned_report_is_not_signed_any_more(march: TestOffice) -> None:
    sign_now(march)
    with transaction(march.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=1)
        send_back(session, row, "请写进展。", march.rules(), OFFICE, march.now)
        session.flush()
        assert signed(session, row) is None


def test_signing_twice_is_one_signature(march: TestOffice) -> None:
    sign_now(march)
    sign_now(march)
    with reading(march.engine) as session:
        assert len(session.exec(select(Signature)).all()) == 1


def test_nobody_signs_what_was_changed_behind_the_page(march: TestOffice) -> None:
    with transaction(march.engine) as session:
        seen = reports_mark(covered(session, lead_sheet(session), march.rules()))
    march.now = at("2026-03-13", 10)
    say(march, 1, "已开工。")
    with transaction(march.engine) as session:
        sheet, who = lead_sheet(session), li(session)
        with pytest.raises(MoveRefused, match="报送内容有改动"):
            sign_by_link(session, sheet, march.rules(), who, march.now, seen=seen)


def test_only_the_units_own_head_signs_by_link(march: TestOffice) -> None:
    with transaction(march.engine) as session:
        sheet = lead_sheet(session)
        support = unit_named(session, SUPPORT)
        others = {
            "须由本单位主要负责人签字": wang(session),
            "不是贵单位的事项": Actor("别的局长", ActorKind.UNIT, support.id, PostRole.HEAD),
            "只能由本单位主要负责人办理": OFFICE,
            "处室请把情况交给联络员": Actor("处室", ActorKind.UNIT, sheet.unit_id, PostRole.SECTION),
        }
        for words, actor in others.items():
            with pytest.raises(MoveRefused, match=words):
                sign_by_link(session, sheet, march.rules(), actor, march.now)
        assert not session.exec(select(Signature)).all()


def test_an_empty_sheet_is_not_signed(office: TestOffice) -> None:
    office.issue(key_task(1, END))
    with transaction(office.engine) as session:
        sheet, who = lead_sheet(session), li(session)
        with pytest.raises(MoveRefused, match="还没有已报的事项"):
            sign_by_link(session, sheet, office.rules(), who, office.now)


def test_a_scan_is_kept_with_the_signature(march: TestOffice) -> None:
    with transaction(march.engine) as session:
        (scan,) = take_in(session, [("汇总表签字.pdf", PDF)], MEGABYTE)
        sign_by_scan(session, lead_sheet(session), scan, " 李局长 ", march.rules(), wang(session), march.now)
    with reading(march.engine) as session:
        one = session.exec(select(Signature)).one()
        file = session.exec(select(Attachment)).one()
        assert (one.way, one.signed_by, file.signature_id) == (SignatureWay.SCAN, "李局长", one.id)
        assert session.exec(select(StoredFile)).one().digest == sha256(PDF).hexdigest()


def test_a_scan_must_be_something_to_look_at(march: TestOffice) -> None:
    paper = BytesIO()
    Document().save(paper)
    with transaction(march.engine) as session:
        (scan,) = take_in(session, [("汇总表.docx", paper.getvalue())], MEGABYTE)
        sheet, who = lead_sheet(session), wang(session)
        with pytest.raises(MoveRefused, match="请传 PDF、OFD 或图片"):
            sign_by_scan(session, sheet, scan, "李局长", march.rules(), who, march.now)


@pytest.mark.parametrize("who", ["contact", "office"])
def test_contact_or_coordinator_enter_an_oa_number(march: TestOffice, who: str) -> None:
    with transaction(march.engine) as session:
        actor = wang(session) if who == "contact" else OFFICE
        one = sign_on_paper(
            session,
            lead_sheet(session),
            "云工信〔2026〕8号",
            date(2026, 3, 11),
            "李局长",
            march.rules(),
            actor,
            march.now,
        )
        assert (one.oa_number, one.received_on, one.actor) == (
            "云工信〔2026〕8号",
            date(2026, 3, 11),
            actor.name,
        )
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "代录签批")).one()
        assert "云工信〔2026〕8号，2026-03-11收到" in entry.sentence


@pytest.mark.parametrize(
    ("number", "received", "by", "words"),
    [
        ("8号", date(2026, 3, 13), "李局长", "在今天之后"),
        ("8号", date(2026, 2, 23), "李局长", "早于任务交办日2026-02-24"),
        (" ", date(2026, 3, 11), "李局长", "请写明OA文号"),
        ("8号", date(2026, 3, 11), "", "请写明签批人"),
        ("8" * 61, date(2026, 3, 11), "李局长", "最多60字"),
        ("8号", date(2026, 3, 11), "李" * 31, "最多30字"),
    ],
)
def test_a_paper_that_cannot_be_right_is_refused(
    march: TestOffice, number: str, received: date, by: str, words: str
) -> None:
    with transaction(march.engine) as session:
        sheet, who = lead_sheet(session), wang(session)
        with pytest.raises(MoveRefused, match=words):
            sign_on_paper(session, sheet, number, received, by, march.rules(), who, march.now)
        assert not session.exec(select(Signature)).all()


def test_revoking_asks_for_a_reason_and_works_once(march: TestOffice) -> None:
    sign_now(march)
    with transaction(march.engine) as session:
        one = session.exec(select(Signature)).one()
        with pytest.raises(MoveRefused, match="请写明理由"):
            revoke(session, one, " ", OFFICE, march.now)
        with pytest.raises(MoveRefused, match="由本人或督查人员撤销"):
            revoke(session, one, "录错", wang(session), march.now)
        revoke(session, one, "签错轮次", li(session), march.now)
        with pytest.raises(MoveRefused, match="已经撤销"):
            revoke(session, one, "签错轮次", OFFICE, march.now)
    with reading(march.engine) as session:
        assert signed(session, owed(session, ObligationKind.PROGRESS, number=1)) is None
        assert standing(session, lead_sheet(session), march.rules()).last is None
    sign_now(march)
    with reading(march.engine) as session:
        assert len(session.exec(select(Signature)).all()) == 2


def test_a_signature_of_one_round_leaves_the_next_one_unsigned(march: TestOffice) -> None:
    sign_now(march)
    march.now = at("2026-06-15", 10)
    with transaction(march.engine) as session:
        row = next(
            one
            for one in [owed(session, ObligationKind.PROGRESS, number=1)]
            if one.report_by == date(2026, 3, 25)
        )
        june = lead_sheet(session, date(2026, 6, 25))
        assert covered(session, june, march.rules()) == []
        assert signed(session, row) is not None


def test_the_summary_names_unit_and_round_and_has_a_row_per_report(march: TestOffice) -> None:
    say(march, 2, "正在招标。")
    with transaction(march.engine) as session:
        summary = summary_of(session, lead_sheet(session), march.rules(), date(2026, 3, 12))
    assert summary.title == "市工信局一季度重点工作落实情况汇总表"
    assert [row[0] for row in summary.rows] == ["1", "2"]
    paper = Document(BytesIO(summary_paper(summary)))
    section = paper.sections[0]
    assert (section.page_width or 0) > (section.page_height or 0)
    assert [cell.text for cell in paper.tables[0].rows[0].cells] == [
        "序号", "重点工作", "进展情况", "完成比例", "下一步工作", "存在问题"
    ]  # fmt: skip
    assert "主要负责人（签字）" in paper.paragraphs[-1].text
    assert "PAGE" in section.footer._element.xml
    assert "仿宋" in paper.tables[0]._tbl.xml


def test_an_offline_key_task_has_no_text_on_the_summary(march: TestOffice) -> None:
    with transaction(march.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == 1)).one()
        task.secrecy = Secrecy.OFFLINE
        session.flush()
        summary = summary_of(session, lead_sheet(session), march.rules(), date(2026, 3, 12))
    assert summary.rows[0][1].startswith("（线下事项）")


def reported_ahead(office: TestOffice) -> None:
    """The supporting unit answers what the lead's milestone of 31 March asks of it by 24 March."""
    with transaction(office.engine) as session:
        day = Obligation.report_by == date(2026, 3, 24)
        row = session.exec(
            select(Obligation).where(Obligation.kind == ObligationKind.CONTRIBUTION, day)
        ).one()
        due = session.exec(select(Round).where(Round.id == row.round_id)).one()
        assert due.due_on == date(2026, 6, 25)
        zhao = contact_of(unit_named(session, SUPPORT))
        report(session, row, Answer.NOTHING_NEW, office.rules(), zhao, office.now)


def support_sheet(session: Session, due_on: date) -> Sheet:
    due = session.exec(select(Round).where(Round.due_on == due_on)).one()
    return sheet_of(session, unit_named(session, SUPPORT).id, due.id)


def test_what_stands_on_a_sheet_is_signed_with_it_though_its_round_is_a_later_one(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-03-31")), key_task(2, END))
    office.now = at("2026-03-20", 10)
    reported_ahead(office)
    with transaction(office.engine) as session:
        march = support_sheet(session, date(2026, 3, 25))
        until = horizon(office.rules(), office.now)
        shown = read_sheet(session, march, until, at("2026-03-02"))
        answered = {row.obligation.id for row in shown.rows() if row.answered}
        assert answered
        assert {row.id for row, _ in covered(session, march, office.rules())} == answered
        assert [row[0] for row in summary_of(session, march, office.rules(), date(2026, 3, 20)).rows] == ["1"]
        who = contact_of(unit_named(session, SUPPORT))
        on = (session, march, "云财办〔2026〕3号", date(2026, 3, 20), "赵局长")
        sign_on_paper(*on, office.rules(), who, office.now)
        assert standing(session, support_sheet(session, date(2026, 6, 25)), office.rules()).unsigned == ()


def test_what_never_stood_on_a_sheet_is_not_signed_with_it(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-03-31")), key_task(2, stone("2026-05-31")))
    office.now = at("2026-03-20", 10)
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION, number=2)
        report(session, row, Answer.DONE, office.rules(), wang(session), office.now, "已建成。")
        assert covered(session, lead_sheet(session), office.rules()) == []
        june = covered(session, lead_sheet(session, date(2026, 6, 25)), office.rules())
        assert [one.id for one, _ in june] == [row.id]


def test_a_result_of_a_later_round_the_unit_was_told_of_is_signed_with_this_one(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-03-31")))
    office.live_until(at("2026-03-24", 10), timedelta(days=1))
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION, number=1)
        march = lead_sheet(session)
        assert row.round_id != march.round_id
        report(session, row, Answer.DONE, office.rules(), wang(session), office.now, "已建成。")
        shown = read_sheet(session, march, horizon(office.rules(), office.now), at("2026-03-02"))
        assert row.id in {one.obligation.id for one in shown.rows()}
        assert row.id in {one.id for one, _ in covered(session, march, office.rules())}
