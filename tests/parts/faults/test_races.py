"""Two who press at the same moment, on PostgreSQL: each gets an answer, and what is left is what one after the other
leaves."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from flows import tick as ticking
from flows.tick import tick
from intake.register import Register, load_register
from intake.storing import store_draft
from models import petition_answers, petitions, steering
from models.answering import report, sign
from models.assigning import part_of
from models.attached import Attachment, StoredFile
from models.database import reading, transaction
from models.dispatching import dispatch
from models.duties import Obligation, Petition, Round
from models.filing import take_in
from models.issuing import issue
from models.plans import Assignment, KeyTask, Plan, SameMatter
from models.reorganising import merge_units
from models.same_matter import link, unlink
from models.traces import HistoryEntry
from models.units import Unit
from models.words import OWED, Answer, AssignmentState, KeyTaskState, ObligationKind, ObligationState
from tests.support.office import (
    LEAD,
    OFFICE,
    TestOffice,
    at,
    contact_of,
    draft,
    key_task,
    open_test_office,
    stone,
    unit_named,
)
from tests.support.postgres import postgres_url
from tests.support.races import Act, at_once, one_won
from tests.support.recount import history, recount, states_in_tables
from tests.support.smtp_server import Received

pytestmark = pytest.mark.postgres

TIMES = 4
"""How often a race is run; each has key tasks of its own, whose ids stand in another order each time."""
HELD = 0.3
"""Seconds the first one keeps its locks, where the order of the two decides."""
THIRD, FOURTH = "市科技局", "市商务局"
COMPLETION, SIGN = ObligationKind.COMPLETION, ObligationKind.SIGN
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def city(tmp_path: Path, received_and_port: tuple[Received, int]) -> Iterator[TestOffice]:
    """Two plans of four key tasks with the same units, issued; two more units that have no part yet."""
    opened = open_test_office(tmp_path, received_and_port[1], postgres_url())
    with transaction(opened.engine) as session:
        load_register(session, Register.model_validate({"units": [{"name": THIRD}, {"name": FOURTH}]}))
    tasks = [key_task(number, stone("2026-06-30")) for number in range(1, TIMES + 1)]
    for title in ("甲", "乙"):
        made = replace(draft(*tasks), title=title, document_number=title)
        with transaction(opened.engine) as session:
            stored = store_draft(session, made, (title, title.encode()), opened.rules(), OFFICE, opened.now)
            issue(session, stored.plan, opened.rules(), OFFICE, opened.now)
    opened.now = at("2026-03-02", 10)
    yield opened
    opened.engine.dispose()


def task(session: Session, number: int, plan: int = 1) -> KeyTask:
    return session.exec(select(KeyTask).where(KeyTask.plan_id == plan, KeyTask.number == number)).one()


def row_of(session: Session, number: int, plan: int = 1, unit: str = LEAD) -> Obligation:
    """The completion, or whatever the unit owes first."""
    mine = (
        Obligation.key_task_id == task(session, number, plan).id,
        Obligation.unit_id == unit_named(session, unit).id,
    )
    found = session.exec(select(Obligation).where(*mine).order_by(col(Obligation.report_by))).all()
    return next((row for row in found if row.kind is COMPLETION), found[0])


def fits(office: TestOffice) -> None:
    """History tells what the rows say, and nobody is asked for what has ended or in the name of a unit that is gone."""
    with reading(office.engine) as session:
        told, rows = recount(history(session)), states_in_tables(session)
        assert {thing: told.get(thing) for thing in rows} == rows
        owed = session.exec(
            select(Obligation, Unit, KeyTask)
            .join(Unit, col(Unit.id) == Obligation.unit_id)
            .outerjoin(KeyTask, col(KeyTask.id) == Obligation.key_task_id)
            .where(col(Obligation.state).in_(OWED))
        ).all()
        assert all(unit.merged_into_id is None for _, unit, _ in owed)
        ended = (KeyTaskState.CANCELLED, KeyTaskState.MERGED)
        assert not [row for row, _, under in owed if under is not None and under.state in ended]


def says(office: TestOffice, number: int, plan: int = 1, files: tuple[bytes, ...] = ()) -> Act:
    """The unit reports a completion."""

    def act(session: Session) -> None:
        given = take_in(session, [("证明.pdf", one) for one in files], 10**6)
        row = row_of(session, number, plan)
        actor = contact_of(session.get_one(Unit, row.unit_id))
        text = f"计划{plan}第{number}项已建成"
        report(session, row, Answer.DONE, office.rules(), actor, office.now, text, files=given)

    return act


def slowly(act: Act) -> Act:
    """The same, and a while until it is committed."""

    def held(session: Session) -> None:
        act(session)
        session.flush()
        time.sleep(HELD)

    return held


def later(act: Act) -> Act:
    """The same, when the other one has begun."""

    def waited(session: Session) -> None:
        time.sleep(HELD / 3)
        act(session)

    return waited


def merges(office: TestOffice, left: str, kept: str) -> Act:
    def act(session: Session) -> None:
        units = unit_named(session, left), unit_named(session, kept)
        merge_units(session, *units, "机构改革", office.rules(), OFFICE, office.now)

    return act


def hands_on(office: TestOffice, number: int, taker: str, left: str = LEAD, plan: int = 1) -> Act:
    def act(session: Session) -> None:
        of = task(session, number, plan)
        ids = unit_named(session, left).id, unit_named(session, taker).id
        steering.transfer(session, of, *ids, "职责调整", office.rules(), OFFICE, office.now)

    return act


def cancels(office: TestOffice, number: int, plan: int = 1) -> Act:
    return lambda session: steering.cancel(
        session, task(session, number, plan), "不再实施", office.rules(), OFFICE, office.now
    )


def links(office: TestOffice, number: int) -> Act:
    return lambda session: link(session, task(session, number), task(session, number, 2), OFFICE, office.now)


def test_one_matter_reported_in_two_plans_at_once_is_answered_in_both(city: TestOffice) -> None:
    for number in range(1, TIMES + 1):
        with transaction(city.engine) as session:
            links(city, number)(session)
        assert at_once(city, says(city, number), says(city, number, 2)) == ["", ""]
        with reading(city.engine) as session:
            states = {row_of(session, number, plan).state for plan in (1, 2)}
        assert states == {ObligationState.REPORTED}
    fits(city)


def test_of_two_key_tasks_merged_into_each_other_at_once_one_goes_on(city: TestOffice) -> None:
    def into(number: int, target: int) -> Act:
        return lambda session: steering.merge(
            session, task(session, number), task(session, target), "合并", city.rules(), OFFICE, city.now
        )

    for one, other in ((1, 2), (3, 4)):
        refusal = one_won(at_once(city, into(one, other), into(other, one)))
        assert "并入" in refusal or "推进中" in refusal
        with reading(city.engine) as session:
            states = sorted(task(session, number).state.value for number in (one, other))
        assert states == [KeyTaskState.ISSUED.value, KeyTaskState.MERGED.value]
    fits(city)


def test_nothing_is_merged_into_a_key_task_that_is_ended_meanwhile(city: TestOffice) -> None:
    def into(session: Session) -> None:
        pair = task(session, 1), task(session, 2)
        steering.merge(session, *pair, "合并", city.rules(), OFFICE, city.now)

    assert "推进中" in one_won(at_once(city, later(into), slowly(cancels(city, 2))))
    with reading(city.engine) as session:
        assert task(session, 1).state is KeyTaskState.ISSUED


def test_a_unit_may_report_while_it_is_merged_into_another_one(city: TestOffice) -> None:
    reporting = [says(city, number) for number in range(1, TIMES + 1)]
    outcomes = at_once(city, *reporting, merges(city, LEAD, THIRD))
    assert outcomes[-1] == ""
    assert all("取消" in one or not one for one in outcomes)
    fits(city)


def test_the_office_may_decide_a_petition_while_its_unit_is_merged(city: TestOffice) -> None:
    with transaction(city.engine) as session:
        row = row_of(session, 1)
        until, actor = row.asked_by + timedelta(days=3), contact_of(unit_named(session, LEAD))
        asked = petitions.ask_extension(session, row, until, "汛期", city.rules(), actor, city.now).id

    def grants(session: Session) -> None:
        petition = session.get_one(Petition, asked)
        petition_answers.grant(session, petition, "同意", city.rules(), OFFICE, city.now, paper="呈批1号")

    assert at_once(city, grants, merges(city, LEAD, THIRD)) == ["", ""]
    fits(city)


def test_nothing_is_handed_on_to_a_unit_that_is_merged_meanwhile(city: TestOffice) -> None:
    acts = later(hands_on(city, 1, THIRD)), slowly(merges(city, THIRD, FOURTH))
    assert "不能接办" in one_won(at_once(city, *acts))
    fits(city)


def test_a_merger_takes_along_what_was_handed_on_to_the_unit_meanwhile(city: TestOffice) -> None:
    acts = slowly(hands_on(city, 1, THIRD)), later(merges(city, THIRD, FOURTH))
    assert at_once(city, *acts) == ["", ""]
    with reading(city.engine) as session:
        assert part_of(session, task(session, 1), unit_named(session, FOURTH).id) is not None
    fits(city)


def test_a_unit_may_report_while_the_clock_is_in_a_batch(
    city: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch may be hundreds of rows; here each takes as long as many."""
    decide, under_way = ticking._decide_one, threading.Event()

    def slow(session: Session, *given: object) -> int:
        under_way.set()
        time.sleep(0.05)
        return decide(session, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(ticking, "_decide_one", slow)
    city.now = at("2026-06-24", 9)
    desk = city.desk

    def reports_then(number: int) -> Act:
        def act(session: Session) -> None:
            assert under_way.wait(HELD * 10)
            says(city, number)(session)

        return act

    def clock(_: Session) -> None:
        assert tick(city.engine, desk, city.now).troubled == 0

    assert at_once(city, *map(reports_then, range(1, TIMES + 1)), clock) == [""] * (TIMES + 1)
    fits(city)


def test_two_units_may_hand_in_the_same_files_at_once(city: TestOffice) -> None:
    for number in range(1, TIMES + 1):
        files = PDF + b"%d" % number, PDF + b"0%d" % number
        acts = says(city, number, 1, files), says(city, number, 2, files[::-1])
        assert at_once(city, *acts) == ["", ""]
    with reading(city.engine) as session:
        assert len(session.exec(select(StoredFile.digest)).all()) == 2 * TIMES
        assert len(session.exec(select(Attachment.id)).all()) == 4 * TIMES


def test_two_plans_may_be_called_to_report_on_one_new_date_at_once(city: TestOffice) -> None:
    def calls(plan: int, number: int, day: date) -> Act:
        def act(session: Session) -> None:
            of = session.get_one(Plan, plan)
            tasks = [task(session, number, plan)]
            dispatch(session, of, tasks, day, "调度", f"计划{plan}", city.rules(), OFFICE, city.now)

        return act

    for number in range(1, TIMES + 1):
        day = date(2026, 4, 12 + number)
        assert at_once(city, calls(1, number, day), calls(2, number, day)) == ["", ""]
        with reading(city.engine) as session:
            (round_,) = session.exec(select(Round).where(Round.due_on == day)).all()
        assert set(round_.note.split("；")) == {"计划1", "计划2"}
    fits(city)


def signs(office: TestOffice, unit: str = LEAD, plan: int = 1) -> Act:
    def act(session: Session) -> None:
        mine = (Obligation.unit_id == unit_named(session, unit).id, Obligation.plan_id == plan)
        row = session.exec(select(Obligation).where(*mine, Obligation.kind == SIGN)).one()
        sign(session, row, office.rules(), OFFICE, office.now)

    return act


def test_two_key_tasks_handed_on_to_one_unit_at_once_are_signed_for_once(city: TestOffice) -> None:
    for plan in (1, 2):
        acts = [hands_on(city, number, THIRD, plan=plan) for number in (1, 2)]
        assert at_once(city, *acts) == ["", ""]
        with reading(city.engine) as session:
            mine = (Obligation.unit_id == unit_named(session, THIRD).id, Obligation.kind == SIGN)
            assert len(session.exec(select(Obligation).where(*mine, Obligation.plan_id == plan)).all()) == 1
    fits(city)


def test_a_part_handed_on_is_not_signed_for_at_the_same_moment(city: TestOffice) -> None:
    assert at_once(city, slowly(hands_on(city, 1, THIRD)), later(signs(city))) == ["", ""]
    with reading(city.engine) as session:
        left = unit_named(session, LEAD).id
        parts = session.exec(
            select(Assignment).where(
                Assignment.key_task_id == task(session, 1).id, Assignment.unit_id == left
            )
        ).all()
        assert [part.state for part in parts] == [AssignmentState.TRANSFERRED]
    fits(city)


def test_what_comes_to_a_unit_while_it_signs_has_to_be_signed_for_by_itself(city: TestOffice) -> None:
    with transaction(city.engine) as session:
        hands_on(city, 1, THIRD)(session)
    assert at_once(city, slowly(signs(city, THIRD)), later(hands_on(city, 2, THIRD))) == ["", ""]
    with reading(city.engine) as session:
        mine = (Obligation.unit_id == unit_named(session, THIRD).id, Obligation.kind == SIGN)
        rows = session.exec(select(Obligation.state).where(*mine)).all()
    assert sorted(rows) == [ObligationState.ACCEPTED, ObligationState.OPEN]
    fits(city)


def test_of_two_last_key_tasks_that_end_at_once_the_second_takes_the_signing_along(city: TestOffice) -> None:
    with transaction(city.engine) as session:
        for number in range(3, TIMES + 1):
            cancels(city, number)(session)
    assert at_once(city, slowly(cancels(city, 1)), later(cancels(city, 2))) == ["", ""]
    with reading(city.engine) as session:
        signings = (Obligation.plan_id == 1, Obligation.kind == SIGN)
        states = set(session.exec(select(Obligation.state).where(*signings)))
    assert states == {ObligationState.CANCELLED}
    fits(city)


def test_a_key_task_that_is_ended_meanwhile_is_not_linked(city: TestOffice) -> None:
    assert "终止" in one_won(at_once(city, later(links(city, 1)), slowly(cancels(city, 1, 2))))
    with reading(city.engine) as session:
        assert session.exec(select(SameMatter)).all() == []


def test_what_two_link_at_once_is_linked_once(city: TestOffice) -> None:
    def back(session: Session) -> None:
        link(session, task(session, 1, 2), task(session, 1), OFFICE, city.now)

    assert at_once(city, links(city, 1), back) == ["", ""]
    with reading(city.engine) as session:
        assert len(session.exec(select(SameMatter)).all()) == 1


def test_what_two_unlink_at_once_is_unlinked_once(city: TestOffice) -> None:
    def apart(session: Session) -> None:
        unlink(session, task(session, 1), task(session, 1, 2), OFFICE, city.now)

    with transaction(city.engine) as session:
        links(city, 1)(session)
    assert "没有直接关联" in one_won(at_once(city, apart, apart))
    with reading(city.engine) as session:
        lines = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "解除关联")).all()
    assert len(lines) == 2


def test_a_plan_that_two_issue_at_once_is_issued_once(city: TestOffice) -> None:
    made = replace(draft(key_task(1, stone("2026-09-30"))), title="丙", document_number="丙")
    with transaction(city.engine) as session:
        plan = store_draft(session, made, ("丙", b"3"), city.rules(), OFFICE, city.now).plan.id

    def issues(session: Session) -> None:
        issue(session, session.get_one(Plan, plan), city.rules(), OFFICE, city.now)

    assert "已经交办" in one_won(at_once(city, issues, issues))
    fits(city)
