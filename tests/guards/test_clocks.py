"""The two clocks are read in flows/clocks.py and web/clocks.py only; everything below is handed the time."""

import ast

import pytest

from tests.guards.tree import dotted, imported_names, parse, python_files

READERS = {"flows/clocks.py", "web/clocks.py"}
CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    # The database's clock is a third one.
    "sqlalchemy.func.now",
    "sqlalchemy.func.current_timestamp",
    "sqlmodel.func.now",
    "sqlmodel.func.current_timestamp",
}


def clock_readings(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and name of each clock a module calls, or hands on as in `default_factory=datetime.now`."""
    names = imported_names(tree)
    found = {
        (node.lineno, name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name) and (name := dotted(node, names)) in CLOCKS
    }
    return sorted((line, name) for line, name in found if name)


def test_the_clocks_are_read_in_two_places_only() -> None:
    wrong = [
        f"{name}:{line} reads {clock}"
        for name in python_files()
        if name not in READERS
        for line, clock in clock_readings(parse(name))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("import datetime\ndatetime.datetime.now()", "datetime.datetime.now", id="by the module"),
        pytest.param(
            "from datetime import datetime as D\nD.now(tz)", "datetime.datetime.now", id="by another name"
        ),
        pytest.param("from datetime import date\ndate.today()", "datetime.date.today", id="today"),
        pytest.param("import time as t\nt.time_ns()", "time.time_ns", id="nanoseconds"),
        pytest.param("from time import time\ntime()", "time.time", id="a bare function"),
        pytest.param(
            "from datetime import datetime\nField(default_factory=datetime.utcnow)",
            "datetime.datetime.utcnow",
            id="handed on",
        ),
        pytest.param("from sqlmodel import func\nfunc.now()", "sqlmodel.func.now", id="the database's"),
    ],
)
def test_the_guard_finds_a_clock(code: str, expected: str) -> None:
    assert clock_readings(ast.parse(code)) == [(2, expected)]


def test_durations_and_given_times_are_not_clocks() -> None:
    code = "import time\ntime.monotonic()\ntime.perf_counter()\nnow.today()\nself.clock.now()"
    assert clock_readings(ast.parse(code)) == []
