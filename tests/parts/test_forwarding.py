"""转办 inside a unit: who may, what a section is told and when, what it may answer, what the contact takes over."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind, MoveRefused
from models.answering import report
from models.database import reading, transaction
from models.deciding import send_back
from models.duties import Obligation, Report, Round, SectionAnswer
from models.forwarding import (
    answer_inside,
    end_forward,
    forward,
    forwards_of,
    missing_inside,
    section_answers,
    take_over_inside,
)
from models.messages import Mail, Notification
from models.plans import KeyTask
from models.traces import HistoryEntry, LegRequest
from models.units import Forward, Post
from models.words import Answer, Criterion, Kind, ObligationKind, ObligationState, Outcome, PostRole
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

PLANNING, INDUSTRY = "planning@lead.example", "industry@lead.example"
DAY = timedelta(days=1)
END = stone("2026-12-31", Criterion.PROGRESS)


def wang(session: Session) -> Actor:
    """The lead unit's contact."""
    return contact_of(unit_named(session, LEAD))


def section_post(session: Session, title: str = "规划处") -> Post:
    return session.exec(select(Post).where(Post.role == PostRole.SECTION, Post.title == title)).one()


def section(session: Session, title: str = "规划处") -> Actor:
    """Somebody of a section, by its link."""
    post = section_post(session, title)
    return Actor(f"{title}（链接）", ActorKind.UNIT, post.unit_id, PostRole.SECTION, post.id)


def tasks_of(session: Session, *numbers: int) -> list[KeyTask]:
    found = select(KeyTask).where(col(KeyTask.number).in_(numbers)).order_by(col(KeyTask.number))
    return list(session.exec(found))


def give(
    office: TestOffice,
    *numbers: int,
    title: str = "规划处",
    email: str = PLANNING,
    actor: Actor | None = None,
    days_before: int = 2,
    inner_on: date | None = None,
) -> None:
    """王 forwards rows to a section."""
    with transaction(office.engine) as session:
        forward(
            session,
            unit_named(session, LEAD).id,
            tasks_of(session, *numbers),
            title,
            email,
            office.rules(),
            actor or wang(session),
            office.now,
            person="周科长",
            telephone="0000-3",
            days_before=days_before,
            inner_on=inner_on,
        )


def mails_to(office: TestOffice, address: str) -> list[Mail]:
    with reading(office.engine) as session:
        return list(session.exec(select(Mail).where(Mail.address == address).order_by(col(Mail.queued_at))))


def fill(
    office: TestOffice, number: int, title: str = "规划处", answer: Answer = Answer.IN_PROGRESS, **given: str
) -> None:
    """A section answers its row of the first round."""
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=number)
        post = section_post(session, title)
        text = given.get("text", "已完成选址。")
        answer_inside(
            session, row, post.id, answer, office.rules(), section(session, title), office.now, text
        )


@pytest.fixture
def march(office: TestOffice) -> TestOffice:
    """Two key tasks of the lead unit; its first round has opened and been told of."""
    office.issue(key_task(1, END), key_task(2, END))
    office.live_until(at("2026-03-12", 10), DAY)
    return office


# Forwarding


def test_a_section_gets_one_mail_with_its_rows_and_the_inner_date(march: TestOffice) -> None:
    give(march, 1, 2)
    march.live_until(at("2026-03-12", 12))
    (mail,) = mails_to(march, PLANNING)
    assert mail.subject == "〔内部转办〕一季度2项，3月23日（周一）前填好"
    assert "市工信局规划处周科长：" in mail.text
    assert "本单位联络员王联络（0000-1）把以下2项转给贵处填写" in mail.text
    assert "第1项" in mail.text
    assert "配合单位" not in mail.text
    assert "未来四周" not in mail.text
    assert mail.link_id is not None


def test_forwarding_writes_history_and_asks_for_a_leg(march: TestOffice) -> None:
    give(march, 1)
    with reading(march.engine) as session:
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "内部转办")).one()
        assert entry.before == {"section": None}
        assert entry.after == {"section": "规划处", "days_before": 2, "inner_on": None}
        assert session.exec(select(LegRequest).where(LegRequest.reason == "内部转办")).one()


def test_the_contacts_own_digest_does_not_double(march: TestOffice) -> None:
    give(march, 1, 2)
    march.live_until(at("2026-03-24", 12))
    assert [mail.subject for mail in mails_to(march, WANG) if "一季度" in mail.subject] == [
        "〔请报进展〕一季度牵头2项，3月25日（周三）前报，一张表即可",
        "〔还差2项〕一季度进展，3月25日（周三）前报",
    ]
    assert [mail.subject[:6] for mail in mails_to(march, PLANNING)] == ["〔内部转办〕", "〔内部转办〕"]


def test_the_forward_is_remembered_for_the_next_round(march: TestOffice) -> None:
    give(march, 1, days_before=3)
    march.live_until(at("2026-06-11", 12), DAY)
    june = [mail for mail in mails_to(march, PLANNING) if mail.morning >= date(2026, 6, 1)]
    assert [mail.subject for mail in june] == ["〔内部转办〕二季度1项，6月22日（周一）前填好"]


def test_calls_urges_and_slips_never_go_to_a_section(march: TestOffice) -> None:
    give(march, 1)
    march.live_until(at("2026-04-20", 12), DAY)
    with reading(march.engine) as session:
        post = section_post(session)
        kinds = session.exec(select(Notification.kind).where(Notification.post_id == post.id)).all()
        everyone = session.exec(select(Notification.kind)).all()
    assert set(kinds) == {Kind.REMINDER}
    assert Kind.URGE in everyone


def test_a_date_for_this_round_alone_leaves_the_next_rounds_as_they_were(march: TestOffice) -> None:
    give(march, 1, inner_on=date(2026, 3, 18))
    with reading(march.engine) as session:
        rows = session.exec(
            select(Obligation).where(
                Obligation.kind == ObligationKind.PROGRESS,
                Obligation.key_task_id == tasks_of(session, 1)[0].id,
            )
        ).all()
        due = {
            row.report_by: found[0].due
            for row in rows
            for found in section_answers(session, [row], march.rules()).values()
        }
    assert due[date(2026, 3, 25)] == date(2026, 3, 18)
    assert due[date(2026, 6, 25)] == date(2026, 6, 23)


def test_forwarding_on_the_last_day_never_asks_for_yesterday(march: TestOffice) -> None:
    march.now = at("2026-03-25", 9)
    give(march, 1, days_before=5)
    with reading(march.engine) as session:
        row = owed(session, ObligationKind.PROGRESS, number=1)
        assert section_answers(session, [row], march.rules())[row.id][0].due == date(2026, 3, 25)


def test_several_sections_may_share_a_key_task(march: TestOffice) -> None:
    give(march, 1)
    give(march, 1, title="产业处", email=INDUSTRY)
    with reading(march.engine) as session:
        found = forwards_of(session, unit_named(session, LEAD).id)
        assert [(task.number, post.title) for _, post, task in found] == [(1, "产业处"), (1, "规划处")]


def test_forwarding_again_with_nothing_new_is_refused_and_says_nothing_twice(march: TestOffice) -> None:
    give(march, 1)
    with pytest.raises(MoveRefused, match="已经转给规划处"):
        give(march, 1)
    give(march, 1, 2)
    march.live_until(at("2026-03-12", 13))
    (mail,) = mails_to(march, PLANNING)
    assert "2项" in mail.subject
    with reading(march.engine) as session:
        assert len(session.exec(select(Forward)).all()) == 2


def test_without_a_mailbox_nothing_is_queued(march: TestOffice) -> None:
    give(march, 1, email="")
    march.live_until(at("2026-03-25", 12))
    with reading(march.engine) as session:
        post = section_post(session)
        assert not session.exec(select(Notification).where(Notification.post_id == post.id)).all()


@pytest.mark.parametrize("who", ["section", "stranger"])
def test_only_the_units_contact_head_or_the_office_forward(march: TestOffice, who: str) -> None:
    give(march, 1)
    with transaction(march.engine) as session:
        actor = section(session) if who == "section" else contact_of(unit_named(session, SUPPORT))
    with pytest.raises(MoveRefused, match=r"联络员|不是贵单位"):
        give(march, 2, actor=actor)
    give(march, 2, actor=OFFICE)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"days_before": 16}, "0到15个工作日"),
        ({"inner_on": date(2026, 3, 11)}, "已经过去"),
        ({"inner_on": date(2026, 3, 26)}, "晚于本单位的报送日2026-03-25"),
        ({"email": "not an address"}, "不是一个邮箱地址"),
        ({"title": "  "}, "请写明处室"),
        ({"title": "处" * 41}, "最多40字"),
    ],
)
def test_what_cannot_be_right_is_refused(march: TestOffice, given: dict[str, str], words: str) -> None:
    with pytest.raises(MoveRefused, match=words):
        give(march, 1, **given)  # type: ignore[arg-type]
    with reading(march.engine) as session:
        assert not session.exec(select(Forward)).all()


def test_a_key_task_without_a_row_of_the_unit_is_refused(office: TestOffice) -> None:
    office.issue(key_task(1, END, supports=()))
    with transaction(office.engine) as session:
        support = unit_named(session, SUPPORT)
        who, tasks = contact_of(support), tasks_of(session, 1)
        with pytest.raises(MoveRefused, match="第1项没有贵单位"):
            forward(session, support.id, tasks, "预算处", "", office.rules(), who, office.now)


def test_an_ended_forward_withdraws_what_is_still_queued(march: TestOffice) -> None:
    march.now = at("2026-03-12", 19)
    give(march, 1)
    march.beat()
    with transaction(march.engine) as session:
        ((row, _, _),) = forwards_of(session, unit_named(session, LEAD).id)
        end_forward(session, row, wang(session), march.now)
    march.live_until(at("2026-03-25", 12))
    with reading(march.engine) as session:
        post = section_post(session)
        (note,) = session.exec(select(Notification).where(Notification.post_id == post.id)).all()
        assert (note.outcome, note.reason) == (Outcome.WITHDRAWN, "转办已取消")
        with pytest.raises(MoveRefused, match="已经不再转给规划处"):
            end_forward(session, session.exec(select(Forward)).one(), wang(session), march.now)


def test_forwarded_again_after_the_end_it_is_told_again(march: TestOffice) -> None:
    march.now = at("2026-03-12", 19)
    give(march, 1)
    march.beat()
    with transaction(march.engine) as session:
        ((row, _, _),) = forwards_of(session, unit_named(session, LEAD).id)
        end_forward(session, row, wang(session), march.now)
    march.live_until(at("2026-03-13", 10))
    give(march, 1)
    march.live_until(at("2026-03-16", 12))
    with reading(march.engine) as session:
        post = section_post(session)
        rows = session.exec(select(Notification).where(Notification.post_id == post.id)).all()
        assert sorted((row.rung, row.outcome) for row in rows) == [
            ("内部转办", Outcome.WITHDRAWN),
            ("内部转办2", Outcome.DELIVERED),
        ]


# What a section answers


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
