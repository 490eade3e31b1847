"""延期: both dates stand wherever a milestone or the time limit of the notice is shown."""

from datetime import date

import pytest
from sqlmodel import Session, select

from duban.app import console
from duban.commands.plan_tables import task_table
from duban.commands.task_tables import print_task
from models.database import reading, transaction
from models.in_force import extended_limits
from models.petitions import ask_extension, grant
from models.plans import KeyTask, Plan
from models.sheets import read_sheet, sheet_of
from models.words import Criterion, ObligationKind
from tests.support.office import (
    LEAD,
    OFFICE,
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
from web.key_task_view import read_key_task

BOTH = "5月31日延至7月31日"


def extend(office: TestOffice, until: date) -> None:
    with transaction(office.engine) as session:
        row, rules = owed(session, ObligationKind.COMPLETION), office.rules()
        actor = contact_of(unit_named(session, LEAD))
        asked = ask_extension(session, row, until, "征地未完成", rules, actor, office.now)
        grant(session, asked, "同意", rules, OFFICE, office.now, paper="云政督〔2026〕8号")


@pytest.fixture
def extended(office: TestOffice) -> TestOffice:
    office.issue(key_task(1, stone("2026-05-31"), stone("2026-12-31", Criterion.PROGRESS)))
    extend(office, date(2026, 7, 31))
    return office


def only_task(session: Session) -> KeyTask:
    return session.exec(select(KeyTask)).one()


def test_the_mail_says_the_extended_date_beside_the_time_limit(
    extended: TestOffice, received: Received
) -> None:
    extended.live_until(at("2026-03-02", 10))
    mail = received.to(WANG)[-1]
    assert "请报落实方案" in str(mail["Subject"])
    assert f"时限：见节点（{BOTH}）" in text_of(mail)


def test_the_units_sheet_says_both(extended: TestOffice) -> None:
    with transaction(extended.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        assert row.round_id
        sheet = sheet_of(session, row.unit_id, row.round_id)
        shown = read_sheet(session, sheet, date(2026, 12, 31), extended.now)
    assert [group.limit for group in shown.lead] == [f"见节点（{BOTH}）"]


def test_the_commands_say_both(extended: TestOffice, capsys: pytest.CaptureFixture[str]) -> None:
    with reading(extended.engine) as session:
        print_task(session, only_task(session), extended.rules().office.today(extended.now))
        console.print(task_table(session, session.get_one(Plan, 1)))
    said = capsys.readouterr().out.replace("\n", "")
    assert "节点  2026-05-31（延至2026-07-31） 完成" in said
    assert "节点  2026-12-31 取得明显进展" in said


def test_the_page_says_both(extended: TestOffice) -> None:
    with reading(extended.engine) as session:
        view = read_key_task(session, only_task(session).id, extended.rules(), date(2026, 2, 24))
        assert view is not None
        assert [view.extended(one) for one in view.milestones] == [date(2026, 7, 31), None]


def test_without_an_extension_the_limit_stands_alone(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-05-31")))
    with reading(office.engine) as session:
        assert extended_limits(session, [only_task(session).id]) == {}


def test_an_extension_into_the_next_year_says_the_year(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31"), supports=()))
    with transaction(office.engine) as session:
        owed(session, ObligationKind.COMPLETION).extended_to = date(2027, 3, 31)
    with reading(office.engine) as session:
        assert list(extended_limits(session, [only_task(session).id]).values()) == [
            "12月31日延至2027年3月31日"
        ]
