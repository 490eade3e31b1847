"""`/answer/{token}/signature`: the head signs by link; the contact prints, hands in a scan, or enters an OA number."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import select

from models.actors import MoveRefused
from models.asking_signature import ask_signature
from models.duties import Sheet, Signature
from models.filing import take_in
from models.given_answer import read_date
from models.signatures import revoke, sign_by_link, sign_by_scan, sign_on_paper
from models.signed_rows import covered, reports_mark, standing
from models.units import Post
from models.words import PostRole
from notifications.links import was_mailed
from notifications.summary_paper import MEDIA_TYPE, file_name, summary_of, summary_paper
from web.at_unit import MEGABYTE, AtUnit, attempt, open_at, sheet_page
from web.desk import desk_of
from web.rendering import html
from web.routes.sections import link_made
from web.routes.sheet_files import as_file
from web.row_form import files_of, filled_in, text_of
from web.text_fields import Text

router = APIRouter(prefix="/answer/{token}/signature")

RECEIPTS = {
    "signed": "已签批，谢谢。",
    "entered": "签批已录入。",
    "revoke": "签批已撤销。",
    "link": "链接已生成，可以复制。",
    "mail": "请签批的邮件即将发给主要负责人。",
}


@router.get("/sheet")
def whole_sheet(request: Request, token: str) -> Response:
    """The sheet itself, for the head."""
    return sheet_page(request, token)


@router.get("/summary.docx")
def summary(request: Request, token: str) -> Response:
    """The summary to be printed and signed."""
    with desk_of(request).looking(request) as visit:
        at = open_at(visit, token)
        sheet = visit.session.get_one(Sheet, at.link.sheet_id)
        found = summary_of(visit.session, sheet, visit.rules, visit.rules.office.today(visit.now))
        return as_file(file_name(found), MEDIA_TYPE, summary_paper(found))


@router.post("/sign")
def sign(request: Request, token: str, seen: Text = "") -> Response:
    """签批 by the head's link."""

    def move(at: AtUnit) -> None:
        visit = at.visit
        sign_by_link(visit.session, _sheet(at), visit.rules, at.actor, visit.now, seen=seen)

    return _answered(request, token, move, "signed")


@router.post("/link")
def head_link(request: Request, token: str) -> Response:
    """The head's own link, for the contact to hand on. Nothing is sent."""

    def move(at: AtUnit) -> None:
        session, unit_id = at.visit.session, at.sheet.unit.id
        own = select(Post).where(Post.unit_id == unit_id, Post.role == PostRole.HEAD)
        head = session.exec(own).first()
        if head is None:
            head = Post(unit_id=unit_id, role=PostRole.HEAD, title=PostRole.HEAD.label)
            session.add(head)
            session.flush()
        made = link_made(at, head)
        if was_mailed(session, made):
            raise MoveRefused("签批链接已发至主要负责人的邮箱，请提醒主要负责人打开邮件签批。")

    return _answered(request, token, move, "link")


@router.post("/mail")
def mail_head(request: Request, token: str) -> Response:
    """The head's own link by mail, on the contact's request."""

    def move(at: AtUnit) -> None:
        ask_signature(at.visit.session, _sheet(at), at.visit.rules, at.actor, at.visit.now)

    return _answered(request, token, move, "mail")


async def _paper_form(request: Request) -> tuple[dict[str, str], list[tuple[str, bytes]]]:
    names = ("signed_by", "oa_number", "received_on")
    async with filled_in(request) as form:
        read = {name: text_of(form, name) for name in names}, await files_of(form)
    await form.close()
    return read


@router.post("/enter")
def enter(
    request: Request,
    token: str,
    given: Annotated[tuple[dict[str, str], list[tuple[str, bytes]]], Depends(_paper_form)],
) -> Response:
    """代录: a scan of the signed summary, or an OA number with the date it arrived."""
    fields, files = given
    limit = desk_of(request).settings.file_limit_mb * MEGABYTE

    def move(at: AtUnit) -> None:
        visit, sheet = at.visit, _sheet(at)
        if files:
            (scan, *more) = take_in(visit.session, files, limit)
            if more:
                raise MoveRefused("签字扫描件请合成一个文件再传。")
            sign_by_scan(visit.session, sheet, scan, fields["signed_by"], visit.rules, at.actor, visit.now)
            return
        received = read_date(fields["received_on"], "收到日期")
        if received is None:
            raise MoveRefused("请选择签字扫描件，或填写OA文号和收到日期。")
        sign_on_paper(
            visit.session,
            sheet,
            fields["oa_number"],
            received,
            fields["signed_by"],
            visit.rules,
            at.actor,
            visit.now,
        )

    return _answered(request, token, move, "entered")


@router.post("/revoke")
def revoke_one(
    request: Request,
    token: str,
    signature: Annotated[UUID, Form()],
    reason: Text = "",
) -> Response:
    """撤销签批."""

    def move(at: AtUnit) -> None:
        found = at.visit.session.get(Signature, signature)
        if found is None or found.sheet_id != at.link.sheet_id:
            raise HTTPException(404)
        revoke(at.visit.session, found, reason, at.actor, at.visit.now)

    return _answered(request, token, move, "revoke")


def head_page(request: Request, token: str, *, receipt: str = "", refusal: str = "") -> Response:
    """All that the unit reported on the sheet, with one button. Reading it changes nothing."""
    desk = desk_of(request)
    with desk.looking(request) as visit:
        at = open_at(visit, token)
        sheet = _sheet(at)
        pairs = covered(visit.session, sheet, visit.rules)
        context = visit.context(
            sheet=at.sheet,
            token=token,
            receipt=receipt,
            refusal=refusal,
            standing=standing(visit.session, sheet, visit.rules),
            seen=reports_mark(pairs),
            summary=summary_of(visit.session, sheet, visit.rules, visit.rules.office.today(visit.now)),
            owed=[row for row in at.sheet.rows() if not row.answered],
        )
        return html(desk.templates, "unit/head.html", context, 409 if refusal else 200)


def _sheet(at: AtUnit) -> Sheet:
    return at.visit.session.get_one(Sheet, at.link.sheet_id)


def _answered(request: Request, token: str, move: Callable[[AtUnit], None], done: str) -> Response:
    roles: list[PostRole] = []

    def by(at: AtUnit) -> None:
        roles.append(at.post.role)
        move(at)

    refusal = attempt(request, token, by)
    if not refusal:
        return RedirectResponse(f"/answer/{quote(token)}?done={done}#signature", 303)
    if PostRole.HEAD in roles:
        return head_page(request, token, refusal=refusal)
    return sheet_page(request, token, refusal=refusal)
