"""`/demo/…`: the demonstration's clock. Not there in earnest."""

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from web.demo_clock import go_on, read_morning
from web.desk import Visit, desk_of


def demonstration_only(request: Request) -> None:
    """No such pages outside the demonstration."""
    if not desk_of(request).settings.demonstration:
        raise HTTPException(404)


router = APIRouter(prefix="/demo", dependencies=[Depends(demonstration_only)])


@router.post("/next")
def to_next_morning(request: Request) -> Response:
    """On to the next morning with something due; another process does what is due then."""

    def move(visit: Visit) -> None:
        go_on(visit.session, visit.rules, visit.now)

    desk_of(request).attempt(request, move)
    return RedirectResponse("/", 303)


@router.get("/state")
def state(request: Request) -> Response:
    """How far that process is."""
    with desk_of(request).looking(request) as visit:
        morning = read_morning(visit.session, visit.rules, visit.now)
        now = visit.wording.stamp(visit.now)
    return JSONResponse({"busy": morning.busy, "sent": morning.sent, "now": now})
