"""`duban units` and `duban people` as a coordinator types them."""

from pathlib import Path

import openpyxl
import pytest
from sqlmodel import Session, select

from duban.app import open_office
from duban.sample import sample_notice
from models.database import reading, transaction
from models.traces import HistoryEntry, OfficeClock
from models.units import Post, Unit
from models.words import PostRole
from tests.support.cli import duban
from tests.support.office import at

BUREAU, OTHER = "市财政局", "市发展改革委"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    register = Path(__file__).parents[2] / "config" / "units.yaml"
    assert duban("units", "load", str(register)).status == 0
    office = open_office()
    with transaction(office.engine) as session:
        session.add(OfficeClock(now=at("2026-02-24")))
    office.engine.dispose()
    return tmp_path


def contact(unit: str = BUREAU) -> str:
    office = open_office()
    with reading(office.engine) as session:
        wanted = select(Post.person).join(Unit).where(Unit.name == unit, Post.role == PostRole.CONTACT)
        found = session.exec(wanted).one()
    office.engine.dispose()
    return found


def issued(folder: Path) -> None:
    (folder / "notice.txt").write_text(sample_notice(2026), encoding="utf-8")
    duban("plan", "import", "notice.txt", "--accept-defaults")
    assert duban("plan", "issue", "1").status == 0


def changed(folder: Path, name: str, email: str) -> Path:
    assert duban("units", "export", "out.xlsx").status == 0
    book = openpyxl.load_workbook(folder / "out.xlsx")
    sheet = book.active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == BUREAU and row[heads.index("岗位")].value == "联络员":
            row[heads.index("姓名")].value = name
            row[heads.index("邮箱")].value = email
    book.save(folder / "out.xlsx")
    return folder / "out.xlsx"


def test_a_preview_shows_every_difference_and_changes_nothing(folder: Path) -> None:
    before = contact()
    duban("units", "export", "same.xlsx")
    assert "与单位库没有差异。" in duban("units", "load", "same.xlsx", "--preview").out
    file = changed(folder, "周一诺", "czj-xin@yunze.example.com")
    shown = duban("units", "load", str(file), "--preview").out
    for words in ("换人", "周一诺", "改邮箱", "czj-xin@yunze.example.com", "以上没有改动单位库。"):
        assert words in shown
    assert contact() == before
    assert "新登记0个单位，更新1个。" in duban("units", "load", str(file)).out
    assert contact() == "周一诺"
    office = open_office()
    with Session(office.engine) as session:
        entry = session.exec(
            select(HistoryEntry).where(HistoryEntry.sentence == "新登记0个单位，更新1个。")
        ).one()
        assert len(entry.after["differences"]) == 2
    office.engine.dispose()


def test_a_bad_workbook_is_said_with_its_place_and_changes_nothing(folder: Path) -> None:
    file = changed(folder, "周一诺", "不是邮箱")
    answer = duban("units", "load", str(file))
    assert answer.status == 1
    assert "列“邮箱”：'不是邮箱' 不是一个邮箱地址" in answer.err
    assert contact() != "周一诺"
    assert "写不进去" in duban("units", "export", "no/such/folder.xlsx").err


def test_gaps_are_listed_for_units_that_owe(folder: Path) -> None:
    assert "都联系得上" in duban("units", "gaps").out
    issued(folder)
    office = open_office()
    with transaction(office.engine) as session:
        wanted = select(Post).join(Unit).where(Unit.name == BUREAU, Post.role == PostRole.CONTACT)
        session.exec(wanted).one().email = ""
    office.engine.dispose()
    listed = duban("units", "gaps").out
    assert BUREAU in listed
    assert "联络员没有邮箱" in listed


def test_a_unit_is_renamed_only_when_told_so(folder: Path) -> None:
    told = duban("units", "rename", BUREAU, "市财政金融局").out
    assert "市财政局更名为市财政金融局" in told
    assert "没有改动" in told
    assert "请写明理由" in duban("units", "rename", BUREAU, "市财政金融局", "--yes").err
    done = duban("units", "rename", BUREAU, "市财政金融局", "--reason", "改革", "--yes")
    assert "已办理" in done.out
    assert "市财政金融局" in duban("units", "list").out
    assert "没有“市没有局”" in duban("units", "rename", "市没有局", "甲").err


def test_units_are_merged_only_when_told_so_and_as_shown(folder: Path) -> None:
    issued(folder)
    shown = duban("units", "merge", BUREAU, OTHER).out
    assert f"市财政局并入{OTHER}：" in shown
    assert "没有改动" in shown
    done = duban("units", "merge", BUREAU, OTHER, "--reason", "改革", "--yes").out
    assert done.splitlines()[0] == shown.splitlines()[0]
    assert f"已并入{OTHER}" in duban("units", "list").out
    assert "不能再次合并" in duban("units", "merge", BUREAU, OTHER, "--reason", "改革", "--yes").err
    assert "已并入" in duban("people", "appoint", BUREAU, "甲").err


def test_people_are_appointed_absent_handed_over_and_ended(folder: Path) -> None:
    first = contact()
    assert "B角" in duban("people", "appoint", BUREAU, "周一诺", "--rank", "b").out
    assert (
        "请假"
        in duban("people", "absent", BUREAU, first, "--since", "2026-02-24", "--until", "2026-02-26").out
    )
    assert contact() == "周一诺"
    handed = duban(
        "people", "hand-over", BUREAU, "沈可", "--on", "2026-03-02", "--revoke", "--out", "sheet.docx"
    )
    assert "自2026-03-02起由沈可接任" in handed.out
    assert (folder / "sheet.docx").read_bytes().startswith(b"PK")
    listed = duban("people", "list", BUREAU).out
    for words in (f"{first} ", "请假至2026-02-26", "未到任", "沈可"):
        assert words in listed
    assert "任职至2026-02-24" in duban("people", "end", BUREAU, "周一诺", "--reason", "调离").out
    assert contact() == "周一诺", "the last day is included"
    assert duban("people", "list").status == 0


def test_the_sheet_alone_is_printed_without_changing_anything(folder: Path) -> None:
    issued(folder)
    before = contact()
    printed = duban("people", "hand-over", BUREAU).out
    assert "市财政局联络员工作交接单" in printed
    assert "待办事项" in printed
    assert contact() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("appoint", BUREAU, "甲"), "已有A角", id="somebody is there"),
        pytest.param(("appoint", BUREAU, "甲", "--email", "甲"), "不是一个邮箱地址", id="no address"),
        pytest.param(
            ("appoint", BUREAU, "甲", "--section", "预算处"), "没有名为“预算处”的处室", id="no section"
        ),
        pytest.param(("end", BUREAU, "甲", "--reason", "调离"), "没有名为甲的任职人员", id="nobody"),
        pytest.param(("hand-over", BUREAU, "--out", "no/where.docx"), "写不进去", id="no folder"),
        pytest.param(("list", "市没有局"), "没有“市没有局”", id="no unit"),
    ],
)
def test_a_mistake_is_one_sentence(words: tuple[str, ...], said: str) -> None:
    answer = duban("people", *words)
    assert (answer.status, said in answer.err, "Traceback" in answer.err) == (1, True, False)


def test_a_post_nobody_registered_is_made_for_whom_it_is_given_to() -> None:
    assert duban("people", "appoint", BUREAU, "甲", "--post", "deputy").status == 0
    assert "分管负责人" in duban("people", "list", BUREAU).out
