"""A secrecy mark is seen wherever it stands, and words about secrecy are not taken for one."""

from pathlib import Path

import pytest

from intake.errors import NotReadable
from intake.formats import open_document, open_here
from intake.formats.secrecy import mark_in
from tests.support.papers import paper_of, write
from tests.support.raw_files import docx_of, p, tc


@pytest.mark.parametrize(
    "line",
    [
        "机密",
        "绝 密",
        "秘　密",
        "机密★1年",
        "秘密 ★ 长期",
        "绝密★启用前",
        "秘密★10年",
        "秘密☆六个月",
        "密级：机密",
        "密级:秘密",
        "密 级： 秘密★5年",
        "【机密】",
        "000012机密★20年特急",
        "密级：机密 紧急程度：特急",
        "机密（10年）",
    ],
)
def test_marks(line: str) -> None:
    assert mark_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "商业秘密",
        "机密级",
        "保守国家秘密",
        "严守工作秘密和商业秘密",
        "国家秘密载体管理",
        "内部资料",
        "内部资料 注意保存",
        "密级：公开",
        "密级：无",
        "机密文件由专人管理。",
        "秘密侦查",
        "加强机要保密工作，机密级以上设备专人管理",
        "",
    ],
)
def test_words_about_secrecy(line: str) -> None:
    assert not mark_in(line)


def refused(path: Path) -> None:
    with pytest.raises(NotReadable, match=r"标有密级.*不得录入"):
        open_here(path)


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".html", ".xlsx", ".pdf"])
def test_a_marked_notice_is_refused_in_every_format(tmp_path: Path, suffix: str) -> None:
    table = [["序号", "任务"], ["1", "修渠"]]
    paper = paper_of({"blocks": [{"p": "云泽市人民政府"}, {"p": "机密★1年"}, {"table": table}]})
    refused(write(paper, tmp_path / f"a{suffix}"))


def test_a_mark_in_a_process_of_its_own(tmp_path: Path) -> None:
    paper = paper_of({"blocks": [{"p": "秘密"}, {"p": "通知"}]})
    with pytest.raises(NotReadable, match="密级"):
        open_document(write(paper, tmp_path / "a.docx"))


def test_a_mark_in_a_header_a_text_box_or_a_cell(tmp_path: Path) -> None:
    box = f"<w:p><w:r><w:pict><w:txbxContent>{p('秘密★长期')}</w:txbxContent></w:pict></w:r></w:p>"
    cells = f"<w:tbl><w:tr>{tc(p('份号：000001'))}{tc(p('机密'))}</w:tr></w:tbl>"
    refused(docx_of(tmp_path / "a.docx", p("通知"), header=p("绝密")))
    refused(docx_of(tmp_path / "b.docx", box + p("通知")))
    refused(docx_of(tmp_path / "c.docx", cells + p("通知")))


def test_a_mark_beside_other_words_of_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("000001        机密★1年\n云泽市人民政府文件\n", encoding="utf-8")
    refused(path)


def test_a_notice_about_secrecy_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "关于加强保密工作的通知\n各单位要保守国家秘密、商业秘密。\n一、机密级设备\n", encoding="utf-8"
    )
    assert len(open_here(path).passages) == 3
