"""`/release`: drafted messages that wait for a person (待签发)."""

from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from models.deciding import release, withdraw
from models.messages import Notification
from web.desk import Visit, desk_of
from web.held_view import read_held
from web.office_page import office_page
from web.text_fields import Text

router = APIRouter()

RECEIPTS = {"release": "已签发，将随下一班邮件发出。", "withdraw": "已撤回，不会发出。"}


@router.get("/release")
def held(request: Request, done: str = "") -> Response:
    """Everything that waits for release."""
    return _page(request, receipt=RECEIPTS.get(done, ""))


@router.post("/notifications/{note_id}/release")
def release_note(request: Request, note_id: UUID) -> Response:
    """签发."""

    def move(visit: Visit) -> None:
        release(visit.session, _note(visit, note_id), visit.rules, visit.coordinator, visit.now)

    return _after(request, desk_of(request).attempt(request, move), "release")


@router.post("/notifications/{note_id}/withdraw")
def withdraw_note(request: Request, note_id: UUID, reason: Text = "") -> Response:
    """撤回, with a reason."""

    def move(visit: Visit) -> None:
        withdraw(visit.session, _note(visit, note_id), reason, visit.rules, visit.coordinator, visit.now)

    return _after(request, desk_of(request).attempt(request, move), "withdraw")


def _note(visit: Visit, note_id: UUID) -> Notification:
    note = visit.session.get(Notification, note_id)
    if note is None:
        raise HTTPException(404)
    return note


def _after(request: Request, refusal: str, done: str) -> Response:
    if refusal:
        return _page(request, refusal=refusal, status=409)
    return RedirectResponse(f"/release?done={done}", 303)


def _page(request: Request, refusal: str = "", receipt: str = "", status: int = 200) -> Response:
    with desk_of(request).looking(request) as visit:
        notes = read_held(visit.session, visit.wording, visit.desk.sender, visit.now)
        return office_page(visit, "release.html", status, notes=notes, refusal=refusal, receipt=receipt)
