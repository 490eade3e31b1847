"""The pages in Chromium: a sheet answered by clicking, at phone width, without a script, and nothing fetched abroad."""

import mailbox
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import Session, col, select

from models import steering
from models.answering import report
from models.database import transaction
from models.duties import Obligation
from models.filing import NamedFile, store_file
from models.messages import Mail
from models.plans import KeyTask
from models.units import Post
from models.words import (
    Answer,
    Channel,
    MailClass,
    MailState,
    ObligationKind,
    ObligationState,
    Outcome,
    PostRole,
)
from tests.browser.conftest import Watched, served, watch
from tests.support.web_cast import MARCH, OFFICE, City
from web.sink import create_sink_app

pytestmark = pytest.mark.browser

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def furnish(city: City) -> list[str]:
    """Something to see on every page; gives the addresses of all of them."""
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    city.notify(owed, "催办单", Outcome.HELD, MARCH)
    city.notify(owed, "逾期1个工作日", Outcome.DELIVERED, MARCH, channel=Channel.CALL)
    mail = Mail(
        post_id=city.posts["市交通局", PostRole.CONTACT],
        address="a-very-long-address-of-a-contact@transport.city.example",
        mail_class=MailClass.DIGEST,
        morning=date(2026, 3, 18),
        batch="digest",
        subject="〔请报进展〕一季度牵头2项，3月25日（周三）前报，一张表即可",
        text="正文",
        html='<div style="width:600px;color:#123">正文<img src="https://elsewhere.invalid/x.png"></div>',
        state=MailState.FAILED,
        not_before=MARCH,
        queued_at=MARCH,
        reply="550 5.1.1 <a-very-long-address-of-a-contact@transport.city.example>: unknown",
    )
    with transaction(city.engine) as session:
        session.add(mail)
        session.get_one(Obligation, owed).trouble = "LookupError：没有名为甲的阶梯"
    report_and_merge(city)
    link = city.link("市交通局")
    office = ["/", "/release", "/calls", "/mails", "/problems", *(f"/key-tasks/{one}" for one in city.tasks)]
    return [*office, f"/answer/{link}", f"/answer/{link}/rest"]


def report_and_merge(city: City) -> None:
    """A completion that waits for the office, with a file of a long name, and a key task that went into it."""
    owed = city.obligation("市交通局", ObligationKind.COMPLETION, 1)
    with transaction(city.engine) as session:
        rules, name = city.rules(session, MARCH), f"{'东湖大桥加固工程竣工验收备案表及现场照片' * 3}.pdf"
        file = NamedFile(name, store_file(session, name, b"%PDF-1.4\n%%EOF\n", 1_000_000))
        row = session.get_one(Obligation, owed)
        report(session, row, Answer.DONE, rules, OFFICE, MARCH, "大桥通车", files=[file])
        gone, into = (session.get_one(KeyTask, city.tasks[at]) for at in (2, 1))
        steering.merge(session, gone, into, "同一工程", rules, OFFICE, MARCH)
        session.get_one(Post, city.posts["市政府督查室", PostRole.HEAD]).email = ""


def test_no_page_scrolls_sideways_on_a_phone(city: City, phone: Watched) -> None:
    for address in furnish(city):
        phone.page.goto(phone.home + address)
        phone.page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert phone.page.evaluate(SIDEWAYS) == 0, address


def test_no_page_scrolls_sideways_on_a_desktop(city: City, desktop: Watched) -> None:
    for address in furnish(city):
        desktop.page.goto(desktop.home + address)
        assert desktop.page.evaluate(SIDEWAYS) == 0, address


def test_a_mails_foreign_picture_is_not_fetched(city: City, chromium: Browser, home: str) -> None:
    furnish(city)
    with Session(city.engine) as session:
        mail = session.exec(select(Mail.id)).one()
    watched = watch(chromium, home, 1280)
    arrived: list[str] = []
    watched.page.on("response", lambda response: arrived.append(response.url))
    watched.page.goto(f"{home}/mails/{mail}")
    frame = watched.page.frame_locator("iframe")
    expect(frame.locator("div")).to_have_css("color", "rgb(17, 34, 51)")
    assert [url for url in arrived if not url.startswith((home, "data:", "about:"))] == []
    watched.page.context.close()


def test_a_sheet_is_answered_by_clicking_and_returned_on_the_key_tasks_page(
    city: City, phone: Watched, chromium: Browser
) -> None:
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    page = phone.page
    page.goto(f"{phone.home}/answer/{city.link('市交通局')}")
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("签收完成")).to_be_visible()
    row = page.locator(f"#o-{owed}")
    row.get_by_text("填写情况").click()
    expect(row.locator("input[name=done_on]")).to_be_hidden()
    expect(row.get_by_label("存在问题")).to_be_hidden()
    row.get_by_role("radio", name="推进中").check()
    row.get_by_label("情况说明").fill("六条线路已开通四条，<其余>五月开通")
    row.get_by_role("button", name="报送").click()
    expect(row.get_by_role("status")).to_contain_text("报送：推进中")
    assert city.read(owed).state is ObligationState.REPORTED

    office = watch(chromium, phone.home, 1280)
    office.page.goto(f"{phone.home}/")
    office.page.get_by_role("link", name="新开公交线路六条").click()
    expect(office.page.get_by_text("六条线路已开通四条，<其余>五月开通").first).to_be_visible()
    line = office.page.locator(f"#o-{owed}")
    expect(line.get_by_role("button", name="认可")).to_have_count(
        0
    )  # a round's report stands unless returned
    line.get_by_text("退回", exact=True).click()
    line.get_by_label("退回理由").fill("请写明剩余两条线路的开通日期")
    line.get_by_role("button", name="确认退回").click()
    expect(office.page.get_by_role("status").filter(has_text="已退回")).to_be_visible()
    assert city.read(owed).state is ObligationState.RETURNED
    assert office.complaints == []
    office.page.context.close()


def test_an_answer_does_not_move_the_page(city: City, phone: Watched) -> None:
    page = phone.page
    page.set_viewport_size({"width": 390, "height": 420})
    page.goto(f"{phone.home}/answer/{city.link('市财政局')}")
    row = page.locator(f"#o-{city.obligation('市财政局', ObligationKind.CONTRIBUTION, 0)}")
    row.scroll_into_view_if_needed()
    before = row.bounding_box()
    row.get_by_role("button", name="本轮无新增").click()
    expect(row.get_by_role("status")).to_be_visible()
    after = row.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 1


def test_a_sheet_is_answered_without_a_script(city: City, plain: Watched) -> None:
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    page = plain.page
    page.goto(f"{plain.home}/answer/{city.link('市交通局')}")
    page.locator(f"#o-{owed}").get_by_role("button", name="按计划推进").click()
    expect(page.locator(f"#o-{owed}").get_by_role("status")).to_contain_text("按计划推进")
    assert page.url.endswith(f"#o-{owed}")
    assert plain.complaints == []


def test_the_rest_is_answered_in_two_clicks(city: City, phone: Watched) -> None:
    june = datetime(2026, 6, 10, 1, tzinfo=UTC)
    city.at(june)
    page = phone.page
    page.goto(f"{phone.home}/answer/{city.link('市交通局', june, date(2026, 6, 25))}")
    page.get_by_role("link", name="其余2件全部按计划推进").click()
    page.get_by_role("button", name="确认，2件全部报").click()
    expect(page.get_by_text("已一并报送")).to_be_visible()
    expect(page.get_by_text("报送：按计划推进")).to_have_count(2)


def test_a_slip_is_withdrawn_with_a_reason(city: City, desktop: Watched) -> None:
    furnish(city)
    page = desktop.page
    page.goto(f"{desktop.home}/release")
    page.get_by_text("撤回", exact=True).click()
    page.get_by_label("撤回理由").fill("已当面说明")
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_text("没有等待签发的消息")).to_be_visible()


def test_the_demonstrations_bar_waits_until_the_morning_is_done(city: City, desktop: Watched) -> None:
    page = desktop.page
    with transaction(city.engine) as session:
        for row in session.exec(select(Obligation).where(col(Obligation.next_rung_at) <= MARCH)):
            row.next_rung_at = None
    page.goto(desktop.home)
    page.get_by_role("button", name="到下一个有事的早晨").click()
    expect(page.get_by_text("正在处理")).to_be_visible()
    with transaction(city.engine) as session:
        for row in session.exec(
            select(Obligation).where(col(Obligation.next_rung_at) < datetime(2027, 2, 1, tzinfo=UTC))
        ):
            row.next_rung_at = None
    expect(page.get_by_text("本早没有发信")).to_be_visible()


def test_a_mails_link_opens_from_the_demonstrations_mailbox(
    city: City, home: str, chromium: Browser, tmp_path: Path
) -> None:
    message = EmailMessage()
    message["To"], message["Subject"] = "wang@city.example", "〔请报进展〕"
    message["Date"] = "Wed, 18 Mar 2026 09:00:00 +0800"
    message.set_content("正文")
    message.add_alternative(
        f'<a style="color:#123" href="{home}/answer/{city.link("市交通局")}">打开报送单</a>', "html"
    )
    mailbox.Maildir(tmp_path / "mails").add(message)
    with served(create_sink_app(tmp_path / "mails")) as address:
        watched = watch(chromium, address, 1280)
        page = watched.page
        page.goto(address)
        page.get_by_role("link", name="〔请报进展〕").click()
        with page.expect_popup() as opened:
            page.frame_locator("iframe").get_by_role("link", name="打开报送单").click()
        sheet: Any = opened.value
        expect(sheet.get_by_role("heading", name="一季度报送单")).to_be_visible()
        sheet.get_by_role("button", name="签收").click()
        expect(sheet.get_by_text("签收完成")).to_be_visible()
        assert watched.complaints == []
        page.context.close()
