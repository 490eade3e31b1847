"""`/problems` for people, `/health` for machines."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from config.errors import ConfigError
from models.traces import LegRequest
from web.counting import read_counts
from web.demo_clock import read_morning
from web.desk import Visit, desk_of
from web.heartbeat import clock_age
from web.office_page import office_page
from web.troubles import read_troubles

router = APIRouter()
open_router = APIRouter()
"""Without the office's guard: numbers only."""


@router.get("/problems")
def problems(request: Request) -> Response:
    """What needs mending, and how."""
    with desk_of(request).looking(request) as visit:
        return office_page(visit, "problems.html", troubles=read_troubles(visit.session))


@open_router.get("/health")
def health(request: Request) -> Response:
    """Whether the database answers, how old the clock's last tick is, and how much waits."""
    desk = desk_of(request)
    try:
        with desk.looking(request) as visit:
            backlog, age = _backlog(visit), clock_age(visit.session, visit.wall)
    except (SQLAlchemyError, ConfigError) as wrong:
        return JSONResponse({"database": "failed", "error": type(wrong).__name__}, 503)
    return JSONResponse({"database": "ok", "tick_age_seconds": age, "backlog": backlog})


def _backlog(visit: Visit) -> dict[str, Any]:
    morning = read_morning(visit.session, visit.rules, visit.now)
    counts = read_counts(visit.session)
    return {
        "obligations_due": morning.deciding,
        "mails_due": morning.mailing,
        "mails_failed": counts.failed_mails,
        "held": counts.held,
        "obligations_in_trouble": counts.trouble,
        "legs_waiting": _legs_waiting(visit.session),
    }


def _legs_waiting(session: Session) -> int:
    waiting = select(func.count()).select_from(LegRequest).where(col(LegRequest.done_at).is_(None))
    return session.exec(waiting).one()
