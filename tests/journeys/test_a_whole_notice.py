"""A whole notice through the first quarter: who hears what, and how often."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from duban.sample import sample_notice
from intake.draft import Draft
from intake.notice import read_notice, read_text
from intake.storing import store_draft
from models.answering import sign
from models.database import reading, transaction
from models.duties import Obligation
from models.issuing import issue
from models.messages import Mail, Notification
from models.plans import KeyTask
from models.units import Unit
from models.words import MailState, ObligationKind, Outcome
from tests.support.office import OFFICE, TestOffice, at, contact_of
from tests.support.smtp_server import Received, text_of


def hand_down(office: TestOffice, draft: Draft) -> None:
    """Register what the notice names, issue it, and let everybody sign on the same afternoon."""
    numbers = iter(range(1, 1000))
    with transaction(office.engine) as session:
        rules = office.rules()
        stored = store_draft(
            session,
            draft,
            ("notice", b""),
            rules,
            OFFICE,
            office.now,
            register=lambda _: f"u{next(numbers):03d}@city.example",
            accept_defaults=True,
        )
        issue(session, stored.plan, rules, OFFICE, office.now)
    office.beat()
    office.now += timedelta(hours=5)
    with transaction(office.engine) as session:
        signing = session.exec(
            select(Obligation, Unit).join(Unit).where(Obligation.kind == ObligationKind.SIGN)
        ).all()
        for obligation, unit in signing:
            sign(session, obligation, office.rules(), contact_of(unit), office.now)


def check_first_quarter(office: TestOffice, received: Received, opening: str, last: str) -> None:
    with reading(office.engine) as session:
        first = select(Obligation.unit_id).where(Obligation.period == f"{office.now.year}-03-25")
        asked = set(session.exec(first))
    office.live_until(at(opening, 8))
    assert not any("一季度" in str(message["Subject"]) for message in received.messages)
    before = len(received.messages)
    office.live_until(at(opening, 9))
    morning = received.messages[before:]
    assert {len(received.to(str(message["X-RcptTo"]))) for message in morning} <= {2, 3, 4}
    assert len(morning) == len(asked) > 20, "every unit that leads or supports gets one mail, and only one"
    assert all("/answer/" in text_of(message) for message in morning)

    office.live_until(at(last, 18))
    with reading(office.engine) as session:
        mails = session.exec(select(Mail)).all()
        notes = session.exec(select(Notification)).all()
    assert {mail.state for mail in mails} <= {MailState.SENT, MailState.FAILED, MailState.WITHDRAWN}
    digests = Counter((mail.post_id, mail.morning) for mail in mails if mail.batch == "digest")
    assert max(digests.values()) == 1
    assert {note.outcome for note in notes} <= {Outcome.DELIVERED, Outcome.HELD, Outcome.PASSED}
    assert len({str(message["Message-ID"]) for message in received.messages}) == len(received.messages)


def test_the_sample_notice(office: TestOffice, received: Received) -> None:
    hand_down(office, read_text(sample_notice(2026), "sample"))
    check_first_quarter(office, received, "2026-03-11", "2026-03-27")


@pytest.mark.shared
def test_a_real_notice_of_134_key_tasks(office: TestOffice, received: Received, shared: Path) -> None:
    office.now = at("2021-02-22")
    office.forget_rules()
    hand_down(office, read_notice(shared / "seeds" / "000_84d0c4c566b1ebc5.txt"))
    with reading(office.engine) as session:
        assert len(session.exec(select(KeyTask)).all()) == 134
    check_first_quarter(office, received, "2021-03-11", "2021-03-26")
