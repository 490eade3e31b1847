"""For every test: a clean environment, the documents beside the repository, a word on what was left out."""

import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time: what random ones find is for `make prove`. A busy machine is slow, not wrong.
settings.register_profile("here", deadline=None, derandomize=True)
settings.load_profile("here")

REQUIRE_SHARED = os.environ.get("REQUIRE_SHARED") == "1"

# Before anything of ours is imported: the settings of the machine must not reach the tests.
for name in list(os.environ):
    if name.startswith(("DUBAN_", "PREFECT_")) or name in ("COLUMNS", "LINES"):
        del os.environ[name]

pytest_plugins = ["tests.support.fixtures"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


def need_shared() -> None:
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared, with the documents this test reads, is not there")


@pytest.fixture
def shared() -> Path:
    """The folder of documents kept beside the repository."""
    need_shared()
    return SHARED


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared"):
        need_shared()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With REQUIRE_SHARED=1 a test that reads ../shared may not be left out, whatever the reason."""
    report = yield
    reads_shared = item.get_closest_marker("shared") or "shared" in getattr(item, "fixturenames", ())
    if REQUIRE_SHARED and reads_shared and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"left out although REQUIRE_SHARED=1: {skip_reason(report)}"
    return report


def skip_reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says which tests were left out and why: skipped ones by reason, then those not asked for.

    How many were not asked for is known to the processes that run side by side alone.
    """
    skipped = Counter(skip_reason(report) for report in terminalreporter.stats.get("skipped", ()))
    deselected = len(terminalreporter.stats.get("deselected", ()))
    options = terminalreporter.config.option
    asked = " and ".join(filter(None, (options.markexpr, options.keyword)))
    if not skipped and not asked:
        return
    terminalreporter.section("left out", sep="-")
    for reason, count in skipped.most_common():
        terminalreporter.line(f"{count:4} × {reason}")
    if asked:
        counted = f"{deselected:4} ×" if deselected else "others"
        terminalreporter.line(f"{counted} not among those asked for: {asked}")
