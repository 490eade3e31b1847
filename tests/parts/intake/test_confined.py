"""Work in a process of its own: what comes back, what is refused, what is left behind."""

import os
import sys
import time
from pathlib import Path

import pytest

from intake.confined import confined, seconds_left, within
from intake.errors import NotReadable

MB = 2**20


def test_the_result_comes_back_from_another_process() -> None:
    assert confined("os:getpid") != os.getpid()
    assert confined("builtins:divmod", 17, 5) == (3, 2)


def test_what_is_refused_there_is_refused_here(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="没有找到文件"):
        confined("intake.formats.opening:content_of", tmp_path / "无.docx")


def test_too_long(tmp_path: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(NotReadable, match=r"“慢\.pdf”读了0\.3秒还没有读完"):
        confined("tests.parts.intake.test_confined:slow", tmp_path / "慢.pdf", seconds=0.3)
    assert time.monotonic() - begun < 5


def slow(path: Path) -> None:
    time.sleep(60)


def test_too_much_memory() -> None:
    with pytest.raises(NotReadable, match="超过64MB"):
        confined("builtins:bytearray", 200 * MB, memory=64 * MB)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux bounds what a process maps")
def test_the_usual_bound_leaves_room_for_the_libraries() -> None:
    assert confined("tests.parts.intake.test_confined:libraries_and", 200 * MB) == 200 * MB
    with pytest.raises(NotReadable, match="内存"):
        confined("tests.parts.intake.test_confined:libraries_and", 600 * MB)


def libraries_and(size: int) -> int:
    import lxml.html
    import openpyxl
    import pdfplumber

    assert lxml.html
    assert openpyxl
    assert pdfplumber
    return len(bytearray(size))


def test_a_crash_is_a_refusal() -> None:
    with pytest.raises(NotReadable, match="出错中断"):
        confined("os:abort")


def test_a_mistake_of_ours_is_no_refusal() -> None:
    with pytest.raises(RuntimeError, match="builtins:int: ValueError"):
        confined("builtins:int", "x")


def test_inside_a_child_no_further_child_is_started() -> None:
    outer, inner = confined("tests.parts.intake.test_confined:both")
    assert outer == inner


def both() -> tuple[int, int]:
    return os.getpid(), confined("os:getpid")


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    with pytest.raises(NotReadable):
        confined("tests.parts.intake.test_confined:leave_a_child", mark, seconds=0.5)
    time.sleep(1.2)
    assert not mark.exists()


def leave_a_child(mark: Path) -> None:
    os.system(f"(sleep 1.5; touch '{mark}') &")
    time.sleep(60)


def test_what_is_printed_there_is_not_seen_here(capfd: pytest.CaptureFixture[str]) -> None:
    assert confined("builtins:print", "noise") is None
    assert capfd.readouterr() == ("", "")


def test_all_work_of_a_block_shares_its_seconds() -> None:
    with within(3.0):
        assert 2.0 < seconds_left(30) <= 3.0
        with pytest.raises(NotReadable, match="还没有读完"):
            confined("time:sleep", 20)
        assert seconds_left(30) == 0.5
    assert seconds_left(30) == 30
