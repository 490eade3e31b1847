"""Words and files behind `duban` that nobody would type on purpose: one sentence each, never a trace."""

from pathlib import Path

import pytest

from duban.sample import sample_notice
from tests.support.cli import Answer, duban

DEEP = "[" * 3000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def issued(folder: Path) -> Path:
    register = Path(__file__).parents[2] / "config" / "units.yaml"
    (folder / "notice.txt").write_text(sample_notice(2026), encoding="utf-8")
    for words in (
        ("units", "load", str(register)),
        ("plan", "import", "notice.txt", "--accept-defaults"),
        ("plan", "issue", "1"),
    ):
        answer = duban(*words)
        assert answer.status == 0, answer.err
    return folder


def sentence(answer: Answer) -> str:
    """What is said on standard error by a command that ended with a sentence."""
    assert answer.status == 1
    assert "Traceback" not in answer.err
    return answer.err


@pytest.mark.parametrize("at", [3, 6])
def test_words_that_are_no_utf_8_are_refused_with_their_place(issued: Path, at: int) -> None:
    words = ["task", "suspend", "1", "6", "--reason", "等待", "--until", "2027-05-01"]
    words[at - 1] = "x\udcff"
    assert f"第{at}个词不是 UTF-8 文字" in sentence(duban(*words))


def test_signs_that_cannot_be_kept_are_dropped_from_words(issued: Path) -> None:
    typed = duban("task", "suspend", "1", "6", "--reason", "等待\x01批\x0b复", "--until", "2027-05-01")
    assert typed.status == 0, typed.err
    assert "等待批\n复" in duban("task", "show", "1", "6").out


def test_a_word_of_such_signs_alone_is_an_empty_one(issued: Path) -> None:
    typed = duban("task", "suspend", "1", "6", "--reason", "\x01", "--until", "2027-05-01")
    assert "请写明" in sentence(typed)


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30", "2100-01-01"])
@pytest.mark.parametrize("yes", [[], ["--yes"]])
def test_a_round_for_another_century_is_refused(issued: Path, day: str, yes: list[str]) -> None:
    assert "请核对年份" in sentence(duban("round", "call", "1", "1", "--due", day, *yes))


@pytest.mark.parametrize("option", ["--due", "--on"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_matter_of_another_century_is_refused(issued: Path, option: str, day: str) -> None:
    words = ["--title", "修桥", "--from", "王市长", "--lead", "市财政局", "--issue", option, day]
    assert "请核对年份" in sentence(duban("matter", "add", *words))


@pytest.mark.parametrize("content", [DEEP, "{" * 3000, "a: 2026-13-45", "a: \x01", "a: [", "\xff"])
@pytest.mark.parametrize("command", [["config", "check"], ["config", "apply"], ["units", "load"]])
def test_a_file_that_is_no_yaml_is_refused_with_its_name(
    folder: Path, command: list[str], content: str
) -> None:
    (folder / "given.yaml").write_bytes(content.encode("latin-1"))
    assert "given.yaml" in sentence(duban(*command, "given.yaml"))


def test_an_action_plan_that_is_no_yaml_is_refused_with_its_name(issued: Path) -> None:
    Path("plan.yaml").write_text(DEEP, encoding="utf-8")
    words = ["report", "1", "1", "市发展改革委", "报送方案", "--details", "plan.yaml"]
    assert "plan.yaml" in sentence(duban(*words))
