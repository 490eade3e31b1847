"""同一事项: one report answers the same matter in other plans, where the unit owes it there."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from intake.storing import store_draft
from models.actors import MoveRefused
from models.answering import report
from models.attached import Attachment, StoredFile
from models.database import reading, transaction
from models.deciding import accept, send_back
from models.duties import Obligation, Report
from models.filing import NamedFile
from models.issuing import issue as hand_down
from models.matters import linked_tasks
from models.plans import KeyTask, SameMatter
from models.same_matter import answered_along, link, unlink
from models.traces import HistoryEntry, LegRequest
from models.words import Answer, Criterion, KeyTaskState, ObligationKind, ObligationState, Secrecy
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    at,
    contact_of,
    draft,
    key_task,
    stone,
    unit_named,
)

DONE = "示范园区已建成并通过验收"
COMPLETION = ObligationKind.COMPLETION


def issue(office: TestOffice, title: str, *tasks: object) -> int:
    """A plan of its own title."""
    made = replace(draft(*tasks), title=title, document_number=title)  # type: ignore[arg-type]
    with transaction(office.engine) as session:
        stored = store_draft(session, made, (title, title.encode()), office.rules(), OFFICE, office.now)
        hand_down(session, stored.plan, office.rules(), OFFICE, office.now)
        return stored.plan.id or 0


@pytest.fixture
def two(office: TestOffice) -> TestOffice:
    """Two plans with the same matter by two dates; the second plan's item 2 is another matter."""
    issue(office, "甲", key_task(1, stone("2026-06-30")), key_task(2, stone("2026-05-31")))
    issue(office, "乙", key_task(1, stone("2026-09-30")), key_task(2, stone("2026-06-30")))
    return office


def task(session: Session, plan: int, number: int = 1) -> KeyTask:
    return session.exec(select(KeyTask).where(KeyTask.plan_id == plan, KeyTask.number == number)).one()


def join(office: TestOffice, plan: int = 1, number: int = 1, other: int = 2, other_number: int = 1) -> None:
    with transaction(office.engine) as session:
        link(session, task(session, plan, number), task(session, other, other_number), OFFICE, office.now)


def owed(session: Session, plan: int, kind: ObligationKind, unit: str = LEAD, number: int = 1) -> Obligation:
    wanted = (Obligation.key_task_id == task(session, plan, number).id, Obligation.kind == kind)
    rows = session.exec(
        select(Obligation).where(*wanted, Obligation.unit_id == unit_named(session, unit).id)
    ).all()
    return min(rows, key=lambda row: row.report_by)


def say(
    office: TestOffice, plan: int, kind: ObligationKind = COMPLETION, answer: Answer = Answer.DONE,
    unit: str = LEAD, text: str = DONE, files: tuple[bytes, ...] = (),
) -> None:  # fmt: skip
    with transaction(office.engine) as session:
        row = owed(session, plan, kind, unit)
        named = [stored(content) for content in files]
        session.add_all(one.stored for one in named)
        session.flush()
        actor = contact_of(unit_named(session, unit))
        report(session, row, answer, office.rules(), actor, office.now, text, files=named)


def stored(content: bytes) -> NamedFile:
    digest = hashlib.sha256(content).hexdigest()
    return NamedFile(
        "证明.pdf",
        StoredFile(digest=digest, size=len(content), media_type="application/pdf", content=content),
    )


def reports(office: TestOffice) -> list[tuple[int, str]]:
    """Plan and text of every report, by plan."""
    with reading(office.engine) as session:
        rows = session.exec(select(Obligation.plan_id, Report.text).join(Report)).all()
        return sorted(rows)


def test_links_are_read_both_ways_and_through(two: TestOffice) -> None:
    issue(two, "丙", key_task(1, stone("2026-06-30")))
    join(two)
    join(two, plan=2, other=3)
    with reading(two.engine) as session:
        named = {
            plan: [(one.plan_id, one.number) for one in linked_tasks(session, task(session, plan))]
            for plan in (1, 2, 3)
        }
    assert named == {1: [(2, 1), (3, 1)], 2: [(1, 1), (3, 1)], 3: [(1, 1), (2, 1)]}


def test_linking_twice_changes_nothing_and_unlinking_undoes_it(two: TestOffice) -> None:
    join(two)
    join(two)
    join(two, plan=2, other=1)
    with reading(two.engine) as session:
        assert len(session.exec(select(SameMatter)).all()) == 1
        assert len(session.exec(select(HistoryEntry).where(HistoryEntry.verb == "关联")).all()) == 2
    with transaction(two.engine) as session:
        unlink(session, task(session, 2), task(session, 1), OFFICE, two.now)
    with reading(two.engine) as session:
        assert linked_tasks(session, task(session, 1)) == []
        assert session.exec(select(HistoryEntry).where(HistoryEntry.verb == "解除关联")).all()


def offline(session: Session) -> None:
    task(session, 2).secrecy = Secrecy.OFFLINE


def ended(session: Session) -> None:
    task(session, 2).state = KeyTaskState.CANCELLED


@pytest.mark.parametrize(
    ("before", "pair", "said"),
    [
        pytest.param(None, (1, 1, 1, 2), "须在不同的计划里", id="one plan"),
        pytest.param(None, (1, 2, 2, 1), "计划1已有一项", id="one plan by way of another"),
        pytest.param(offline, (1, 1, 2, 1), "线下事项，不能关联", id="offline"),
        pytest.param(ended, (1, 1, 2, 1), "终止，不能关联", id="ended"),
    ],
)
def test_what_cannot_be_the_same_is_refused(
    two: TestOffice,
    before: Callable[[Session], None] | None,
    pair: tuple[int, int, int, int],
    said: str,
) -> None:
    if before is None and pair[1] == 2:
        join(two)
    if before is not None:
        with transaction(two.engine) as session:
            before(session)
    with pytest.raises(MoveRefused, match=said):
        join(two, *pair)


def test_a_unit_may_not_link_and_what_is_not_linked_is_not_unlinked(two: TestOffice) -> None:
    with transaction(two.engine) as session, pytest.raises(MoveRefused, match="只能由督查人员办理"):
        link(session, task(session, 1), task(session, 2), contact_of(unit_named(session, LEAD)), two.now)
    with transaction(two.engine) as session, pytest.raises(MoveRefused, match="没有直接关联"):
        unlink(session, task(session, 1), task(session, 2), OFFICE, two.now)


def test_what_is_done_is_done_in_the_other_plan_whatever_its_date(two: TestOffice) -> None:
    join(two)
    say(two, 1)
    assert reports(two) == [(1, DONE), (2, DONE)]
    with reading(two.engine) as session:
        first, second = owed(session, 1, COMPLETION), owed(session, 2, COMPLETION)
        copy = session.exec(select(Report).where(Report.obligation_id == second.id)).one()
        source = session.exec(select(Report).where(Report.obligation_id == first.id)).one()
        verbs = {
            row.verb
            for row in session.exec(select(HistoryEntry).where(HistoryEntry.obligation_id == first.id))
        }
        told = session.exec(
            select(HistoryEntry).where(HistoryEntry.obligation_id == second.id, HistoryEntry.verb == "报送")
        ).one()
        assert session.exec(
            select(LegRequest).where(LegRequest.plan_id == 2, LegRequest.reason == "报送")
        ).all()
    assert (first.state, second.state) == (ObligationState.REPORTED, ObligationState.REPORTED)
    assert (copy.answered_with_id, copy.done_on) == (source.id, source.done_on)
    assert second.next_rung_at is None
    assert "同时答复" in verbs
    assert "与计划1第1项为同一事项" in told.sentence
    assert told.after["answered_with"] == str(source.id)


def test_each_is_verified_by_itself(two: TestOffice) -> None:
    join(two)
    say(two, 1)
    with transaction(two.engine) as session:
        accept(session, owed(session, 1, COMPLETION), two.rules(), OFFICE, two.now)
        send_back(session, owed(session, 2, COMPLETION), "请补充验收意见", two.rules(), OFFICE, two.now)
    with reading(two.engine) as session:
        assert task(session, 1).state is KeyTaskState.COMPLETED
        assert task(session, 2).state is KeyTaskState.ISSUED
        assert owed(session, 2, COMPLETION).state is ObligationState.RETURNED


def test_what_is_not_done_yet_is_told_only_where_it_is_asked_now(two: TestOffice) -> None:
    join(two)
    say(two, 1, answer=Answer.IN_PROGRESS, text="主体完成八成")
    assert reports(two) == [(1, "主体完成八成")]


def test_one_round_report_answers_the_same_round_and_no_other(office: TestOffice) -> None:
    for title in ("甲", "乙"):
        issue(office, title, key_task(1, stone("2026-12-31", Criterion.PROGRESS), supports=()))
    join(office)
    office.now = at("2026-03-20")
    say(office, 1, ObligationKind.PROGRESS, Answer.IN_PROGRESS, text="完成三成")
    with reading(office.engine) as session:
        rows = session.exec(select(Obligation).where(Obligation.state == ObligationState.REPORTED)).all()
    assert sorted((str(row.report_by), row.plan_id) for row in rows) == [("2026-03-25", 1), ("2026-03-25", 2)]


def test_a_contribution_answers_the_contribution_and_never_the_leads_report(two: TestOffice) -> None:
    issue(two, "丙", key_task(1, stone("2026-07-03")))
    join(two, other=3)
    say(two, 1, ObligationKind.CONTRIBUTION, Answer.NOTHING_NEW, SUPPORT, "")
    with reading(two.engine) as session:
        done = session.exec(
            select(Obligation.plan_id, Obligation.kind).where(Obligation.state == ObligationState.REPORTED)
        ).all()
    assert sorted(done) == [(1, ObligationKind.CONTRIBUTION), (3, ObligationKind.CONTRIBUTION)]


def test_a_unit_that_does_not_owe_there_answers_nothing_there(office: TestOffice) -> None:
    issue(office, "甲", key_task(1, stone("2026-06-30")))
    issue(office, "乙", key_task(1, stone("2026-06-30"), supports=()))
    join(office)
    say(office, 1, ObligationKind.CONTRIBUTION, Answer.ON_TRACK, SUPPORT, "")
    assert [plan for plan, _ in reports(office)] == [1]


def test_what_is_answered_already_or_suspended_is_left_alone(two: TestOffice) -> None:
    say(two, 2, text="乙计划已另行报送")
    join(two)
    say(two, 1)
    assert reports(two) == [(1, DONE), (2, "乙计划已另行报送")]


def test_a_suspended_key_task_is_not_answered_along(two: TestOffice) -> None:
    join(two)
    with transaction(two.engine) as session:
        task(session, 2).state = KeyTaskState.SUSPENDED
    say(two, 1)
    assert [plan for plan, _ in reports(two)] == [1]


def test_files_are_shared_by_reference(two: TestOffice) -> None:
    join(two)
    say(two, 1, files=(b"%PDF-1.7 proof",))
    with reading(two.engine) as session:
        assert len(session.exec(select(StoredFile)).all()) == 1
        assert len(session.exec(select(Attachment)).all()) == 2


def test_what_would_be_answered_along_can_be_shown_before(two: TestOffice) -> None:
    join(two)
    with reading(two.engine) as session:
        row = owed(session, 1, COMPLETION)
        assert [one.plan_id for one in answered_along(session, row, Answer.DONE)] == [2]
        assert answered_along(session, row, Answer.IN_PROGRESS) == []
