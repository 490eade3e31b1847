"""`/key-tasks/…`: one key task, and the office's moves on it."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from models.action_plans import FIELDS
from models.deciding import accept, close, send_back
from models.duties import Obligation
from models.plans import KeyTask
from models.words import Verdict
from web.desk import Visit, desk_of
from web.key_task_view import read_key_task
from web.office_page import office_page

router = APIRouter()

RECEIPTS = {"accept": "已认可这份报送。", "return": "已退回，报送单位会看到理由。", "close": "已销号。"}
Reason = Annotated[str, Form()]


@router.get("/key-tasks/{task_id}")
def key_task(request: Request, task_id: UUID, done: str = "") -> Response:
    """One key task."""
    return _page(request, task_id, receipt=RECEIPTS.get(done, ""))


@router.post("/obligations/{obligation_id}/accept")
def accept_report(request: Request, obligation_id: UUID, verdict: Annotated[str, Form()] = "") -> Response:
    """认可, a year-end answer with the office's finding."""
    task_id = _task_of(request, obligation_id)
    found = next((one for one in Verdict if one.value == verdict), None)

    def move(visit: Visit) -> None:
        owed = visit.session.get_one(Obligation, obligation_id)
        accept(visit.session, owed, visit.rules, visit.coordinator, visit.now, verdict=found)

    return _after(request, task_id, desk_of(request).attempt(request, move), "accept", obligation_id)


@router.post("/obligations/{obligation_id}/return")
def return_report(request: Request, obligation_id: UUID, reason: Reason = "") -> Response:
    """退回, with the reason that the unit will read."""
    task_id = _task_of(request, obligation_id)

    def move(visit: Visit) -> None:
        owed = visit.session.get_one(Obligation, obligation_id)
        send_back(visit.session, owed, reason, visit.rules, visit.coordinator, visit.now)

    return _after(request, task_id, desk_of(request).attempt(request, move), "return", obligation_id)


@router.post("/key-tasks/{task_id}/close")
def close_key_task(request: Request, task_id: UUID) -> Response:
    """销号."""

    def move(visit: Visit) -> None:
        task = visit.session.get(KeyTask, task_id)
        if task is None:
            raise HTTPException(404)
        close(visit.session, task, visit.coordinator, visit.now)

    return _after(request, task_id, desk_of(request).attempt(request, move), "close")


def _task_of(request: Request, obligation_id: UUID) -> UUID:
    """The key task an obligation belongs to; signing belongs to none and has no such buttons."""
    with desk_of(request).looking(request) as visit:
        owed = visit.session.get(Obligation, obligation_id)
        if owed is None or owed.key_task_id is None:
            raise HTTPException(404)
        return owed.key_task_id


def _after(
    request: Request, task_id: UUID, refusal: str, done: str, obligation_id: UUID | None = None
) -> Response:
    """The page again: with the sentence of refusal, or redirected to the row that changed."""
    if refusal:
        return _page(request, task_id, refusal=refusal, status=409)
    row = f"#o-{obligation_id}" if obligation_id else ""
    return RedirectResponse(f"/key-tasks/{task_id}?done={quote(done)}{row}", 303)


def _page(
    request: Request, task_id: UUID, refusal: str = "", receipt: str = "", status: int = 200
) -> Response:
    desk = desk_of(request)
    with desk.looking(request) as visit:
        view = read_key_task(visit.session, task_id, visit.rules, visit.wording.today)
        if view is None:
            raise HTTPException(404)
        prefect = desk.settings.prefect_api.removesuffix("/").removesuffix("/api")
        return office_page(
            visit,
            "key_task.html",
            status,
            view=view,
            plan_fields=list(FIELDS.items()),
            prefect=prefect,
            refusal=refusal,
            receipt=receipt,
        )
