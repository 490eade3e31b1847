"""What a unit asks the office at its sheet: 申请延期 with its effect shown first, 分工异议 item by item."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, Response
from sqlmodel import select

from models.actors import MoveRefused
from models.duties import Obligation, Petition
from models.extending import extension_effect
from models.given_answer import read_date
from models.naming import number_of
from models.petition_terms import (
    check_expiry,
    check_new_date,
    extension_level,
    objection_ends,
    objection_term_said,
)
from models.petitions import ask_extension, object_to
from models.plans import Assignment, KeyTask
from models.secrecy import ON_PAPER
from models.words import PetitionKind, PetitionState
from web.at_unit import AtUnit, attempt, back_to, open_at, sheet_page
from web.desk import Visit, desk_of
from web.objections import parts_of
from web.rendering import html
from web.text_fields import Text

router = APIRouter(prefix="/answer/{token}")


@dataclass(frozen=True, slots=True)
class Part:
    """One part (分工) of the unit, and whether it has objected."""

    assignment: Assignment
    task: KeyTask
    number: str
    objected: bool
    ends: date | None
    """The last day on which it may object."""


@router.post("/extension")
def extension(
    request: Request,
    token: str,
    obligation: Annotated[UUID, Form()],
    until: Text = "",
    reason: Text = "",
    confirmed: Text = "",
) -> Response:
    """申请延期: first what it would move, then, confirmed, the petition."""
    if not confirmed:
        return _show_effect(request, token, obligation, until, reason)

    def move(at: AtUnit) -> None:
        visit = at.visit
        owed, day = at.own(obligation), _day(until)
        ask_extension(visit.session, owed, day, reason, visit.rules, at.actor, visit.now)

    refusal = attempt(request, token, move)
    if refusal:
        return sheet_page(request, token, at=str(obligation), refusal=refusal)
    return back_to(token, f"?done=petition&at={obligation}#o-{obligation}")


@router.get("/parts")
def parts(request: Request, token: str, obligation: UUID | None = None, task: UUID | None = None) -> Response:
    """The unit's parts in a notice, or in one key task, each with a form to object."""
    return _parts_page(request, token, obligation, task)


@router.post("/objection")
def objection(
    request: Request,
    token: str,
    assignment: Annotated[UUID, Form()],
    reason: Text = "",
    signed_by: Text = "",
) -> Response:
    """分工异议 to one part, signed by the head."""
    task: list[UUID] = []

    def move(at: AtUnit) -> None:
        visit = at.visit
        part = visit.session.get(Assignment, assignment)
        if part is None or part.unit_id != at.sheet.unit.id:
            raise HTTPException(404)
        task.append(part.key_task_id)
        object_to(visit.session, part, reason, signed_by, visit.rules, at.actor, visit.now)

    refusal = attempt(request, token, move)
    if refusal:
        return _parts_page(request, token, None, task[0], refusal, (reason, signed_by))
    return back_to(token, "?done=petition")


def _show_effect(request: Request, token: str, obligation: UUID, until: str, reason: str) -> Response:
    desk = desk_of(request)
    refusal = ""
    with desk.looking(request) as visit:
        at = open_at(visit, token)
        owed = at.own(obligation)
        try:
            day = _checked(owed, until, reason, visit)
        except MoveRefused as wrong:
            refusal = str(wrong)
        else:
            return _effect_page(at, token, owed, day, reason)
    return sheet_page(request, token, at=str(obligation), refusal=refusal)


def _checked(owed: Obligation, until: str, reason: str, visit: Visit) -> date:
    """The date asked for; what would be refused anyway is refused before anybody looks at its effect."""
    day = _day(until)
    if not reason.strip():
        raise MoveRefused("申请延期请写明理由。")
    check_expiry(owed, visit.rules, visit.now)
    check_new_date(owed, day)
    return day


def _effect_page(at: AtUnit, token: str, owed: Obligation, day: date, reason: str) -> Response:
    visit = at.visit
    context = visit.context(
        sheet=at.sheet,
        token=token,
        owed=owed,
        task=visit.session.get_one(KeyTask, owed.key_task_id),
        until=day,
        reason=reason,
        level=extension_level(visit.session, owed, day, visit.rules),
        effect=extension_effect(visit.session, owed, day, visit.rules, visit.now),
    )
    return html(visit.desk.templates, "unit/extension.html", context)


def _parts_page(
    request: Request,
    token: str,
    signing: UUID | None,
    task: UUID | None,
    refusal: str = "",
    typed: tuple[str, str] = ("", ""),
) -> Response:
    desk = desk_of(request)
    with desk.looking(request) as visit:
        at = open_at(visit, token)
        plan = None
        if signing is not None:
            plan = at.own(signing).plan_id
        rows = _parts(visit, at.sheet.unit.id, plan, task)
        if not rows:
            raise HTTPException(404)
        term = objection_term_said(visit.rules)
        context = visit.context(
            sheet=at.sheet,
            token=token,
            parts=rows,
            term=term,
            refusal=refusal,
            typed=typed,
            on_paper=ON_PAPER,
        )
        return html(desk.templates, "unit/parts.html", context, 409 if refusal else 200)


def _parts(visit: Visit, unit_id: UUID, plan: int | None, task: UUID | None) -> list[Part]:
    """The unit's own parts, by the notice's order; of a plan, or of one key task."""
    session = visit.session
    if task is not None and (found := session.get(KeyTask, task)) is not None:
        plan = found.plan_id
    rows = parts_of(session, unit_id, [] if plan is None else [plan])
    wanted = [(one, part) for one, part in rows if task in (None, one.id)]
    ends = objection_ends(session, wanted, visit.rules)
    objected = set(
        session.exec(
            select(Petition.key_task_id).where(
                Petition.unit_id == unit_id,
                Petition.kind == PetitionKind.OBJECTION,
                Petition.state == PetitionState.ASKED,
            )
        )
    )
    return [Part(part, one, number_of(one), one.id in objected, ends.get(part.id)) for one, part in wanted]


def _day(text: str) -> date:
    day = read_date(text, "延至日期")
    if day is None:
        raise MoveRefused("申请延期请写明延至日期。")
    return day
