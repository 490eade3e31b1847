"""What makes two files the same notice, and what makes them the same file."""

import hashlib
import re

from intake.draft import Draft
from models.offline_marks import one_spelling

_NUMBER_ENDS = re.compile(r"[\[(〔【](\d{4})[\])〕】]第?(\d+)号$")


def identity_of(draft: Draft) -> str:
    """What makes a second import the same plan: issuer and document number, else title and year, however typed."""
    if draft.issuer and draft.document_number:
        return f"{one_spelling(draft.issuer)} {one_number(draft.document_number)}"
    return f"{one_spelling(draft.title)} {draft.year}"


def digest(source: tuple[str, bytes]) -> str:
    """SHA-256 of a file, given as name and content."""
    return hashlib.sha256(source[1]).hexdigest()


def one_number(number: str) -> str:
    """云政发[2026]第1号 as 云政发〔2026〕1号."""
    return _NUMBER_ENDS.sub(r"〔\1〕\2号", one_spelling(number))
