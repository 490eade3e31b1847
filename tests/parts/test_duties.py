"""Which duties arise and end: action plans (落实方案), the office's own (DECIDE), short matters, groups."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from intake.draft import Draft, PlanDefault
from intake.storing import store_draft
from models.actors import Actor, ActorKind, MoveRefused
from models.answering import report
from models.arming import begin_anew, rearm
from models.database import reading, transaction
from models.deciding import accept, release, withdraw
from models.duties import Obligation
from models.issuing import issue
from models.messages import Notification
from models.office_duties import SUSPENSION, ask_office, discharge
from models.plans import GeneralRequirement, KeyTask, Milestone, Plan
from models.traces import HistoryEntry
from models.units import Unit, UnitMember
from models.words import (
    Answer,
    Armed,
    Criterion,
    DirectiveKind,
    ObligationKind,
    ObligationState,
    Outcome,
    UnitKind,
)
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    at,
    contact_of,
    draft,
    key_task,
    owed,
    stone,
    unit_named,
)

CLOCK = Actor("时钟", ActorKind.CLOCK)
ASKED = PlanDefault("implementation-plan", "各单位要制定落实方案，于3月31日前报送。", "请报送落实方案", True)
PLANNED = {
    "measures": "分批建设。",
    "timetable": "上半年选址。",
    "responsible": "王处长",
    "result_form": "验收报告",
    "expected_result": "建成3个园区。",
    "nodes": [{"due": "2026-06-30", "text": "完成选址"}, {"due": "2026-08-31", "text": "建成"}],
}


def issued(
    office: TestOffice, given: Draft, kind: DirectiveKind | None = None, *, without: bool = False
) -> int:
    """Import and issue; `without` switches the requirements off before."""
    with transaction(office.engine) as session:
        rules = office.rules()
        stored = store_draft(session, given, ("test", b""), rules, OFFICE, office.now, kind=kind)
        for row in session.exec(select(GeneralRequirement)):
            row.accepted = not without
        session.flush()
        issue(session, stored.plan, rules, OFFICE, office.now)
        return stored.plan.id or 0


def of_kind(session: Session, kind: ObligationKind) -> list[Obligation]:
    rows = select(Obligation).where(Obligation.kind == kind).order_by(Obligation.report_by)  # type: ignore[arg-type]
    return list(session.exec(rows))


def plans(office: TestOffice) -> list[date]:
    with reading(office.engine) as session:
        return [row.report_by for row in of_kind(session, ObligationKind.PLAN)]


def test_a_work_report_owes_an_action_plan_fifteen_workdays_after_issue(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    assert plans(office) == [date(2026, 3, 16)]  # Saturday 28 February is worked


def test_a_requirement_that_names_a_date_asks_by_that_date(office: TestOffice) -> None:
    issued(office, replace(draft(key_task(1, stone("2026-06-30"))), defaults=(ASKED,)))
    assert plans(office) == [date(2026, 3, 31)]


def test_a_date_that_has_gone_by_before_issue_leaves_the_term(office: TestOffice) -> None:
    office.now = at("2026-04-01")
    issued(office, replace(draft(key_task(1, stone("2026-06-30"))), defaults=(ASKED,)))
    assert plans(office) == [office.rules().office.workdays.shift(date(2026, 4, 1), 15)]


def test_a_requirement_switched_off_asks_for_none(office: TestOffice) -> None:
    given = replace(draft(key_task(1, stone("2026-06-30"))), defaults=(ASKED,))
    issued(office, given, without=True)
    assert plans(office) == []


def test_another_kind_of_directive_owes_one_only_where_the_notice_requires_it(office: TestOffice) -> None:
    issued(office, draft(key_task(1, stone("2026-06-30"))), DirectiveKind.OTHER)
    assert plans(office) == []
    given = replace(draft(key_task(1, stone("2026-06-30")), year=2027), defaults=(ASKED,))
    issued(office, given, DirectiveKind.OTHER)
    assert len(plans(office)) == 1


def test_an_instruction_has_its_own_ladder_and_only_the_year_end_round(office: TestOffice) -> None:
    issued(office, draft(key_task(1, stone("2026-12-17"), supports=())), DirectiveKind.INSTRUCTION)
    with reading(office.engine) as session:
        (completion,) = of_kind(session, ObligationKind.COMPLETION)
        assert (completion.report_by, completion.ladder) == (date(2026, 12, 17), "instruction")
        assert of_kind(session, ObligationKind.PROGRESS) == []


def test_every_district_of_a_group_owes_for_itself(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        group = Unit(name="各区人民政府", kind=UnitKind.GROUP)
        districts = [Unit(name=f"{name}区人民政府", kind=UnitKind.DISTRICT) for name in ("东", "西", "南")]
        session.add_all([group, *districts])
        session.flush()
        session.add_all(UnitMember(group_id=group.id, unit_id=one.id) for one in districts)
    task = replace(key_task(1, stone("2026-06-30"), supports=()), leads=("各区人民政府",))
    issued(office, draft(task))
    with reading(office.engine) as session:
        for kind in (ObligationKind.SIGN, ObligationKind.PLAN, ObligationKind.COMPLETION):
            names = {session.get_one(Unit, row.unit_id).name for row in of_kind(session, kind)}
            assert names == {"东区人民政府", "西区人民政府", "南区人民政府"}


def adopted(office: TestOffice, *stones: str, criterion: Criterion = Criterion.COMPLETE) -> None:
    """Issue one key task, report its action plan in March and accept it."""
    office.issue(key_task(1, *(stone(day, criterion) for day in stones)))
    office.now = at("2026-03-10")
    with transaction(office.engine) as session:
        rules = office.rules()
        plan = owed(session, ObligationKind.PLAN)
        contact = contact_of(unit_named(session, LEAD))
        report(session, plan, Answer.PLANNED, rules, contact, office.now, details=PLANNED)
        assert plan.awaits_office
        accept(session, plan, rules, OFFICE, office.now)


def test_the_nodes_of_an_accepted_plan_become_milestones_that_are_asked_for(office: TestOffice) -> None:
    adopted(office, "2026-09-30")
    with reading(office.engine) as session:
        made = session.exec(select(Milestone).where(Milestone.source == "来自落实方案")).all()
        assert {(row.scope, row.deadline) for row in made} == {
            ("完成选址", date(2026, 6, 30)),
            ("建成", date(2026, 8, 31)),
        }
        asked = [(row.report_by, row.ladder) for row in of_kind(session, ObligationKind.COMPLETION)]
        assert asked == [
            (date(2026, 6, 30), "completion"),
            (date(2026, 8, 31), "completion"),
            (date(2026, 9, 30), "completion"),
        ]
        periods = sorted(row.period for row in of_kind(session, ObligationKind.CONTRIBUTION))
        assert periods == ["2026-06-30", "2026-08-31", "2026-09-30"]
        told = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "采用方案")).one()
        assert (told.sentence, len(told.after["milestones"])) == ("落实方案的2个节点成为任务节点", 2)


def test_a_contribution_asked_already_for_that_date_is_not_asked_twice(office: TestOffice) -> None:
    adopted(office, "2026-06-30", "2026-09-30")
    with reading(office.engine) as session:
        periods = sorted(row.period for row in of_kind(session, ObligationKind.CONTRIBUTION))
        assert periods == ["2026-06-30", "2026-08-31", "2026-09-30"]


def test_the_expected_result_is_what_the_year_end_assessment_is_measured_by(office: TestOffice) -> None:
    adopted(office, "2026-12-31", criterion=Criterion.PROGRESS)
    with reading(office.engine) as session:
        judged = session.exec(select(Milestone).where(Milestone.criterion == Criterion.PROGRESS)).one()
        assert judged.expected_result == "建成3个园区。"


def test_a_node_that_has_come_while_the_plan_waited_gets_the_term_of_a_return(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-09-30")))
    with transaction(office.engine) as session:
        rules, plan = office.rules(), owed(session, ObligationKind.PLAN)
        contact = contact_of(unit_named(session, LEAD))
        soon = {**PLANNED, "nodes": [{"due": "2026-03-02", "text": "开工"}]}
        report(session, plan, Answer.PLANNED, rules, contact, office.now, details=soon)
    office.now = at("2026-03-16")
    with transaction(office.engine) as session:
        accept(session, owed(session, ObligationKind.PLAN), office.rules(), OFFICE, office.now)
        first = of_kind(session, ObligationKind.COMPLETION)[0]
        assert (first.report_by, first.deadline) == (date(2026, 3, 19), date(2026, 3, 2))


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        (
            "2026-08-20",
            "第1个节点的日期2026-08-20晚于该项时限2026-06-30，节点不能晚于时限；需要推迟请先申请延期。",
        ),
        ("2026-02-10", "第1个节点的日期2026-02-10已经过去"),
    ],
)
def test_a_node_lies_between_today_and_the_key_tasks_own_deadline(
    office: TestOffice, node: str, sentence: str
) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with pytest.raises(MoveRefused, match=sentence):
        hand_in(office, node)
    with reading(office.engine) as session:
        assert owed(session, ObligationKind.PLAN).state is ObligationState.OPEN


def test_an_extension_makes_room_for_later_nodes(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        owed(session, ObligationKind.COMPLETION).extended_to = date(2026, 8, 31)
    hand_in(office, "2026-08-20")


def test_without_a_deadline_of_its_own_the_year_ends_a_key_task(office: TestOffice) -> None:
    office.issue(key_task(1, stone(None, Criterion.CONTINUOUS)))
    with pytest.raises(MoveRefused, match="晚于该项时限2026-12-31"):
        hand_in(office, "2027-01-05")
    hand_in(office, "2026-12-31")


def hand_in(office: TestOffice, *nodes: str) -> None:
    """市工信局 reports its action plan with these nodes."""
    with transaction(office.engine) as session:
        plan, contact = owed(session, ObligationKind.PLAN), contact_of(unit_named(session, LEAD))
        given = {**PLANNED, "nodes": [{"due": due, "text": "建成"} for due in nodes]}
        report(session, plan, Answer.PLANNED, office.rules(), contact, office.now, details=given)


def held(office: TestOffice) -> tuple[Notification, Obligation]:
    """A 催办单 that waits for release, and the office's duty to release it."""
    office.issue(key_task(1, stone("2026-03-31"), supports=()))
    office.now = at("2026-04-03")
    office.beat()
    with reading(office.engine) as session:
        note = session.exec(select(Notification).where(Notification.outcome == Outcome.HELD)).one()
        return note, session.exec(select(Obligation).where(Obligation.about_id == note.id)).one()


def state_of(office: TestOffice, duty: Obligation) -> ObligationState:
    with reading(office.engine) as session:
        return session.get_one(Obligation, duty.id).state


def test_a_held_message_is_a_duty_of_the_office_for_two_workdays(office: TestOffice) -> None:
    _, duty = held(office)
    assert (duty.kind, duty.period, duty.ladder) == (ObligationKind.DECIDE, "release", "decide")
    assert duty.report_by == date(2026, 4, 8)  # 6 April is a day off
    with reading(office.engine) as session:
        assert session.get_one(Unit, duty.unit_id).kind is UnitKind.OFFICE


def test_releasing_or_taking_it_back_discharges_the_office(office: TestOffice) -> None:
    note, duty = held(office)
    with transaction(office.engine) as session:
        release(session, session.get_one(Notification, note.id), office.rules(), OFFICE, office.now)
    assert state_of(office, duty) is ObligationState.ACCEPTED
    with reading(office.engine) as session:
        said = session.exec(select(HistoryEntry).where(HistoryEntry.obligation_id == duty.id)).all()
        assert [(one.verb, one.actor) for one in said] == [("待办", "时钟"), ("办理", "孙协调")]


def test_taking_a_held_message_back_discharges_the_office_too(office: TestOffice) -> None:
    note, duty = held(office)
    with transaction(office.engine) as session:
        row = session.get_one(Notification, note.id)
        withdraw(session, row, "已电话说明", office.rules(), OFFICE, office.now)
    assert state_of(office, duty) is ObligationState.ACCEPTED


def test_a_message_the_unit_made_needless_need_not_be_released(office: TestOffice) -> None:
    _, duty = held(office)
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        contact = contact_of(unit_named(session, LEAD))
        report(session, row, Answer.DONE, office.rules(), contact, office.now, text="已建成。")
    assert state_of(office, duty) is ObligationState.CANCELLED


def test_the_next_held_message_is_a_duty_of_its_own(office: TestOffice) -> None:
    note, _ = held(office)
    with transaction(office.engine) as session:
        release(session, session.get_one(Notification, note.id), office.rules(), OFFICE, office.now)
    office.live_until(at("2026-04-20"))
    with reading(office.engine) as session:
        rungs = {
            session.get_one(Notification, row.about_id).rung: row.state
            for row in of_kind(session, ObligationKind.DECIDE)
        }
    assert rungs == {"催办单": ObligationState.ACCEPTED, "督办单": ObligationState.OPEN}


def test_what_is_asked_of_the_office_is_asked_once_while_it_is_open(office: TestOffice) -> None:
    plan_id = office.issue(key_task(1, stone("2026-06-30")))
    about = uuid4()
    with transaction(office.engine) as session:
        rules, task = office.rules(), session.exec(select(KeyTask)).one()
        first = ask_office(session, plan_id, task.id, "extension", about, rules, office.now)
        assert ask_office(session, plan_id, task.id, "extension", about, rules, office.now).id == first.id
        discharge(session, about, rules, OFFICE, office.now)
        assert (first.state, first.next_rung_at) == (ObligationState.ACCEPTED, None)
        again = ask_office(session, plan_id, task.id, "extension", about, rules, office.now)
        assert again.id != first.id
        discharge(session, about, rules, OFFICE, office.now, dropped="申请已撤回")
        assert again.state is ObligationState.CANCELLED
        discharge(session, about, rules, OFFICE, office.now)  # nothing is owed: nothing happens
        assert again.state is ObligationState.CANCELLED


def test_a_suspension_is_decided_on_its_date(office: TestOffice) -> None:
    plan_id = office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        rules, task = office.rules(), session.exec(select(KeyTask)).one()
        day = date(2026, 5, 20)
        duty = ask_office(session, plan_id, task.id, SUSPENSION, task.id, rules, office.now, by=day)
        assert (duty.report_by, duty.ladder) == (day, "suspension")
        assert duty.next_rung_at == at("2026-05-18")


def test_a_paused_obligation_has_no_next_look_and_its_held_message_is_withdrawn(office: TestOffice) -> None:
    note, duty = held(office)
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        row.paused = True
        rearm(session, row, office.rules(), office.now)
        assert row.next_rung_at is None
        taken = session.get_one(Notification, note.id)
        assert (taken.outcome, taken.reason) == (Outcome.WITHDRAWN, "重点工作挂账")
    assert state_of(office, duty) is ObligationState.CANCELLED


def test_beginning_anew_counts_from_the_date_given_and_an_extension_from_its_own(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        rules, row = office.rules(), owed(session, ObligationKind.COMPLETION)
        begin_anew(session, row, Armed.RETURNED, date(2026, 7, 10), rules, office.now)
        assert (row.cycle, row.armed_for, row.asked_by) == (1, Armed.RETURNED, date(2026, 7, 10))
        begin_anew(session, row, Armed.PROMISE, None, rules, office.now)
        assert (row.cycle, row.asked_by) == (2, date(2026, 7, 10))
        row.extended_to = date(2026, 7, 31)
        begin_anew(session, row, Armed.EXTENDED, None, rules, office.now)
        assert (row.cycle, row.asked_by, row.report_by) == (3, date(2026, 7, 31), date(2026, 6, 30))


def test_the_supporting_unit_owes_no_action_plan_and_a_plan_is_a_duty_of_its_sheet(
    office: TestOffice,
) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with reading(office.engine) as session:
        (row,) = of_kind(session, ObligationKind.PLAN)
        assert session.get_one(Unit, row.unit_id).name == LEAD != SUPPORT
        assert row.round_id is not None
        assert session.exec(select(Plan)).one().id == row.plan_id
