"""`/answer/{token}`: a unit's sheet, opened by the link in its mail. A GET changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from models.actors import Actor, ActorKind, MoveRefused
from models.answering import ANSWERS, report, sign
from models.duties import Obligation
from models.messages import AnswerLink
from models.words import Answer, ObligationKind
from notifications.links import open_link
from web.desk import Visit, desk_of
from web.rendering import html
from web.sheet_rows import UnitSheet
from web.unit_sheet import belongs, read_sheet

router = APIRouter(prefix="/answer/{token}")

PARTS = {"lead": False, "support": True}
"""Which rows are answered together: the unit's own, or its contributions."""


@dataclass(frozen=True, slots=True)
class AtUnit:
    """A visit by a unit's link."""

    visit: Visit
    link: AnswerLink
    sheet: UnitSheet

    @property
    def actor(self) -> Actor:
        """Who answers, as history will show it."""
        name = f"{self.sheet.unit.name}联络员（经发至{self.sheet.post.email}的链接）"
        return Actor(name, ActorKind.UNIT, self.sheet.unit.id)

    def own(self, obligation_id: UUID) -> Obligation:
        """The unit's obligation with this id; another unit's does not exist here."""
        found = belongs(self.visit.session, self.link, obligation_id, self.visit.horizon)
        if found is None:
            raise HTTPException(404)
        return found

    def answer(self, obligation_id: UUID, answer: Answer, text: str = "", done_on: str = "") -> None:
        """Report on one obligation."""
        visit = self.visit
        day = _day(done_on) if answer is Answer.DONE else None
        lines = text.replace("\r\n", "\n")
        report(visit.session, self.own(obligation_id), answer, visit.rules, self.actor, visit.now, lines, day)


@router.get("")
def sheet(request: Request, token: str, at: str = "", done: str = "") -> Response:
    """The sheet; `at` names the row that was just answered."""
    return _page(request, token, at=at, receipt=RECEIPTS.get(done, ""))


RECEIPTS = {"sign": "签收完成，谢谢。", "rest": "已一并报送。"}


@router.post("/sign")
def sign_notice(request: Request, token: str, obligation: Annotated[UUID, Form()]) -> Response:
    """签收 of the whole notice."""

    def move(at: AtUnit) -> None:
        sign(at.visit.session, at.own(obligation), at.visit.rules, at.actor, at.visit.now)

    refusal = _attempt(request, token, move)
    return _page(request, token, refusal=refusal) if refusal else _back(token, "?done=sign")


@router.post("/report")
def report_row(
    request: Request,
    token: str,
    obligation: Annotated[UUID, Form()],
    answer: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    done_on: Annotated[str, Form()] = "",
) -> Response:
    """One row's answer; afterwards the page stands at that row."""

    def move(at: AtUnit) -> None:
        at.answer(obligation, _answer(answer), text, done_on)

    refusal = _attempt(request, token, move)
    if refusal:
        return _page(request, token, at=str(obligation), refusal=refusal, typed=(answer, text, done_on))
    return _back(token, f"?at={obligation}#o-{obligation}")


@router.get("/rest")
def ask_rest(request: Request, token: str, part: str = "lead") -> Response:
    """What would be answered together, for a last look."""
    desk = desk_of(request)
    with desk.looking(request) as visit:
        at = _open(visit, token)
        rows = at.sheet.easy(contributes=_contributes(part))
        context = visit.context(sheet=at.sheet, token=token, part=part, rows=rows, answer=_usual(part))
        return html(desk.templates, "unit/rest.html", context)


@router.post("/rest")
def report_rest(
    request: Request,
    token: str,
    obligation: Annotated[list[UUID] | None, Form()] = None,
    part: Annotated[str, Form()] = "lead",
) -> Response:
    """The rows that were looked at, as far as nobody has answered them meanwhile."""

    def move(at: AtUnit) -> None:
        seen = [at.own(one).id for one in obligation or []]
        still = {row.obligation.id for row in at.sheet.easy(contributes=_contributes(part))}
        for one in seen:
            if one in still:
                at.answer(one, _usual(part))

    refusal = _attempt(request, token, move)
    return _page(request, token, refusal=refusal) if refusal else _back(token, "?done=rest")


def _attempt(request: Request, token: str, move: Callable[[AtUnit], None]) -> str:
    return desk_of(request).attempt(request, lambda visit: move(_open(visit, token)))


def _open(visit: Visit, token: str) -> AtUnit:
    link = open_link(visit.session, token, visit.desk.secret, visit.now)
    return AtUnit(visit, link, read_sheet(visit.session, link, visit.horizon))


def _page(
    request: Request,
    token: str,
    at: str = "",
    receipt: str = "",
    refusal: str = "",
    typed: tuple[str, str, str] = ("", "", ""),
) -> Response:
    desk = desk_of(request)
    with desk.looking(request) as visit:
        opened = _open(visit, token)
        context = visit.context(
            sheet=opened.sheet,
            token=token,
            at=at,
            receipt=receipt,
            refusal=refusal,
            typed=typed,
            answers=_form_answers(),
        )
        return html(desk.templates, "unit/sheet.html", context, 409 if refusal else 200)


def _back(token: str, rest: str) -> Response:
    return RedirectResponse(f"/answer/{quote(token)}{rest}", 303)


def _form_answers() -> dict[ObligationKind, list[Answer]]:
    """Answers that ask for a sentence; the others are one click."""
    wordy = (Answer.IN_PROGRESS, Answer.DONE)
    return {kind: [one for one in answers if one in wordy] for kind, answers in ANSWERS.items()}


def _usual(part: str) -> Answer:
    return Answer.NOTHING_NEW if _contributes(part) else Answer.ON_TRACK


def _contributes(part: str) -> bool:
    if part not in PARTS:
        raise HTTPException(404)
    return PARTS[part]


def _answer(value: str) -> Answer:
    try:
        return Answer(value)
    except ValueError:
        raise MoveRefused("请先选择“推进中”或“已完成”。") from None


def _day(value: str) -> date | None:
    """The completion date as typed; empty leaves it to today."""
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise MoveRefused(f"完成日期“{value}”读不懂，请写成 2026-06-30 这样。") from None
