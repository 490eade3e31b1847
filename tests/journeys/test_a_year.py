"""A whole year hour by hour with nobody answering: long, so `make prove` runs it."""

from collections import Counter

import pytest
from sqlmodel import col, select

from duban.sample import sample_notice
from intake.notice import read_text
from models.database import reading
from models.duties import Obligation
from models.messages import Mail, Notification
from models.words import Channel, MailState, ObligationKind, Outcome
from tests.journeys.test_a_whole_notice import hand_down
from tests.support.office import SUN, TestOffice, at
from tests.support.smtp_server import Received

pytestmark = pytest.mark.prove


def test_a_year_of_silence_is_told_once_a_morning_at_most_and_climbs_no_higher_than_a_person_lets_it(
    office: TestOffice, received: Received
) -> None:
    hand_down(office, read_text(sample_notice(2026), "sample"))
    office.live_until(at("2027-03-01"))
    with reading(office.engine) as session:
        mails = session.exec(select(Mail)).all()
        notes = session.exec(select(Notification)).all()
        waiting = session.exec(select(Obligation).where(col(Obligation.next_rung_at).is_not(None))).all()
        troubled = session.exec(select(Obligation).where(Obligation.trouble != "")).all()
        finals = session.exec(select(Obligation).where(Obligation.report_by == at("2027-01-15").date())).all()
    assert troubled == []
    assert waiting == [], "a year later nothing is left to say: every ladder stands at a held rung or its end"
    assert {mail.state for mail in mails} == {MailState.SENT}
    assert max(Counter((mail.post_id, mail.morning) for mail in mails).values()) == 1
    assert {note.outcome for note in notes} <= {Outcome.DELIVERED, Outcome.HELD}, (
        "an unbroken clock passes nothing"
    )
    assert {note.rung for note in notes if note.outcome is Outcome.HELD} == {"催办单"}
    assert all(mail.morning in office.rules().office.workdays for mail in mails)
    assert {row.kind for row in finals} >= {ObligationKind.COMPLETION, ObligationKind.PROGRESS}
    calls = {note.post_id for note in notes if note.channel is Channel.CALL}
    assert len(calls) == 1
    assert received.to(SUN)
