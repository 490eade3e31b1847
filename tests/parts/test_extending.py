"""延期: what a new date moves is said before, and exactly that is moved."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from models.actors import Actor
from models.answering import report
from models.database import reading, transaction
from models.deciding import send_back
from models.duties import Obligation, Petition, Round
from models.extending import ExtensionEffect, extension_effect
from models.messages import Notification
from models.petitions import ask_extension, grant
from models.traces import HistoryEntry
from models.words import Answer, Armed, Criterion, ObligationKind, Outcome
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
from tests.support.smtp_server import Received, text_of

DAY = date.fromisoformat
PAPER = "云政督〔2026〕8号"


def contact(session: Session, unit: str = LEAD) -> Actor:
    return contact_of(unit_named(session, unit))


def first_completion(session: Session) -> Obligation:
    return owed(session, ObligationKind.COMPLETION)


def ask(office: TestOffice, until: str) -> Petition:
    with transaction(office.engine) as session:
        row = first_completion(session)
        return ask_extension(
            session, row, DAY(until), "征地未完成", office.rules(), contact(session), office.now
        )


def shown(office: TestOffice, until: str) -> ExtensionEffect:
    with reading(office.engine) as session:
        return extension_effect(session, first_completion(session), DAY(until), office.rules(), office.now)


def agree(office: TestOffice, petition: Petition) -> None:
    with transaction(office.engine) as session:
        row = session.get_one(Petition, petition.id)
        grant(session, row, "同意", office.rules(), OFFICE, office.now, paper=PAPER)


def dates(office: TestOffice, kind: ObligationKind) -> list[tuple[str, str, str]]:
    """(first asked, asked now, period) of each obligation of a kind."""
    with reading(office.engine) as session:
        rows = session.exec(
            select(Obligation)
            .where(Obligation.kind == kind)
            .order_by(col(Obligation.report_by), col(Obligation.id))
        ).all()
    return [(str(row.report_by), str(row.asked_by), row.period) for row in rows]


def moved(office: TestOffice) -> tuple[int, int, int]:
    """(results, contributions, slips) that the history and the rows say were moved and withdrawn."""
    with reading(office.engine) as session:
        entries = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "延期")).all()
        kinds = [session.get_one(Obligation, entry.obligation_id).kind for entry in entries]
        gone = session.exec(select(Notification).where(Notification.outcome == Outcome.WITHDRAWN)).all()
    contributions = sum(kind is ObligationKind.CONTRIBUTION for kind in kinds)
    slips = sum(note.kind.value != "reminder" for note in gone)
    return len(kinds) - contributions, contributions, slips


def test_the_result_moves_with_its_contribution_and_the_first_dates_stay(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    asked, effect = ask(office, "2026-07-31"), shown(office, "2026-07-31")
    assert effect == ExtensionEffect(1, 1, 0, "移动1个节点、1件配合报送。")
    agree(office, asked)
    assert dates(office, ObligationKind.COMPLETION) == [("2026-06-30", "2026-07-31", "complete")]
    assert dates(office, ObligationKind.CONTRIBUTION) == [("2026-06-23", "2026-07-24", "2026-06-30")]
    assert moved(office) == (1, 1, 0)


def test_later_nodes_that_the_new_date_passes_move_and_those_behind_it_stay(office: TestOffice) -> None:
    office.issue(
        key_task(1, stone("2026-05-29"), stone("2026-06-30"), stone("2026-08-31"), stone("2026-04-30"))
    )
    office.now = at("2026-05-06")
    with transaction(office.engine) as session:
        rows = session.exec(
            select(Obligation)
            .where(Obligation.kind == ObligationKind.COMPLETION)
            .order_by(col(Obligation.report_by))
        ).all()
        row = rows[1]
        effect = extension_effect(session, row, DAY("2026-07-15"), office.rules(), office.now)
        assert effect.sentence == "移动2个节点、2件配合报送。"
        actor = contact(session)
        asked = ask_extension(session, row, DAY("2026-07-15"), "雨季", office.rules(), actor, office.now)
    agree(office, asked)
    found = [(first, now) for first, now, _ in dates(office, ObligationKind.COMPLETION)]
    assert found == [
        ("2026-04-30", "2026-04-30"),
        ("2026-05-29", "2026-07-15"),
        ("2026-06-30", "2026-07-15"),
        ("2026-08-31", "2026-08-31"),
    ]
    assert moved(office) == (2, 2, 0)


def test_a_drafted_slip_is_withdrawn_and_its_release_is_owed_no_more(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    office.now = at("2026-06-30", 16)
    asked = ask(office, "2026-07-31")
    office.live_until(at("2026-07-03", 10))
    effect = shown(office, "2026-07-31")
    assert effect.sentence == "移动1个节点、1件配合报送，撤回1份催办单。"
    agree(office, asked)
    assert moved(office) == (effect.milestones, effect.contributions, effect.slips)
    with reading(office.engine) as session:
        open_duties = session.exec(
            select(Obligation).where(
                Obligation.kind == ObligationKind.DECIDE, col(Obligation.next_rung_at).is_not(None)
            )
        ).all()
    assert open_duties == []


def test_a_released_slip_that_has_not_left_is_withdrawn_too(office: TestOffice, received: Received) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    office.now = at("2026-06-30", 16)
    asked = ask(office, "2026-07-31")
    office.live_until(at("2026-07-03", 20))
    with transaction(office.engine) as session:
        note = session.exec(select(Notification).where(Notification.outcome == Outcome.HELD)).one()
        note.outcome, note.due_at = Outcome.QUEUED, office.now
    effect = shown(office, "2026-07-31")
    assert effect.slips == 1
    agree(office, asked)
    office.live_until(at("2026-07-06", 12))
    assert moved(office)[2] == 1
    assert not [one for one in received.to(WANG) if "催办" in str(one["Subject"])]


def test_the_ladder_begins_anew_from_the_new_date_and_nothing_old_is_said_again(
    office: TestOffice, received: Received
) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    office.live_until(at("2026-06-15"))
    agree(office, ask(office, "2026-07-31"))
    with reading(office.engine) as session:
        row = first_completion(session)
        assert (row.cycle, row.armed_for, row.return_by) == (1, Armed.EXTENDED, None)
    already = len(received.to(WANG))
    office.live_until(at("2026-07-02"))
    told = [text_of(one) for one in received.to(WANG)[already:]]
    assert len(told) == 1
    assert "延至7月31日" in told[0]
    office.live_until(at("2026-07-06"))
    assert "7月31日" in str(received.to(WANG)[-1]["Subject"])


def test_a_result_extended_beyond_its_round_is_answered_on_a_later_sheet(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-10"), stone("2026-12-31", Criterion.PROGRESS)))
    agree(office, ask(office, "2026-07-31"))
    with reading(office.engine) as session:
        row = first_completion(session)
        assert session.get_one(Round, row.round_id).due_on == DAY("2026-09-25")


def test_beyond_the_last_round_the_year_end_sheet_takes_it(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-11-30")))
    agree(office, ask(office, "2027-02-26"))
    with reading(office.engine) as session:
        assert session.get_one(Round, first_completion(session).round_id).due_on == DAY("2027-01-15")


def test_a_contribution_that_another_lead_still_waits_for_stays(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-25"), stone("2026-12-31", Criterion.PROGRESS)))
    effect = shown(office, "2026-07-31")
    assert (effect.milestones, effect.contributions) == (1, 0)
    assert effect.sentence == "移动1个节点。"


def test_an_extension_after_a_return_counts_from_the_extended_date(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    office.now = at("2026-06-29")
    with transaction(office.engine) as session:
        row, actor = first_completion(session), contact(session)
        report(session, row, Answer.DONE, office.rules(), actor, office.now, "建成")
        send_back(session, row, "缺验收材料", office.rules(), OFFICE, office.now)
        assert row.asked_by == DAY("2026-07-02")
    agree(office, ask(office, "2026-07-10"))
    with reading(office.engine) as session:
        row = first_completion(session)
        assert (row.asked_by, row.return_by, row.report_by) == (
            DAY("2026-07-10"),
            None,
            DAY("2026-06-30"),
        )


@pytest.mark.parametrize("until", ["2026-07-01", "2026-07-02"])
def test_a_contribution_never_moves_into_the_past(office: TestOffice, until: str) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    office.now = at("2026-06-30")
    effect = shown(office, until)
    assert (effect.milestones, effect.contributions) == (1, 0)


def test_units_that_were_not_extended_keep_their_own_dates(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-06-30")))
    agree(office, ask(office, "2026-07-10"))
    found = [now for _, now, _ in dates(office, ObligationKind.COMPLETION)]
    assert sorted(found) == ["2026-06-30", "2026-07-10"]
    with reading(office.engine) as session:
        assert owed(session, ObligationKind.SIGN, SUPPORT).cycle == 0
