"""Three fictional reports of different layouts with their key tasks, read by hand."""

from time import perf_counter

import pytest

from intake.coverage import trace
from tests.support.reports import Pair, draft_of, pair, plain, report_of

NAMES = ["yunze", "dongyu", "linpu"]


@pytest.fixture(params=NAMES)
def read(request: pytest.FixtureRequest) -> Pair:
    return pair(request.param)


def test_every_task_stands_at_its_sentences_and_at_no_other(read: Pair) -> None:
    wrong = []
    for found, (number, _, begins) in zip(read.traced().tasks, read.tasks, strict=True):
        wanted = sorted(plain(begin) for begin in begins)
        starts = [next((b for b in wanted if plain(s).startswith(b)), s) for s in found.sentences]
        if sorted(starts) != wanted:
            wrong.append((number, found.sentences))
    assert not wrong


def test_everything_uncovered_is_named_and_nothing_else(read: Pair) -> None:
    found = sorted(plain(one.text) for one in read.traced().uncovered)
    assert found == sorted(plain(text) for text, _ in read.uncovered)


def test_what_names_work_is_called_clear(read: Pair) -> None:
    found = {plain(one.text) for one in read.traced().uncovered if one.clear}
    assert found >= {plain(text) for text, clear in read.uncovered if clear}


def test_framing_sentences_are_listed_apart(read: Pair) -> None:
    assert set(map(plain, read.traced().framing)) == set(map(plain, read.framing))


def test_tasks_of_the_report_are_certain_and_others_have_no_sentence(read: Pair) -> None:
    for found, (_, _, begins) in zip(read.traced().tasks, read.tasks, strict=True):
        assert (found.confidence >= 0.7) is bool(begins)
        assert bool(found.section) is bool(begins)


@pytest.mark.parametrize("report", NAMES)
@pytest.mark.parametrize("tasks", NAMES)
def test_tasks_of_another_place_are_not_related(report: str, tasks: str) -> None:
    ours, theirs = pair(report), pair(tasks)
    contents = [content for _, content, _ in theirs.tasks]
    coverage = trace(report_of(ours.report), draft_of(contents, ours.year))
    assert coverage.related is (report == tasks)


def test_a_long_report_is_quick() -> None:
    read = pair("linpu")
    start = read.report.index("第三部分　2026年重点任务")
    body = [line for line in read.report[start:-4] for _ in range(10)]
    tasks = [content for _, content, _ in read.tasks] * 5
    began = perf_counter()
    trace(report_of([*read.report[:start], *body]), draft_of(tasks, 2026))
    assert perf_counter() - began < 5
