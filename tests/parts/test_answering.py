"""Reporting on real rows: what a report carries, what it sets off, and whose answer counts."""

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models.actors import Actor, ActorKind, MoveRefused
from models.answering import report, sign
from models.attached import Attachment
from models.database import reading, transaction
from models.deciding import accept, send_back
from models.duties import Obligation, Petition, Promise, Report
from models.filing import NamedFile, store_file
from models.freshness import last_report, mark_of
from models.plans import Assignment
from models.traces import HistoryEntry
from models.words import (
    Answer,
    AssignmentState,
    Criterion,
    ObligationKind,
    ObligationState,
    PetitionKind,
    PostRole,
)
from tests.parts.test_filing import PDF
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

COMPLETION, CONTRIBUTION = ObligationKind.COMPLETION, ObligationKind.CONTRIBUTION


def answer(
    office: TestOffice,
    kind: ObligationKind = COMPLETION,
    given: Answer = Answer.IN_PROGRESS,
    text: str = "说明",
    unit: str = LEAD,
    **more: Any,
) -> Report:
    with transaction(office.engine) as session:
        row, actor = owed(session, kind, unit), contact_of(unit_named(session, unit))
        return report(session, row, given, office.rules(), actor, office.now, text, **more)


def mark(office: TestOffice, kind: ObligationKind = COMPLETION) -> str:
    """What a page opened now would carry."""
    with reading(office.engine) as session:
        row = owed(session, kind)
        return mark_of(row, last_report(session, row))


def reports(session: Session, kind: ObligationKind = COMPLETION) -> list[Report]:
    row = owed(session, kind)
    of_row = select(Report).where(Report.obligation_id == row.id)
    return list(session.exec(of_row.order_by(col(Report.position))).all())


@pytest.fixture
def june(office: TestOffice) -> TestOffice:
    """One key task to complete by 30 June, 市财政局 supporting."""
    office.issue(key_task(1, stone("2026-06-30")))
    return office


# What a report carries


def test_everything_the_sheet_asks_is_kept(june: TestOffice) -> None:
    answer(
        june,
        percent=40,
        next_step="完成招标",
        next_on=date(2026, 4, 30),
        blocker="用地未批",
    )
    with reading(june.engine) as session:
        made = reports(session)[0]
        assert (made.percent, made.next_step, made.next_on, made.blocker, made.missing) == (
            40,
            "完成招标",
            date(2026, 4, 30),
            "用地未批",
            [SUPPORT],
        )
        assert owed(session, COMPLETION).state is ObligationState.OPEN


def test_history_says_what_was_and_what_is(june: TestOffice) -> None:
    answer(june, given=Answer.DONE)
    with reading(june.engine) as session:
        entry = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "报送")).one()
        assert entry.before == {"state": "open"}
        assert entry.after == {
            "state": "reported",
            "cycle": 0,
            "answer": "done",
            "report": str(reports(session)[0].id),
            "done_on": "2026-02-24",
        }


def test_every_part_signed_for_has_its_line_of_history(june: TestOffice) -> None:
    with transaction(june.engine) as session:
        row = owed(session, ObligationKind.SIGN)
        sign(session, row, june.rules(), contact_of(unit_named(session, LEAD)), june.now)
    with reading(june.engine) as session:
        entries = session.exec(select(HistoryEntry).where(HistoryEntry.verb == "签收")).all()
        part = session.exec(
            select(Assignment).where(Assignment.unit_id == unit_named(session, LEAD).id)
        ).one()
        of_part = next(one for one in entries if one.obligation_id is None)
        of_row = next(one for one in entries if one.obligation_id is not None)
    assert part.state is AssignmentState.SIGNED
    assert of_part.before == {"assignment": str(part.id), "state": "pending"}
    assert of_part.after["state"] == "signed"
    assert (of_row.before, of_row.after) == ({"state": "open"}, {"state": "accepted"})


def test_files_stand_as_evidence_through_the_whole_cycle(june: TestOffice) -> None:
    with transaction(june.engine) as session:
        file = NamedFile("验收单.pdf", store_file(session, "验收单.pdf", PDF, 10_000))
        row, actor = owed(session, COMPLETION), contact_of(unit_named(session, LEAD))
        report(session, row, Answer.DONE, june.rules(), actor, june.now, files=(file,))
    answer(june, given=Answer.DONE, text="", done_on=date(2026, 2, 20))
    with reading(june.engine) as session:
        assert owed(session, COMPLETION).done_on == date(2026, 2, 20)
        assert session.exec(select(Attachment.name)).all() == ["验收单.pdf"]


def test_evidence_of_a_returned_answer_does_not_count_again(june: TestOffice) -> None:
    with transaction(june.engine) as session:
        file = NamedFile("验收单.pdf", store_file(session, "验收单.pdf", PDF, 10_000))
        row, actor = owed(session, COMPLETION), contact_of(unit_named(session, LEAD))
        report(session, row, Answer.DONE, june.rules(), actor, june.now, files=(file,))
        send_back(session, row, "材料不符", june.rules(), OFFICE, june.now)
    with pytest.raises(MoveRefused, match="证明材料"):
        answer(june, given=Answer.DONE, text="")


def test_a_plan_is_checked_and_kept(june: TestOffice) -> None:
    fields = ("measures", "timetable", "responsible", "result_form", "expected_result")
    details = {name: f"{name}内容" for name in fields}
    node = {"due": "2026-05-31", "text": " 完成招标 "}
    with pytest.raises(MoveRefused, match="落实方案请写明工作措施"):
        answer(june, ObligationKind.PLAN, Answer.PLANNED, "")
    answer(june, ObligationKind.PLAN, Answer.PLANNED, "", details={**details, "nodes": [node]})
    with reading(june.engine) as session:
        kept = reports(session, ObligationKind.PLAN)[0].details
    assert kept["nodes"] == [{"due": "2026-05-31", "text": "完成招标"}]


# What it sets off


def test_not_yet_with_a_date_is_a_promise_and_done_keeps_it(june: TestOffice) -> None:
    answer(june, next_step="桥面铺装", next_on=date(2026, 4, 30))
    with reading(june.engine) as session:
        made = session.exec(select(Promise)).one()
        assert (made.due_on, made.text, made.kept_at) == (date(2026, 4, 30), "桥面铺装", None)
    june.now = at("2026-04-29")
    answer(june, given=Answer.DONE)
    with reading(june.engine) as session:
        assert session.exec(select(Promise)).one().kept_at == june.now


def test_a_next_step_of_a_round_report_is_no_promise(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-12-31", Criterion.PROGRESS)))
    answer(office, ObligationKind.PROGRESS, next_step="招标", next_on=date(2026, 4, 30))
    with reading(office.engine) as session:
        assert session.exec(select(Promise)).all() == []


def test_a_blocker_may_ask_the_office_to_coordinate(june: TestOffice) -> None:
    answer(june, blocker="用地未批", coordination="用地未批")
    with reading(june.engine) as session:
        asked = session.exec(select(Petition)).one()
        assert (asked.kind, asked.reason) == (PetitionKind.COORDINATION, "用地未批")
        assert owed(session, ObligationKind.DECIDE, "市政府督查室").about_id == asked.id


def test_a_refused_report_leaves_nothing_behind(june: TestOffice) -> None:
    def refused() -> None:
        with transaction(june.engine) as session:
            file = NamedFile("单.pdf", store_file(session, "单.pdf", PDF, 10_000))
            row, actor = owed(session, COMPLETION), contact_of(unit_named(session, LEAD))
            report(session, row, Answer.DONE, june.rules(), actor, june.now, files=(file,), take_over=["x"])

    with pytest.raises(MoveRefused, match="请刷新后重新勾选"):
        refused()
    with reading(june.engine) as session:
        assert reports(session) == []
        assert session.exec(select(Attachment)).all() == []


# 配合报送


def test_the_lead_takes_contributions_over_and_names_who_is_missing(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")))
    given = answer(office, CONTRIBUTION, Answer.IN_PROGRESS, "资金已拨", SUPPORT)
    made = answer(office, given=Answer.DONE, take_over=[given.id])
    assert (made.taken_over, made.missing) == ([str(given.id)], [])
    with reading(office.engine) as session:
        assert owed(session, CONTRIBUTION, SUPPORT).state is ObligationState.REPORTED


def test_only_contributions_to_this_very_date_are_taken_over(office: TestOffice) -> None:
    office.issue(key_task(1, stone("2026-06-30")), key_task(2, stone("2026-06-30")))
    with transaction(office.engine) as session:
        other = owed(session, CONTRIBUTION, SUPPORT, 2)
        actor = contact_of(unit_named(session, SUPPORT))
        theirs = report(session, other, Answer.NOTHING_NEW, office.rules(), actor, office.now)
        row, actor = owed(session, COMPLETION, LEAD, 1), contact_of(unit_named(session, LEAD))
        with pytest.raises(MoveRefused, match="不属于本项本次报送"):
            report(session, row, Answer.DONE, office.rules(), actor, office.now, "好", take_over=[theirs.id])


def test_a_contribution_answered_anew_has_to_be_chosen_again(june: TestOffice) -> None:
    first = answer(june, CONTRIBUTION, Answer.IN_PROGRESS, "资金已拨", SUPPORT)
    june.now = at("2026-02-24", 10)
    answer(june, CONTRIBUTION, Answer.IN_PROGRESS, "资金拨了一半", SUPPORT)
    with pytest.raises(MoveRefused, match="请刷新后重新勾选"):
        answer(june, given=Answer.DONE, take_over=[first.id])


# Whose answer counts


def test_another_unit_may_not_answer(june: TestOffice) -> None:
    with transaction(june.engine) as session:
        stranger, now = contact_of(unit_named(session, SUPPORT)), june.now
        with pytest.raises(MoveRefused, match="这不是贵单位的事项"):
            report(session, owed(session, COMPLETION), Answer.ON_TRACK, june.rules(), stranger, now)
        with pytest.raises(MoveRefused, match="这不是贵单位的事项"):
            sign(session, owed(session, ObligationKind.SIGN), june.rules(), stranger, now)


def test_a_section_answers_inside_its_unit_only(june: TestOffice) -> None:
    with transaction(june.engine) as session:
        unit = unit_named(session, LEAD)
        section = Actor("规划处", ActorKind.UNIT, unit.id, post_role=PostRole.SECTION)
        with pytest.raises(MoveRefused, match="处室请把情况交给联络员"):
            report(session, owed(session, COMPLETION), Answer.ON_TRACK, june.rules(), section, june.now)


def test_what_is_accepted_or_the_offices_own_is_not_reported(june: TestOffice) -> None:
    answer(june, given=Answer.DONE, blocker="缺地", coordination="缺地")
    with transaction(june.engine) as session:
        decide = owed(session, ObligationKind.DECIDE, "市政府督查室")
        with pytest.raises(MoveRefused, match="不能答复“已办理”"):
            report(session, decide, Answer.DECIDED, june.rules(), OFFICE, june.now)
        accept(session, owed(session, COMPLETION), june.rules(), OFFICE, june.now)
    with pytest.raises(MoveRefused, match="不能报送"):
        answer(june, given=Answer.DONE)


def test_a_stale_page_is_told_who_reported_meanwhile(june: TestOffice) -> None:
    seen = mark(june)
    answer(june, given=Answer.ON_TRACK, text="", seen=seen)
    june.now = at("2026-02-24", 11)
    with pytest.raises(MoveRefused, match="市工信局联络员已于2月24日 09:00报送“按计划推进”"):
        answer(june, given=Answer.DONE, seen=seen)
    answer(june, given=Answer.DONE, seen=mark(june))


def test_a_page_from_before_a_return_is_stale(june: TestOffice) -> None:
    answer(june, given=Answer.DONE)
    seen = mark(june)
    with transaction(june.engine) as session:
        send_back(session, owed(session, COMPLETION), "请补充", june.rules(), OFFICE, june.now)
    with pytest.raises(MoveRefused, match="已被退回或重新起算"):
        answer(june, given=Answer.DONE, text="再报", seen=seen)


def test_the_same_form_sent_twice_is_one_report(june: TestOffice) -> None:
    seen = mark(june)
    first = answer(june, next_step="招标", next_on=date(2026, 4, 30), seen=seen)
    assert answer(june, next_step="招标", next_on=date(2026, 4, 30), seen=seen).id == first.id
    with reading(june.engine) as session:
        assert len(reports(session)) == 1
        assert len(session.exec(select(Promise)).all()) == 1


def test_of_two_who_press_at_once_one_is_told_about_the_other(june: TestOffice) -> None:
    seen, both, rules = mark(june), Barrier(2), june.rules()
    made: list[str] = []
    refused: list[str] = []

    def press(name: str) -> None:
        try:
            with transaction(june.engine) as session:
                row = owed(session, COMPLETION)
                actor = Actor(name, ActorKind.UNIT, row.unit_id)
                if june.engine.dialect.name == "postgresql":
                    both.wait(10)  # both have read before either writes
                report(session, row, Answer.IN_PROGRESS, rules, actor, june.now, name, seen=seen)
                made.append(name)
        except MoveRefused as wrong:
            refused.append(str(wrong))

    threads = [Thread(target=press, args=(name,)) for name in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == len(refused) == 1
    assert f"{made[0]}已于" in refused[0]
    with reading(june.engine) as session:
        assert [one.text for one in reports(session)] == made


def test_a_rows_obligation_is_the_units_own_even_by_the_offices_hand(june: TestOffice) -> None:
    with transaction(june.engine) as session:
        row = owed(session, COMPLETION)
        report(session, row, Answer.ON_TRACK, june.rules(), OFFICE, june.now)
    with reading(june.engine) as session:
        assert reports(session)[0].actor == OFFICE.name
        assert session.get_one(Obligation, row.id).unit_id == unit_named(session, LEAD).id
