"""The sheet as a file on the contact's page: download, fill in, look at the differences, confirm."""

import html
import io
import re
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.sheet_columns import HEADING_ROW
from models.words import ObligationKind, ObligationState
from tests.parts.test_sheet_files import fill
from tests.parts.web.test_sheet_answers import reports
from tests.support.visitor import Visitor
from tests.support.web_cast import City

FIRST = HEADING_ROW + 1
OWED = ObligationKind.PROGRESS


@pytest.fixture
def link(city: City) -> str:
    """王's link to the first round's sheet."""
    return city.link("市交通局")


def downloaded(
    pages: Visitor, link: str, change: Callable[[Worksheet], None]
) -> dict[str, tuple[str, bytes]]:
    """The sheet, filled in, as a form sends it."""
    book = load_workbook(io.BytesIO(pages.get(f"/answer/{link}/sheet.xlsx").content))
    change(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    return {"files": ("报送单.xlsx", written.getvalue())}


def rows_on(page: str) -> str:
    """What the page of differences would confirm."""
    found = re.search(r'name="rows" value="([^"]*)"', page)
    return html.unescape(found.group(1)) if found else "[]"


def test_the_sheet_is_downloaded_as_a_file(pages: Visitor, link: str) -> None:
    answer = pages.get(f"/answer/{link}/sheet.xlsx")
    assert answer.headers["content-disposition"].startswith("attachment;")
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert page.cell(1, 3).value == "市交通局 一季度报送单（3月25日前报）"
    assert [page.cell(line, 5).value for line in range(FIRST, page.max_row + 1)] == ["一季度进展报送"]


def test_a_filled_in_file_is_looked_at_and_then_confirmed(city: City, pages: Visitor, link: str) -> None:
    owed = city.obligation("市交通局", OWED)
    files = downloaded(pages, link, fill(FIRST, answer="推进中", text="四条<已>开行", percent=60))
    page = pages.post(f"/answer/{link}/upload", files=files).text
    assert "1行有改动" in page
    assert "<ins>四条&lt;已&gt;开行</ins>" in page
    assert reports(city, owed) == [], "nothing is stored before it is confirmed"
    done = pages.post(f"/answer/{link}/upload/confirm", data={"rows": rows_on(page)})
    assert "已按表格报送" in done.text
    assert [(one.text, one.percent) for one in reports(city, owed)] == [("四条<已>开行", 60)]


def test_what_was_reported_between_looking_and_confirming_stands(
    city: City, pages: Visitor, link: str
) -> None:
    owed = city.obligation("市交通局", OWED)
    page = pages.post(
        f"/answer/{link}/upload", files=downloaded(pages, link, fill(FIRST, answer="推进中", text="甲"))
    ).text
    pages.post(f"/answer/{link}/report", data={"obligation": str(owed), "answer": "on-track"})
    late = pages.post(f"/answer/{link}/upload/confirm", data={"rows": rows_on(page)})
    assert late.status_code == 409
    assert "全部改动都没有保存" in late.text
    assert [one.text for one in reports(city, owed)] == [""]


def test_confirming_twice_reports_once(city: City, pages: Visitor, link: str) -> None:
    page = pages.post(
        f"/answer/{link}/upload", files=downloaded(pages, link, fill(FIRST, answer="推进中", text="甲"))
    ).text
    for _ in range(2):
        assert pages.post(f"/answer/{link}/upload/confirm", data={"rows": rows_on(page)}).status_code == 200
    assert len(reports(city, city.obligation("市交通局", OWED))) == 1


def test_another_units_file_is_refused(city: City, pages: Visitor, link: str) -> None:
    files = downloaded(pages, city.link("市水务局"), fill(FIRST, answer="按计划推进"))
    refused = pages.post(f"/answer/{link}/upload", files=files)
    assert refused.status_code == 409
    assert "不是本单位本轮的报送单" in refused.text


def test_another_units_row_cannot_be_confirmed(city: City, pages: Visitor, link: str) -> None:
    theirs = city.obligation("市水务局", OWED, 2)
    rows = f'[{{"obligation_id": "{theirs}", "answer": "on-track"}}]'
    assert "不属于本单位报送单" in pages.post(f"/answer/{link}/upload/confirm", data={"rows": rows}).text
    assert city.read(theirs).state is ObligationState.OPEN


@pytest.mark.parametrize("rows", ["x", "{}x", '[{"a": 1}]', '["a"]', '[{"obligation_id": "1"}]'])
def test_rows_that_no_page_sends_are_refused(pages: Visitor, link: str, rows: str) -> None:
    assert pages.post(f"/answer/{link}/upload/confirm", data={"rows": rows}).status_code == 422


def test_a_file_of_another_kind_or_none_is_refused_with_a_sentence(pages: Visitor, link: str) -> None:
    assert "请先选择" in pages.post(f"/answer/{link}/upload").text
    refused = pages.post(f"/answer/{link}/upload", files={"files": ("a.xlsx", b"MZ")})
    assert refused.status_code == 409
    assert "不是 .xlsx 表格" in refused.text
