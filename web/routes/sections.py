"""`/answer/{token}/inside`: rows at sections. The contact forwards and takes over, a section fills in its own."""

from collections.abc import Callable
from datetime import date
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session, col, select

from models.actors import MoveRefused
from models.duties import Obligation, Sheet
from models.forward_notices import FORWARDED_KINDS
from models.forwarding import answer_inside, end_forward, forward, forwards_of, take_over_inside
from models.given_answer import read_date
from models.messages import AnswerLink
from models.plans import KeyTask
from models.section_gaps import no_mailbox_said, without_mailbox
from models.units import Forward, Post
from models.words import OWED, Answer, KeyTaskState, PostRole
from notifications.links import link_for, token_for
from web.at_section import AtSection, attempt_inside, section_page
from web.at_unit import AtUnit, attempt, back_to, open_at, sheet_page
from web.desk import desk_of
from web.rendering import html
from web.row_form import RowForm, row_form
from web.text_fields import Text

router = APIRouter(prefix="/answer/{token}/inside")

RECEIPTS = {"forward": "已转办。", "end": "已取消转办。", "link": "链接已生成，可以复制。"}


@router.get("")
def inside(request: Request, token: str, done: str = "", post: str = "") -> Response:
    """The contact's page of rows and sections."""
    return _page(request, token, receipt=RECEIPTS.get(done, ""), shown=post)


@router.post("/forward")
def forward_rows(
    request: Request,
    token: str,
    section: Text = "",
    person: Text = "",
    telephone: Text = "",
    email: Text = "",
    days_before: Text = "2",
    inner_on: Text = "",
    task: Annotated[list[UUID] | None, Form()] = None,
) -> Response:
    """转办 of the key tasks that were ticked."""

    def move(at: AtUnit) -> None:
        session = at.visit.session
        tasks = [_task(at, one) for one in task or []]
        forward(
            session,
            at.sheet.unit.id,
            tasks,
            section,
            email,
            at.visit.rules,
            at.actor,
            at.visit.now,
            person=person,
            telephone=telephone,
            days_before=_days(days_before),
            inner_on=_inner(inner_on),
        )

    return _answered(request, token, move, "forward")


@router.post("/end")
def end_one(request: Request, token: str, forward_id: Annotated[UUID, Form(alias="forward")]) -> Response:
    """取消转办 of one key task at one section."""

    def move(at: AtUnit) -> None:
        found = at.visit.session.get(Forward, forward_id)
        if found is None or found.unit_id != at.sheet.unit.id:
            raise HTTPException(404)
        end_forward(at.visit.session, found, at.actor, at.visit.now)

    return _answered(request, token, move, "end")


@router.post("/link")
def make_link(request: Request, token: str, post: Annotated[UUID, Form()]) -> Response:
    """A section's link to be handed on by the contact himself."""

    def move(at: AtUnit) -> None:
        section = at.visit.session.get(Post, post)
        if section is None or section.unit_id != at.sheet.unit.id or section.role is not PostRole.SECTION:
            raise HTTPException(404)
        link_made(at, section)

    return _answered(request, token, move, f"link&post={post}")


@router.post("/take")
def take_over(
    request: Request, token: str, obligation: Annotated[list[UUID] | None, Form()] = None
) -> Response:
    """取用: what the sections filled in becomes the unit's report."""
    left: list[str] = []

    def move(at: AtUnit) -> None:
        rows = [at.own(one) for one in obligation or []]
        taken = take_over_inside(at.visit.session, rows, at.visit.rules, at.actor, at.visit.now)
        left.extend(taken.left)

    refusal = attempt(request, token, move)
    if refusal:
        return sheet_page(request, token, refusal=refusal)
    if left:
        return sheet_page(request, token, receipt=f"其余已取用；未取用的：{'；'.join(left)}。")
    one = obligation[0] if obligation and len(obligation) == 1 else None
    return back_to(token, f"?at={one}#o-{one}" if one else "?done=inside")


@router.post("/answer")
def fill_in(request: Request, token: str, form: Annotated[RowForm, Depends(row_form)]) -> Response:
    """处室填报 of one row."""

    def move(at: AtSection) -> None:
        owed = at.own(form.obligation_id).row.obligation
        said = form.given.said()
        answer_inside(
            at.visit.session,
            owed,
            at.post.id,
            said.answer,
            at.visit.rules,
            at.actor,
            at.visit.now,
            said.text,
            said.done_on,
            percent=said.percent,
            next_step="" if said.answer is Answer.DONE else said.next_step,
            next_on=said.next_on,
            blocker=said.blocker,
            seen=form.given.seen,
        )

    refusal = attempt_inside(request, token, move)
    if refusal:
        return section_page(request, token, at=form.given.obligation_id, refusal=refusal, typed=form)
    return back_to(token, f"?at={form.obligation_id}#o-{form.obligation_id}")


def link_made(at: AtUnit, post: Post) -> AnswerLink:
    """The post's link to this sheet; made when there is none."""
    visit = at.visit
    sheet = visit.session.get_one(Sheet, at.link.sheet_id)
    days = visit.rules.policy.terms.link_days
    return link_for(visit.session, sheet, post.id, visit.desk.secret, visit.rules.office, days, visit.now)


def _answered(request: Request, token: str, move: Callable[[AtUnit], None], done: str) -> Response:
    refusal = attempt(request, token, move)
    if refusal:
        return _page(request, token, refusal=refusal)
    return RedirectResponse(f"/answer/{quote(token)}/inside?done={done}", 303)


def _page(request: Request, token: str, *, receipt: str = "", refusal: str = "", shown: str = "") -> Response:
    desk = desk_of(request)
    with desk.looking(request) as visit:
        at = open_at(visit, token)
        forwards = forwards_of(visit.session, at.sheet.unit.id)
        posts = dict.fromkeys(post.id for _, post, _ in forwards)
        unreached = {post.id for _, post, _ in forwards if not link_of(at, post.id)}
        context = visit.context(
            sheet=at.sheet,
            token=token,
            refusal=refusal,
            receipt=receipt,
            tasks=_tasks(visit.session, at.sheet.unit.id),
            forwards={key: [one for one in forwards if one[1].id == key] for key in posts},
            links={key: link for key in posts if (link := link_of(at, key))},
            unreached=no_mailbox_said(without_mailbox(visit.session, unreached)),
            shown=shown,
        )
        return html(desk.templates, "unit/inside.html", context, 409 if refusal else 200)


def link_of(at: AtUnit, post_id: UUID) -> str:
    """The address of the post's live link to this sheet, or empty."""
    found = at.visit.session.exec(
        select(AnswerLink).where(
            AnswerLink.sheet_id == at.link.sheet_id,
            AnswerLink.post_id == post_id,
            col(AnswerLink.revoked_at).is_(None),
            AnswerLink.expires_at > at.visit.now,
        )
    ).first()
    if found is None:
        return ""
    return f"{at.visit.desk.settings.pages}/answer/{token_for(found.id, at.visit.desk.secret)}"


def _tasks(session: Session, unit_id: UUID) -> list[KeyTask]:
    """Key tasks of which the unit has rows to fill in, now or later."""
    own = select(Obligation.key_task_id).where(
        Obligation.unit_id == unit_id,
        col(Obligation.kind).in_(FORWARDED_KINDS),
        col(Obligation.state).in_(OWED),
    )
    rows = select(KeyTask).where(col(KeyTask.id).in_(own), KeyTask.state == KeyTaskState.ISSUED)
    return list(session.exec(rows.order_by(col(KeyTask.plan_id), col(KeyTask.number), col(KeyTask.part))))


def _task(at: AtUnit, task_id: UUID) -> KeyTask:
    found = next((one for one in _tasks(at.visit.session, at.sheet.unit.id) if one.id == task_id), None)
    if found is None:
        raise HTTPException(404)
    return found


def _days(text: str) -> int:
    try:
        return int(text.strip() or "2")
    except ValueError:
        raise MoveRefused(f"提前的工作日数“{text}”读不懂，请写0到15的整数。") from None


def _inner(text: str) -> date | None:
    return read_date(text, "内部时限")
