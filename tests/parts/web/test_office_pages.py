"""Key task, release, call list, mails, problems: what they show, and the office's moves on them."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, SQLModel, col, select

from models.database import transaction
from models.duties import Obligation
from models.messages import Mail, Notification
from models.plans import KeyTask
from models.traces import Heartbeat, Leg, LegRequest
from models.units import Post
from models.words import (
    Answer,
    Channel,
    KeyTaskState,
    Kind,
    MailClass,
    MailState,
    ObligationKind,
    ObligationState,
    Outcome,
    PostRole,
)
from notifications.links import PLACEHOLDER
from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, City
from web.clocks import read_wall

OpenPages = Callable[..., Visitor]


def rows(city: City) -> dict[str, list[str]]:
    """Every row of every table, to compare."""
    with city.engine.connect() as connection:
        tables = SQLModel.metadata.sorted_tables
        return {table.name: sorted(map(str, connection.execute(table.select()))) for table in tables}


def test_a_get_changes_nothing(city: City, pages: Visitor) -> None:
    link, mail = city.link("市交通局"), letter(city)
    before = rows(city)
    addresses = ["/", "/release", "/calls", "/mails", "/problems", "/health", f"/mails/{mail}"]
    addresses += [f"/key-tasks/{task}" for task in city.tasks] + [f"/answer/{link}", f"/answer/{link}/rest"]
    for address in addresses:
        well = (200, 503) if address == "/health" else (200,)  # no clock runs here, and it says so
        assert pages.get(address).status_code in well, address
    assert rows(city) == before


# Key task


@pytest.fixture
def reported(city: City, pages: Visitor) -> UUID:
    """市交通局's first progress report, waiting for the office."""
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    form = {"obligation": str(owed), "answer": Answer.IN_PROGRESS.value, "text": "已开工四条"}
    pages.post(f"/answer/{city.link('市交通局')}/report", data=form)
    return owed


def test_the_key_tasks_page_tells_its_story(city: City, pages: Visitor, reported: UUID) -> None:
    run = uuid4()
    with transaction(city.engine) as session:
        session.add(Leg(key_task_id=city.tasks[0], flow_run_id=run, name="2026-001 报送", at=MARCH))
    city.notify(reported, "本轮开始", Outcome.DELIVERED, MARCH, kind=Kind.REMINDER)
    text = pages.get(f"/key-tasks/{city.tasks[0]}").text
    for words in (
        "已开工四条",
        "市财政局",
        "赵副市长",
        "月底即当月最后一日",
        "本轮开始",
        "已送达",
        "交办",
        "经发至",
    ):
        assert words in text
    assert f"http://127.0.0.1:4200/runs/flow-run/{run}" in text


def test_what_is_asked_much_later_is_folded_away(city: City, pages: Visitor, reported: UUID) -> None:
    shown, _, folded = pages.get(f"/key-tasks/{city.tasks[0]}").text.partition('<details class="later">')
    later = city.obligation("市交通局", ObligationKind.PROGRESS, report_by=date(2026, 9, 25))
    assert f'id="o-{reported}"' in shown
    assert f'id="o-{later}"' in folded


def test_accepting_a_report(city: City, pages: Visitor, reported: UUID) -> None:
    answer = pages.post(f"/obligations/{reported}/accept")
    assert "已认可这份报送" in answer.text
    assert city.read(reported).state is ObligationState.ACCEPTED


def test_accepting_twice_is_refused_on_the_same_page(pages: Visitor, reported: UUID) -> None:
    pages.post(f"/obligations/{reported}/accept")
    answer = pages.post(f"/obligations/{reported}/accept")
    assert answer.status_code == 409
    assert "不能复核认可" in answer.text
    assert "公交线路" in answer.text


def test_returning_needs_a_reason(city: City, pages: Visitor, reported: UUID) -> None:
    answer = pages.post(f"/obligations/{reported}/return", data={"reason": "  "})
    assert answer.status_code == 409
    assert "退回请写明理由" in answer.text
    assert city.read(reported).state is ObligationState.REPORTED


def test_a_returned_report_tells_the_unit_why(city: City, pages: Visitor, reported: UUID) -> None:
    pages.post(f"/obligations/{reported}/return", data={"reason": "缺少<线路>名称"})
    assert city.read(reported).state is ObligationState.RETURNED
    sheet = pages.get(f"/answer/{city.link('市交通局')}").text
    assert "缺少&lt;线路&gt;名称" in sheet


def test_only_a_completed_key_task_is_closed(city: City, pages: Visitor) -> None:
    address = f"/key-tasks/{city.tasks[1]}"
    assert pages.post(f"{address}/close").status_code == 409
    with transaction(city.engine) as session:
        session.get_one(KeyTask, city.tasks[1]).state = KeyTaskState.COMPLETED
    assert "销号</button>" in pages.get(address).text
    assert pages.post(f"{address}/close").status_code == 200
    with Session(city.engine) as session:
        assert session.get_one(KeyTask, city.tasks[1]).state is KeyTaskState.CLOSED


@pytest.mark.parametrize("move", ["accept", "return"])
def test_an_unknown_obligation_is_not_found(pages: Visitor, move: str) -> None:
    assert pages.post(f"/obligations/{uuid4()}/{move}", data={"reason": "x"}).status_code == 404


# Release


@pytest.fixture
def held(city: City) -> UUID:
    """A slip to 市交通局 that waits for release."""
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    city.notify(owed, "本轮开始", Outcome.DELIVERED, MARCH, kind=Kind.REMINDER)
    return city.notify(owed, "催办单", Outcome.HELD, MARCH)


def outcome(city: City, note: UUID) -> Outcome:
    with Session(city.engine) as session:
        return session.get_one(Notification, note).outcome


def test_a_held_slip_says_why_now(pages: Visitor, held: UUID) -> None:
    text = pages.get("/release").text
    assert "进展报送应于3月25日前报，还有5个工作日。此前3月18日已发“本轮开始”，至今未收到报送。" in text
    assert "王联络" in text
    assert 'count-warn">1<' in text


def test_a_held_slip_shows_the_letter_that_would_go_and_no_working_link(pages: Visitor, held: UUID) -> None:
    letter = pages.get("/release").text.split("<pre>")[1].split("</pre>")[0]
    assert letter.startswith("催办单")
    assert "报送办理情况" in letter
    assert "（签发时附上）" in letter
    assert "/answer/" not in letter


def test_releasing(city: City, pages: Visitor, held: UUID) -> None:
    answer = pages.post(f"/notifications/{held}/release")
    assert "已签发" in answer.text
    assert outcome(city, held) is Outcome.QUEUED
    assert pages.post(f"/notifications/{held}/release").status_code == 409


def test_withdrawing_needs_a_reason(city: City, pages: Visitor, held: UUID) -> None:
    assert pages.post(f"/notifications/{held}/withdraw").status_code == 409
    assert outcome(city, held) is Outcome.HELD
    pages.post(f"/notifications/{held}/withdraw", data={"reason": "已当面说明"})
    assert outcome(city, held) is Outcome.WITHDRAWN


def test_an_unknown_notification_is_not_found(pages: Visitor) -> None:
    assert pages.post(f"/notifications/{uuid4()}/release").status_code == 404


# Calls


def test_the_call_list_names_unit_person_number_and_what_is_owed(city: City, pages: Visitor) -> None:
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    city.notify(owed, "逾期1个工作日", Outcome.DELIVERED, MARCH, channel=Channel.CALL)
    text = pages.get("/calls").text
    for words in ("市交通局", "王联络", "0100-1111", "第1项一季度进展报送", "市交通局王联络同志："):
        assert words in text
    form = {"obligation": str(owed), "answer": Answer.ON_TRACK.value}
    pages.post(f"/answer/{city.link('市交通局')}/report", data=form)
    assert "今天没有要打的电话" in pages.get("/calls").text


def test_the_date_that_counts_is_said_where_one_rings_and_releases(
    city: City, pages: Visitor, held: UUID
) -> None:
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    city.notify(owed, "逾期1个工作日", Outcome.DELIVERED, MARCH, channel=Channel.CALL)
    with transaction(city.engine) as session:
        session.get_one(Obligation, owed).extended_to = date(2026, 4, 10)
    calls = pages.get("/calls").text
    assert "4月10日前报" in calls
    assert "3月25日前报" not in calls
    assert "进展报送应于4月10日（原定3月25日）前报" in pages.get("/release").text


def test_nobody_is_rung_about_what_rests(city: City, pages: Visitor) -> None:
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    city.notify(owed, "逾期1个工作日", Outcome.DELIVERED, MARCH, channel=Channel.CALL)
    with transaction(city.engine) as session:
        session.get_one(Obligation, owed).paused = True
    assert "今天没有要打的电话" in pages.get("/calls").text


def test_a_call_for_a_signature_names_the_notice(city: City, pages: Visitor) -> None:
    owed = city.obligation("市水务局", ObligationKind.SIGN)
    city.notify(owed, "未签收转电话", Outcome.DELIVERED, MARCH, channel=Channel.CALL)
    assert "签收《二〇二六年重点工作分工》" in pages.get("/calls").text


# Mails


def letter(city: City, unit: str = "市交通局", state: MailState = MailState.SENT, number: int = 0) -> UUID:
    post = city.posts[unit, PostRole.CONTACT]
    mail = Mail(
        post_id=post,
        address="contact@city.example",
        mail_class=MailClass.DIGEST,
        morning=date(2026, 3, 18),
        batch=f"digest{number}",
        subject=f"〔请报进展〕{unit}{number}",
        text=f"请打开 {PLACEHOLDER}",
        html=f'<p onclick="x()">请<a href="{PLACEHOLDER}">打开</a></p><script>alert(1)</script>',
        state=state,
        not_before=MARCH,
        queued_at=MARCH,
        reply="250 OK",
    )
    with transaction(city.engine) as session:
        session.add(mail)
    return mail.id


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("", {"市交通局0", "市水务局0"}, id="all"),
        pytest.param("?state=failed", {"市水务局0"}, id="by state"),
        pytest.param("?morning=2026-03-18", {"市交通局0", "市水务局0"}, id="by morning"),
        pytest.param("?morning=2026-03-19", set(), id="another morning"),
        pytest.param(
            "?unit=nonsense&state=nonsense&morning=nonsense", {"市交通局0", "市水务局0"}, id="nonsense"
        ),
    ],
)
def test_the_outbox(city: City, pages: Visitor, query: str, shown: set[str]) -> None:
    letter(city)
    letter(city, "市水务局", MailState.FAILED)
    text = pages.get(f"/mails{query}").text
    assert {name for name in ("市交通局0", "市水务局0") if f"〔请报进展〕{name}" in text} == shown


def test_the_outbox_turns_pages(city: City, pages: Visitor) -> None:
    for number in range(101):
        letter(city, number=number)
    assert "第 1 / 2 页" in pages.get("/mails").text
    assert pages.get("/mails?page=2").text.count("〔请报进展〕") == 1
    assert pages.get("/mails?page=9").status_code == 200


def test_a_mail_is_shown_in_a_box_that_runs_nothing_and_without_its_link(city: City, pages: Visitor) -> None:
    answer = pages.get(f"/mails/{letter(city)}")
    assert "<script>alert" not in answer.text
    assert '<iframe class="letter-body" sandbox srcdoc=' in answer.text
    assert "督查人员不能代单位报送" in answer.text
    assert "script-src" not in answer.headers["Content-Security-Policy"]


# Problems and health


def test_an_office_that_cannot_hear_of_its_own_duties_is_a_problem(city: City, pages: Visitor) -> None:
    with transaction(city.engine) as session:
        session.get_one(Post, city.posts["市政府督查室", PostRole.HEAD]).email = ""
        session.get_one(Post, city.posts["市政府督查室", PostRole.COORDINATOR]).email = ""
    text = pages.get("/problems").text
    for words in ("督查人员没有邮箱", "主要负责人没有邮箱", "督查人员 周督查", "主要负责人 冯主任"):
        assert words in text
    assert 'count-bad">2<' in text
    assert "2个岗位没有人或联系不上" in pages.get("/").text


def test_without_problems_the_page_says_so(pages: Visitor) -> None:
    assert "没有需要处理的事" in pages.get("/problems").text


def test_problems_are_told_by_kind(city: City, pages: Visitor) -> None:
    owed = city.obligation("市水务局", ObligationKind.PROGRESS, 2)
    letter(city, state=MailState.FAILED)
    city.notify(owed, "本轮开始", Outcome.REFUSED, MARCH, reason="岗位没有登记邮箱")
    with transaction(city.engine) as session:
        session.get_one(Obligation, owed).trouble = "没有名为甲的阶梯"
        session.get_one(Post, city.posts["市水务局", PostRole.CONTACT]).email = ""
        session.add(LegRequest(plan_id=city.plan_id, reason="交办", at=MARCH, error="Prefect 没有应答"))
    text = pages.get("/problems").text
    for words in (
        "没有名为甲的阶梯",
        "250 OK",
        "岗位没有登记邮箱",
        "联络员没有邮箱",
        "Prefect 没有应答",
    ):
        assert words in text
    assert 'count-bad">3<' in text


def test_health_counts_the_backlog(city: City, open_pages: OpenPages) -> None:
    with transaction(city.engine) as session:
        session.add(Heartbeat(process="clock", at=read_wall() - timedelta(seconds=12)))
    answer = open_pages(city, client="192.0.2.7").get("/health")
    assert answer.status_code == 200
    told = answer.json()
    assert told["database"] == "ok"
    assert 12 <= told["tick_age_seconds"] < 60
    with Session(city.engine) as session:
        due = session.exec(select(Obligation).where(col(Obligation.next_rung_at) <= MARCH)).all()
    assert told["backlog"]["obligations_due"] == len(due) > 0


@pytest.mark.parametrize(
    ("age", "said"),
    [
        pytest.param(None, "时钟还没有启动", id="never started"),
        pytest.param(30, "", id="alive"),
        pytest.param(600, "时钟已停 10 分钟", id="standing still"),
        pytest.param(3 * 86400, "时钟已停 3 天", id="for days"),
    ],
)
def test_the_pages_say_when_the_clock_stands_still(
    city: City, open_pages: OpenPages, age: int | None, said: str
) -> None:
    if age is not None:
        with transaction(city.engine) as session:
            session.add(Heartbeat(process="clock", at=read_wall() - timedelta(seconds=age)))
    page = open_pages(city).get("/").text
    assert said in page
    assert ('role="alert"' in page) == bool(said)


def test_health_says_when_the_database_does_not_answer(city: City, open_pages: OpenPages) -> None:
    with city.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE policy_version")
    answer = open_pages(city).get("/health")
    assert answer.status_code == 503
    assert answer.json()["database"] == "failed"
