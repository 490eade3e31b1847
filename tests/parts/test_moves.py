"""Moves on real rows: what is legal, what it sets off, and two people pressing at once."""

from threading import Barrier, Thread

import pytest
from sqlmodel import col, select

from config.policy_file import parse_policy
from models.actors import MoveRefused
from models.answering import report, sign
from models.database import reading, transaction
from models.deciding import accept, close, send_back
from models.duties import Obligation
from models.messages import Notification
from models.plans import Assignment, KeyTask
from models.units import Unit, UnitMember
from models.words import (
    Answer,
    AssignmentState,
    Criterion,
    KeyTaskState,
    ObligationKind,
    ObligationState,
    Outcome,
    Recurrence,
    Role,
    UnitKind,
)
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    WANG,
    ZHAO,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.smtp_server import Received, text_of


def answer(office: TestOffice, kind: ObligationKind, given: Answer, unit: str = LEAD) -> None:
    with transaction(office.engine) as session:
        row, actor = owed(session, kind, unit), contact_of(unit_named(session, unit))
        report(session, row, given, office.rules(), actor, office.now, "说明")


def give_back(office: TestOffice, kind: ObligationKind, unit: str = LEAD) -> None:
    with transaction(office.engine) as session:
        send_back(session, owed(session, kind, unit), "请补充", office.rules(), OFFICE, office.now)


def test_correcting_done_to_in_progress_makes_the_completion_owed_again(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    answer(office, ObligationKind.COMPLETION, Answer.DONE)
    answer(office, ObligationKind.COMPLETION, Answer.IN_PROGRESS)
    with reading(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        assert (row.state, row.done_on) == (ObligationState.OPEN, None)
        assert row.next_rung_at == at("2026-06-01")
    with transaction(office.engine) as session, pytest.raises(MoveRefused, match="不能复核认可"):
        accept(session, owed(session, ObligationKind.COMPLETION), office.rules(), OFFICE, office.now)


def test_a_returned_contribution_is_told_to_the_unit(office: TestOffice, received: Received) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    office.live_until(at("2026-06-17"))
    answer(office, ObligationKind.CONTRIBUTION, Answer.NOTHING_NEW, SUPPORT)
    give_back(office, ObligationKind.CONTRIBUTION, SUPPORT)
    office.live_until(at("2026-06-18"))
    told = received.to(ZHAO)[-1]
    assert "〔退回重报〕" in str(told["Subject"])
    assert "退回理由：请补充 · 请于6月23日（周二）前重报" in text_of(told)


def test_a_return_after_the_date_is_chased_from_a_new_date(office: TestOffice, received: Received) -> None:
    office.issue(key_task(1, stone("2026-04-30"), supports=()))
    office.now = at("2026-05-19")
    answer(office, ObligationKind.COMPLETION, Answer.DONE)
    give_back(office, ObligationKind.COMPLETION)
    office.live_until(at("2026-06-05"))
    with reading(office.engine) as session:
        cycle = session.exec(
            select(Notification).where(Notification.cycle == 1, Notification.outcome != Outcome.PASSED)
        ).all()
    assert [note.rung for note in sorted(cycle, key=lambda note: note.due_at)] == [
        "退回重报",
        "到期当日",
        "逾期1个工作日",
        "催办单",
    ]


def test_a_key_task_struck_off_is_not_asked_again_through_an_old_report(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    answer(office, ObligationKind.CONTRIBUTION, Answer.NOTHING_NEW, SUPPORT)
    answer(office, ObligationKind.COMPLETION, Answer.DONE)
    with transaction(office.engine) as session:
        accept(session, owed(session, ObligationKind.COMPLETION), office.rules(), OFFICE, office.now)
        close(session, session.exec(select(KeyTask)).one(), OFFICE, office.now)
    with pytest.raises(MoveRefused, match="已销号，不能退回"):
        give_back(office, ObligationKind.CONTRIBUTION, SUPPORT)


def test_two_results_accepted_at_once_complete_the_key_task(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-05-31", scope="甲"), stone("2026-06-30", scope="乙"), supports=()))
    with transaction(office.engine) as session:
        rows = session.exec(select(Obligation).where(Obligation.kind == ObligationKind.COMPLETION)).all()
        actor = contact_of(unit_named(session, LEAD))
        for row in rows:
            report(session, row, Answer.DONE, office.rules(), actor, office.now, "说明")
        ids = [row.id for row in rows]
    both, rules, errors = Barrier(2), office.rules(), []

    def press(number: int) -> None:
        try:
            with transaction(office.engine) as session:
                row = session.get_one(Obligation, ids[number])
                if office.engine.dialect.name == "postgresql":
                    both.wait(10)  # both have read before either writes
                accept(session, row, rules, OFFICE, office.now)
        except Exception as wrong:
            errors.append(wrong)

    threads = [Thread(target=press, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    with reading(office.engine) as session:
        assert session.exec(select(KeyTask)).one().state is KeyTaskState.COMPLETED


def test_a_lead_group_nobody_has_named_is_refused_at_issue(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        session.add(Unit(name="相关区人民政府", kind=UnitKind.GROUP))
    task = key_task(7, stone("2026-06-30"))
    with pytest.raises(MoveRefused, match="第7项没有可报送的牵头单位"):
        office.issue(
            type(task)(**{**{f: getattr(task, f) for f in task.__slots__}, "leads": ("相关区人民政府",)})
        )


def test_a_group_has_signed_when_its_last_member_has(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        group = Unit(name="各区人民政府", kind=UnitKind.GROUP)
        members = [Unit(name=name, kind=UnitKind.DISTRICT) for name in ("临溪区", "澄湖区")]
        session.add_all([group, *members])
        session.flush()
        session.add_all(UnitMember(group_id=group.id, unit_id=member.id) for member in members)
    office.issue(key_task(1, stone("2026-06-30"), supports=("各区人民政府",)))
    states = []
    for name in ("临溪区", "澄湖区"):
        with transaction(office.engine) as session:
            row, actor = owed(session, ObligationKind.SIGN, name), contact_of(unit_named(session, name))
            sign(session, row, office.rules(), actor, office.now)
        with reading(office.engine) as session:
            part = session.exec(select(Assignment).where(Assignment.role == Role.SUPPORT)).one()
            states.append(part.state)
    assert states == [AssignmentState.PENDING, AssignmentState.SIGNED]


def test_a_recurring_limit_gives_a_report_per_period_and_none_before_issue(office: TestOffice) -> None:
    monthly = stone("2026-12-31", Criterion.CONTINUOUS)
    office.now = at("2026-08-10")
    office.issue(key_task(1, type(monthly)(monthly.due, monthly.criterion, "", Recurrence.MONTH)))
    with reading(office.engine) as session:
        rows = session.exec(
            select(Obligation)
            .join(Unit)
            .where(
                Obligation.kind == ObligationKind.PROGRESS,
                Unit.name == LEAD,
                col(Obligation.milestone_id).is_(None),
            )
        ).all()
    assert sorted(str(row.report_by) for row in rows) == [
        "2026-08-31",
        "2026-09-30",
        "2026-10-31",
        "2026-12-10",
    ]


def test_a_policy_that_could_not_tell_a_return_is_refused(office: TestOffice) -> None:
    body = office.rules().policy.model_dump(mode="json")
    body["ladders"]["contribution"]["rungs"] = body["ladders"]["contribution"]["rungs"][1:]
    with pytest.raises(Exception, match="缺少退回后的档次"):
        parse_policy(body, "policy.yaml")


def test_nobody_is_told_of_a_return_twice(office: TestOffice, received: Received) -> None:
    office.issue(key_task(1, stone("2026-06-30"), supports=()))
    answer(office, ObligationKind.COMPLETION, Answer.DONE)
    give_back(office, ObligationKind.COMPLETION)
    office.beat()
    office.beat()
    assert [str(m["Subject"])[:6] for m in received.to(WANG)].count("〔退回重报〕") == 1
