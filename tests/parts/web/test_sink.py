"""The demonstration's mailbox."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.visitor import Visitor
from web.sink import create_sink_app


def put(folder: Path, to: str, subject: str, hour: int) -> str:
    message = EmailMessage()
    message["From"] = "云岭市督查室 <duban@localhost>"
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = f"Wed, 18 Mar 2026 {hour:02}:00:00 +0800"
    message.set_content("请打开 http://127.0.0.1:8300/answer/abc")
    message.add_alternative(
        '<p>请<a href="http://127.0.0.1:8300/answer/abc">打开</a></p><script>x</script>', "html"
    )
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="报送单.xlsx")
    return mailbox.Maildir(folder).add(message)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mails"


@pytest.fixture
def inbox(folder: Path) -> Visitor:
    return Visitor(create_sink_app(folder))


def test_an_empty_mailbox_says_what_to_do(inbox: Visitor) -> None:
    assert "还没有收到邮件" in inbox.get("/").text


def test_mails_are_listed_newest_first_in_readable_characters(folder: Path, inbox: Visitor) -> None:
    put(folder, "wang@city.example", "〔请报进展〕一季度牵头十七项、配合十八项，一张表即可", 9)
    put(folder, "wang@city.example", "〔还差3项〕", 10)
    text = inbox.get("/").text
    assert text.index("〔还差3项〕") < text.index("〔请报进展〕一季度牵头十七项、配合十八项，一张表即可")


def test_one_recipients_mails(folder: Path, inbox: Visitor) -> None:
    put(folder, "wang@city.example", "给王的", 9)
    put(folder, "qian@city.example", "给钱的", 9)
    text = inbox.get("/", params={"to": "wang@city.example"}).text
    assert "给王的" in text
    assert "给钱的" not in text


def test_a_mail_that_arrives_later_is_shown(folder: Path, inbox: Visitor) -> None:
    put(folder, "wang@city.example", "第一封", 9)
    inbox.get("/")
    put(folder, "wang@city.example", "第二封", 10)
    assert "第二封" in inbox.get("/").text


def test_one_mail(folder: Path, inbox: Visitor) -> None:
    text = inbox.get(f"/mails/{put(folder, 'wang@city.example', '主题', 9)}").text
    for words in (
        "云岭市督查室",
        "wang@city.example",
        "2026-03-18 09:00:00 +0800",
        "报送单.xlsx",
        "answer/abc",
    ):
        assert words in text
    assert "<script>x" not in text
    assert "allow-scripts" not in text
    assert "allow-popups-to-escape-sandbox" in text


def test_an_unknown_mail_is_not_found(inbox: Visitor) -> None:
    assert inbox.get("/mails/..%2f..%2fetc").status_code == 404
    assert inbox.get("/mails/nothing").status_code == 404


def test_a_mail_of_broken_bytes_does_not_hide_the_others(folder: Path, inbox: Visitor) -> None:
    put(folder, "wang@city.example", "好的", 9)
    broken = mailbox.Maildir(folder).add(
        b"Subject: =?utf-8?b?xx\nDate: never\nContent-Type: text/html; charset=none\n\n\xff\xfe"
    )
    assert "好的" in inbox.get("/").text
    assert inbox.get(f"/mails/{broken}").status_code == 200


def test_nobody_else_reads_the_mailbox(folder: Path) -> None:
    put(folder, "wang@city.example", "主题", 9)
    assert Visitor(create_sink_app(folder), client="192.0.2.7").get("/").status_code == 403
    assert Visitor(create_sink_app(folder), host="evil.example").get("/").status_code == 403
