"""The fuller sheet in Chromium: what is folded away, files with and without a script, a filled-in file."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page, expect
from sqlmodel import Session, select

from models.attached import Attachment
from models.duties import Report
from models.words import ObligationKind
from tests.browser.conftest import Watched
from tests.parts.test_filing import PDF
from tests.parts.test_sheet_files import FIRST, fill
from tests.support.web_cast import City

pytestmark = pytest.mark.browser

PROOF: FilePayload = {"name": "运行图.pdf", "mimeType": "application/pdf", "buffer": PDF}


def answer_with_a_file(city: City, page: Page, home: str) -> None:
    """Everything a row may carry, typed and clicked."""
    owed = city.obligation("市交通局", ObligationKind.PROGRESS)
    page.goto(f"{home}/answer/{city.link('市交通局')}")
    row = page.locator(f"#o-{owed}")
    row.get_by_text("填写情况").click()
    row.get_by_role("radio", name="推进中").check()
    row.get_by_label("情况说明").fill("四条已开行")
    row.get_by_text("更多：进度").click()
    row.get_by_label("进度（%）").fill("60")
    row.get_by_label("下一步", exact=True).fill("开行其余两条")
    row.get_by_label("预计做到的日期").fill("2026-05-31")
    row.locator("input[type=file]").set_input_files([PROOF])
    row.get_by_role("button", name="报送").click()
    expect(row.get_by_role("status")).to_contain_text("进度60%")
    expect(row.get_by_role("link", name="运行图.pdf")).to_be_visible()
    with Session(city.engine) as session:
        assert session.exec(select(Attachment.name)).all() == ["运行图.pdf"]
        assert session.exec(select(Report.percent)).all() == [60]


def test_a_row_with_a_file_is_answered_on_a_phone(city: City, phone: Watched) -> None:
    answer_with_a_file(city, phone.page, phone.home)


def test_a_row_with_a_file_is_answered_without_a_script(city: City, plain: Watched) -> None:
    answer_with_a_file(city, plain.page, plain.home)


def test_a_filled_in_file_is_confirmed_on_the_page(city: City, desktop: Watched) -> None:
    page = desktop.page
    page.goto(f"{desktop.home}/answer/{city.link('市交通局')}")
    page.get_by_text("用 Excel 表格填报").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载本轮报送单").click()
    assert download.value.suggested_filename == "市交通局-一季度报送单.xlsx"
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    fill(FIRST, answer="推进中", text="四条已开行")(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    sheet: FilePayload = {
        "name": "报送单.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": written.getvalue(),
    }
    page.locator(".by-file input[type=file]").set_input_files([sheet])
    page.get_by_role("button", name="上传并查看改动").click()
    expect(page.get_by_text("1行有改动")).to_be_visible()
    page.get_by_role("button", name="确认，报送1行").click()
    expect(page.get_by_text("已按表格报送")).to_be_visible()
