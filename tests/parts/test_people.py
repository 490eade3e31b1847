"""People at posts: who sits where on which day, hand-overs, leave, gaps, and where mail goes meanwhile."""

from datetime import date
from threading import Barrier, Thread

import pytest
from sqlmodel import Session, select

from models.actors import Actor, ActorKind, MoveRefused
from models.answering import report
from models.chores import SEAT_PEOPLE
from models.database import reading, transaction
from models.gaps import GapKind, gaps
from models.handing_over import handover_sheet
from models.messages import Mail, Notification
from models.people import absent, appoint, end_holding, hand_over
from models.seating import address_of, seat, seat_people
from models.traces import HistoryEntry
from models.units import Absence, Holding, Person, Post
from models.words import Answer, MailState, ObligationKind, Outcome, PostRole, Rank
from notifications.handover_paper import handover_docx, handover_text
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    WANG,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.smtp_server import Received

TODAY = date(2026, 2, 24)


def contact(session: Session, unit: str = LEAD, role: PostRole = PostRole.CONTACT) -> Post:
    wanted = select(Post).where(Post.unit_id == unit_named(session, unit).id, Post.role == role)
    return session.exec(wanted).one()


def day(text: str) -> date:
    return date.fromisoformat(text)


def appointed(office: TestOffice, name: str, since: str, until: str = "", rank: Rank = Rank.A) -> None:
    with transaction(office.engine) as session:
        appoint(
            session,
            contact(session),
            name,
            day(since),
            office.rules(),
            OFFICE,
            office.now,
            rank=rank,
            until=day(until) if until else None,
            telephone=f"0000-{name}",
            email=f"{len(name)}{rank.value}@person.example",
        )


def cleared(office: TestOffice, email: str = "") -> None:
    """The contact post of the lead unit as a new one: nobody, no telephone, this mailbox."""
    with transaction(office.engine) as session:
        post = contact(session)
        post.person, post.telephone, post.email = "", "", email


def sits(office: TestOffice, on: str) -> tuple[str, str]:
    with transaction(office.engine) as session:
        post = contact(session)
        seat(session, post, day(on))
        return post.person, post.telephone


def leave(office: TestOffice, name: str, since: str, until: str, actor: Actor = OFFICE) -> None:
    with transaction(office.engine) as session:
        person = session.exec(select(Person).where(Person.name == name)).one()
        absent(session, person, day(since), day(until), "公出", actor, office.now)


@pytest.mark.parametrize(
    ("on", "who"),
    [
        pytest.param("2026-02-28", "", id="before anybody"),
        pytest.param("2026-03-01", "甲", id="A on the first day"),
        pytest.param("2026-03-10", "乙", id="B while A is away, first day"),
        pytest.param("2026-03-12", "乙", id="and last day"),
        pytest.param("2026-03-13", "", id="both away"),
        pytest.param("2026-03-14", "甲", id="A is back"),
        pytest.param("2026-05-31", "甲", id="A on the last day"),
        pytest.param("2026-06-01", "乙", id="B where no A follows"),
    ],
)
def test_a_sits_there_then_b_then_nobody(office: TestOffice, on: str, who: str) -> None:
    cleared(office, WANG)
    appointed(office, "甲", "2026-03-01", "2026-05-31")
    appointed(office, "乙", "2026-03-01", rank=Rank.B)
    leave(office, "甲", "2026-03-10", "2026-03-13")
    leave(office, "乙", "2026-03-13", "2026-03-13")
    assert sits(office, on) == (who, f"0000-{who}" if who else "")


def test_a_posts_own_telephone_and_mailbox_stay_whoever_sits_there(office: TestOffice) -> None:
    appointed(office, "乙", "2026-02-24", rank=Rank.B)
    with transaction(office.engine) as session:
        hand_over(
            session, contact(session), "丙", TODAY, office.rules(), OFFICE, office.now, telephone="0000-9"
        )
        post = contact(session)
        assert (post.person, post.telephone, post.email) == ("丙", "0000-1", WANG)


def test_the_name_in_the_register_becomes_a_holding_when_somebody_follows(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        hand_over(session, contact(session), "丙", day("2026-03-02"), office.rules(), OFFICE, office.now)
    with reading(office.engine) as session:
        rows = session.exec(select(Person, Holding).join(Holding)).all()
        assert {(person.name, held.since, held.until) for person, held in rows} == {
            ("王联络", TODAY, day("2026-03-01")),
            ("丙", day("2026-03-02"), None),
        }
    assert sits(office, "2026-03-01")[0] == "王联络"
    assert sits(office, "2026-03-02")[0] == "丙"


def test_a_hand_over_writes_history(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    for name, on in (("丙", "2026-02-24"), ("丁", "2026-02-25")):
        with transaction(office.engine) as session:
            hand_over(session, contact(session), name, day(on), office.rules(), OFFICE, office.now)
    with reading(office.engine) as session:
        entries = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "交接")).all()
        assert {(entry.before["person"], entry.after["person"]) for entry in entries} == {
            ("王联络", "丙"),
            ("丙", "丁"),
        }


def test_whoever_leaves_in_mid_report_loses_nothing(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        row, actor = owed(session, ObligationKind.COMPLETION), contact_of(unit_named(session, LEAD))
        report(session, row, Answer.IN_PROGRESS, office.rules(), actor, office.now, "做了一半")
        hand_over(session, contact(session), "丙", TODAY, office.rules(), OFFICE, office.now)
    with transaction(office.engine) as session:
        row, actor = owed(session, ObligationKind.COMPLETION), contact_of(unit_named(session, LEAD))
        report(session, row, Answer.DONE, office.rules(), actor, office.now, "全部做完")
        sheet = handover_sheet(session, contact(session), TODAY, office.rules())
        assert [note.text for note in sheet.reports] == ["已完成：全部做完"]


# Refusals

OTHER = Actor("他人", ActorKind.UNIT)


def refused(
    office: TestOffice,
    match: str,
    *,
    name: str = "丙",
    actor: Actor = OFFICE,
    rank: Rank = Rank.A,
    until: date | None = None,
    email: str = "",
) -> None:
    rules, now = office.rules(), office.now
    with transaction(office.engine) as session, pytest.raises(MoveRefused, match=match):
        appoint(
            session, contact(session), name, TODAY, rules, actor, now, rank=rank, until=until, email=email
        )


def test_an_appointment_that_cannot_be_is_refused(office: TestOffice) -> None:
    refused(office, "请写明姓名", name="  ")
    refused(office, "止期2026-02-01早于起期", until=day("2026-02-01"))
    refused(office, "已有A角王联络")
    refused(office, "不是一个邮箱地址", email="a@b.example\r\nBcc: c@d.example", rank=Rank.B)
    with reading(office.engine) as session:
        support = contact_of(unit_named(session, SUPPORT))
        lead = unit_named(session, LEAD)
        section = Actor("处室", ActorKind.UNIT, lead.id, PostRole.SECTION)
    refused(office, "不是贵单位", actor=support)
    refused(office, "由本单位联络员或督查人员", actor=section)
    with reading(office.engine) as session:
        assert session.exec(select(Holding)).all() == []


def test_a_hand_over_that_cannot_be_is_refused(office: TestOffice) -> None:
    appointed(office, "乙", "2026-02-24", rank=Rank.B)
    for name, on, said in (
        ("王联络", "2026-03-01", "无需交接"),
        ("丙", "2026-02-23", "起任职，交接日期须在"),
    ):
        with transaction(office.engine) as session, pytest.raises(MoveRefused, match=said):
            hand_over(session, contact(session), name, day(on), office.rules(), OFFICE, office.now)


def test_leave_that_cannot_be_is_refused(office: TestOffice) -> None:
    appointed(office, "乙", "2026-02-24", rank=Rank.B)
    leave(office, "乙", "2026-03-01", "2026-03-05")
    with reading(office.engine) as session:
        stranger = contact_of(unit_named(session, SUPPORT))
    for since, until, actor, said in (
        ("2026-03-05", "2026-03-09", OFFICE, "日期重叠"),
        ("2026-04-05", "2026-04-01", OFFICE, "早于起期"),
        ("2026-04-01", "2026-04-02", stranger, "不在贵单位任职"),
    ):
        with pytest.raises(MoveRefused, match=said):
            leave(office, "乙", since, until, actor)
    with reading(office.engine) as session:
        assert len(session.exec(select(Absence)).all()) == 1


def test_a_holding_ends_once_with_a_reason(office: TestOffice) -> None:
    appointed(office, "乙", "2026-02-24", rank=Rank.B)
    for until, reason, said in (
        ("2026-03-01", " ", "写明理由"),
        ("2026-02-01", "退休", "不能早于"),
        ("2026-03-01", "退休", ""),
        ("2026-03-01", "退休", "已于2026-03-01结束"),
    ):
        with transaction(office.engine) as session:
            held = session.exec(select(Holding).where(Holding.rank == Rank.B)).one()
            if not said:
                end_holding(session, held, day(until), reason, office.rules(), OFFICE, office.now)
                continue
            with pytest.raises(MoveRefused, match=said):
                end_holding(session, held, day(until), reason, office.rules(), OFFICE, office.now)


# The clock


def test_the_clock_seats_whoever_the_day_brings_even_after_days_without_a_tick(office: TestOffice) -> None:
    appointed(office, "乙", "2026-02-24", rank=Rank.B)
    leave(office, "王联络", "2026-03-02", "2026-03-03")
    seen = []
    for on in ("2026-03-01", "2026-03-03", "2026-03-09"):
        office.now = at(on)
        with transaction(office.engine) as session:
            changed = SEAT_PEOPLE.run(session, office.rules(), office.now)
            assert SEAT_PEOPLE.run(session, office.rules(), office.now) == 0
            seen.append((contact(session).person, changed))
    assert seen == [("王联络", 0), ("乙", 1), ("王联络", 1)]


def test_two_clocks_seat_once(office: TestOffice) -> None:
    appointed(office, "乙", "2026-02-24", rank=Rank.B)
    leave(office, "王联络", "2026-03-02", "2026-03-03")
    ready = Barrier(2)

    def clock() -> None:
        ready.wait()
        with transaction(office.engine) as session:
            seat_people(session, office.rules(), at("2026-03-02"))

    clocks = [Thread(target=clock) for _ in range(2)]
    for one in clocks:
        one.start()
    for one in clocks:
        one.join()
    with reading(office.engine) as session:
        assert contact(session).person == "乙"
        assert len(session.exec(select(HistoryEntry).where(HistoryEntry.verb == "到岗")).all()) == 1


# Mail


def test_without_a_mailbox_of_the_post_mail_goes_to_who_sits_there(
    office: TestOffice, received: Received
) -> None:
    cleared(office)
    appointed(office, "甲甲", "2026-02-24")
    office.issue(key_task(1, stone("2026-06-30")))
    office.live_until(at("2026-02-24", 10))
    assert received.to("2a@person.example")
    with reading(office.engine) as session:
        assert contact(session).email == ""


def test_a_mail_that_waits_goes_to_the_successor(office: TestOffice, received: Received) -> None:
    cleared(office)
    appointed(office, "甲甲", "2026-02-24")
    received.refuse["2a@person.example"] = ["450 later"] * 99
    office.issue(key_task(1, stone("2026-06-30")))
    office.live_until(at("2026-02-24", 10))
    with transaction(office.engine) as session:
        rules, on = office.rules(), day("2026-02-25")
        hand_over(session, contact(session), "丙", on, rules, OFFICE, office.now, email="bing@person.example")
    with reading(office.engine) as session:
        assert {mail.address for mail in waiting_mails(session)} == {"2a@person.example"}
    with transaction(office.engine) as session:
        seat_people(session, office.rules(), at("2026-02-25"))
    with reading(office.engine) as session:
        assert {mail.address for mail in waiting_mails(session)} == {"bing@person.example"}


def waiting_mails(session: Session) -> list[Mail]:
    wanted = Mail.post_id == contact(session).id, Mail.state == MailState.QUEUED
    return list(session.exec(select(Mail).where(*wanted)))


def test_nobody_there_and_no_mailbox_is_said_and_never_silent(office: TestOffice) -> None:
    cleared(office)
    appointed(office, "甲甲", "2026-02-24")
    leave(office, "甲甲", "2026-02-24", "2026-02-26")
    office.issue(key_task(1, stone("2026-06-30")))
    office.live_until(at("2026-02-24", 10))
    with reading(office.engine) as session:
        post = contact(session)
        assert address_of(session, post, TODAY) == ""
        notes = session.exec(select(Notification).where(Notification.post_id == post.id)).all()
        assert {(note.outcome, note.reason) for note in notes} == {(Outcome.REFUSED, "岗位没有登记邮箱")}
        (gap,) = [one for one in gaps(session, TODAY) if one.unit.name == LEAD]
        assert (gap.unit.name, gap.kind, gap.remark) == (LEAD, GapKind.ABSENT, "甲甲请假至2026-02-26")
        assert gap.unreachable


# Gaps


def gap_of(office: TestOffice, on: str = "2026-02-24") -> tuple[GapKind, str] | None:
    with transaction(office.engine) as session:
        seat(session, contact(session), day(on))
        found = [(gap.kind, gap.remark) for gap in gaps(session, day(on)) if gap.unit.name == LEAD]
        return found[0] if found else None


def test_every_gap_of_a_unit_that_owes_is_told_by_its_kind(office: TestOffice) -> None:
    assert gap_of(office) is None, "owes nothing yet"
    office.issue(key_task(1, stone("2026-06-30")))
    assert gap_of(office) is None
    cleared(office, WANG)
    assert gap_of(office) == (GapKind.UNNAMED, "")
    cleared(office)
    assert gap_of(office) == (GapKind.NO_ADDRESS, "")
    appointed(office, "乙", "2026-02-24", rank=Rank.B)
    assert gap_of(office) == (GapKind.VACANT, "由B角乙代")
    appointed(office, "甲", "2026-02-24", "2026-03-31")
    assert gap_of(office) is None
    leave(office, "甲", "2026-02-26", "2026-02-27")
    assert gap_of(office, "2026-02-26") is None, "B stands in"
    leave(office, "乙", "2026-02-27", "2026-02-27")
    assert gap_of(office, "2026-02-27") == (GapKind.ABSENT, "甲请假至2026-02-27、乙请假至2026-02-27")
    assert gap_of(office, "2026-04-01") == (GapKind.VACANT, "由B角乙代")
    with transaction(office.engine) as session:
        for held in session.exec(select(Holding)).all():
            session.delete(held)
        session.flush()
        for note in session.exec(select(Notification)).all():
            session.delete(note)
        session.delete(contact(session))
    with reading(office.engine) as session:
        of_lead = [gap for gap in gaps(session, TODAY) if gap.unit.name == LEAD]
        assert [(gap.kind, gap.post) for gap in of_lead] == [(GapKind.NO_POST, None)]


# The hand-over sheet


def test_the_sheet_lists_what_waits_and_prints_as_text_and_word(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-05-20")))
    with transaction(office.engine) as session:
        sheet = handover_sheet(session, contact(session), day("2026-05-22"), office.rules())
    assert sheet.person == "王联络"
    assert [row.asked_by for row in sheet.owed] == sorted(row.asked_by for row in sheet.owed)
    assert any(row.distance == "已逾期2个工作日" and row.title.startswith("第2项") for row in sheet.owed)
    text = handover_text(sheet)
    assert "交接单" in text
    assert "第1项 建设第1号示范园区" in text
    assert "没有" in text, "an empty section says so"
    written = handover_docx(sheet)
    words = words_of(written)
    assert "第1项 建设第1号示范园区" in words
    assert "移交人" in words


def words_of(written: bytes) -> str:
    from io import BytesIO

    from docx import Document

    document = Document(BytesIO(written))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(one.text for one in document.paragraphs)])
