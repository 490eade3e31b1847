"""`/mails`: the outbox."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response

from models.words import MailState
from web.desk import desk_of
from web.office_page import office_page
from web.outbox_view import MailFilters, read_mail, read_mails

router = APIRouter()


@router.get("/mails")
def mails(request: Request, unit: str = "", state: str = "", morning: str = "", page: int = 1) -> Response:
    """Mails, the newest first."""
    filters = _filters(unit, state, morning)
    with desk_of(request).looking(request) as visit:
        found = read_mails(visit.session, filters, max(page, 1))
        return office_page(visit, "mails.html", mails=found, filters=filters, states=list(MailState))


@router.get("/mails/{mail_id}")
def mail(request: Request, mail_id: UUID) -> Response:
    """One mail as it was composed."""
    with desk_of(request).looking(request) as visit:
        view = read_mail(visit.session, mail_id)
        if view is None:
            raise HTTPException(404)
        return office_page(visit, "mail.html", view=view)


def _filters(unit: str, state: str, morning: str) -> MailFilters:
    """What cannot be read is no filter."""
    chosen_unit, chosen_state, chosen_morning = None, None, None
    with suppress(ValueError):
        chosen_unit = UUID(unit)
    with suppress(ValueError):
        chosen_state = MailState(state)
    with suppress(ValueError):
        chosen_morning = date.fromisoformat(morning)
    return MailFilters(chosen_unit, chosen_state, chosen_morning)
