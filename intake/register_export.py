"""The register as it stands, written as a workbook that `duban units load` reads again without a difference."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session, col, select

from intake.register_entries import PersonEntry, PostEntry, Register, UnitEntry
from intake.register_heads import HEADS, SHEET
from models.seating import holders_of, own_telephone
from models.units import Post, Unit, UnitMember
from models.words import PostRole, Rank, UnitKind
from models.writable import writable

_WIDTHS = {"full_name": 30, "aliases": 22, "members": 30, "email": 28, "own_email": 28, "name": 18}
_SPARE = 200
"""Rows below the last one in which the lists of words still help."""


def present_register(session: Session) -> Register:
    """Every unit that was not merged, with its posts and the people who hold, held or will hold them."""
    rows = session.exec(
        select(Unit).where(col(Unit.merged_into_id).is_(None)).order_by(col(Unit.kind), col(Unit.name))
    )
    names = {unit.id: unit.name for unit in session.exec(select(Unit))}
    members: dict[str, list[str]] = {}
    for member in session.exec(select(UnitMember)):
        members.setdefault(names[member.group_id], []).append(names[member.unit_id])
    return Register(
        units=[
            UnitEntry(
                name=unit.name,
                full_name=unit.full_name,
                kind=unit.kind,
                aliases=unit.aliases,
                members=sorted(members.get(unit.name, [])),
                posts=_posts(session, unit),
            )
            for unit in rows
        ]
    )


def _posts(session: Session, unit: Unit) -> list[PostEntry]:
    posts = session.exec(select(Post).where(Post.unit_id == unit.id)).all()
    order = list(PostRole)
    made = []
    for post in sorted(posts, key=lambda one: (order.index(one.role), one.title)):
        holders = holders_of(session, post.id)
        made.append(
            PostEntry(
                role=post.role,
                title=post.title,
                person="" if holders else post.person,
                telephone=own_telephone(post, holders),
                email=post.email,
                people=[
                    PersonEntry(
                        name=person.name,
                        rank=holding.rank,
                        since=holding.since,
                        until=holding.until,
                        telephone=person.telephone,
                        email=person.email,
                    )
                    for holding, person in reversed(holders)
                ],
            )
        )
    return made


def register_workbook(register: Register) -> bytes:
    """The workbook: a row for each unit, post and person, the unit's own words in its first row."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    sheet.append([names[0] for names in HEADS.values()])
    rows = [row for entry in register.entries for row in _rows(entry)]
    for number, row in enumerate(rows, 2):
        for column, name in enumerate(HEADS, 1):
            _write(sheet.cell(number, column), row.get(name))
    _dress(sheet)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _rows(entry: UnitEntry) -> list[dict[str, Any]]:
    own = {
        "full_name": entry.full_name,
        "kind": entry.kind.label if entry.kind else "",
        "aliases": "、".join(entry.aliases),
        "members": "、".join(entry.members),
    }
    rows = [row for post in entry.posts for row in _post_rows(post)] or [{}]
    rows[0] = own | rows[0]
    return [{"name": entry.name} | row for row in rows]


def _post_rows(post: PostEntry) -> list[dict[str, Any]]:
    own: dict[str, Any] = {"role": post.role.label, "title": post.title}
    reached = {"telephone": post.telephone, "email": post.email}
    if not post.people:
        return [own | reached | {"person": post.person}]
    rows = [
        own
        | {
            "person": person.name,
            "rank": person.rank.label,
            "since": person.since,
            "until": person.until,
            "own_telephone": person.telephone,
            "own_email": person.email,
        }
        for person in post.people
    ]
    # Telephone and mailbox of the post stand in a row of A角; where there is none, in a row of their own.
    leading = next((row for row in rows if row["rank"] == Rank.A.label), None)
    if leading is not None:
        leading |= reached
    elif any(reached.values()):
        rows.insert(0, own | reached)
    return rows


def _write(cell: Cell | Any, value: Any) -> None:
    if value in (None, ""):
        cell.value = None
        return
    cell.value = writable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        # Text stays text: a name that begins with = is no formula, a telephone number no number.
        cell.data_type = "s"
        cell.number_format = "@"
    else:
        cell.number_format = "yyyy-mm-dd"


def _dress(sheet: Worksheet) -> None:
    """Widths, a head that stays in view, and lists for the words."""
    sheet.freeze_panes = "B2"
    for column, name in enumerate(HEADS, 1):
        head = sheet.cell(1, column)
        head.font, head.alignment = Font(bold=True), Alignment(horizontal="center")
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 13)
        words = {"kind": UnitKind, "role": PostRole, "rank": Rank}.get(name)
        if words is not None:
            listed = DataValidation("list", formula1=f'"{",".join(word.label for word in words)}"')
            listed.add(f"{letter}2:{letter}{sheet.max_row + _SPARE}")
            sheet.add_data_validation(listed)
