"""The paragraphs of a document as lines, each with its numbering mark."""

import re
from dataclasses import dataclass

from intake.document import Document, Traced
from intake.prose.headings import Level, Mark, mark_of

_TITLE_LENGTH = 40
_ENDS = re.compile(r"[。；;，,、：:！？…）)〕\]］】]$")
_NOT_TITLE = re.compile(
    r"[：:。；]|关于|20\d\d年|(?:通知|方案|意见|分工|清单|要点|纪要|实事|分解表)$|^(?:附件?|抄送|主送|注|备注|说明|联系|签发|印发|[—－-])|(?:人民政府|办公室|委员会|局|党组)$"
    r"|\d{4}年\d{1,2}月\d{1,2}日|〇|^[（(〔［\[【]"
)

_FOOTER = re.compile(
    r"网站标识码|[A-Za-z\u4e00-\u9fff]ICP备|公网安备|版权所有|技术支持[：:]|网站地图|^(?:相关(?:文档|链接|文件|阅读|稿件|解读|新闻|附件)|分享到|扫一扫|[上下]一篇"
    r"|责任编辑|关闭窗口|打印本页|【?(?:打印|关闭)】?$|主办(?:单位)?[：:].*承办)"
)
_SIGNED = re.compile(
    r"^[\u4e00-\u9fff（）]{0,30}\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$|^[（(]此件|^抄送[：:]|^附件[：:\d]|^附[：:]"
)
_PRESENT = re.compile(
    r"(?:出席|列席|参会|参加|请假|缺席|与会|主持|记录|分送|发送|报)(?:人员?|单位|领导|会议|同志)*[：:]"
)
"""Who was at the meeting of which these are the minutes (纪要)."""
_OFFICE = re.compile(r"[\u4e00-\u9fff（）、]{4,40}(?:政府|办公[厅室]|委员会|[委局厅部院]|指挥部|小组)")
_NAMES_UNITS = re.compile(
    r"[（(〔［\[【—－][^）)〕］\]】]*(?:[局委办厅署院会部]|政府|中心|公司|单位|牵头|负责)|(?:单位|部门|领导|责任人|负责人|时限|期限|时间|目标|措施|内容)[】\]〕）)]?[：:]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without white space at its ends; `title` where it has no mark but stands as a heading (小标题)."""

    text: Traced
    mark: Mark | None
    title: bool = False

    @property
    def rest(self) -> Traced:
        """What follows the mark."""
        return self.text.cut(self.mark.end) if self.mark else self.text


def lines_of(document: Document) -> list[Line]:
    """All lines outside tables that say anything, in order."""
    texts = [text for passage in document.paragraphs for text in _split(document, passage)]
    texts = texts[: _end(texts)]
    counted: dict[Level, int] = {}
    marked = []
    for text in texts:
        mark = mark_of(text.text)
        if mark and mark.doubtful and counted.get(mark.level, 0) + 1 != mark.number:
            mark = None
        if mark:
            counted[mark.level] = mark.number
        marked.append(Line(text, mark))
    return [
        Line(line.text, None, title=True) if _is_title(marked, at) else line for at, line in enumerate(marked)
    ]


def _end(texts: list[Traced]) -> int:
    """Where the notice ends: at its signature or at the footer of a page, below the last numbered line or bracket."""
    last = max((at for at, text in enumerate(texts) if _belongs(text.text)), default=-1)
    for at in range(last + 1, len(texts)):
        words = "".join(texts[at].text.split())
        if _FOOTER.search(words) or _SIGNED.search(words) or _PRESENT.match(words):
            above = "".join(texts[at - 1].text.split()) if at else ""
            return at - 1 if at - 1 > last and _OFFICE.fullmatch(above) else at
    return len(texts)


def _belongs(line: str) -> bool:
    """A numbered line, a label or a bracket that may name units, and no footer."""
    if _FOOTER.search(line) or _PRESENT.match(line):
        return False
    return mark_of(line) is not None or bool(_NAMES_UNITS.search(line))


def _split(document: Document, passage: int) -> list[Traced]:
    found, begun = [], 0
    for line in document.passages[passage].text.split("\n"):
        stripped = Traced.of(passage, line, begun).stripped()
        begun += len(line) + 1
        if stripped.text:
            found.append(stripped)
    return found


def _is_title(lines: list[Line], at: int) -> bool:
    """A short line without a stop between a sentence's end and a numbered line."""
    line, after = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    if line.mark or after is None or after.mark is None or after.mark.level < Level.ARABIC:
        return False
    text = line.text.text
    if len(text) > _TITLE_LENGTH or _ENDS.search(text) or _NOT_TITLE.search(text):
        return False
    return at == 0 or bool(lines[at - 1].mark) or bool(_ENDS.search(lines[at - 1].text.text))
