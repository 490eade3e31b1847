"""Files at a unit's sheet: the sheet as .xlsx out and in again, and what was handed in with reports."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from sqlmodel import Session

from intake.answer_sheet import AnswerSheet, read_answer_sheet
from intake.errors import NotReadable
from models.actors import MoveRefused
from models.attached import Attachment, StoredFile
from models.duties import Obligation, Report
from models.given_answer import GivenAnswer
from models.sheet_upload import Differences, differences, take_over_rows
from models.writable import all_writable
from notifications.sheet_file import MEDIA_TYPE, file_name, sheet_file
from web.at_unit import AtUnit, attempt, back_to, open_at, sheet_page
from web.desk import desk_of
from web.rendering import html
from web.row_form import files_of, filled_in
from web.text_fields import Text

router = APIRouter(prefix="/answer/{token}")
office_router = APIRouter()


@router.get("/sheet.xlsx")
def download_sheet(request: Request, token: str) -> Response:
    """The sheet as a file to fill in."""
    with desk_of(request).looking(request) as visit:
        sheet = open_at(visit, token).sheet
        return as_file(file_name(sheet), MEDIA_TYPE, sheet_file(sheet))


async def _chosen(request: Request) -> tuple[str, bytes]:
    async with filled_in(request) as form:
        files = await files_of(form)
    return files[0] if files else ("", b"")


@router.post("/upload")
def look_at_upload(
    request: Request, token: str, chosen: Annotated[tuple[str, bytes], Depends(_chosen)]
) -> Response:
    """What a filled-in file would change; nothing is stored."""
    desk = desk_of(request)
    name, raw = chosen
    if not raw:
        return sheet_page(request, token, refusal="请先选择填好的报送单文件。")
    with desk.looking(request) as visit:
        at = open_at(visit, token)
        try:
            found = _differences(at, read_answer_sheet(raw, name))
        except (NotReadable, MoveRefused) as wrong:
            refusal = str(wrong)
        else:
            given = json.dumps([asdict(row.given) for row in found.rows], ensure_ascii=False)
            context = visit.context(sheet=at.sheet, token=token, found=found, given=given, name=name)
            return html(desk.templates, "unit/upload.html", context)
    return sheet_page(request, token, refusal=refusal)


@router.post("/upload/confirm")
def take_upload(request: Request, token: str, rows: Text = "[]") -> Response:
    """The rows that were looked at are reported, all or none."""
    given = _given(rows)

    def move(at: AtUnit) -> None:
        visit = at.visit
        take_over_rows(visit.session, at.sheet, given, visit.rules, at.actor, visit.now)

    refusal = attempt(request, token, move)
    return sheet_page(request, token, refusal=refusal) if refusal else back_to(token, "?done=upload")


@router.get("/files/{attachment_id}")
def own_file(request: Request, token: str, attachment_id: UUID) -> Response:
    """A file of the unit's own reports, or of a contribution that was made to it."""
    with desk_of(request).looking(request) as visit:
        at = open_at(visit, token)
        received = {file.id for row in at.sheet.rows() for one in row.contributions for file in one.files}
        found = visit.session.get(Attachment, attachment_id)
        if found is None or not (found.id in received or _is_own(visit.session, found, at)):
            raise HTTPException(404)
        return _stored(visit.session, found)


@office_router.get("/files/{attachment_id}")
def any_file(request: Request, attachment_id: UUID) -> Response:
    """Any file, for the office."""
    with desk_of(request).looking(request) as visit:
        found = visit.session.get(Attachment, attachment_id)
        if found is None:
            raise HTTPException(404)
        return _stored(visit.session, found)


def as_file(name: str, media_type: str, content: bytes) -> Response:
    """Something to save: never shown in the page's own place."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)


def _stored(session: Session, file: Attachment) -> Response:
    stored = session.get_one(StoredFile, file.digest)
    return as_file(file.name, stored.media_type, stored.content)


def _is_own(session: Session, file: Attachment, at: AtUnit) -> bool:
    made = session.get(Report, file.report_id) if file.report_id else None
    if made is None:
        return False
    return session.get_one(Obligation, made.obligation_id).unit_id == at.sheet.unit.id


def _differences(at: AtUnit, written: AnswerSheet) -> Differences:
    if written.sheet_id != at.sheet.sheet.id:
        raise MoveRefused("这份表格不是本单位本轮的报送单，请在这一页重新下载。")
    return differences(at.sheet, written.rows, at.visit.rules, at.visit.now)


def _given(rows: str) -> Sequence[GivenAnswer]:
    """The rows that a page of differences carried.

    Raises:
        HTTPException: 422, they are not what that page sends.
    """
    try:
        found: list[dict[str, Any]] = all_writable(json.loads(rows))
        given = [GivenAnswer(**{name: str(value) for name, value in row.items()}) for row in found]
        for one in given:
            UUID(one.obligation_id)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise HTTPException(422) from None
    return given
