"""The review page: every reading stands marked in the document, and leads to the draft and back."""

import re
from html.parser import HTMLParser

import pytest

from intake.draft import Draft
from intake.notice import read_text
from web.review import review_page

NOTICE = """云泽市人民政府关于印发2026年重点工作分工的通知

各区人民政府，市政府各部门：

一、优化<b>服务</b>环境

1．建成政务服务中心二期，开放窗口40个。（市政务服务局牵头，市财政局配合，9月底前完成）

2．适时出台扶持政策，确保到今年10月1日惠及企业300家。（市工信局、市商务局按职责分工负责，适时出台）

二、工作要求

各牵头单位要建立工作台账，明确时间表、责任人和成果形式。

云泽市人民政府
2026年2月10日
"""


class Page(HTMLParser):
    """What a browser would find: ids, links, marks, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.marks: dict[str, list[str]] = {}
        self.outside: list[str] = []
        self.tags: set[str] = set()
        self._mark: str | None = None
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if "id" in known:
            self.ids.append(known["id"])
        if known.get("href", "").startswith("#"):
            self.links.append(known["href"][1:])
        self.outside += [known[name] for name in ("src", "href") if not known.get(name, "#").startswith("#")]
        found = re.search(r"\bm-([a-z_]+)", known.get("class", "")) if tag == "a" else None
        self._mark = found.group(1) if found else None

    def handle_endtag(self, tag: str) -> None:
        self._mark = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._mark:
            self.marks.setdefault(self._mark, []).append(data)


@pytest.fixture(scope="module")
def draft() -> Draft:
    return read_text(NOTICE, "来文.txt")


@pytest.fixture(scope="module")
def page(draft: Draft) -> Page:
    return Page(review_page(draft))


def test_what_was_read_is_marked_where_it_stands(page: Page) -> None:
    assert "市政务服务局" in page.marks["leads"]
    assert "市财政局" in page.marks["supports"]
    assert "9月底前完成" in page.marks["time_limit"]
    assert any("建成政务服务中心二期" in mark for mark in page.marks["content"])
    assert any("建立工作台账" in mark for mark in page.marks["requirement"])


def test_the_date_in_the_text_is_marked_inside_the_content(page: Page) -> None:
    assert any("10月1日" in mark for mark in page.marks["checkpoint"])


def test_the_whole_document_stands_on_the_page_once(page: Page) -> None:
    for line in filter(None, NOTICE.splitlines()):
        assert line in page.text


def test_questions_stand_before_the_draft(page: Page, draft: Draft) -> None:
    assert draft.questions
    assert page.text.index("疑问") < page.text.index("发文机关") < page.text.rindex("重点工作")
    assert all(question.text in page.text for question in draft.questions)


def test_every_link_ends_somewhere_on_the_page(page: Page) -> None:
    assert page.links
    assert set(page.links) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_page_needs_nothing_from_outside(page: Page) -> None:
    assert page.outside == []
    assert "script" not in page.tags


def test_what_the_document_says_cannot_become_markup(page: Page) -> None:
    assert "优化<b>服务</b>环境" in page.text
    assert "一、优化<b>服务</b>环境" in "".join(page.marks["theme"])
