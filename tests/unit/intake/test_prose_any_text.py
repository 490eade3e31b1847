"""What holds for prose and labelled lines of any wording."""

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.document import Document
from intake.draft import Body, DraftTask
from intake.inline_dates import checkpoints
from intake.prose import read_labelled, read_prose
from intake.requirements import plan_defaults
from tests.support.plain import document

_WORDS = """
一、水利 （一） 1． 2. （1） ① 。 ； ， 、 （ ） 〔 】 【 “ 》 ——
修桥两座 6月底前完成 年内持续推进 市交通局 市财政局、市住建局
牵头 配合 按职责分工负责 等 各区人民政府 （市水务局牵头，9月底前完成） （草案） 责任单位：
牵头单位： 完成时限： 分管领导：周海峰 【完成时限】 以上任务均于年底前完成
2025年 自7月1日起 列第一位的为牵头单位，下同 各单位每月25日前报送进展 附件 𠮷
"""
_PIECES = st.sampled_from([*_WORDS.split(), "\n", "\n\n", "　　", "\t", "\0"])
_TEXTS = st.lists(_PIECES, max_size=40).map("".join)


def inside(paper: Document, task: DraftTask) -> bool:
    """Every span lies in its passage."""
    spans = [span for found in task.sources.values() for span in found]
    return all(0 <= one.start <= one.end <= len(paper.passages[one.passage].text) for one in spans)


def without_blanks(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_any_text_is_read_or_refused_and_every_source_is_what_it_says(text: str) -> None:
    paper = document(text)
    for read in (read_prose(paper, 2025), read_labelled(paper, 2025)):
        if not isinstance(read, Body):
            assert read.text
            continue
        keys = [(task.number, task.part) for task in read.tasks]
        assert len(set(keys)) == len(keys) > 0
        for task in read.tasks:
            assert inside(paper, task)
            shown = "".join(paper.text(span) for span in task.sources["content"])
            assert without_blanks(shown) == without_blanks(task.content)
            assert checkpoints(task, 2025) == checkpoints(task, 2025)
        assert {question.number for question in read.questions} <= {
            None,
            *(task.number for task in read.tasks),
        }


@settings(max_examples=100, deadline=None)
@given(_TEXTS)
def test_any_text_yields_requirements_that_are_in_it(text: str) -> None:
    paper = document(text)
    for one in plan_defaults(paper, ()):
        assert "".join(paper.text(span) for span in one.sources) == one.text


def test_a_notice_is_of_one_kind_only() -> None:
    paper = document("1．修桥。（市交通局牵头）\n2．铺路。\n责任单位：市住建局")
    kinds = [isinstance(read(paper, 2025), Body) for read in (read_prose, read_labelled)]
    assert kinds.count(True) == 1
