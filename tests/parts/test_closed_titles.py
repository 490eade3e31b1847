"""内部 and 线下 matters in mails: each is told from the others by its notice's number or its paper, and by no text."""

from datetime import date

import pytest
from sqlmodel import Session, select

from intake.matter import Matter, add_matter
from models.arming import begin_anew
from models.database import reading, transaction
from models.duties import Obligation
from models.issuing import issue
from models.plans import KeyTask, Plan
from models.secrecy import set_secrecy, shown_titles
from models.words import Armed, DirectiveKind, ObligationKind, Secrecy
from tests.support.office import LEAD, OFFICE, WANG, TestOffice, at, key_task, stone
from tests.support.smtp_server import Received, text_of

NUMBER, PAPER = "云办〔2026〕5号", "密柜3-12"
INSIDE, ON_PAPER = f"领导批示 {NUMBER}（内部）", f"领导批示 {PAPER}（线下）"


def matter(office: TestOffice, secrecy: Secrecy, number: str = "", paper: str = "") -> int:
    """A single matter of the lead unit, issued now."""
    with transaction(office.engine) as session:
        title = f"协调甲字港区改线{secrecy.label}"
        made = Matter(
            DirectiveKind.INSTRUCTION,
            title,
            "王市长",
            (LEAD,),
            number=number,
            due=date(2026, 3, 20),
            secrecy=secrecy,
            paper_reference=paper,
        )
        plan = add_matter(session, made, office.rules(), OFFICE, office.now).plan
        issue(session, plan, office.rules(), OFFICE, office.now)
        return plan.id or 0


@pytest.fixture
def three(office: TestOffice) -> TestOffice:
    """A public plan, an internal matter and one on paper: each has a 第1项."""
    office.issue(key_task(1, stone("2026-03-31"), supports=()))
    matter(office, Secrecy.INTERNAL, number=NUMBER)
    matter(office, Secrecy.OFFLINE, paper=PAPER)
    return office


def result(session: Session, plan: int) -> Obligation:
    wanted = (Obligation.plan_id == plan, Obligation.kind == ObligationKind.COMPLETION)
    return session.exec(select(Obligation).where(*wanted)).one()


def test_the_mail_that_asks_to_sign_tells_them_apart(three: TestOffice, received: Received) -> None:
    three.live_until(at("2026-02-24", 11))
    text = text_of(received.to(WANG)[0])
    assert INSIDE in text
    assert ON_PAPER in text
    assert "甲字港区" not in text


@pytest.mark.parametrize(("plan", "named"), [(2, INSIDE), (3, ON_PAPER)])
def test_a_subject_names_the_matter_and_not_only_its_number(
    three: TestOffice, received: Received, plan: int, named: str
) -> None:
    three.live_until(at("2026-02-24", 11))
    with transaction(three.engine) as session:
        begin_anew(session, result(session, plan), Armed.RESUMED, None, three.rules(), three.now)
    three.live_until(at("2026-02-25", 11))
    mail = received.to(WANG)[1]
    assert str(mail["Subject"]).startswith(f"〔恢复推进〕{named}，")
    assert named in text_of(mail)


def test_reminders_of_nodes_name_them_too(three: TestOffice, received: Received) -> None:
    three.live_until(at("2026-03-19", 10))
    subjects = [str(mail["Subject"]) for mail in received.to(WANG)]
    assert any(said.startswith(f"〔节点提醒〕{INSIDE}等2个节点") for said in subjects)


def test_one_internal_item_of_a_public_plan_is_named_with_the_notice(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-03-31")), key_task(2, stone("2026-06-30")))
    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask).where(KeyTask.number == 2)).one()
        set_secrecy(session, task, Secrecy.INTERNAL, "", OFFICE, office.now)
    with reading(office.engine) as session:
        titles = sorted(shown_titles(session, session.exec(select(KeyTask))).values())
    assert titles == ["政府工作报告 云政发〔2026〕1号第2项（内部）", "第1项 建设第1号示范园区。"]


def test_a_matter_without_number_and_paper_is_known_by_its_plan(office: TestOffice) -> None:
    plan = matter(office, Secrecy.INTERNAL)
    with reading(office.engine) as session:
        assert session.get_one(Plan, plan)
        assert list(shown_titles(session, session.exec(select(KeyTask))).values()) == [
            "领导批示 计划1（内部）"
        ]
