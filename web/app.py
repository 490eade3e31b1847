"""The application: pages for coordinators and units, over one database."""

from collections.abc import Awaitable, Callable

from fastapi import Depends, FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine

from config.settings import Settings
from web.access import from_elsewhere, guard_office, in_other_letters, keep_to_itself, too_large
from web.desk import Desk
from web.refusals import SENTENCES, install_refusals, refusal_page
from web.rendering import STATIC
from web.routes import (
    answers,
    board,
    calls,
    demonstration,
    health,
    key_tasks,
    mails,
    problems,
    release,
    sections,
    sheet_files,
    signing,
    unit_petitions,
)

OFFICE = (board, key_tasks, release, calls, mails, problems, demonstration)
"""Pages for coordinators; all of them are guarded."""

SAFE = ("GET", "HEAD", "OPTIONS")


def create_app(settings: Settings, engine: Engine, secret: str, inbox_url: str = "") -> FastAPI:
    """The pages of one installation. `secret` signs answer links; `inbox_url` is the demonstration's mailbox."""
    app = FastAPI(title="督办", docs_url=None, redoc_url=None, openapi_url=None)
    desk = Desk(settings, engine, secret, inbox_url)
    app.state.desk, app.state.templates = desk, desk.templates
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for pages in OFFICE:
        app.include_router(pages.router, dependencies=[Depends(guard_office)])
    app.include_router(health.router)
    app.include_router(answers.router)
    app.include_router(sheet_files.router)
    app.include_router(sections.router)
    app.include_router(signing.router)
    app.include_router(unit_petitions.router)
    app.include_router(sheet_files.office_router, dependencies=[Depends(guard_office)])
    install_refusals(app)

    @app.middleware("http")
    async def _at_the_door(request: Request, go_in: Callable[[Request], Awaitable[Response]]) -> Response:
        response = _refused_at_the_door(request, settings) or await go_in(request)
        keep_to_itself(request.url.path, response.headers)
        return response

    return app


def _refused_at_the_door(request: Request, settings: Settings) -> Response | None:
    if request.method in SAFE:
        return None
    if from_elsewhere(request, settings.pages):
        sentence = "这次提交不是从本系统的页面发出的，请打开本系统的页面再办。"
        return refusal_page(request, 403, "不能从别处提交", sentence)
    if in_other_letters(request):
        return refusal_page(request, 422, *SENTENCES[422])
    return (
        refusal_page(request, 413, *SENTENCES[413])
        if too_large(request, settings.file_limit_mb * 2**20)
        else None
    )
