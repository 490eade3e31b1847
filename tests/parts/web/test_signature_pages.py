"""签批 on the pages: the head's page and button, the contact's ways, and what changes afterwards."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from sqlmodel import Session, select

from models.attached import Attachment
from models.database import transaction
from models.duties import Sheet, Signature
from models.messages import Mail
from models.units import Post
from models.words import MailClass, MailState, ObligationKind, PostRole, SignatureWay
from notifications.links import link_for, token_for
from tests.support.visitor import Visitor
from tests.support.web_cast import MARCH, SECRET, City

OpenPages = Callable[..., Visitor]
PROGRESS = ObligationKind.PROGRESS
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049454e44ae426082"
)


@pytest.fixture
def link(city: City) -> str:
    return city.link("市交通局")


def report(city: City, pages: Visitor, link: str, text: str = "已完成选线。") -> UUID:
    row = city.obligation("市交通局", PROGRESS, 0)
    form = {"obligation": str(row), "answer": "in-progress", "text": text, "percent": "40"}
    assert pages.post(f"/answer/{link}/report", data=form).status_code == 200
    return row


def head_link(pages: Visitor, link: str) -> str:
    """The head's link as the contact copies it from his page."""
    text = pages.post(f"/answer/{link}/signature/link").text
    found = re.search(r"/answer/([^<\s]+)</textarea>", text)
    assert found is not None
    return found[1]


def signatures(city: City) -> list[Signature]:
    with Session(city.engine) as session:
        return list(session.exec(select(Signature)))


def seen_on(text: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_the_head_sees_what_was_reported_and_signs_with_one_button(
    city: City, pages: Visitor, link: str
) -> None:
    report(city, pages, link)
    token = head_link(pages, link)
    page = pages.get(f"/answer/{token}").text
    assert "已报 1 件" in page
    assert "已完成选线。" in page
    assert not signatures(city)  # a look signs nothing
    text = pages.post(f"/answer/{token}/signature/sign", data={"seen": seen_on(page)}).text
    assert "已签批，谢谢" in text
    (one,) = signatures(city)
    assert (one.way, one.signed_by) == (SignatureWay.LINK, "李局长")
    assert one.actor == "市交通局主要负责人（经联络员转交的链接）"
    assert "李局长于" in pages.get(f"/answer/{link}").text


def test_the_head_reads_the_whole_action_plan_before_he_signs(city: City, pages: Visitor, link: str) -> None:
    row = city.obligation("市交通局", ObligationKind.PLAN, 1)
    fields = {
        "measures": "分三期加固",
        "timetable": "四月进场",
        "responsible": "总工",
        "result_form": "验收报告",
        "expected_result": "恢复通车",
    }
    form = {
        "obligation": str(row),
        "answer": "planned",
        "node_due": "2026-05-20",
        "node_text": "完成桥墩加固",
    }
    assert pages.post(f"/answer/{link}/report", data=form | fields).status_code == 200
    page = pages.get(f"/answer/{head_link(pages, link)}").text
    for words in ("工作措施：分三期加固", "预期成效：恢复通车", "节点1（2026-05-20）：完成桥墩加固"):
        assert words in page


def test_signing_twice_is_one_signature(city: City, pages: Visitor, link: str) -> None:
    report(city, pages, link)
    token = head_link(pages, link)
    for _ in range(2):
        assert pages.post(f"/answer/{token}/signature/sign").status_code == 200
    assert len(signatures(city)) == 1


def test_what_changed_behind_the_heads_page_is_not_signed(city: City, pages: Visitor, link: str) -> None:
    report(city, pages, link)
    token = head_link(pages, link)
    seen = seen_on(pages.get(f"/answer/{token}").text)
    report(city, pages, link, "已开工。")
    answer = pages.post(f"/answer/{token}/signature/sign", data={"seen": seen})
    assert answer.status_code == 409
    assert "报送内容有改动" in answer.text
    assert not signatures(city)


def test_a_later_change_shows_on_the_sheet(city: City, pages: Visitor, link: str) -> None:
    report(city, pages, link)
    token = head_link(pages, link)
    pages.post(f"/answer/{token}/signature/sign")
    report(city, pages, link, "已开工。")
    assert "签批后有改动，1件未签批" in pages.get(f"/answer/{link}").text
    assert "签批后有改动，1件未签批" in pages.get(f"/answer/{token}").text


def test_the_contact_cannot_press_the_heads_button(city: City, pages: Visitor, link: str) -> None:
    report(city, pages, link)
    answer = pages.post(f"/answer/{link}/signature/sign")
    assert answer.status_code == 409
    assert "须由本单位主要负责人签字" in answer.text
    assert not signatures(city)


def test_nothing_reported_nothing_to_sign(city: City, pages: Visitor, link: str) -> None:
    token = head_link(pages, link)
    assert "暂不需要签批" in pages.get(f"/answer/{token}").text
    assert "还没有已报的事项" in pages.post(f"/answer/{token}/signature/sign").text


def test_a_scan_is_kept_with_the_signature(city: City, pages: Visitor, link: str) -> None:
    report(city, pages, link)
    sent = pages.post(
        f"/answer/{link}/signature/enter",
        data={"signed_by": "李局长"},
        files={"files": ("签字.png", PNG, "image/png")},
    )
    assert "签批已录入" in sent.text
    with Session(city.engine) as session:
        file = session.exec(select(Attachment)).one()
    assert (file.name, file.signature_id) == ("签字.png", signatures(city)[0].id)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"signed_by": "李局长", "oa_number": "云交〔2026〕8号"}, "请选择签字扫描件，或填写OA文号和收到日期"),
        ({"signed_by": "李局长", "oa_number": "", "received_on": "2026-03-17"}, "请写明OA文号"),
        ({"signed_by": " ", "oa_number": "8", "received_on": "2026-03-17"}, "请写明签批人"),
        ({"signed_by": "李局长", "oa_number": "8", "received_on": "2026-03-19"}, "在今天之后"),
        ({"signed_by": "李局长", "oa_number": "8", "received_on": "2026-01-30"}, "早于任务交办日2026-02-02"),
    ],
)
def test_a_paper_that_cannot_be_right_is_refused(
    city: City, pages: Visitor, link: str, given: dict[str, str], words: str
) -> None:
    report(city, pages, link)
    assert words in pages.post(f"/answer/{link}/signature/enter", data=given).text
    assert not signatures(city)


def test_an_oa_number_is_entered_by_the_contact_and_revoked_with_a_reason(
    city: City, pages: Visitor, link: str
) -> None:
    report(city, pages, link)
    form = {"signed_by": "李局长", "oa_number": "云交〔2026〕8号", "received_on": "2026-03-17"}
    text = pages.post(f"/answer/{link}/signature/enter", data=form).text
    assert "（OA文号云交〔2026〕8号），3月17日收到" in text
    key = str(signatures(city)[0].id)
    revoke = f"/answer/{link}/signature/revoke"
    assert "请写明理由" in pages.post(revoke, data={"signature": key, "reason": " "}).text
    assert "签批已撤销" in pages.post(revoke, data={"signature": key, "reason": "文号录错"}).text
    assert "已经撤销" in pages.post(revoke, data={"signature": key, "reason": "文号录错"}).text
    foreign = f"/answer/{city.link('市水务局')}/signature/revoke"
    assert pages.post(foreign, data={"signature": key, "reason": "x"}).status_code == 404


def test_the_summary_can_be_taken_from_the_sheet(city: City, pages: Visitor, link: str) -> None:
    report(city, pages, link)
    answer = pages.get(f"/answer/{link}/signature/summary.docx")
    paper = Document(BytesIO(answer.content))
    assert paper.paragraphs[0].text == "市交通局一季度重点工作落实情况汇总表"
    cells = [cell.text for cell in paper.tables[0].rows[1].cells]
    assert cells[0] == "1"
    assert cells[2] == "推进中。\n已完成选线。"
    assert cells[3] == "40%"
    assert "attachment" in answer.headers["content-disposition"]


def test_the_head_may_open_the_sheet_itself(pages: Visitor, link: str) -> None:
    token = head_link(pages, link)
    assert "一季度报送单" in pages.get(f"/answer/{token}/signature/sheet").text


def test_the_contact_asks_the_head_by_mail(city: City, pages: Visitor, link: str) -> None:
    report(city, pages, link)
    assert "发邮件请主要负责人签批" in pages.get(f"/answer/{link}").text
    assert "请签批的邮件即将发给主要负责人" in pages.post(f"/answer/{link}/signature/mail").text
    again = pages.post(f"/answer/{link}/signature/mail")
    assert again.status_code == 409
    assert "请签批的邮件已经在发送" in again.text


def test_without_a_mailbox_of_the_head_only_a_link_is_offered(city: City, pages: Visitor, link: str) -> None:
    report(city, pages, link)
    with transaction(city.engine) as session:
        session.get_one(Post, city.posts["市交通局", PostRole.HEAD]).email = ""
    page = pages.get(f"/answer/{link}").text
    assert "发邮件请主要负责人签批" not in page
    assert "请主要负责人签批" in page
    assert "主要负责人没有登记邮箱" in pages.post(f"/answer/{link}/signature/mail").text


def test_a_link_that_was_mailed_to_the_head_is_his_alone(city: City, pages: Visitor, link: str) -> None:
    report(city, pages, link)
    head = city.posts["市交通局", PostRole.HEAD]
    with transaction(city.engine) as session:
        rules = city.rules(session, MARCH)
        sheet = session.exec(select(Sheet).where(Sheet.unit_id == city.units["市交通局"])).one()
        made = link_for(session, sheet, head, SECRET, rules.office, 120, MARCH)
        sent: dict[str, Any] = {
            "morning": MARCH.date(),
            "batch": "digest",
            "subject": "",
            "text": "",
            "html": "",
        }
        session.add(
            Mail(post_id=head, address="head1@city.example", mail_class=MailClass.DIGEST, link_id=made.id,
                 state=MailState.SENT, not_before=MARCH, queued_at=MARCH, **sent)
        )  # fmt: skip
        token = token_for(made.id, SECRET)
    assert token not in pages.get(f"/answer/{link}").text
    refused = pages.post(f"/answer/{link}/signature/link")
    assert "签批链接已发至主要负责人的邮箱" in refused.text
    assert token not in refused.text
    pages.post(f"/answer/{token}/signature/sign")
    (one,) = signatures(city)
    assert one.actor == "市交通局主要负责人（经发至head1@city.example的链接）"
