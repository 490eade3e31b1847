"""确认 and 单列: how a key task comes to be issued with its plan or after it."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from intake.storing import store_draft
from intake.storing.register_of import RegisteredUnits
from models.actors import Actor, MoveRefused
from models.confirming import confirm, list_apart
from models.database import reading, transaction
from models.duties import Obligation
from models.issuing import issue
from models.plans import KeyTask, Plan
from models.secrecy import set_secrecy
from models.settling import settle_by_default
from models.traces import HistoryEntry
from models.words import Criterion, KeyTaskState, ObligationKind, Secrecy
from tests.support.office import (
    LEAD,
    OFFICE,
    TestOffice,
    at,
    contact_of,
    draft,
    key_task,
    stone,
    unit_named,
)

END = stone("2026-12-31", Criterion.PROGRESS)


def numbered(session: Session, number: int) -> KeyTask:
    return session.exec(select(KeyTask).where(KeyTask.number == number)).one()


def of(session: Session, number: int) -> list[Obligation]:
    task = numbered(session, number)
    return list(session.exec(select(Obligation).where(Obligation.key_task_id == task.id)))


@pytest.fixture
def plan(office: TestOffice) -> TestOffice:
    """An issued plan; its second key task stays in it without being asked for (不单列督办)."""
    with transaction(office.engine) as session:
        made = draft(key_task(1, END), replace(key_task(2, END), listed_apart=False))
        stored = store_draft(session, made, ("test", b""), office.rules(), OFFICE, office.now)
        settle_by_default(session, stored.plan, office.rules(), RegisteredUnits(session), OFFICE, office.now)
        issue(session, stored.plan, office.rules(), OFFICE, office.now)
    return office


def issue_again(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        issue(session, session.exec(select(Plan)).one(), office.rules(), OFFICE, office.now)


def apart(office: TestOffice, number: int = 2, reason: str = "", actor: Actor = OFFICE) -> None:
    with transaction(office.engine) as session:
        list_apart(session, numbered(session, number), reason, actor, office.now)


def test_a_key_task_not_listed_apart_is_issued_later_as_an_addition(plan: TestOffice) -> None:
    with reading(plan.engine) as session:
        assert not of(session, 2)
        before = {row.id: row.report_by for row in of(session, 1)}
    plan.now = at("2026-04-07")
    apart(plan, reason="列入重点督办")
    issue_again(plan)
    with reading(plan.engine) as session:
        assert numbered(session, 2).state is KeyTaskState.ISSUED
        added = of(session, 2)
        assert {row.kind for row in added} >= {ObligationKind.PROGRESS, ObligationKind.CONTRIBUTION}
        assert min(row.report_by for row in added) > at("2026-04-07").date()
        assert {row.id: row.report_by for row in of(session, 1)} == before


def test_listing_apart_is_written_down_with_its_reason(plan: TestOffice) -> None:
    apart(plan, reason="列入重点督办")
    with reading(plan.engine) as session:
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "单列")).one()
        assert entry.sentence == "第2项改为单列督办，待补充交办：列入重点督办"
        assert (entry.before, entry.after["listed_apart"]) == ({"listed_apart": False}, True)
        assert entry.actor == OFFICE.name


def test_nothing_is_listed_apart_twice_or_when_it_is_under_way(plan: TestOffice) -> None:
    apart(plan)
    with pytest.raises(MoveRefused, match="第2项已经单列，请用 duban plan issue 1 补充交办"):
        apart(plan)
    with pytest.raises(MoveRefused, match="第1项推进中，不能单列"):
        apart(plan, 1)


def test_of_a_draft_plan_the_question_is_answered_instead(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        made = draft(replace(key_task(1, END), listed_apart=False))
        store_draft(session, made, ("test", b""), office.rules(), OFFICE, office.now)
    with pytest.raises(MoveRefused, match="计划1还没有交办，请用 duban plan questions 1 查看"):
        apart(office, 1)


def test_units_neither_confirm_nor_list_apart(plan: TestOffice) -> None:
    with reading(plan.engine) as session:
        wang = contact_of(unit_named(session, LEAD))
    with pytest.raises(MoveRefused, match="单列只能由督查人员办理"):
        apart(plan, actor=wang)
    with transaction(plan.engine) as session, pytest.raises(MoveRefused, match="确认只能由督查人员办理"):
        confirm(session, numbered(session, 2), "", wang, plan.now)


def test_a_draft_is_issued_only_after_it_is_confirmed(plan: TestOffice) -> None:
    with transaction(plan.engine) as session:
        task = numbered(session, 2)
        task.state, task.listed_apart = KeyTaskState.DRAFT, True
    with pytest.raises(MoveRefused, match="计划1已经交办"):
        issue_again(plan)
    with transaction(plan.engine) as session:
        confirm(session, numbered(session, 2), "已核对", OFFICE, plan.now)
    with reading(plan.engine) as session:
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "确认")).one()
        assert (entry.before, entry.after["state"]) == ({"state": "draft"}, "confirmed")
        assert entry.sentence == "第2项确认，等待交办：已核对"
    issue_again(plan)
    with transaction(plan.engine) as session:
        assert numbered(session, 2).state is KeyTaskState.ISSUED
        with pytest.raises(MoveRefused, match="第2项推进中，不能确认"):
            confirm(session, numbered(session, 2), "", OFFICE, plan.now)


def test_an_offline_matter_takes_no_reason_in_words(plan: TestOffice) -> None:
    with transaction(plan.engine) as session:
        task = numbered(session, 2)
        set_secrecy(session, task, Secrecy.OFFLINE, "密柜3-12", OFFICE, plan.now)
    with pytest.raises(MoveRefused, match="线下事项"):
        apart(plan, reason="东港搬迁急")
    apart(plan)
