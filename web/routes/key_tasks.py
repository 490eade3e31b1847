"""`/key-tasks/…`: one key task, and the office's moves on it."""

from datetime import date
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from models.action_plans import FIELDS
from models.actors import MoveRefused
from models.deciding import accept, close, send_back
from models.duties import Obligation
from models.plans import KeyTask
from models.recording import lock, lock_task_of
from models.words import Verdict
from web.desk import Visit, desk_of
from web.key_task_view import read_key_task
from web.office_page import office_page
from web.reported import last_reports
from web.text_fields import Text

router = APIRouter()

RECEIPTS = {"accept": "已认可这份报送。", "return": "已退回，报送单位会看到理由。", "close": "已销号。"}


@router.get("/key-tasks/{task_id}")
def key_task(request: Request, task_id: UUID, done: str = "") -> Response:
    """One key task."""
    return _page(request, task_id, receipt=RECEIPTS.get(done, ""))


@router.post("/obligations/{obligation_id}/accept")
def accept_report(
    request: Request,
    obligation_id: UUID,
    verdict: Text = "",
    done_on: Text = "",
    why: Text = "",
    seen: Text = "",
) -> Response:
    """认可: a year-end answer with the office's finding, a completion on the day the office finds."""
    task_id = _task_of(request, obligation_id)
    found = next((one for one in Verdict if one.value == verdict), None)

    def move(visit: Visit) -> None:
        owed = _as_seen(visit, obligation_id, seen)
        accept(
            visit.session, owed, visit.rules, visit.coordinator, visit.now,
            verdict=found, done_on=_day(done_on), why=why,
        )  # fmt: skip

    return _after(request, task_id, desk_of(request).attempt(request, move), "accept", obligation_id)


@router.post("/obligations/{obligation_id}/return")
def return_report(request: Request, obligation_id: UUID, reason: Text = "", seen: Text = "") -> Response:
    """退回, with the reason that the unit will read."""
    task_id = _task_of(request, obligation_id)

    def move(visit: Visit) -> None:
        owed = _as_seen(visit, obligation_id, seen)
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


def _as_seen(visit: Visit, obligation_id: UUID, seen: str) -> Obligation:
    """The obligation, locked, whose last report is still the one that the page showed.

    Args:
        seen: id of the report on the page.

    Raises:
        MoveRefused: the unit has reported again meanwhile.
    """
    owed = visit.session.get_one(Obligation, obligation_id)
    lock_task_of(visit.session, owed)
    lock(visit.session, owed)
    last = last_reports(visit.session, [obligation_id]).get(obligation_id)
    if seen and last is not None and str(last.id) != seen:
        raise MoveRefused("打开这一页以后，单位又报送了一次，请看过新的报送再办理。")
    return owed


def _day(text: str) -> date | None:
    """A date of the form; None where it was left empty.

    Raises:
        MoveRefused: it is no date.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise MoveRefused(f"完成日期“{text[:20]}”不是日期，应为 2026-06-30 这样的日期。") from None


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
