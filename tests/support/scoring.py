"""Compares what was read with what a careful reader annotated; a task counts only when every field is right.

Both sides have the shape that `duban read --json` prints. Texts are compared without white space, full-width and
half-width forms as one, without a final stop. Milestones are right when the same results are owed by the same dates,
and each scope says about the same.
"""

import re
import unicodedata
from typing import Any

Shape = dict[str, Any]
FIELDS = ("theme", "content", "time_limit", "leaders", "responsibility", "leads", "supports", "milestones")
ENOUGH = 0.6
TOO_MUCH = 6


def wrong_fields(wanted: Shape, read: Shape | None) -> list[str]:
    """The names of the fields that differ; all of them where the task was not read at all."""
    free = {"time_limit"} if wanted.get("time_limit_free") else set()
    return [
        field for field in FIELDS if field not in free and (read is None or not same(field, wanted, read))
    ]


def same(field: str, wanted: Shape, read: Shape) -> bool:
    """Whether one field says the same."""
    if field == "milestones":
        answers = [wanted[field], *wanted.get("milestones_also_right", [])]
        return any(same_milestones(answer, read[field]) for answer in answers)
    if isinstance(wanted[field], list):
        return [plain(one) for one in wanted[field]] == [plain(one) for one in read[field]]
    answers = [wanted[field], *wanted.get(f"{field}_also_right", [])]
    return any(plain(answer) == plain(read[field]) for answer in answers)


def plain(text: str) -> str:
    """The text as it is compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).rstrip("。.；;，,")


def same_milestones(wanted: list[Shape], read: list[Shape]) -> bool:
    """The same (due, criterion, every), and scopes in about the same words."""
    scopes, found = by_due(wanted), by_due(read)
    return scopes.keys() == found.keys() and all(close(scopes[key], found[key]) for key in scopes)


def by_due(milestones: list[Shape]) -> dict[tuple[object, ...], list[str]]:
    """The scopes of each (due, criterion, every)."""
    found: dict[tuple[object, ...], list[str]] = {}
    for one in milestones:
        found.setdefault((one["due"], one["criterion"], one.get("every")), []).append(one["scope"])
    return found


def close(wanted: list[str], read: list[str]) -> bool:
    """Every wanted scope is there, and where scopes were wanted nothing much is said besides."""
    have = pairs("".join(read))
    if any(len(pairs(scope) & have) < ENOUGH * len(pairs(scope)) for scope in wanted if scope):
        return False
    if not any(wanted):
        return all(len(plain(scope)) <= TOO_MUCH for scope in read)
    named = pairs("".join(wanted))
    return "" in wanted or len(have - named) <= 0.8 * len(named) + TOO_MUCH


def pairs(text: str) -> set[str]:
    """All pairs of neighbouring characters."""
    letters = re.sub(r"[^\w]", "", plain(text))
    return {letters[at : at + 2] for at in range(len(letters) - 1)} or set(letters)
