"""Moves beside the main road (calls, promises, called rounds, sections, signatures, corrections), found by tag too."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models.actors import Actor, ActorKind
from models.answering import report
from models.asked_of_task import standing
from models.assigning import part_of, send_back_part
from models.calling import record_call, rows_to_call
from models.changing import bring_into_line
from models.dispatching import dispatch
from models.duties import Obligation, Sheet
from models.forwarding import answer_inside, end_forward, forward, forwards_of
from models.petitions import object_to, take_back
from models.plans import KeyTask, Plan
from models.rules import Rules
from models.same_matter import link, unlink
from models.secrecy import set_secrecy
from models.sheets import sheet_of
from models.signatures import revoke, sign_by_link, sign_on_paper
from models.units import Post
from models.words import Answer, ObligationKind, PetitionKind, PostRole, Secrecy
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
from tests.support.prefect_runs import Runs
from tests.support.prefect_year import Move, PrefectYear, completion, lead, petition, signing, task
from tests.support.sections import section, section_post

CALLED_BY = date(2026, 3, 20)
pytestmark = pytest.mark.prefect


def parts_are_disputed(year: PrefectYear) -> None:
    """The supporting unit objects, thinks better of it, and is let go after all."""
    office = year.office

    def objected(session: Session, rules: Rules) -> None:
        part = part_of(session, task(session, 18), unit_named(session, SUPPORT).id)
        assert part is not None
        unit = contact_of(unit_named(session, SUPPORT))
        object_to(session, part, "不属职责", "赵局长", rules, unit, office.now)

    def thought_better(session: Session, rules: Rules) -> None:
        unit = contact_of(unit_named(session, SUPPORT))
        take_back(session, petition(session, PetitionKind.OBJECTION), rules, unit, office.now)

    def let_go(session: Session, rules: Rules) -> None:
        part = part_of(session, task(session, 18), unit_named(session, SUPPORT).id)
        assert part is not None
        send_back_part(session, part, "确不属其职责", rules, OFFICE, office.now)

    year.on("2026-02-25", signing(office, LEAD), signing(office, SUPPORT), objected)
    assert "异议待答复" in year.strands("2026-018").values()
    year.on("2026-02-26", thought_better)
    year.on("2026-02-27", let_go)
    assert year.strands("2026-018")[f"配合 {SUPPORT}"] == "已退回"


def a_promise_is_broken(year: PrefectYear) -> None:
    """已电话催办 with a promise, which the clock finds broken; a mistaken 已完成 is taken back."""
    office = year.office

    def called(session: Session, rules: Rules) -> None:
        plan, row = session.get_one(Plan, 1), task(session, 20)
        rows = rows_to_call(session, plan, row, unit_named(session, LEAD), rules, office.now)
        record_call(session, rows, "王联络", date(2026, 3, 5), rules, OFFICE, office.now)

    def said(answer: Answer) -> Move:
        def move(session: Session, rules: Rules) -> None:
            row = completion(session, 21)
            report(session, row, answer, rules, lead(session), office.now, f"{answer.label}。")

        return move

    year.on("2026-03-02", called, said(Answer.DONE))
    year.on("2026-03-03", said(Answer.IN_PROGRESS))
    office.now = at("2026-03-06", 9)
    office.beat()
    year.show()


def a_round_is_called_and_answered_inside(year: PrefectYear) -> None:
    """调度 of one key task; its row goes to a section, comes back, and is signed twice."""
    office = year.office

    def called(session: Session, rules: Rules) -> None:
        plan = session.get_one(Plan, 1)
        tasks = [task(session, 19)]
        dispatch(session, plan, tasks, CALLED_BY, "专题调度", "", rules, OFFICE, office.now)

    def given(session: Session, rules: Rules) -> None:
        unit, actor = unit_named(session, LEAD).id, lead(session)
        forward(session, unit, [task(session, 19)], "规划处", "p@lead.example", rules, actor, office.now)

    def filled(session: Session, rules: Rules) -> None:
        row, post = called_row(session), section_post(session)
        said = (Answer.IN_PROGRESS, rules, section(session), office.now, "已选址。")
        answer_inside(session, row, post.id, *said)

    def ended(session: Session, _: Rules) -> None:
        (given_away,) = forwards_of(session, unit_named(session, LEAD).id)
        end_forward(session, given_away[0], lead(session), office.now)

    def told(session: Session, rules: Rules) -> None:
        row = called_row(session)
        report(session, row, Answer.IN_PROGRESS, rules, lead(session), office.now, "已选址。")

    year.on("2026-03-10", called)
    year.on("2026-03-12", given, filled, ended, told)


def called_row(session: Session) -> Obligation:
    """What the called round asks."""
    return owed(session, ObligationKind.PROGRESS, number=19)


def a_sheet_is_signed(year: PrefectYear) -> None:
    """By the head's link, revoked, then on paper."""
    office = year.office

    def sheet(session: Session) -> Sheet:
        row = called_row(session)
        assert row.round_id is not None
        return sheet_of(session, row.unit_id, row.round_id)

    def signed(session: Session, rules: Rules) -> None:
        post = session.exec(select(Post).where(Post.role == PostRole.HEAD)).one()
        head = Actor("李局长", ActorKind.UNIT, post.unit_id, PostRole.HEAD, post.id)
        made = sign_by_link(session, sheet(session), rules, head, office.now)
        revoke(session, made, "误签", OFFICE, office.now + timedelta(minutes=1))

    def on_paper(session: Session, rules: Rules) -> None:
        number, day = "云工信〔2026〕3号", office.now.date()
        sign_on_paper(session, sheet(session), number, day, "李局长", rules, OFFICE, office.now)

    year.on("2026-03-13", signed)
    year.on("2026-03-16", on_paper)


def plans_are_changed(year: PrefectYear) -> None:
    """更正, 关联 with another plan's matter and its end, and a matter that is not public any more."""
    office = year.office
    other = office.issue(key_task(1, stone("2027-06-30"), supports=()), year=2027)

    def corrected(session: Session, rules: Rules) -> None:
        plan, row = session.get_one(Plan, 1), task(session, 21)
        before = standing(session, plan, row, rules, office.now)
        bring_into_line(session, plan, row, before, rules, OFFICE, office.now)

    def linked(session: Session, _: Rules) -> None:
        row = session.exec(select(KeyTask).where(KeyTask.plan_id == other)).one()
        link(session, task(session, 20), row, OFFICE, office.now)
        unlink(session, task(session, 20), row, OFFICE, office.now)

    def hidden(session: Session, _: Rules) -> None:
        set_secrecy(session, task(session, 18), Secrecy.INTERNAL, "", OFFICE, office.now)

    year.on("2026-03-18", corrected, linked, hidden)
    assert "2026-018 （内部）" in str(year.last("2026-018")["name"])
    assert str(year.last("2027-001")["name"]).endswith("· 关联，解除关联"), "in the order they happened"
    year.found("2027-001", ["交办", "关联", "解除关联"])


def test_the_other_moves_are_found_by_tag_too(office: TestOffice, runs: Runs) -> None:
    year = PrefectYear(office, runs)
    parts_are_disputed(year)
    a_promise_is_broken(year)
    a_round_is_called_and_answered_inside(year)
    a_sheet_is_signed(year)
    plans_are_changed(year)
    year.found("2026-018", ["分工异议", "撤回申请", "退回分工", "调整公开范围"])
    year.found("2026-019", ["调度", "内部转办", "处室填报", "取消内部转办", "签批", "撤销签批", "代录签批"])
    year.found("2026-020", ["电话催办", "承诺", "承诺到期未兑现", "关联", "解除关联"])
    year.found("2026-021", ["报送", "改报", "更正"])
