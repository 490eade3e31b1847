"""A visit by a section's link (处室): its own rows and nothing else of the unit's sheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import HTTPException, Request, Response
from sqlmodel import col, select

from models.actors import Actor, ActorKind
from models.forward_notices import FORWARDED_KINDS
from models.messages import AnswerLink
from models.section_answers import Inside, section_answers, section_mark
from models.sheet_rows import SheetRow, TaskRows, UnitSheet
from models.units import Forward, Post
from models.words import PostRole
from notifications.links import LinkRefused, open_link
from web.at_unit import form_answers
from web.desk import Visit, desk_of
from web.rendering import html
from web.row_form import RowForm
from web.unit_sheet import read_sheet


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One row that the section fills in."""

    row: SheetRow
    part: Inside

    @property
    def mark(self) -> str:
        """What the page carries to be known as fresh."""
        return section_mark(self.row.obligation, self.part.answer)


@dataclass(frozen=True, slots=True)
class AtSection:
    """A visit by a section's link."""

    visit: Visit
    sheet: UnitSheet
    post: Post
    groups: Sequence[tuple[TaskRows, Sequence[SectionRow]]]
    contact: Post | None

    @property
    def rows(self) -> list[SectionRow]:
        """All its rows."""
        return [one for _, rows in self.groups for one in rows]

    @property
    def actor(self) -> Actor:
        """Who answers, as history will show it."""
        way = f"经发至{self.post.email}的链接" if self.post.email else "经联络员转交的链接"
        name = f"{self.sheet.unit.name}{self.post.title}（{way}）"
        return Actor(name, ActorKind.UNIT, self.sheet.unit.id, post_role=self.post.role, post_id=self.post.id)

    def own(self, obligation_id: UUID) -> SectionRow:
        """The row of this id; another section's does not exist here."""
        found = next((one for one in self.rows if one.row.obligation.id == obligation_id), None)
        if found is None:
            raise HTTPException(404)
        return found


def role_of(request: Request, token: str) -> PostRole:
    """Whose link it is.

    Raises:
        LinkRefused: forged, expired or revoked.
    """
    desk = desk_of(request)
    with desk.looking(request) as visit:
        link = open_link(visit.session, token, desk.secret, visit.now)
        return visit.session.get_one(Post, link.post_id).role


def open_section(visit: Visit, token: str) -> AtSection:
    """The rows that a section's link opens.

    Raises:
        LinkRefused: forged, expired or revoked; or another post's.
    """
    link = open_link(visit.session, token, visit.desk.secret, visit.now)
    post = visit.session.get_one(Post, link.post_id)
    if post.role is not PostRole.SECTION:
        raise LinkRefused("这不是转办给处室的链接，请使用邮件里的链接。")
    return _at_section(visit, link, post)


def attempt_inside(request: Request, token: str, move: Callable[[AtSection], None]) -> str:
    """Make a move by a section's link; the sentence of its refusal, or empty."""
    return desk_of(request).attempt(request, lambda visit: move(open_section(visit, token)))


def section_page(
    request: Request, token: str, *, at: str = "", refusal: str = "", typed: RowForm | None = None
) -> Response:
    """The section's rows. Reading them changes nothing."""
    desk = desk_of(request)
    with desk.looking(request) as visit:
        opened = open_section(visit, token)
        context = visit.context(
            inside=opened,
            sheet=opened.sheet,
            token=token,
            at=at,
            refusal=refusal,
            typed=typed,
            answers=form_answers(),
        )
        return html(desk.templates, "unit/section.html", context, 409 if refusal else 200)


def _at_section(visit: Visit, link: AnswerLink, post: Post) -> AtSection:
    session = visit.session
    live = select(Forward.key_task_id).where(Forward.post_id == post.id, col(Forward.ended_at).is_(None))
    tasks = set(session.exec(live))
    sheet = read_sheet(session, link, visit.horizon)
    parts = section_answers(session, [row.obligation for row in sheet.rows()], visit.rules)
    groups = []
    for group in (*sheet.lead, *sheet.support):
        rows = [
            SectionRow(row, part)
            for row in group.rows
            if group.task.id in tasks and row.obligation.kind in FORWARDED_KINDS
            for part in parts.get(row.obligation.id, ())
            if part.post.id == post.id
        ]
        if rows:
            groups.append((group, sorted(rows, key=lambda one: one.part.due)))
    contact = session.exec(
        select(Post).where(Post.unit_id == post.unit_id, Post.role == PostRole.CONTACT)
    ).first()
    nothing = replace(sheet, signings=(), lead=(), support=())
    return AtSection(visit, nothing, post, groups, contact)
