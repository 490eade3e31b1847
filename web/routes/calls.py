"""`/calls`: the call list (电话催办清单)."""

from fastapi import APIRouter, Request, Response

from web.call_list import chat_text, read_calls
from web.desk import desk_of
from web.office_page import office_page

router = APIRouter()


@router.get("/calls")
def calls(request: Request) -> Response:
    """Whom to ring today."""
    with desk_of(request).looking(request) as visit:
        found = read_calls(visit.session)
        return office_page(visit, "calls.html", calls=found, chat=chat_text(found, visit.wording))
