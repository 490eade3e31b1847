"""`/problems`: what needs mending."""

from fastapi import APIRouter, Request, Response

from web.desk import desk_of
from web.office_page import office_page
from web.troubles import read_troubles

router = APIRouter()


@router.get("/problems")
def problems(request: Request) -> Response:
    """What needs mending, and how."""
    with desk_of(request).looking(request) as visit:
        today = visit.rules.office.today(visit.now)
        return office_page(visit, "problems.html", troubles=read_troubles(visit.session, today))
