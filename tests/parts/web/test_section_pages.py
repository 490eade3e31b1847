"""转办 on the pages: the contact forwards and takes over, a section sees and fills in its own rows only."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from models.database import transaction
from models.duties import Round, SectionAnswer, Sheet
from models.messages import AnswerLink, Notification
from models.units import Forward, Post
from models.words import ObligationKind, ObligationState, PostRole
from notifications.links import link_for, token_for
from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, SECRET, City

OpenPages = Callable[..., Visitor]
PROGRESS = ObligationKind.PROGRESS


@pytest.fixture
def link(city: City) -> str:
    """王's link to the first round's sheet."""
    return city.link("市交通局")


def give(city: City, pages: Visitor, link: str, *tasks: int, section: str = "规划处", **given: str) -> str:
    """王 forwards key tasks on the page; what came back."""
    form = {"section": section, "person": "周科长", "telephone": "0100-9", "email": "plan@city.example"}
    chosen = [str(city.tasks[task]) for task in tasks]
    return pages.post(f"/answer/{link}/inside/forward", data={**form, **given, "task": chosen}).text


def section_link(city: City, title: str = "规划处", due_on: date = date(2026, 3, 25)) -> str:
    """The link as the section's mail carries it."""
    with transaction(city.engine) as session:
        post = session.exec(select(Post).where(Post.role == PostRole.SECTION, Post.title == title)).one()
        due = session.exec(select(Round).where(Round.due_on == due_on)).one()
        sheet = session.exec(
            select(Sheet).where(Sheet.unit_id == post.unit_id, Sheet.round_id == due.id)
        ).one()
        rules = city.rules(session, MARCH)
        made = link_for(session, sheet, post.id, SECRET, rules.office, 120, MARCH)
        return token_for(made.id, SECRET)


def fill(pages: Visitor, token: str, obligation: UUID, **given: str) -> str:
    form = {"obligation": str(obligation), "answer": "in-progress", "text": "已完成选线。", **given}
    return pages.post(f"/answer/{token}/inside/answer", data=form).text


def test_the_contact_forwards_and_the_section_is_told(city: City, pages: Visitor, link: str) -> None:
    text = give(city, pages, link, 0)
    assert "已转办" in text
    assert "规划处" in text
    assert "提前2个工作日" in text
    with Session(city.engine) as session:
        note = session.exec(select(Notification).where(Notification.rung == "内部转办")).one()
    assert note.obligation_id == city.obligation("市交通局", PROGRESS, 0)


def test_a_section_sees_its_rows_only_with_the_inner_date(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    text = pages.get(f"/answer/{section_link(city)}").text
    assert "新开公交线路六条" in text
    assert "3月23日前填好" in text
    assert "王联络" in text
    assert "0100-1111" in text
    assert "请勿填写涉密内容" in text
    for foreign in ("东湖大桥", "黑臭水体", "签收", "签批", "转办给处室"):
        assert foreign not in text


def test_what_a_section_fills_in_waits_for_the_contact(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    row = city.obligation("市交通局", PROGRESS, 0)
    text = fill(pages, section_link(city), row, percent="40", next_step="招标", next_on="2026-04-20")
    assert "填好：推进中" in text
    assert "进度40%" in text
    assert city.read(row).state is ObligationState.OPEN
    sheet = pages.get(f"/answer/{link}").text
    assert "规划处 周科长：<b>推进中</b> 40%" in sheet
    assert "照此报送" in sheet
    assert sheet.count("已完成选线。") == 2  # said, and filled into the contact's own form


def test_the_contact_sees_who_is_missing_with_date_and_telephone(
    city: City, pages: Visitor, link: str
) -> None:
    give(city, pages, link, 0)
    text = pages.get(f"/answer/{link}").text
    assert '处室未填 <b class="bad">1</b> 件' in text
    assert '规划处 周科长 <a href="tel:0100-9">0100-9</a>：3月23日前填好' in text


def test_the_contact_takes_a_row_over_with_one_click(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    row = city.obligation("市交通局", PROGRESS, 0)
    fill(pages, section_link(city), row)
    text = pages.post(f"/answer/{link}/inside/take", data={"obligation": str(row)}).text
    assert "报送：推进中" in text
    assert "已取用" in text
    assert city.read(row).state is ObligationState.REPORTED
    again = pages.post(f"/answer/{link}/inside/take", data={"obligation": str(row)})
    assert again.status_code == 409
    assert "没有可以取用的填报" in again.text
    assert "本单位已经报送" in pages.get(f"/answer/{section_link(city)}").text


def test_a_mistake_is_said_at_the_row_and_the_words_stay(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    row = city.obligation("市交通局", PROGRESS, 0)
    text = fill(pages, section_link(city), row, percent="140")
    assert "进度应为0到100的整数" in text
    assert "已完成选线。" in text


def test_a_row_of_another_section_does_not_exist(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    token = section_link(city)
    for row in (city.obligation("市水务局", PROGRESS, 2), uuid4()):
        sent = {"obligation": str(row), "answer": "on-track"}
        assert pages.post(f"/answer/{token}/inside/answer", data=sent).status_code == 404
    with Session(city.engine) as session:
        assert not session.exec(select(SectionAnswer)).all()


def test_after_the_forward_has_ended_the_section_sees_nothing(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    token = section_link(city)
    row = city.obligation("市交通局", PROGRESS, 0)
    with Session(city.engine) as session:
        forward = session.exec(select(Forward)).one().id
    assert "已取消转办" in pages.post(f"/answer/{link}/inside/end", data={"forward": str(forward)}).text
    assert "现在没有转给贵处的事项" in pages.get(f"/answer/{token}").text
    sent = {"obligation": str(row), "answer": "on-track"}
    assert pages.post(f"/answer/{token}/inside/answer", data=sent).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["sign", "report", "rest", "inside/forward", "inside/end", "inside/take", "inside/link",
     "signature/sign", "signature/link", "signature/enter", "signature/revoke", "upload/confirm"],
)  # fmt: skip
def test_a_section_makes_none_of_the_contacts_moves(city: City, pages: Visitor, link: str, path: str) -> None:
    give(city, pages, link, 0)
    row = str(city.obligation("市交通局", PROGRESS, 0))
    sent = {
        "obligation": row, "answer": "on-track", "task": str(city.tasks[1]), "section": "他处", "post": row,
        "forward": row, "signature": row, "signed_by": "李局长", "oa_number": "1", "received_on": "2026-03-18",
    }  # fmt: skip
    answer = pages.post(f"/answer/{section_link(city)}/{path}", data=sent)
    assert answer.status_code == 403
    assert city.read(UUID(row)).state is ObligationState.OPEN


@pytest.mark.parametrize(
    "path", ["rest", "sheet.xlsx", "inside", "signature/sheet", "signature/summary.docx"]
)
def test_a_section_opens_none_of_the_contacts_pages(city: City, pages: Visitor, link: str, path: str) -> None:
    give(city, pages, link, 0)
    assert pages.get(f"/answer/{section_link(city)}/{path}").status_code == 403


def test_the_contact_cannot_fill_in_for_a_section(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    row = city.obligation("市交通局", PROGRESS, 0)
    sent = {"obligation": str(row), "answer": "on-track"}
    assert pages.post(f"/answer/{link}/inside/answer", data=sent).status_code == 403


def test_a_revoked_link_opens_nothing(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    token = section_link(city)
    give(city, pages, link, 1, email="other@city.example")
    assert pages.get(f"/answer/{token}").status_code == 410


def test_the_contact_may_hand_the_sections_link_on(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0, email="")
    with Session(city.engine) as session:
        post = session.exec(select(Post).where(Post.role == PostRole.SECTION)).one().id
        assert not session.exec(select(AnswerLink).where(AnswerLink.post_id == post)).all()
    text = pages.post(f"/answer/{link}/inside/link", data={"post": str(post)}).text
    found = re.search(r"/answer/([^<\s]+)</textarea>", text)
    assert found is not None
    assert "内部转办填报" in pages.get(f"/answer/{found[1]}").text


def test_another_units_section_or_forward_does_not_exist(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    foreign = city.link("市水务局")
    with Session(city.engine) as session:
        forward, post = (
            session.exec(select(Forward)).one(),
            session.exec(select(Post).where(Post.role == PostRole.SECTION)).one(),
        )
    assert pages.post(f"/answer/{foreign}/inside/end", data={"forward": str(forward.id)}).status_code == 404
    assert pages.post(f"/answer/{foreign}/inside/link", data={"post": str(post.id)}).status_code == 404
    sent = {"section": "规划处", "task": str(city.tasks[0])}
    assert pages.post(f"/answer/{foreign}/inside/forward", data=sent).status_code == 404


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"days_before": "两天"}, "读不懂"),
        ({"inner_on": "下周"}, "读不懂"),
        ({"section": ""}, "请写明处室"),
        ({"email": "a b"}, "不是一个邮箱地址"),
    ],
)
def test_a_form_that_cannot_be_right_says_so(
    city: City, pages: Visitor, link: str, given: dict[str, str], words: str
) -> None:
    assert words in give(city, pages, link, 0, **given)


def test_reading_changes_nothing(city: City, pages: Visitor, link: str) -> None:
    give(city, pages, link, 0)
    token = section_link(city)

    def counts() -> list[int]:
        with Session(city.engine) as session:
            tables = (AnswerLink, Notification, SectionAnswer, Forward, Sheet, Post)
            return [len(session.exec(select(col(table.id))).all()) for table in tables]

    before = counts()
    for path in (f"/answer/{token}", f"/answer/{link}", f"/answer/{link}/inside"):
        assert pages.get(path).status_code == 200
    assert counts() == before


def test_one_click_leaves_out_what_a_section_has_filled_in(city: City, pages: Visitor) -> None:
    link = city.link("市财政局")
    give(city, pages, link, 0, section="预算处")
    filled = city.obligation("市财政局", ObligationKind.CONTRIBUTION, 0)
    fill(pages, section_link(city, "预算处"), filled, text="已拨付三千万元。")
    text = pages.get(f"/answer/{link}/rest?part=support").text
    assert str(filled) not in text
    assert "以下 <b>1</b> 件处室已经填写，不在一并报送之列" in text
    assert "预算处已填“推进中”" in text
    pages.post(f"/answer/{link}/rest", data={"part": "support", "obligation": [str(filled)]})
    assert city.read(filled).state is ObligationState.OPEN


def test_a_row_at_a_section_that_wrote_nothing_is_answered_with_the_rest(city: City, pages: Visitor) -> None:
    link = city.link("市财政局")
    give(city, pages, link, 0, section="预算处")
    row = city.obligation("市财政局", ObligationKind.CONTRIBUTION, 0)
    text = pages.get(f"/answer/{link}/rest?part=support").text
    assert str(row) in text
    assert "处室已经填写" not in text


def test_a_section_without_a_mailbox_is_said_to_contact_and_office(
    city: City, pages: Visitor, link: str
) -> None:
    text = give(city, pages, link, 0, email="")
    assert "规划处没有邮箱，不会收到邮件" in text
    assert "没有邮箱，收不到邮件，请转交链接" in pages.get(f"/answer/{link}").text
    assert "规划处没有邮箱" in pages.get("/problems").text
    with Session(city.engine) as session:
        post = session.exec(select(Post).where(Post.role == PostRole.SECTION)).one().id
    pages.post(f"/answer/{link}/inside/link", data={"post": str(post)})
    assert "不会收到邮件" not in pages.get(f"/answer/{link}/inside").text
    assert "规划处没有邮箱" not in pages.get("/problems").text
