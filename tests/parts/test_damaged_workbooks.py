"""A workbook that came to harm on its way is refused with one sentence, by page and by command."""

import re
from pathlib import Path

import pytest

from intake.answer_sheet import read_answer_sheet, read_here
from intake.errors import NotReadable
from intake.register import read_register
from intake.register_export import register_workbook
from intake.register_sheet import rows_of
from models.sheet_columns import HEADING_ROW
from tests.parts.test_sheet_files import Desk, column, fill, filled
from tests.parts.test_sheet_files import desk as desk  # the fixture
from tests.support.cli import duban
from tests.support.damaged_files import ODD_CELLS, damaged, part_of, with_parts
from tests.support.office import REGISTER

SHEET = "xl/worksheets/sheet1.xml"
ONE_SENTENCE = re.compile(r"文件“[^”]+”[^。]+。")
pytestmark = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


def refusal(raw: bytes) -> str:
    """How the sheet is refused; empty where it is read all the same."""
    try:
        read_here(raw, "报送单.xlsx")
    except NotReadable as wrong:
        return str(wrong)
    return ""


def test_a_damaged_sheet_is_refused_in_one_sentence(desk: Desk) -> None:
    said = {what: refusal(raw) for what, raw in damaged(desk.file())}
    assert {what: one for what, one in said.items() if one and not ONE_SENTENCE.fullmatch(one)} == {}
    assert len([one for one in said.values() if one]) > 12
    assert "重新下载报送单填写" in said["xl/styles.xml cut"]


@pytest.mark.parametrize("cell", ODD_CELLS)
def test_a_cell_that_no_program_wrote_is_refused_in_one_sentence(desk: Desk, cell: str) -> None:
    raw = filled(desk.file(), fill(HEADING_ROW + 1, answer="推进中", text="好", percent=50))
    place = f"{chr(ord('A') + column('percent') - 1)}{HEADING_ROW + 1}"
    written = part_of(raw, SHEET).decode()
    odd = re.sub(rf'<c r="{place}".*?</c>', cell.replace("REF", place), written)
    assert odd != written
    assert ONE_SENTENCE.fullmatch(refusal(with_parts(raw, **{SHEET: odd.encode()})))


def test_a_damaged_sheet_is_refused_from_the_process_of_its_own_and_by_the_command(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = with_parts(desk.file(), **{"xl/styles.xml": b""})
    with pytest.raises(NotReadable, match="不完整或已损坏"):
        read_answer_sheet(raw, "报送单.xlsx")
    monkeypatch.chdir(tmp_path)
    Path("报送单.xlsx").write_bytes(raw)
    answer = duban("sheet", "import", "报送单.xlsx")
    assert (answer.status, "不完整或已损坏" in answer.err) == (1, True)


def refusal_of(register: Path) -> str:
    """How the register is refused; empty where it is read all the same."""
    try:
        rows_of(register)
    except NotReadable as wrong:
        return str(wrong)
    return ""


def test_a_damaged_register_is_refused_in_one_sentence(desk: Desk, tmp_path: Path) -> None:
    raw, file = register_workbook(REGISTER), tmp_path / "名录.xlsx"
    said = {}
    for what, harmed in damaged(raw):
        file.write_bytes(harmed)
        said[what] = refusal_of(file)
    assert {what: one for what, one in said.items() if one and not ONE_SENTENCE.fullmatch(one)} == {}
    assert len([one for one in said.values() if one]) > 12
    file.write_bytes(with_parts(raw, **{"xl/styles.xml": b""}))
    with pytest.raises(NotReadable, match="不完整或已损坏"):
        read_register(file)
