"""The 2021 work report beside its 134 key tasks, compared with what a careful reader found."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from intake.coverage import Coverage, trace
from intake.formats import open_document
from intake.notice import read_notice

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def gold() -> Any:
    folder = Path(__file__).resolve().parents[4] / "shared" / "gold"
    return json.loads((folder / "trace-2021.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    seeds = Path(__file__).resolve().parents[4] / "shared" / "seeds"
    report, notice = seeds / "004_ce49f7838938fd70.txt", seeds / "000_84d0c4c566b1ebc5.txt"
    return trace(open_document(report), read_notice(notice))


def plain(text: str) -> str:
    return re.sub(r"[\s。；，]+$", "", text)


def names(text: str, wanted: dict[str, str]) -> bool:
    """Whether what was named is the clause of the answer, or the answer with the rest of its sentence."""
    return plain(wanted["text"]) in text and plain(text) in wanted["report_sentence"]


def test_every_task_stands_at_its_sentence(coverage: Coverage, gold: Any) -> None:
    assert len(coverage.tasks) == len(gold["tasks"]) == 134
    wrong = [
        found.number
        for found, wanted in zip(coverage.tasks, gold["tasks"], strict=True)
        if found.number != wanted["number"]
        or not set(re.findall(r"[^。]+。", wanted["report_sentence"])) <= set(found.sentences)
    ]
    assert wrong == []


def test_no_task_has_a_sentence_too_many(coverage: Coverage, gold: Any) -> None:
    for found, wanted in zip(coverage.tasks, gold["tasks"], strict=True):
        assert "".join(found.sentences) == wanted["report_sentence"]


def test_every_task_stands_in_its_section(coverage: Coverage, gold: Any) -> None:
    assert [one.section for one in coverage.tasks] == [one["report_section"] for one in gold["tasks"]]


def test_every_clear_gap_is_named_in_its_section(coverage: Coverage, gold: Any) -> None:
    clear = [one for one in gold["uncovered"] if one["strength"] == "clear"]
    assert len(clear) == 22
    missed = [
        wanted["text"]
        for wanted in clear
        if not any(
            names(found.text, wanted) and found.section == wanted["report_section"] and found.clear
            for found in coverage.uncovered
        )
    ]
    assert missed == []


def test_nothing_else_is_named_but_what_is_borderline(coverage: Coverage, gold: Any) -> None:
    extra = [
        found.text
        for found in coverage.uncovered
        if not any(names(found.text, wanted) for wanted in gold["uncovered"])
    ]
    assert extra == []


def test_framing_sentences_are_not_named(coverage: Coverage, gold: Any) -> None:
    framing = {plain(one["text"]) for one in gold["framing_not_counted"]}
    assert not framing & {plain(one.text) for one in coverage.uncovered}


def test_all_is_certain(coverage: Coverage) -> None:
    assert all(one.certain for one in coverage.tasks)
    assert coverage.related
    assert coverage.report_year == coverage.year == 2021
