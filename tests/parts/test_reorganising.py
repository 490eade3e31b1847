"""机构改革: a unit is merged into another one; what is shown before is what is done."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from intake.register import Register, known_names, load_register
from intake.storing.register_of import RegisteredUnits
from models.actors import MoveRefused
from models.answering import report, sign
from models.database import reading, transaction
from models.deciding import send_back
from models.duties import Obligation, Report
from models.gaps import gaps
from models.merger import Merger, reorganisation_effect
from models.messages import AnswerLink, Notification
from models.people import appoint
from models.plans import Assignment, KeyTask, UnitReading
from models.reorganising import merge_units, successor
from models.traces import HistoryEntry
from models.units import Holding, Post, Unit, UnitMember
from models.words import (
    OWED,
    Answer,
    Armed,
    AssignmentState,
    ObligationKind,
    ObligationState,
    Outcome,
    Rank,
    Role,
    UnitKind,
)
from tests.support.office import (
    LEAD,
    OFFICE,
    SUPPORT,
    TestOffice,
    at,
    contact_of,
    key_task,
    owed,
    stone,
    unit_named,
)
from tests.support.recount import history, recount, states_in_tables
from tests.support.reforming import THIRD, third, waiting


def merged(office: TestOffice, unit: str = LEAD, into: str = THIRD) -> Merger:
    with transaction(office.engine) as session:
        rules = office.rules()
        left, kept = unit_named(session, unit), unit_named(session, into)
        return merge_units(session, left, kept, "机构改革", rules, OFFICE, office.now)


def rows_of(session: Session, unit: str) -> list[Obligation]:
    return list(session.exec(select(Obligation).where(Obligation.unit_id == unit_named(session, unit).id)))


def open_rows(session: Session, unit: str) -> int:
    return sum(row.state in OWED for row in rows_of(session, unit))


def parts_of(session: Session, unit: str) -> list[tuple[int, Role, AssignmentState]]:
    rows = session.exec(
        select(KeyTask, Assignment)
        .where(Assignment.unit_id == unit_named(session, unit).id, Assignment.key_task_id == KeyTask.id)
        .order_by(col(KeyTask.number))
    )
    return [(task.number, part.role, part.state) for task, part in rows]


# Merging


def test_a_unit_new_to_everything_takes_over_parts_and_open_duties_and_signs_once(office: TestOffice) -> None:
    third(office)
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-09-30")))
    with transaction(office.engine) as session:
        signing = owed(session, ObligationKind.SIGN)
        sign(session, signing, office.rules(), contact_of(unit_named(session, LEAD)), office.now)
        duties = waiting(session, LEAD)
    merged(office)
    with reading(office.engine) as session:
        assert waiting(session, LEAD) == set()
        mine = waiting(session, THIRD)
        assert {one for one in mine if one[0] is not ObligationKind.SIGN} == duties
        assert sum(kind is ObligationKind.SIGN for kind, *_ in mine) == 1
        assert parts_of(session, LEAD) == [
            (1, Role.LEAD, AssignmentState.TRANSFERRED),
            (2, Role.LEAD, AssignmentState.TRANSFERRED),
        ]
        assert parts_of(session, THIRD) == [
            (1, Role.LEAD, AssignmentState.PENDING),
            (2, Role.LEAD, AssignmentState.PENDING),
        ]
        for row in rows_of(session, THIRD):
            if row.kind is not ObligationKind.SIGN:
                assert (row.armed_for, row.cycle, row.armed_at) == (Armed.TRANSFERRED, 1, office.now)


def test_of_lead_and_support_it_is_lead_and_nobody_contributes_to_himself(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    merged(office, LEAD, SUPPORT)
    with reading(office.engine) as session:
        assert parts_of(session, SUPPORT) == [(1, Role.LEAD, AssignmentState.PENDING)]
        kinds = {kind for kind, *_ in waiting(session, SUPPORT)}
        assert ObligationKind.COMPLETION in kinds
        assert ObligationKind.CONTRIBUTION not in kinds


def test_the_other_way_round_the_lead_stays_as_it_is_and_signs_for_nothing(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        signing = owed(session, ObligationKind.SIGN)
        sign(session, signing, office.rules(), contact_of(unit_named(session, LEAD)), office.now)
        before = waiting(session, LEAD)
    merged(office, SUPPORT, LEAD)
    with reading(office.engine) as session:
        assert waiting(session, LEAD) == before
        assert parts_of(session, LEAD) == [(1, Role.LEAD, AssignmentState.SIGNED)]
        assert waiting(session, SUPPORT) == set()


def test_what_both_owe_is_owed_once_with_the_reason(office: TestOffice) -> None:
    third(office)
    office.issue(key_task(1, stone("2026-06-30"), supports=(SUPPORT, THIRD)))
    with reading(office.engine) as session:
        before = {one for one in waiting(session, THIRD) if one[0] is ObligationKind.CONTRIBUTION}
    merged(office, SUPPORT, THIRD)
    with reading(office.engine) as session:
        mine = [row for row in rows_of(session, THIRD) if row.kind is ObligationKind.CONTRIBUTION]
        assert {(row.kind, row.period, row.report_by) for row in mine} == before
        assert len(mine) == len(before), "no second row"
        gone = [row for row in rows_of(session, SUPPORT) if row.kind is ObligationKind.CONTRIBUTION]
        assert {row.state for row in gone} == {ObligationState.CANCELLED}
        said = session.exec(select(HistoryEntry).where(HistoryEntry.obligation_id == gone[0].id)).all()
        assert any(entry.after.get("reason") == f"{THIRD}已有同一事项" for entry in said)


def test_what_was_reported_stays_in_the_old_units_name(office: TestOffice) -> None:
    third(office)
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        row, actor = owed(session, ObligationKind.COMPLETION), contact_of(unit_named(session, LEAD))
        report(session, row, Answer.DONE, office.rules(), actor, office.now, "全部完成")
    merged(office)
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        assert row.state is ObligationState.REPORTED
        assert session.exec(select(Report).where(Report.obligation_id == row.id)).one().text == "全部完成"
        assert ObligationKind.COMPLETION not in {kind for kind, *_ in waiting(session, THIRD)}


def test_what_is_returned_after_the_merger_is_asked_of_the_successor(office: TestOffice) -> None:
    third(office)
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        row, actor = owed(session, ObligationKind.COMPLETION), contact_of(unit_named(session, LEAD))
        report(session, row, Answer.DONE, office.rules(), actor, office.now, "全部完成")
    merged(office)
    with transaction(office.engine) as session:
        row = owed(session, ObligationKind.COMPLETION)
        send_back(session, row, "缺少验收材料", office.rules(), OFFICE, office.now)
    with reading(office.engine) as session:
        assert waiting(session, LEAD) == set()
        mine = [row for row in rows_of(session, THIRD) if row.kind is ObligationKind.COMPLETION]
        assert [row.state for row in mine] == [ObligationState.OPEN]


def test_posts_end_names_follow_and_groups_change_hands(office: TestOffice) -> None:
    third(office)
    with transaction(office.engine) as session:
        group = Unit(name="市级有关部门", kind=UnitKind.GROUP)
        session.add(group)
        session.flush()
        lead = unit_named(session, LEAD)
        session.add(UnitMember(group_id=group.id, unit_id=lead.id))
        post = session.exec(select(Post).where(Post.unit_id == lead.id, Post.role == "contact")).one()
        rules = office.rules()
        appoint(session, post, "王乙", date(2026, 12, 1), rules, OFFICE, office.now, rank=Rank.B)
    office.issue(key_task(1, stone("2026-06-30")))
    office.live_until(at("2026-02-24", 10))
    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask)).one()
        task.groups = {"有关部门": [str(unit_named(session, LEAD).id), str(unit_named(session, SUPPORT).id)]}
    merged(office)
    with reading(office.engine) as session:
        left, into = unit_named(session, LEAD), unit_named(session, THIRD)
        posts = [post.id for post in session.exec(select(Post).where(Post.unit_id == left.id))]
        links = session.exec(select(AnswerLink).where(col(AnswerLink.post_id).in_(posts))).all()
        assert links
        assert all(link.revoked_at == office.now for link in links)
        assert [held.until for held in session.exec(select(Holding))] == [date(2026, 2, 24)]
        assert session.exec(select(UnitMember.unit_id)).all() == [into.id]
        assert known_names(session)[LEAD].id == into.id
        assert RegisteredUnits(session).find(LEAD) == into.id
        reading_of = session.exec(select(UnitReading).where(UnitReading.name == LEAD)).one()
        assert reading_of.unit_id == into.id
        assert session.exec(select(KeyTask)).one().groups["有关部门"][0] == str(into.id)
        assert successor(session, left).id == into.id
        assert LEAD not in {gap.unit.name for gap in gaps(session, date(2026, 2, 25))}
        held = session.exec(select(Notification).where(Notification.outcome == Outcome.HELD)).all()
        assert not {note.post_id for note in held} & set(posts)


def test_the_old_name_is_not_brought_back_by_an_old_file(office: TestOffice) -> None:
    third(office)
    merged(office)
    with transaction(office.engine) as session:
        loaded = load_register(session, Register.model_validate({"units": [{"name": LEAD}]}))
        assert loaded.differences == ()
        assert loaded.warnings == (f"“{LEAD}”已并入{THIRD}，文件里的这个单位没有读入。",)


def test_what_is_shown_is_what_is_done(office: TestOffice) -> None:
    third(office)
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-05-20"), supports=(THIRD,)))
    office.live_until(at("2026-05-26", 10))
    with reading(office.engine) as session:
        shown = reorganisation_effect(
            session, unit_named(session, LEAD), unit_named(session, THIRD), office.now
        )
        sentence, owed_before = shown.sentence, open_rows(session, LEAD)
        reported = len(shown.moved) + len([row for row, _ in shown.dropped if row.unit_id == shown.unit.id])
        assert reported == owed_before
    with reading(office.engine) as session:
        assert open_rows(session, LEAD) == owed_before, "showing changes nothing"
    assert merged(office).sentence == sentence
    with reading(office.engine) as session:
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "单位合并")).one()
        assert sentence in entry.sentence
        mine = [row for row in rows_of(session, THIRD) if row.armed_for is Armed.TRANSFERRED]
        assert len(mine) == len(shown.moved)
        assert all(row.asked_by > office.now.date() for row in mine), "nobody is late on the day he is asked"
    office.live_until(at("2026-05-28", 10))


@pytest.mark.parametrize(
    ("unit", "into", "reason", "said"),
    [
        pytest.param(LEAD, LEAD, "改革", "不能并入自己", id="itself"),
        pytest.param("市政府督查室", LEAD, "改革", "是督查机构，不能合并", id="the office"),
        pytest.param(LEAD, "市政府督查室", "改革", "是督查机构，不能合并", id="into the office"),
        pytest.param(LEAD, SUPPORT, "", "请写明理由", id="no reason"),
    ],
)
def test_units_that_cannot_be_merged_are_refused(
    office: TestOffice, unit: str, into: str, reason: str, said: str
) -> None:
    rules = office.rules()
    with transaction(office.engine) as session:
        left, kept = unit_named(session, unit), unit_named(session, into)
        with pytest.raises(MoveRefused, match=said):
            merge_units(session, left, kept, reason, rules, OFFICE, office.now)


def test_a_merger_happens_once(office: TestOffice) -> None:
    third(office)
    merged(office)
    for unit, into in ((LEAD, SUPPORT), (SUPPORT, LEAD)):
        with pytest.raises(MoveRefused, match=f"{LEAD}已并入{THIRD}"):
            merged(office, unit, into)


def test_in_a_draft_parts_change_hands_without_a_trace(office: TestOffice) -> None:
    third(office)
    office.issue(key_task(1, stone("2026-06-30")))
    with transaction(office.engine) as session:
        task = session.exec(select(KeyTask)).one()
        for row in session.exec(select(Obligation)).all():
            for note in session.exec(select(HistoryEntry).where(HistoryEntry.obligation_id == row.id)):
                session.delete(note)
            session.flush()
            session.delete(row)
        task.state = "confirmed"  # type: ignore[assignment]
    merged(office)
    with reading(office.engine) as session:
        assert parts_of(session, LEAD) == []
        assert parts_of(session, THIRD) == [(1, Role.LEAD, AssignmentState.PENDING)]
        assert rows_of(session, THIRD) == []


@pytest.mark.parametrize("into", [THIRD, SUPPORT])
def test_history_tells_of_both_parts_when_a_unit_is_merged(office: TestOffice, into: str) -> None:
    """The old unit's part ends, the successor's begins, or goes on from where it stood."""
    third(office)
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-06-30"), supports=()))
    with transaction(office.engine) as session:
        sign(session, owed(session, ObligationKind.SIGN, SUPPORT), office.rules(), OFFICE, office.now)
    merged(office, into=into)
    with reading(office.engine) as session:
        told = recount(history(session))
        assert told == states_in_tables(session)
        for unit, verb in ((LEAD, "转出"), (into, "接办")):
            parts = session.exec(select(Assignment).where(Assignment.unit_id == unit_named(session, unit).id))
            lines = session.exec(select(HistoryEntry).where(HistoryEntry.verb == verb)).all()
            assert {str(part.id) for part in parts} == {
                line.after["assignment"] for line in lines if "assignment" in line.after
            }
