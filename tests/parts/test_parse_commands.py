"""`duban parse` as a program of its own: lines in, JSON lines out, whatever the locale and the bytes."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from duban.cli import app

Answers = list[dict[str, Any]]


def run(*arguments: str, given: bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A process of its own, in another locale or fed with anything."""
    return subprocess.run(
        [sys.executable, "-m", "duban", "parse", *arguments],
        input=given,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


def answers(*arguments: str, lines: str | bytes) -> Answers:
    """What the command prints, in this process."""
    given = lines if isinstance(lines, bytes) else lines.encode()
    result = CliRunner().invoke(app, ["parse", *arguments], input=given, catch_exceptions=False)
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = Path(__file__).resolve().parents[2]
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_units_have_exactly_the_promised_fields() -> None:
    [answer] = answers("units", lines="市水务局牵头，各区人民政府配合；分管领导：张伟\n")
    assert list(answer) == ["text", "responsibility", "leads", "supports", "groups", "leaders", "questions"]
    assert (answer["responsibility"], answer["leads"], answer["supports"]) == (
        "lead",
        ["市水务局"],
        ["各区人民政府"],
    )
    assert (answer["groups"], answer["leaders"]) == (["各区人民政府"], ["张伟"])
    assert [set(question) for question in answer["questions"]] == [{"code", "text", "choices", "default"}]


def test_a_limit_has_exactly_the_promised_fields() -> None:
    [answer] = answers("limit", "--year", "2021", lines="6月底前完成方案，年底前逐月推进\n")
    assert list(answer) == ["text", "milestones", "questions"]
    assert answer["milestones"][0]["due"] == "2021-06-30"
    assert {"due", "criterion", "scope", "confidence", "explanation"} <= set(answer["milestones"][0])


def test_the_line_comes_back_as_written_and_its_break_is_read_as_one() -> None:
    [answer] = answers("units", lines="市住房和城乡\\n建设局\\n市财政局\n")
    assert answer["text"] == "市住房和城乡\\n建设局\\n市财政局"
    assert (answer["leads"], answer["supports"]) == (["市住房和城乡建设局"], ["市财政局"])


def test_every_line_is_answered_in_order_also_an_empty_one() -> None:
    found = answers("limit", "--year", "2021", lines="年底前\n\n。\n一季度\n")
    assert [answer["text"] for answer in found] == ["年底前", "", "。", "一季度"]
    assert [len(answer["milestones"]) for answer in found] == [1, 0, 0, 1]
    assert all(answer["questions"] for answer in found[1:3])


def test_a_cell_without_units_has_no_responsibility_and_is_asked_about() -> None:
    [answer] = answers("units", lines="\n")
    assert (answer["responsibility"], answer["leads"], answer["supports"]) == (None, [], [])
    assert [question["code"] for question in answer["questions"]] == ["unit-missing"]


def test_without_the_first_listed_rule_all_are_joint_and_the_first_is_asked_to_sum_up() -> None:
    lines = "市水务局、市财政局\n"
    assert answers("units", lines=lines)[0]["responsibility"] == "lead"
    [answer] = answers("units", "--no-first-listed", lines=lines)
    assert (answer["responsibility"], answer["leads"]) == ("joint", ["市水务局", "市财政局"])
    assert [question["code"] for question in answer["questions"]] == ["joint-sums-up"]


def test_line_ends_of_windows_and_a_byte_order_mark_are_no_text() -> None:
    found = answers("units", lines=b"\xef\xbb\xbf" + "市水务局\r\n市财政局".encode())
    assert [answer["text"] for answer in found] == ["市水务局", "市财政局"]


def test_it_speaks_utf8_whatever_the_locale() -> None:
    done = run("units", given="市水务局\n".encode(), LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout.decode("utf-8"))["leads"] == ["市水务局"]


def test_a_line_in_another_encoding_is_asked_about_and_the_others_are_read() -> None:
    given = "市水务局\n".encode() + "市财政局\n".encode("gbk") + "市教育局\n".encode()
    done = run("units", given=given)
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert (done.returncode, [answer["leads"] for answer in found[::2]]) == (0, [["市水务局"], ["市教育局"]])
    assert found[1]["questions"][0]["code"] == "not-utf8"
    assert "第2行" in done.stderr.decode()


def test_every_line_is_answered_at_once() -> None:
    command = [sys.executable, "-m", "duban", "parse", "units"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for unit in ("市水务局", "市财政局"):
            running.stdin.write(f"{unit}\n".encode())
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["leads"] == [unit]
        running.stdin.close()


def test_no_database_is_needed_and_nothing_is_left_behind(folder: Path) -> None:
    answers("units", lines="市水务局\n")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("year", ["0", "10000", "二〇二一"])
def test_an_impossible_year_is_refused(year: str) -> None:
    result = CliRunner().invoke(app, ["parse", "limit", "--year", year], input="年底前\n")
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("arguments", [("units",), ("limit", "--year", "2021")])
def test_ten_thousand_lines_and_a_megabyte_take_seconds(arguments: tuple[str, ...]) -> None:
    lines = "".join(f"市水务局、第{n}中学、各区人民政府等{n % 12 + 1}月底前完成\n" for n in range(10_000))
    begun = time.perf_counter()
    found = answers(*arguments, lines=lines + "市" * 300_000 + "月底前" * 20_000 + "\n")
    assert len(found) == 10_001
    assert time.perf_counter() - begun < 40
