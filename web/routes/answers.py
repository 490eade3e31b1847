"""`/answer/{token}`: a unit's sheet, opened by the link in its mail. A GET changes nothing."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from models.answering import report, sign
from models.filing import take_in
from models.given_answer import report_given
from models.matters import lock_matters
from models.words import Answer, PostRole
from web.at_section import role_of, section_page
from web.at_unit import MEGABYTE, AtUnit, attempt, back_to, open_at, sheet_page
from web.desk import desk_of
from web.rendering import html
from web.routes import signing
from web.routes.signing import head_page
from web.row_form import RowForm, row_form
from web.text_fields import Text

router = APIRouter(prefix="/answer/{token}")

PARTS = {"lead": False, "support": True}
"""Which rows are answered together: the unit's own, or its contributions."""
RECEIPTS = {
    "sign": "签收完成，谢谢。",
    "rest": "已一并报送。",
    "upload": "已按表格报送。",
    "inside": "处室填报已取用。",
    "petition": "申请已提交，督查机构会在规定时限内答复。",
}


@router.get("")
def sheet(request: Request, token: str, at: str = "", done: str = "") -> Response:
    """The sheet; `at` names the row that was just answered. A section has a page of its own, and so has the head."""
    role = role_of(request, token)
    if role is PostRole.SECTION:
        return section_page(request, token, at=at)
    if role is PostRole.HEAD:
        return head_page(request, token, receipt=signing.RECEIPTS.get(done, ""))
    return sheet_page(request, token, at=at, receipt={**signing.RECEIPTS, **RECEIPTS}.get(done, ""))


@router.post("/sign")
def sign_notice(request: Request, token: str, obligation: Annotated[UUID, Form()]) -> Response:
    """签收 of the whole notice."""

    def move(at: AtUnit) -> None:
        sign(at.visit.session, at.own(obligation), at.visit.rules, at.actor, at.visit.now)

    refusal = attempt(request, token, move)
    return sheet_page(request, token, refusal=refusal) if refusal else back_to(token, "?done=sign")


@router.post("/report")
def report_row(request: Request, token: str, form: Annotated[RowForm, Depends(row_form)]) -> Response:
    """One row's answer; afterwards the page stands at that row."""
    limit = desk_of(request).settings.file_limit_mb * MEGABYTE

    def move(at: AtUnit) -> None:
        visit, owed = at.visit, at.own(form.obligation_id)
        report_given(
            visit.session,
            owed,
            form.given,
            visit.rules,
            at.actor,
            visit.now,
            details=form.details(),
            files=take_in(visit.session, form.files, limit),
            take_over=form.take_over,
        )

    refusal = attempt(request, token, move)
    if refusal:
        return sheet_page(request, token, at=form.given.obligation_id, refusal=refusal, typed=form)
    return back_to(token, f"?at={form.obligation_id}#o-{form.obligation_id}")


@router.get("/rest")
def ask_rest(request: Request, token: str, part: str = "lead") -> Response:
    """What would be answered together, for a last look."""
    desk = desk_of(request)
    with desk.looking(request) as visit:
        at = open_at(visit, token)
        rows = at.sheet.easy(contributes=_contributes(part))
        inside = at.sheet.filled_inside(contributes=_contributes(part))
        context = visit.context(
            sheet=at.sheet, token=token, part=part, rows=rows, inside=inside, answer=_usual(part)
        )
        return html(desk.templates, "unit/rest.html", context)


@router.post("/rest")
def report_rest(
    request: Request,
    token: str,
    obligation: Annotated[list[UUID] | None, Form()] = None,
    part: Text = "lead",
) -> Response:
    """The rows that were looked at, as far as nobody has answered them meanwhile."""

    def move(at: AtUnit) -> None:
        visit = at.visit
        chosen = [at.own(one) for one in obligation or []]
        lock_matters(visit.session, chosen)
        seen = [one.id for one in chosen]
        still = {row.obligation.id: row for row in at.sheet.easy(contributes=_contributes(part))}
        for row in (still[one] for one in seen if one in still):
            report(
                visit.session,
                row.obligation,
                _usual(part),
                visit.rules,
                at.actor,
                visit.now,
                seen=row.mark,
            )

    refusal = attempt(request, token, move)
    return sheet_page(request, token, refusal=refusal) if refusal else back_to(token, "?done=rest")


def _usual(part: str) -> Answer:
    return Answer.NOTHING_NEW if _contributes(part) else Answer.ON_TRACK


def _contributes(part: str) -> bool:
    if part not in PARTS:
        raise HTTPException(404)
    return PARTS[part]
