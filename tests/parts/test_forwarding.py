"""转办 inside a unit: who may, and what a section is told and when."""

from datetime import date

import pytest
from sqlmodel import select

from models.actors import MoveRefused
from models.database import reading, transaction
from models.duties import Obligation
from models.forwarding import (
    end_forward,
    forward,
    forwards_of,
    section_answers,
)
from models.gaps import gaps
from models.messages import Notification
from models.traces import HistoryEntry, LegRequest
from models.units import Forward
from models.words import Kind, ObligationKind, Outcome, PostRole
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
    unit_named,
)
from tests.support.sections import (
    DAY,
    END,
    INDUSTRY,
    PLANNING,
    give,
    mails_to,
    open_march,
    section,
    section_post,
    tasks_of,
    wang,
)


@pytest.fixture
def march(office: TestOffice) -> TestOffice:
    """Two key tasks of the lead unit; its first round has opened and been told of."""
    return open_march(office)


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


def test_a_mailbox_entered_later_brings_the_section_its_mail(march: TestOffice) -> None:
    give(march, 1, 2, email="")
    march.live_until(at("2026-03-12", 12))
    assert mails_to(march, PLANNING) == []
    give(march, 1, email=PLANNING)
    march.live_until(at("2026-03-12", 14))
    (mail,) = mails_to(march, PLANNING)
    assert mail.subject == "〔内部转办〕一季度2项，3月23日（周一）前填好"
    with pytest.raises(MoveRefused, match="日期也没有变化"):
        give(march, 1, email=PLANNING)


def unreached(office: TestOffice) -> list[tuple[str, str, int]]:
    with reading(office.engine) as session:
        found = gaps(session, office.rules().office.today(office.now))
        return [(one.unit.name, one.sentence, one.owed) for one in found if one.role is PostRole.SECTION]


def test_a_section_without_a_mailbox_is_a_gap_of_its_unit(march: TestOffice) -> None:
    give(march, 1, email="")
    with reading(march.engine) as session:
        rows = session.exec(select(Obligation).where(Obligation.key_task_id == tasks_of(session, 1)[0].id))
        own = [row for row in rows if row.unit_id == unit_named(session, LEAD).id]
        still = len([row for row in own if row.kind is ObligationKind.PROGRESS])
    assert unreached(march) == [(LEAD, "规划处没有邮箱", still)]
    give(march, 1, email=PLANNING)
    assert unreached(march) == []


def test_a_section_that_holds_nothing_any_more_is_no_gap(march: TestOffice) -> None:
    give(march, 1, email="")
    with transaction(march.engine) as session:
        end_forward(session, session.exec(select(Forward)).one(), wang(session), march.now)
    assert unreached(march) == []
