"""`/`: the board (台账)."""

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response

from models.words import Light
from web.board import Filters, plan_headings, read_board
from web.desk import desk_of
from web.office_page import office_page

router = APIRouter()


@router.get("/")
def board(
    request: Request,
    plan: str = "",
    q: str = "",
    unit: str = "",
    theme: str = "",
    light: str = "",
    review: str = "",
) -> Response:
    """All key tasks of one plan; without `plan` the newest."""
    filters = _filters(q, unit, theme, light, review)
    with desk_of(request).looking(request) as visit:
        plans = plan_headings(visit.session)
        if not plans:
            return office_page(visit, "no_plan.html")
        chosen = next((one for one in plans if plan in ("", str(one.id))), None)
        if chosen is None:
            raise HTTPException(404)
        read = read_board(visit.session, chosen.id, visit.rules, visit.wording.today, filters)
        return office_page(
            visit, "board.html", board=read, plans=plans, plan=chosen, filters=filters, lights=list(Light)
        )


def _filters(q: str, unit: str, theme: str, light: str, review: str) -> Filters:
    """An address with a light or unit that does not exist shows everything rather than an error."""
    chosen_unit, chosen_light = None, None
    with suppress(ValueError):
        chosen_unit = UUID(unit)
    with suppress(ValueError):
        chosen_light = Light(light)
    return Filters(q.strip(), chosen_unit, theme, chosen_light, review == "1")
