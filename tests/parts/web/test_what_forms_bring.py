"""Texts that no file can carry, and requests that no page of ours sends."""

import io
import json

import pytest
from docx import Document
from fastapi.routing import APIRoute
from openpyxl import load_workbook
from pydantic import AfterValidator
from sqlmodel import Session, col, select

from models.duties import Report
from models.sheet_columns import HEADING_ROW
from models.units import Forward, Post
from models.words import ObligationKind
from models.writable import writable
from tests.parts.web.test_sheet_answers import reports
from tests.support.visitor import Visitor
from tests.support.web_cast import City

SAID = "四条\x01开行\x0b两条\x00在调试\uffff"
KEPT = "四条开行\n两条在调试"


@pytest.fixture
def link(city: City) -> str:
    """王's link to the first round's sheet."""
    return city.link("市交通局")


@pytest.fixture
def row(city: City) -> str:
    """What 市交通局 owes in the first round."""
    return str(city.obligation("市交通局", ObligationKind.PROGRESS))


def answered(pages: Visitor, link: str, row: str, **said: str) -> int:
    fields = {"obligation": row, "answer": "in-progress", "text": "好", **said}
    return pages.post(f"/answer/{link}/report", data=fields).status_code


def cells(pages: Visitor, link: str) -> str:
    """All that stands in the sheet's file and in the paper to be signed."""
    book = load_workbook(io.BytesIO(pages.get(f"/answer/{link}/sheet.xlsx").content))
    rows = book.worksheets[0].iter_rows(min_row=HEADING_ROW + 1, values_only=True)
    paper = Document(io.BytesIO(pages.get(f"/answer/{link}/signature/summary.docx").content))
    printed = [cell.text for line in paper.tables[0].rows for cell in line.cells]
    return "\n".join([*(str(one) for line in rows for one in line), *printed])


def test_a_report_pasted_from_a_word_processor_stays_in_the_sheets_files(
    city: City, pages: Visitor, link: str, row: str
) -> None:
    said = {"text": SAID, "next_step": f"下一步{SAID}", "next_on": "2026-04-20", "blocker": f"问题{SAID}"}
    assert answered(pages, link, row, **said) == 200
    (kept,) = reports(city, city.obligation("市交通局", ObligationKind.PROGRESS))
    assert (kept.text, kept.next_step, kept.blocker) == (KEPT, f"下一步{KEPT}", f"问题{KEPT}")
    assert cells(pages, link).count("两条在调试") == 6


def test_a_text_of_such_signs_alone_is_no_text(city: City, pages: Visitor, link: str, row: str) -> None:
    assert answered(pages, link, row, text="\x01\x0b\uffff") == 409
    assert reports(city, city.obligation("市交通局", ObligationKind.PROGRESS)) == []


def test_a_sheet_with_such_a_text_from_before_can_still_be_downloaded_and_handed_in(
    city: City, pages: Visitor, link: str, row: str
) -> None:
    answered(pages, link, row, text="替换")
    with city.engine.begin() as connection:  # as an older version stored it, past every door
        raw = connection.connection.cursor()
        raw.execute("UPDATE report SET text = ?", (SAID,))
        raw.execute("UPDATE key_task SET content = content || ?", ("\x02尾",))
    assert KEPT in cells(pages, link)
    book = pages.get(f"/answer/{link}/sheet.xlsx").content
    page = pages.post(f"/answer/{link}/upload", files={"files": ("报送单.xlsx", book)}).text
    assert "没有采用" not in page


def test_names_of_sections_and_people_come_in_without_such_signs(
    city: City, pages: Visitor, link: str
) -> None:
    fields = {
        "section": "规\x01划处",
        "person": "周\x00某",
        "telephone": "1\x02",
        "email": "zhou@city.example",
    }
    pages.post(f"/answer/{link}/inside/forward", data={**fields, "task": str(city.tasks[0])})
    with Session(city.engine) as session:
        given = session.exec(select(Forward)).one()
        post = session.get_one(Post, given.post_id)
        assert (post.title, post.person, post.telephone) == ("规划处", "周某", "1")


def test_every_text_of_every_form_comes_in_by_the_one_door(pages: Visitor) -> None:
    unguarded = [
        f"{route.path} {field.name}"
        for route in pages.app.routes
        if isinstance(route, APIRoute)
        for field in route.dependant.body_params
        if field.field_info.annotation is str and AfterValidator(writable) not in field.field_info.metadata
    ]
    assert unguarded == []


def confirmed(pages: Visitor, link: str, rows: str) -> int:
    return pages.post(f"/answer/{link}/upload/confirm", data={"rows": rows}).status_code


@pytest.mark.parametrize(
    "rows", ["[" * 200_000, '{"a":1}', "[1]", "1", '[{"obligation_id":1}]', '[{"x":"y"}]', "1" * 5000]
)
def test_rows_that_the_page_of_differences_never_sends_are_refused(
    pages: Visitor, link: str, rows: str
) -> None:
    assert confirmed(pages, link, rows) == 422


def test_half_a_character_in_confirmed_rows_is_dropped(
    city: City, pages: Visitor, link: str, row: str
) -> None:
    rows = json.dumps([{"obligation_id": row, "answer": "in-progress", "text": "东\ud800湖\u0001"}])
    assert confirmed(pages, link, rows) == 200
    assert [one.text for one in reports(city, city.obligation("市交通局", ObligationKind.PROGRESS))] == [
        "东湖"
    ]


def test_a_row_confirmed_twice_in_one_go_is_not_reported_at_all(
    city: City, pages: Visitor, link: str, row: str
) -> None:
    rows = [{"obligation_id": row, "answer": "in-progress", "text": f"第{n}稿"} for n in range(3)]
    answer = pages.post(f"/answer/{link}/upload/confirm", data={"rows": json.dumps(rows)})
    assert (answer.status_code, "出现了两次" in answer.text) == (409, True)
    upper = [rows[0], {**rows[1], "obligation_id": row.upper()}]
    assert confirmed(pages, link, json.dumps(upper)) == 409
    with Session(city.engine) as session:
        assert session.exec(select(col(Report.id))).all() == []


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "null", "http://evil.example"])
def test_a_form_from_an_origin_that_is_not_ours_is_refused(
    pages: Visitor, link: str, row: str, origin: str
) -> None:
    answer = pages.post(f"/answer/{link}/sign", data={"obligation": row}, headers={"Origin": origin})
    assert (answer.status_code, "不能从别处提交" in answer.text) == (403, True)


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "gb18030", "nonsense"])
def test_a_form_in_other_letters_than_utf_8_is_refused(
    pages: Visitor, link: str, row: str, charset: str
) -> None:
    fields = {"obligation": row, "answer": "in-progress", "text": "+2AA-"}
    body = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said}\r\n'
        for name, said in fields.items()
    )
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    address = f"/answer/{link}/report"
    assert pages.post(address, content=f"{body}--B--\r\n", headers={"Content-Type": kind}).status_code == 422
    ours = kind.replace(charset, "UTF-8")
    assert pages.post(address, content=f"{body}--B--\r\n", headers={"Content-Type": ours}).status_code == 200


@pytest.mark.parametrize("page", ["9223372036854775807", "99999", "-1", "0"])
def test_a_page_of_mails_beyond_the_last_shows_the_last(pages: Visitor, page: str) -> None:
    answer = pages.get(f"/mails?page={page}")
    assert answer.status_code == 200
    assert answer.text == pages.get("/mails").text
