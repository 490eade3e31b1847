"""What a unit's head reads when its contact asks for the signature (签批) of a sheet."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models import wording
from models.asking_signature import RUNG
from models.duties import Round, Sheet
from models.rules import Rules
from models.signed_rows import covered
from models.units import Post, Unit
from models.words import PostRole
from notifications.digest import Digest
from notifications.matters import Matter


def sheet_to_sign(session: Session, matters: Sequence[Matter]) -> Sheet | None:
    """The sheet that a signature is asked for; None for every other mail."""
    asked = [one.note.about_id for one in matters if one.note.about_id and one.note.rung.startswith(RUNG)]
    return session.get(Sheet, asked[-1]) if asked else None


def sign_request(session: Session, post: Post, unit: Unit, sheet: Sheet, rules: Rules, today: date) -> Digest:
    """How much is reported, who asks, and the link; no text, as the sheet may hold what is not public."""
    due = session.get_one(Round, sheet.round_id)
    count = len(covered(session, sheet, rules))
    wanted = select(Post).where(Post.unit_id == unit.id, Post.role == PostRole.CONTACT)
    contact = session.exec(wanted.order_by(col(Post.title))).first()
    who = contact.person if contact else ""
    telephone = f"（{contact.telephone}）" if contact and contact.telephone else ""
    return Digest(
        subject=f"〔请签批〕{due.name}报送单，已报{count}件",
        greeting=f"{unit.name}{post.person}：",
        lead_sentence=(
            f"本单位联络员{who}{telephone}请您签批{due.name}报送单（{wording.day(due.due_on, today.year)}前报），"
            f"已报{count}件。打开下面的链接可以看到各件内容并签批；链接只供您本人使用，请勿转发。"
        ),
        parts=(),
        missing=(),
        calls=(),
        upcoming=(),
        answer=True,
    )
