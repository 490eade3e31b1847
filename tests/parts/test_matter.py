"""A single matter by hand: from the command to a plan that can be issued, and what is refused."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from duban.app import open_office
from intake.matter import Matter, add_matter
from intake.register import load_register
from models.actors import MoveRefused
from models.database import reading, transaction
from models.duties import Obligation
from models.issuing import issue
from models.messages import Notification
from models.plans import Assignment, Directive, KeyTask, Milestone, Plan
from models.words import (
    DirectiveKind,
    KeyTaskState,
    ObligationKind,
    Outcome,
    PlanState,
    Responsibility,
    Role,
    Secrecy,
)
from tests.support.cli import duban
from tests.support.office import (
    LEAD,
    OFFICE,
    REGISTER,
    SUPPORT,
    ZHAO,
    TestOffice,
    at,
    contact_of,
    owed,
    unit_named,
)
from tests.support.smtp_server import Received, text_of

TITLE = "尽快解决云溪小学放学时段道路拥堵问题"
INSTRUCTION = Matter(DirectiveKind.INSTRUCTION, TITLE, "王市长", (LEAD,))


def add(office: TestOffice, matter: Matter = INSTRUCTION, **fields: Any) -> int:
    """Store a matter; returns its plan's number."""
    with transaction(office.engine) as session:
        made = replace(matter, **fields)
        return add_matter(session, made, office.rules(), OFFICE, office.now).plan.id or 0


def deadlines(office: TestOffice, plan: int = 1) -> list[date | None]:
    with reading(office.engine) as session:
        rows = session.exec(select(Milestone).join(KeyTask).where(KeyTask.plan_id == plan)).all()
        return [row.deadline for row in sorted(rows, key=lambda one: one.position)]


def only_task(session: Session) -> KeyTask:
    return session.exec(select(KeyTask)).one()


def test_a_matter_is_a_plan_of_one_confirmed_key_task(office: TestOffice) -> None:
    add(office, supports=(SUPPORT,), leaders=("钱副市长",), number="云批〔2026〕3号")
    with reading(office.engine) as session:
        plan, directive, task = (
            session.get_one(Plan, 1),
            session.exec(select(Directive)).one(),
            only_task(session),
        )
        roles = sorted(row.role for row in session.exec(select(Assignment)))
    assert (plan.state, plan.year) == (PlanState.DRAFT, 2026)
    assert (directive.kind, directive.issuer, directive.document_number, directive.term_days) == (
        DirectiveKind.INSTRUCTION,
        "王市长",
        "云批〔2026〕3号",
        5,
    )
    assert (task.content, task.state, task.leaders) == (TITLE, KeyTaskState.CONFIRMED, ["钱副市长"])
    assert roles == [Role.LEAD, Role.SUPPORT]


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        pytest.param({}, "2026-03-01", id="the kind's first term"),
        pytest.param({"term": 15}, "2026-03-11", id="another of its terms"),
        pytest.param({"kind": DirectiveKind.MEETING}, "2026-03-03", id="of a meeting"),
        pytest.param({"issued_on": date(2026, 2, 20)}, "2026-02-25", id="counted from the directive's date"),
        pytest.param({"due": date(2026, 4, 15)}, "2026-04-15", id="a date"),
        pytest.param({"limit": "15日内"}, "2026-03-11", id="days"),
        pytest.param(
            {"limit": "收到后10个工作日内"}, "2026-03-09", id="workdays, the make-up Saturday counted"
        ),
        pytest.param({"limit": "3个月内完成"}, "2026-05-24", id="months"),
        pytest.param({"limit": "两周内"}, None, id="in words"),
        pytest.param({"limit": "2周内"}, "2026-03-10", id="weeks"),
        pytest.param({"limit": "6月底前完成"}, "2026-06-30", id="the limit reader"),
    ],
)
def test_the_date_comes_from_a_date_words_or_the_kinds_term(
    office: TestOffice, fields: dict[str, Any], due: str | None
) -> None:
    if due is None:
        with pytest.raises(MoveRefused, match="读不准"):
            add(office, **fields)
        return
    add(office, **fields)
    assert deadlines(office) == [date.fromisoformat(due)]


def test_a_limit_of_two_dates_gives_two_milestones(office: TestOffice) -> None:
    add(office, kind=DirectiveKind.OTHER, limit="3月底前完成方案制定，10月底前全面建成")
    assert deadlines(office) == [date(2026, 3, 31), date(2026, 10, 31)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"title": "  "}, "--title", id="no title"),
        pytest.param({"source": ""}, "--from", id="from nobody"),
        pytest.param({"leads": ()}, "--lead", id="no lead"),
        pytest.param({"leads": ("市蚕桑茶叶办公室",)}, "单位库里没有“市蚕桑茶叶办公室”", id="unknown unit"),
        pytest.param(
            {"supports": ("没有局", "也没有局")}, "“没有局”.*“也没有局”", id="all unknown units at once"
        ),
        pytest.param({"term": 10}, "期限为5、15、30天，没有10天", id="no such term"),
        pytest.param({"kind": DirectiveKind.OTHER}, "请写明期限", id="a kind without terms"),
        pytest.param({"kind": DirectiveKind.OTHER, "term": 5}, "没有固定期限", id="a term without a kind"),
        pytest.param({"due": date(2026, 4, 1), "limit": "15日内"}, "只能写一个", id="two limits"),
        pytest.param({"due": date(2026, 1, 5)}, "早于交办", id="a date before"),
        pytest.param({"limit": "适时完成"}, "读不准", id="no date in the words"),
        pytest.param({"limit": "400天内"}, "1天到366天", id="too long"),
        pytest.param({"limit": "0日内"}, "1天到366天", id="at once"),
        pytest.param({"title": "机密★1年"}, "标有密级", id="a secrecy mark"),
        pytest.param({"title": "督" * 2001}, "最多2000字", id="too much"),
    ],
)
def test_what_cannot_be_entered_is_refused_and_nothing_stored(
    office: TestOffice, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(MoveRefused, match=said):
        add(office, **fields)
    with reading(office.engine) as session:
        assert session.exec(select(Plan)).all() == []


def test_an_unknown_unit_is_refused_with_near_names(office: TestOffice) -> None:
    with pytest.raises(MoveRefused, match=rf"“市信息局”（相近的有{LEAD}）"):
        add(office, leads=("市信息局",))


def test_only_the_office_enters_matters(office: TestOffice) -> None:
    with transaction(office.engine) as session:
        unit = contact_of(unit_named(session, LEAD))
        with pytest.raises(MoveRefused, match="只能由督查人员办理"):
            add_matter(session, INSTRUCTION, office.rules(), unit, office.now)


def test_two_matters_of_one_title_differ_by_their_numbers_only(office: TestOffice) -> None:
    add(office)
    with pytest.raises(MoveRefused, match="已经登记为计划1"):
        add(office, source="李副市长")
    assert add(office, number="云批〔2026〕3号") == 2
    with pytest.raises(MoveRefused, match="同一文号已经登记为计划2"):
        add(office, number="云批[2026]3号")
    assert add(office, number="云批〔2026〕4号") == 3


def test_several_leads_share_and_the_first_sums_up(office: TestOffice) -> None:
    add(office, leads=(LEAD, SUPPORT), supports=(SUPPORT,))
    with reading(office.engine) as session:
        assert only_task(session).responsibility is Responsibility.JOINT
        assert sorted(row.role for row in session.exec(select(Assignment))) == [Role.LEAD, Role.LEAD]


def test_a_matter_of_five_days_says_no_rung_that_was_due_before_it_was_issued(office: TestOffice) -> None:
    """The ladder of an instruction has rungs before the date; those before issue are passed, never said."""
    office.now = at("2026-02-25", 15)
    add(office, issued_on=date(2026, 2, 22))
    with transaction(office.engine) as session:
        issue(session, session.get_one(Plan, 1), office.rules(), OFFICE, office.now)
    issued = office.now
    office.live_until(at("2026-03-06"))
    with reading(office.engine) as session:
        said = session.exec(
            select(Notification)
            .join(Obligation)
            .where(Obligation.kind == ObligationKind.COMPLETION, Notification.outcome != Outcome.PASSED)
        ).all()
        ladders = session.exec(
            select(Obligation.ladder).where(Obligation.kind == ObligationKind.COMPLETION)
        ).all()
        kinds = {row.kind for row in session.exec(select(Obligation))}
    assert ladders == ["instruction"]
    assert said
    assert all(note.due_at >= issued for note in said)
    assert ObligationKind.PROGRESS not in kinds, "a short matter has no rounds"


def test_a_supporting_unit_of_a_short_matter_is_asked_at_once_and_not_late_at_once(
    office: TestOffice, received: Received
) -> None:
    office.now = at("2026-02-24", 15)
    add(office, supports=(SUPPORT,), due=date(2026, 2, 27))
    with transaction(office.engine) as session:
        issue(session, session.get_one(Plan, 1), office.rules(), OFFICE, office.now)
    office.live_until(at("2026-02-25", 10))
    with reading(office.engine) as session:
        help_asked = owed(session, ObligationKind.CONTRIBUTION, SUPPORT)
    assert help_asked.report_by == date(2026, 2, 26)  # a half of three workdays, the larger one
    mail = received.to(ZHAO)[0]
    assert "请配合报送 1项，2月26日（周四）前" in text_of(mail)


def test_an_offline_matter_keeps_its_number_and_date_and_no_text(office: TestOffice) -> None:
    add(office, number="云批〔2026〕9号", secrecy=Secrecy.OFFLINE, paper_reference="密件柜2-7")
    with reading(office.engine) as session:
        task, directive = only_task(session), session.exec(select(Directive)).one()
        assert TITLE not in f"{task}{directive}{session.get_one(Plan, 1)}"
    assert (task.paper_reference, directive.document_number) == ("密件柜2-7", "云批〔2026〕9号")
    assert deadlines(office) == [date(2026, 3, 1)]
    with pytest.raises(MoveRefused, match="已经登记为计划1"):
        add(office, number="云批〔2026〕9号")


# The commands


@pytest.fixture
def registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    office = open_office()
    with transaction(office.engine) as session:
        load_register(session, REGISTER)
    office.engine.dispose()


def typed(*more: str) -> list[str]:
    return ["matter", "add", "--title", TITLE, "--from", "王市长", "--lead", LEAD, *more]


@pytest.mark.usefixtures("registered")
def test_add_says_number_and_date_and_issues_at_once() -> None:
    first = duban(*typed("--kind", "领导批示", "--support", SUPPORT, "--due", "2031-06-30"))
    assert first.status == 0, first.err
    assert "计划 1：领导批示已登记，期限2031-06-30。" in first.out
    assert "duban plan issue 1" in first.out
    second = duban(*typed("--kind", "meeting", "--number", "纪要〔2026〕2号", "--issue"))
    assert "计划 2：会议议定事项已登记" in second.out
    assert "已交办：" in second.out
    assert "会议议定事项" in duban("plan", "list").out


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--kind", "批评"), "来文类别没有“批评”"),
        (("--secrecy", "绝密"), "公开范围没有“绝密”"),
        (("--due", "明天"), "办结日期"),
        (("--term", "6"), "期限为5、15、30天"),
    ],
)
def test_what_is_mistyped_is_said_in_one_sentence(more: tuple[str, ...], said: str) -> None:
    answer = duban(*typed(*more))
    assert (answer.status, said in answer.err, "Traceback" in answer.err) == (1, True, False)


@pytest.mark.usefixtures("registered")
def test_link_unlink_and_secrecy_work_from_the_command_line() -> None:
    duban(*typed("--issue"))
    duban(*typed("--number", "二号", "--issue"))
    assert "计划1第1项的同一事项：计划2第1项。" in duban("matter", "link", "1", "1", "2", "1").out
    assert "请先解除关联" in duban("matter", "secrecy", "1", "1", "线下", "--paper", "卷1", "--yes").err
    assert "已解除关联" in duban("matter", "unlink", "1", "1", "2", "1").out
    assert "没有直接关联" in duban("matter", "unlink", "1", "1", "2", "1").err
    assert "计划1第1项：内部。" in duban("matter", "secrecy", "1", "1", "内部").out
    refused = duban("matter", "secrecy", "1", "1", "线下", "--paper", "卷1")
    assert (refused.status, "不能恢复；确认请加 --yes" in refused.err) == (1, True)
    assert TITLE[:8] in duban("plan", "show", "1").out.replace("\n", "")
    done = duban("matter", "secrecy", "1", "1", "线下", "--paper", "卷1", "--yes")
    assert "计划1第1项：线下。" in done.out
    assert "来文原件不在其内" in done.out
    assert TITLE[:8] not in duban("plan", "show", "1").out
