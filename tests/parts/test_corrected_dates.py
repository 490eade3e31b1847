"""A corrected date on a key task whose dates have moved already: extensions, contributions, mails."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.contributions import missing_names
from models.database import reading, transaction
from models.duties import Petition
from models.extending import extend
from models.petitions import ask_extension, grant
from models.traces import HistoryEntry
from models.words import PetitionState
from tests.support.corrections import (
    COMPLETION,
    CONTRIBUTION,
    OPEN,
    THIRD,
    add_third,
    answer,
    correct,
    rows,
    told,
)
from tests.support.drafts import hand_over, store
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    WANG,
    TestOffice,
    at,
    contact_of,
    owed,
    stone,
    unit_named,
)
from tests.support.smtp_server import Received, text_of

DAY = timedelta(days=1)
LATER = date(2026, 7, 31)


@pytest.fixture
def extended(office: TestOffice) -> TestOffice:
    """A key task due on 30 June, extended to 31 July."""
    add_third(office)
    store(office, told(1))
    hand_over(office)
    with transaction(office.engine) as session:
        row = owed(session, COMPLETION)
        lead = contact_of(unit_named(session, LEAD))
        petition = ask_extension(session, row, LATER, "汛期停工", office.rules(), lead, office.now)
        grant(session, petition, "同意", office.rules(), OFFICE, office.now, paper="呈批件7号")
    assert rows(office, COMPLETION) == [(LEAD, LATER, OPEN)]
    return office


def mail_lines(received: Received, address: str, said: str) -> list[str]:
    found = [line for mail in received.to(address) for line in text_of(mail).splitlines()]
    return [line.strip() for line in found if said in line]


def test_the_preview_names_the_extension_that_ends_and_changes_nothing(extended: TestOffice) -> None:
    stored = store(extended, told(1, due="2026-05-31"), source=b"second")
    assert stored.steps == (
        "1. 第1项 节点：2026-06-30 完成 → 2026-05-31 完成"
        "（改期1件，取消1件，新增1件；已批准的延期（至2026-07-31）不再有效，按更正后的日期）",
    )
    assert rows(extended, COMPLETION) == [(LEAD, LATER, OPEN)]


def test_an_extension_beyond_the_corrected_date_ends_and_stays_visible(extended: TestOffice) -> None:
    correct(extended, told(1, due="2026-05-31"))
    assert rows(extended, COMPLETION) == [(LEAD, date(2026, 5, 31), OPEN)]
    with reading(extended.engine) as session:
        row = owed(session, COMPLETION)
        petition = session.exec(select(Petition)).one()
        line = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "重新起算")).all()[-1]
    assert (row.extended_to, row.return_by, row.first_by) == (None, None, date(2026, 6, 30))
    assert (petition.state, petition.granted_on) == (PetitionState.GRANTED, LATER)
    assert "由2026-07-31改为2026-05-31前报送：来文更正，已批准的延期（至2026-07-31）不再有效" in line.sentence


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-05-31", "5月31日（周日）前（原定7月31日（周五），提前）"),
        ("2026-09-30", "9月30日（周三）前（原定7月31日（周五），延后）"),
    ],
)
def test_the_mail_says_earlier_or_later_than_the_date_that_held(
    extended: TestOffice, received: Received, due: str, said: str
) -> None:
    extended.live_until(at("2026-04-07"), DAY)
    correct(extended, told(1, due=due))
    extended.live_until(at("2026-04-09"), DAY)
    (line,) = mail_lines(received, WANG, "计划调整 · ")
    assert said in line
    assert not mail_lines(received, WANG, "已延期")


def test_later_reminders_do_not_call_a_date_brought_forward_extended(
    extended: TestOffice, received: Received
) -> None:
    correct(extended, told(1, due="2026-05-31"))
    extended.live_until(at("2026-06-01"), DAY)
    assert mail_lines(received, WANG, "5月31日")
    assert not mail_lines(received, WANG, "已延期")


def test_an_extended_date_is_still_told_with_the_one_first_set(
    extended: TestOffice, received: Received
) -> None:
    extended.live_until(at("2026-07-27"), DAY)
    assert mail_lines(received, WANG, "7月31日（周五）前（原定6月30日（周二），已延期）")


def test_after_a_date_was_brought_forward_an_extension_counts_from_the_new_one(extended: TestOffice) -> None:
    correct(extended, told(1, due="2026-05-31"))
    with transaction(extended.engine) as session:
        extend(session, owed(session, COMPLETION), date(2026, 6, 15), extended.rules(), OFFICE, extended.now)
    assert rows(extended, COMPLETION) == [(LEAD, date(2026, 6, 15), OPEN)]
    assert (SUPPORT, date(2026, 6, 8), OPEN) in rows(extended, CONTRIBUTION)


def test_contributions_to_a_corrected_date_still_reach_the_lead(office: TestOffice) -> None:
    store(office, told(1))
    hand_over(office)
    correct(office, told(1, due="2026-09-30"))
    with reading(office.engine) as session:
        assert missing_names(session, owed(session, COMPLETION)) == [SUPPORT]


def test_a_unit_added_to_an_extended_key_task_is_asked_by_the_date_in_force(extended: TestOffice) -> None:
    correct(extended, told(1, supports=(SUPPORT, THIRD)))
    (before,) = [
        day for unit, day, state in rows(extended, CONTRIBUTION) if unit == SUPPORT and state is OPEN
    ]
    assert before == date(2026, 7, 24)
    assert (THIRD, before, OPEN) in rows(extended, CONTRIBUTION)
    with reading(extended.engine) as session:
        old, new = (owed(session, CONTRIBUTION, unit) for unit in (SUPPORT, THIRD))
    assert (new.round_id, new.period, new.extended_to) == (old.round_id, old.period, before)


def test_the_first_supporting_unit_of_an_extended_key_task_is_asked_before_the_leads_date(
    office: TestOffice,
) -> None:
    add_third(office)
    store(office, told(1, supports=()))
    hand_over(office)
    with transaction(office.engine) as session:
        extend(session, owed(session, COMPLETION), LATER, office.rules(), OFFICE, office.now)
    correct(office, told(1, supports=(THIRD,)))
    assert rows(office, CONTRIBUTION) == [(THIRD, date(2026, 7, 24), OPEN)]
    with reading(office.engine) as session:
        assert missing_names(session, owed(session, COMPLETION)) == [THIRD]


def test_an_answered_result_keeps_its_extension(extended: TestOffice) -> None:
    answer(extended)
    stored = correct(extended, told(1, due="2026-05-31"))
    assert "延期" not in stored.steps[0]
    with reading(extended.engine) as session:
        assert owed(session, COMPLETION).extended_to == LATER


def test_the_comma_a_limit_ends_with_is_not_said_twice(office: TestOffice, received: Received) -> None:
    store(office, told(1, supports=(), milestones=(stone("2026-03-31", scope="其中3月底前开工20个，"),)))
    hand_over(office)
    office.live_until(at("2026-03-25"), DAY)
    said = [str(mail["Subject"]) + text_of(mail) for mail in received.to(WANG)]
    assert any("其中3月底前开工20个，3月31日" in one for one in said)
    assert all("，，" not in one for one in said)
