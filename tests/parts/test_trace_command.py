"""`duban trace` on files: the table for a person, the JSON, and what it says when two files do not belong together."""

import json
from pathlib import Path

import pytest

from duban.sample import sample_notice
from tests.support.cli import duban

EXTRA = "打捞云泽湖沉船，清理废弃渔网。"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notice, and the report it may have been made from: without its first task, with a sentence more."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notice.txt").write_text(sample_notice(2026), encoding="utf-8")
    contents = [task["content"] for task in json.loads(duban("read", "--json", "notice.txt").out)["tasks"]]
    lines = ["各位代表：", "一、2025年工作回顾", "完成沉船打捞6艘。", "二、2026年重点工作", "（一）城乡协同"]
    lines += ["".join(contents[1:]), EXTRA, "各位代表！让我们为建设新云泽而努力奋斗！"]
    (tmp_path / "report.txt").write_text("\n\n".join(lines), encoding="utf-8")
    return tmp_path


def test_the_json_has_tasks_and_gaps_and_nothing_else() -> None:
    answer = duban("trace", "--json", "report.txt", "notice.txt")
    assert (answer.status, answer.err) == (0, "")
    found = json.loads(answer.out)
    assert set(found) == {"tasks", "uncovered"}
    assert len(found["tasks"]) == 30
    section = "二、2026年重点工作/（一）城乡协同"
    assert [(one["text"], one["section"]) for one in found["uncovered"]] == [(EXTRA, section)]


def test_the_json_has_every_task_with_its_sentence() -> None:
    tasks = json.loads(duban("trace", "--json", "report.txt", "notice.txt").out)["tasks"]
    assert tasks[0]["sentences"] == []
    assert tasks[0]["section"] == ""
    assert all(one["sentences"] and one["confidence"] == 1.0 for one in tasks[1:])
    assert {one["part"] for one in tasks} == {1}


def test_the_table_names_what_a_person_should_look_at() -> None:
    answer = duban("trace", "report.txt", "notice.txt")
    assert answer.status == 0
    assert "报告中没有找到，请核对是否另有依据  第1项" in answer.out
    assert f"没有任务的部署  二、2026年重点工作/（一）城乡协同\n  · {EXTRA}" in answer.out
    assert "30项重点工作，29项在报告中有出处；1处部署没有任务" in answer.out


def test_a_changed_figure_and_a_dropped_word_are_told(folder: Path) -> None:
    report = folder / "report.txt"
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace("集聚区3处", "集聚区、水上集市5处"), encoding="utf-8")
    answer = duban("trace", "report.txt", "notice.txt")
    assert "（缺：水上集市）" in answer.out


def test_nothing_is_left_behind(folder: Path) -> None:
    duban("trace", "report.txt", "notice.txt")
    assert sorted(path.name for path in folder.iterdir()) == ["notice.txt", "report.txt"]


def test_files_that_do_not_belong_together_are_told(folder: Path) -> None:
    other = "一、2025年重点工作\n\n修建雪场索道，培训滑雪教练五十名。\n"
    (folder / "other.txt").write_text(other, encoding="utf-8")
    answer = duban("trace", "other.txt", "notice.txt")
    assert (answer.status, answer.out) == (1, "")
    assert "“notice.txt”的30项重点工作只有0项能在“other.txt”中找到原句" in answer.err
    assert "报告安排2025年工作，通知是2026年的" in answer.err
    as_json = duban("trace", "--json", "other.txt", "notice.txt")
    assert as_json.status == 1
    assert not any(one["sentences"] for one in json.loads(as_json.out)["tasks"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "是空的"),
        ("关于放假的通知\n\n5月1日放假。\n", "没有找到安排2026年工作的部分"),
    ],
)
def test_a_file_that_is_no_report_is_refused(folder: Path, text: str, said: str) -> None:
    (folder / "other.txt").write_text(text, encoding="utf-8")
    answer = duban("trace", "--json", "other.txt", "notice.txt")
    assert (answer.status, answer.out) == (1, "")
    assert "other.txt" in answer.err
    assert said in answer.err


def test_a_report_in_place_of_the_notice_is_refused() -> None:
    answer = duban("trace", "report.txt", "report.txt")
    assert (answer.status, answer.out) == (1, "")
    assert "report.txt" in answer.err
