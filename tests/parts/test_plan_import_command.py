"""`duban plan import`: the kind of directive, differences by number, and which of them are applied."""

from pathlib import Path

import pytest

from duban.sample import sample_notice
from tests.support.cli import duban


@pytest.fixture(autouse=True)
def notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "notice.txt"
    file.write_text(sample_notice(2031), encoding="utf-8")
    return file


def issued() -> None:
    duban("plan", "import", "notice.txt", "--register-units", "--accept-defaults")
    assert duban("plan", "issue", "1").status == 0


def changed(notice: Path, before: str, after: str) -> None:
    text = notice.read_text(encoding="utf-8")
    assert before in text
    notice.write_text(text.replace(before, after), encoding="utf-8")


def test_the_kind_is_said_in_chinese_or_english_and_shown() -> None:
    assert duban("plan", "import", "notice.txt", "--kind", "民心工程").status == 0
    assert "民心工程" in duban("plan", "show", "1").out
    assert "来文类别没有“批评”" in duban("plan", "import", "notice.txt", "--kind", "批评").err


def test_a_kind_read_from_the_title_is_said(notice: Path) -> None:
    title = notice.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(title) if "通知" in line)
    title[at] = "云泽市人民政府关于2031年民生实事项目任务分工的通知"
    notice.write_text("\n".join(title), encoding="utf-8")
    assert (
        "来文类别：民心工程（按标题识别；不对请加 --kind 再导入一次）。"
        in duban("plan", "import", "notice.txt").out
    )


def test_differences_of_an_issued_plan_are_numbered_and_some_are_applied(notice: Path) -> None:
    issued()
    changed(notice, "二、建设先进", "二、建成先进")
    shown = duban("plan", "import", "notice.txt").out
    assert "\n  1. " in shown
    assert "（只改文字）" in shown
    assert "--apply --only 1,3" in shown
    some = duban("plan", "import", "notice.txt", "--apply", "--only", "1").out
    assert "已按更正的文件修改1处" in some
    rest = duban("plan", "import", "notice.txt").out
    left = int(shown.partition("有")[2].partition("处不同")[0]) - 1
    assert f"有{left}处不同，没有改变" in rest
    assert f"已按更正的文件修改{left}处" in duban("plan", "import", "notice.txt", "--apply").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--only", "1"), "--only 须与 --apply 同用"),
        (("--apply", "--only", "一"), "--only 应写成用逗号隔开的编号"),
        (("--apply", "--only", "99"), "没有第99处不同"),
    ],
)
def test_a_wrong_number_is_said_in_one_sentence(notice: Path, words: tuple[str, ...], said: str) -> None:
    issued()
    changed(notice, "二、建设先进", "二、建成先进")
    answer = duban("plan", "import", "notice.txt", *words)
    assert (answer.status, said in answer.err, "Traceback" in answer.err) == (1, True, False)
