"""Cells as other cities write them, annotated by reading before the grammar saw them (units.txt)."""

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from intake.units import UnitsReading, parse_units


def cases() -> list[ParameterSet]:
    lines = (Path(__file__).parent / "units.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        rule, cell, answers = line.removeprefix("?").split(" | ", 2)
        missed = [pytest.mark.xfail(reason="known miss")] if line.startswith("?") else []
        case = (rule == "F", cell.replace("\\n", "\n"), answers.split(" || "))
        found.append(pytest.param(*case, id=f"{rule} {cell}", marks=missed))
    return found


def listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(" + ") if name.strip() not in ("", "-"))


def agrees(reading: UnitsReading, answer: str) -> bool:
    """Responsibility, leads, supports and leaders in order; the codes named are asked."""
    told, _, codes = answer.partition(" ? ")
    told, _, leaders = told.partition(" ! ")
    responsibility, _, units = told.partition(" ")
    leads, _, supports = units.partition(" / ")
    asked = {question.code for question in reading.questions}
    return (
        (reading.responsibility.value, reading.leads, reading.supports, reading.leaders)
        == (responsibility, listed(leads), listed(supports), listed(leaders))
    ) and set(codes.split()) <= asked


@pytest.mark.parametrize(("first_listed", "cell", "answers"), cases())
def test_reads_what_a_careful_reader_read(first_listed: bool, cell: str, answers: list[str]) -> None:
    reading = parse_units(cell, first_listed)
    assert any(agrees(reading, answer) for answer in answers), reading
