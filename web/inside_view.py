"""What a unit's sheet shows of the unit itself: rows at sections (处室), and the head's signature (签批)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlmodel import Session, col, select

from models.answer_checks import Said
from models.inside_texts import combined
from models.messages import AnswerLink
from models.rules import Rules
from models.seating import address_of
from models.section_answers import Inside, section_answers
from models.sheet_rows import UnitSheet
from models.signed_rows import Standing, standing
from models.units import Post
from models.words import PostRole
from notifications.links import token_for, was_mailed


@dataclass(frozen=True)
class InsideView:
    """The unit's own side of its sheet."""

    sections: Mapping[UUID, Sequence[Inside]]
    """Obligation → the sections it went to; rows that are still owed and rows that are answered."""
    signing: Standing
    head: Post | None
    head_address: str
    """Where a mail reaches the head today; empty where none does."""
    head_link: str
    """The head's link, where the contact has made one; to be copied. One that was mailed is the head's alone."""
    head_mailed: bool
    sheet: UnitSheet

    @cached_property
    def open_parts(self) -> list[Inside]:
        """The parts of rows that the unit still owes."""
        owed = {row.obligation.id for row in self.sheet.rows() if not row.answered}
        return [one for key, parts in self.sections.items() if key in owed for one in parts]

    @property
    def missing(self) -> list[Inside]:
        """Sections that have not answered, the most urgent first."""
        return sorted((one for one in self.open_parts if one.answer is None), key=lambda one: one.due)

    @cached_property
    def drawn(self) -> dict[UUID, Said]:
        """Obligation → the sections' answers as one, where nobody is missing and something was not yet taken over."""
        found = {}
        for row in self.sheet.rows():
            parts = self.sections.get(row.obligation.id, ())
            answers = [(one.post.title, one.answer) for one in parts if one.answer is not None]
            fresh = any(answer.taken_at is None for _, answer in answers)
            if not row.answered and parts and len(answers) == len(parts) and fresh:
                found[row.obligation.id] = combined(answers)
        return found


def inside_view(
    session: Session, sheet: UnitSheet, rules: Rules, secret: str, pages: str, now: datetime
) -> InsideView:
    """Looked up for one sheet. Nothing is changed."""
    head = session.exec(select(Post).where(Post.unit_id == sheet.unit.id, Post.role == PostRole.HEAD)).first()
    link = (
        head
        and session.exec(
            select(AnswerLink).where(
                AnswerLink.sheet_id == sheet.sheet.id,
                AnswerLink.post_id == head.id,
                col(AnswerLink.revoked_at).is_(None),
                AnswerLink.expires_at > now,
            )
        ).first()
    )
    mailed = isinstance(link, AnswerLink) and was_mailed(session, link)
    return InsideView(
        sections=section_answers(session, [row.obligation for row in sheet.rows()], rules),
        signing=standing(session, sheet.sheet, rules),
        head=head,
        head_address=address_of(session, head, rules.office.today(now)) if head else "",
        head_link=f"{pages}/answer/{token_for(link.id, secret)}" if link and not mailed else "",
        head_mailed=mailed,
        sheet=sheet,
    )
