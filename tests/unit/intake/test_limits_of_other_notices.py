"""Limits as other cities and years write them, annotated by reading before the parser saw them (limits.txt)."""

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from intake.limit import parse_limit
from models.words import Recurrence

CRITERIA = {"c": "complete", "p": "progress", "k": "continuous"}
RHYTHMS = {rhythm.value for rhythm in Recurrence}

Owed = dict[tuple[str, str, str], str]


def cases() -> list[ParameterSet]:
    lines = (Path(__file__).parent / "limits.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line.startswith("#"):
            continue
        year, limit, answers = line.removeprefix("?").split(" | ")
        missed = [pytest.mark.xfail(reason="known miss")] if line.startswith("?") else []
        found.append(
            pytest.param(int(year), limit.replace("\\n", "\n"), answers.split(" || "), id=limit, marks=missed)
        )
    return found


def owed(answer: str) -> Owed:
    """Scopes by (due, criterion, every)."""
    found: Owed = {}
    for milestone in answer.split(" ; "):
        due, criterion, *rest = milestone.split(" ")
        every = rest.pop() if rest and rest[-1] in RHYTHMS else ""
        key = (due, CRITERIA[criterion], every)
        found[key] = found.get(key, "") + "".join(rest)
    return found


def found_by_parser(limit: str, year: int) -> Owed:
    found: Owed = {}
    for one in parse_limit(limit, year).milestones:
        key = (
            one.due.isoformat() if one.due else "-",
            one.criterion.value,
            one.every.value if one.every else "",
        )
        found[key] = found.get(key, "") + one.scope
    return found


def same(wanted: Owed, read: Owed) -> bool:
    """The same owed by the same dates, each scope in about the same words."""
    return wanted.keys() == read.keys() and all(close(scope, read[key]) for key, scope in wanted.items())


def close(wanted: str, read: str) -> bool:
    shared = len(set(wanted) & set(read))
    return shared >= 0.6 * len(set(wanted)) and len(set(read)) - shared <= 6


@pytest.mark.parametrize(("year", "limit", "answers"), cases())
def test_reads_what_a_careful_reader_read(year: int, limit: str, answers: list[str]) -> None:
    read = found_by_parser(limit, year)
    assert any(same(owed(answer), read) for answer in answers), read
