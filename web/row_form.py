"""What a form of a unit's sheet sends: one row's answer, with files."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException as StarletteHTTPException

from models.filing import MOST_FILES
from models.given_answer import GivenAnswer, read_date
from models.writable import writable

MOST_FIELDS = 500
"""Fields of one form; a sheet answered together has one for each row."""
PLAN_FIELDS = ("measures", "timetable", "responsible", "result_form", "expected_result")


@dataclass(frozen=True, slots=True)
class RowForm:
    """One row's form as it came."""

    given: GivenAnswer
    take_over: Sequence[str] = ()
    files: Sequence[tuple[str, bytes]] = field(default=(), repr=False)
    plan: dict[str, str] = field(default_factory=dict)
    """Of a 落实方案: its fields."""
    nodes: Sequence[tuple[str, str]] = ()
    """Of a 落实方案: dates and texts."""

    @property
    def obligation_id(self) -> UUID:
        """Which row it is about."""
        return UUID(self.given.obligation_id)

    def details(self) -> dict[str, Any] | None:
        """The 落实方案 as `Report.details` keeps it; None for other answers.

        Raises:
            MoveRefused: a node's date that cannot be read.
        """
        if not self.plan:
            return None
        nodes = [
            {"due": day.isoformat() if (day := read_date(due, "节点日期")) else "", "text": text.strip()}
            for due, text in self.nodes
            if due.strip() or text.strip()
        ]
        return {**{name: text.strip() for name, text in self.plan.items()}, "nodes": nodes}


async def row_form(request: Request) -> RowForm:
    """The form of this request, its files read.

    Raises:
        HTTPException: 422, it names no row.
    """
    async with filled_in(request) as form:
        files = await files_of(form)
    try:
        obligation = str(UUID(text_of(form, "obligation")))
    except ValueError:
        raise HTTPException(422) from None
    names = ("seen", "answer", "text", "percent", "next_step", "next_on", "blocker", "done_on", "coordinate")
    plan = {name: text_of(form, name) for name in PLAN_FIELDS if name in form}
    due, words = _texts(form, "node_due"), _texts(form, "node_text")
    return RowForm(
        given=GivenAnswer(obligation, **{name: text_of(form, name) for name in names}),
        take_over=_texts(form, "take_over"),
        files=files,
        plan=plan,
        nodes=list(zip(due, words, strict=False)),
    )


@asynccontextmanager
async def filled_in(request: Request) -> AsyncIterator[FormData]:
    """A form, possibly with files, which are closed afterwards.

    Raises:
        HTTPException: 413, far too many parts, or a text far too long.
    """
    try:
        form = await request.form(max_files=MOST_FILES + 1, max_fields=MOST_FIELDS)
    except StarletteHTTPException as wrong:
        raise HTTPException(413) from wrong
    try:
        yield form
    finally:
        await form.close()


async def files_of(form: FormData, name: str = "files") -> list[tuple[str, bytes]]:
    """Names and contents of the files chosen; a field left empty sends a nameless one."""
    chosen = [one for one in form.getlist(name) if isinstance(one, UploadFile) and one.filename]
    return [(one.filename or "", await one.read()) for one in chosen]


def text_of(form: FormData, name: str) -> str:
    """A field's text; empty where it is missing or a file."""
    value = form.get(name, "")
    return writable(value) if isinstance(value, str) else ""


def _texts(form: FormData, name: str) -> list[str]:
    return [writable(one) for one in form.getlist(name) if isinstance(one, str)]
