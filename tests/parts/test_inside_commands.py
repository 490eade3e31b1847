"""`duban forward` and `duban signature`: what the office enters for a unit."""

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from sqlmodel import select

from duban.app import open_office
from intake.register import load_register
from intake.storing import store_draft
from models.answering import report
from models.database import reading, transaction
from models.duties import Obligation
from models.issuing import issue
from models.office_clock import set_office_now
from models.units import Forward
from models.words import Answer, Criterion, ObligationKind
from tests.support.cli import duban
from tests.support.office import LEAD, OFFICE, REGISTER, at, draft, key_task, stone

END = stone("2026-12-31", Criterion.PROGRESS)


@pytest.fixture(autouse=True)
def march(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """12 March 2026, in a demonstration's time: plan 1 with two key tasks, the first one's round report is in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUBAN_DEMONSTRATION", "true")
    office = open_office()
    with transaction(office.engine) as session:
        set_office_now(session, at("2026-02-24"))
        load_register(session, REGISTER)
        rules = office.rules(session, at("2026-02-24"))
        made = draft(key_task(1, END), key_task(2, END))
        stored = store_draft(session, made, ("来文.docx", b"1"), rules, OFFICE, at("2026-02-24"))
        issue(session, stored.plan, rules, OFFICE, at("2026-02-24"))
        session.flush()
        row = session.exec(
            select(Obligation)
            .where(Obligation.kind == ObligationKind.PROGRESS, Obligation.report_by == date(2026, 3, 25))
            .order_by(Obligation.slot)
        ).first()
        assert row is not None
        report(session, row, Answer.ON_TRACK, rules, OFFICE, at("2026-03-11"), "已完成选址。")
        set_office_now(session, at("2026-03-12", 10))
    office.engine.dispose()


def add(*more: str) -> str:
    shown = duban("forward", "add", LEAD, "规划处", "1", "1", "2", "--email", "plan@lead.example", *more)
    return shown.out + shown.err


def test_rows_are_forwarded_listed_and_taken_back() -> None:
    assert "市工信局的2项已转给规划处" in add("--person", "周科长", "--telephone", "0000-3")
    shown = duban("forward", "list", LEAD).out
    assert "周科长" in shown
    assert "2026-03-23" in shown
    assert "未填" in shown
    assert duban("forward", "end", LEAD, "规划处", "1", "1").out == "已取消1项转办。\n"
    again = duban("forward", "end", LEAD, "规划处", "1", "1")
    assert again.status == 1
    assert "没有都转给市工信局的“规划处”" in again.err


def test_a_date_for_this_round_alone_is_shown() -> None:
    add("--on", "2026-03-18")
    assert "2026-03-18" in duban("forward", "list", LEAD).out
    assert "晚于本单位的报送日" in add("--on", "2026-03-27")


def test_mistakes_are_one_sentence_and_change_nothing() -> None:
    assert duban("forward", "list", LEAD).out == "市工信局没有内部转办。\n"
    for wrong, words in (
        (("add", LEAD, "规划处", "1", "9"), "计划1没有第9项"),
        (("add", "市园林局", "规划处", "1", "1"), "单位库里没有“市园林局”"),
        (("add", LEAD, " ", "1", "1"), "请写明处室"),
    ):
        shown = duban("forward", *wrong)
        assert shown.status == 1
        assert words in shown.err
    office = open_office()
    with reading(office.engine) as session:
        assert not session.exec(select(Forward)).all()
    office.engine.dispose()


def test_a_paper_is_entered_shown_and_revoked() -> None:
    assert "未签批，已报1件" in duban("signature", "show", LEAD, "一季度").out
    shown = duban("signature", "paper", LEAD, "一季度", "云工信〔2026〕8号", "2026-03-11", "--by", "李局长")
    assert "已录入：李局长  OA文号云工信〔2026〕8号，2026-03-11收到" in shown.out
    shown = duban("signature", "show", LEAD, "2026-03-25")
    assert "已报1件均已签批" in shown.out
    key = shown.out.split()[0]
    refused = duban("signature", "revoke", LEAD, "一季度", key)
    assert refused.status == 1
    assert "请写明理由" in refused.err
    assert "已撤销" in duban("signature", "revoke", LEAD, "一季度", key, "--reason", "录错").out
    assert "未签批，已报1件" in duban("signature", "show", LEAD, "一季度").out


def test_a_scan_is_entered(tmp_path: Path) -> None:
    scan = tmp_path / "签字.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    shown = duban("signature", "scan", LEAD, "一季度", str(scan), "--by", "李局长")
    assert "已录入：李局长  签字扫描件" in shown.out
    gone = duban("signature", "scan", LEAD, "一季度", str(tmp_path / "没有.pdf"), "--by", "李局长")
    assert gone.status == 1
    assert "读不出来" in gone.err


def test_the_summary_is_written_to_be_printed(tmp_path: Path) -> None:
    file = tmp_path / "汇总表.docx"
    shown = duban("signature", "print", LEAD, "一季度", str(file))
    assert "市工信局一季度重点工作落实情况汇总表，1件" in shown.out
    assert Document(str(file)).paragraphs[0].text == "市工信局一季度重点工作落实情况汇总表"
    assert "写不进去" in duban("signature", "print", LEAD, "一季度", str(tmp_path)).err


def test_an_unknown_round_or_signature_is_named() -> None:
    assert "对应0个轮次" in duban("signature", "show", LEAD, "五季度").err
    assert "对应0次签批" in duban("signature", "revoke", LEAD, "一季度", "ff", "--reason", "x").err


def test_a_section_without_a_mailbox_is_warned_of_and_listed() -> None:
    shown = duban("forward", "add", LEAD, "无箱处", "1", "1").out
    assert "市工信局的1项已转给无箱处" in shown
    assert "无箱处没有邮箱，不会收到邮件" in shown
    assert "无箱处没有邮箱" in duban("units", "gaps").out
    assert "没有邮箱" not in add()
