"""`/health` and `/metrics`, for machines."""

import time
from secrets import compare_digest
from typing import Any

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from config.errors import ConfigError
from models.exposition import MEDIA_TYPE, exposition
from models.figures import Figures, read_figures
from web.access import guard_office
from web.desk import Visit, desk_of

router = APIRouter()
"""Without a login: `/health` tells numbers only, `/metrics` has a guard of its own."""
BELIEVED = 5.0
"""Seconds for which an answer of Prefect's server is believed: nobody can make us ask it more often."""


@router.get("/health")
def health(request: Request) -> Response:
    """Whether the database answers, how old the clock's last tick is, how much waits; 503 when the clock stands still.

    Prefect's server may be away without harm to anybody but those who watch it: that is told, and no reason for 503.
    """
    desk = desk_of(request)
    try:
        with desk.looking(request) as visit:
            figures = _figures(visit)
    except (SQLAlchemyError, ConfigError) as wrong:
        return JSONResponse({"database": "failed", "error": type(wrong).__name__}, 503)
    told = {
        "database": "ok",
        "clock": "still" if figures.standing_still else "ok",
        "prefect": "ok" if _prefect_answers(request) else "away",
        "tick_age_seconds": figures.clock_age,
        "backlog": _backlog(figures),
    }
    return JSONResponse(told, 503 if figures.standing_still else 200)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The figures for Prometheus, for whoever has the token, or may open the office's pages."""
    desk = desk_of(request)
    token = desk.settings.secret("metrics_token")
    given = request.headers.get("authorization", "")
    if not (token and compare_digest(given.encode(), f"Bearer {token}".encode())):
        guard_office(request)
    with desk.looking(request) as visit:
        return Response(exposition(_figures(visit)), media_type=MEDIA_TYPE)


def _figures(visit: Visit) -> Figures:
    return read_figures(visit.session, visit.rules.office.today(visit.now), visit.now, visit.wall)


def _backlog(figures: Figures) -> dict[str, Any]:
    return {
        "obligations_due": figures.due,
        "mails_due": figures.mails["queued"] + figures.mails["sending"],
        "mails_failed": figures.mails["failed"],
        "held": figures.held,
        "obligations_in_trouble": figures.troubled,
        "legs_waiting": figures.legs_waiting,
        "legs_lag_seconds": figures.legs_lag,
    }


def _prefect_answers(request: Request) -> bool:
    state = request.app.state
    asked_at, answered = getattr(state, "prefect_answer", (0.0, False))
    if not asked_at or time.monotonic() - asked_at > BELIEVED:
        answered = _ask_prefect(desk_of(request).settings.prefect_api)
        state.prefect_answer = (time.monotonic(), answered)
    return bool(answered)


def _ask_prefect(api_url: str) -> bool:
    try:
        answer = httpx.get(f"{api_url}/health", timeout=1.0, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200
