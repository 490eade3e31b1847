"""A visit by a unit's link: whose it is, what it may touch, and how a refusal comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from models.action_plans import FIELDS
from models.actors import Actor, ActorKind
from models.answer_checks import ANSWERS
from models.duties import Obligation
from models.filing import ENDINGS
from models.messages import AnswerLink
from models.secrecy import ON_PAPER
from models.sheet_rows import UnitSheet
from models.units import Post
from models.words import Answer, ObligationKind, PostRole
from notifications.links import LinkRefused, open_link, was_mailed
from web.desk import Visit, desk_of
from web.inside_view import inside_view
from web.objections import objecting
from web.rendering import html
from web.row_form import RowForm
from web.unit_sheet import belongs, read_sheet

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class AtUnit:
    """A visit by a unit's link."""

    visit: Visit
    link: AnswerLink
    sheet: UnitSheet
    post: Post

    @property
    def actor(self) -> Actor:
        """Who answers, as history will show it."""
        way = f"经发至{self.post.email or self.post.person}的链接"
        if self.post.role is PostRole.HEAD and not was_mailed(self.visit.session, self.link):
            way = "经联络员转交的链接"
        name = f"{self.sheet.unit.name}{self.post.role.label}（{way}）"
        return Actor(name, ActorKind.UNIT, self.sheet.unit.id, post_role=self.post.role, post_id=self.post.id)

    def own(self, obligation_id: UUID) -> Obligation:
        """The unit's obligation with this id; another unit's does not exist here."""
        found = belongs(self.visit.session, self.link, obligation_id, self.visit.horizon)
        if found is None:
            raise HTTPException(404)
        return found


def open_at(visit: Visit, token: str) -> AtUnit:
    """The sheet that a link opens.

    Raises:
        LinkRefused: forged, expired or revoked; or a section's, which opens the section's rows only.
    """
    link = open_link(visit.session, token, visit.desk.secret, visit.now)
    post = visit.session.get_one(Post, link.post_id)
    if post.role is PostRole.SECTION:
        raise LinkRefused("这是转办给处室的链接，打不开全单位的报送单，请使用邮件里的处室链接。")
    return AtUnit(visit, link, read_sheet(visit.session, link, visit.horizon), post)


def attempt(request: Request, token: str, move: Callable[[AtUnit], None]) -> str:
    """Make a move by a unit's link; the sentence of its refusal, or empty."""
    return desk_of(request).attempt(request, lambda visit: move(open_at(visit, token)))


def sheet_page(
    request: Request,
    token: str,
    *,
    at: str = "",
    receipt: str = "",
    refusal: str = "",
    typed: RowForm | None = None,
) -> Response:
    """The sheet. `at` names the row that was answered or refused; what was typed there stays."""
    return unit_page(
        request,
        token,
        "unit/sheet.html",
        refusal=refusal,
        at=at,
        receipt=receipt,
        typed=typed,
        answers=form_answers(),
        endings=",".join(ENDINGS),
        plan_fields=list(FIELDS.items()),
        on_paper=ON_PAPER,
    )


def unit_page(request: Request, token: str, template: str, refusal: str = "", **given: Any) -> Response:
    """A page of a unit's link. Reading it changes nothing."""
    desk = desk_of(request)
    with desk.looking(request) as visit:
        opened = open_at(visit, token)
        own = inside_view(
            visit.session, opened.sheet, visit.rules, desk.secret, desk.settings.pages, visit.now
        )
        may = objecting(visit.session, opened.sheet, visit.rules, visit.wording.today)
        context = visit.context(
            sheet=opened.sheet, token=token, refusal=refusal, inside=own, objecting=may, **given
        )
        return html(desk.templates, template, context, 409 if refusal else 200)


def back_to(token: str, rest: str) -> Response:
    """Look at the sheet again."""
    return RedirectResponse(f"/answer/{quote(token)}{rest}", 303)


def form_answers() -> dict[ObligationKind, list[Answer]]:
    """Answers that ask for a sentence; the others are one click."""
    wordy = (Answer.IN_PROGRESS, Answer.DONE)
    return {kind: [one for one in answers if one in wordy] for kind, answers in ANSWERS.items()}
