"""标题: the lines that make a title, and who issued by its words."""

import re
from dataclasses import dataclass

from intake.header.particulars import Line, is_day, is_number

_KIND = (
    r"(?:通知|意见|方案|决定|函|公告|报告|批复|办法|计划|规划|要点|通报|纪要|交办单|督办单|清单|分解表|分工表|任务表|一览表|台账"
    r"|任务分工|责任分工|分工|任务分解|工作安排|表)"
)
_ENDS = re.compile(rf"{_KIND}(?:[（(][^（）()]*[）)])?$")
_LETTER_ENDS = re.compile(r"(?:通知|意见|决定|函|公告|报告|批复|通报)(?:[（(][^（）()]*[）)])?$")
_VERB = re.compile(r"关于|印发|转发|批转|公布|下达|分解|做好|落实")
_ISSUER = re.compile(
    r"^(?P<issuer>.+?(?:政府|办公厅|办公室|政府办|委员会|委|局|厅|小组|指挥部|管委会|督查室|室|部|公司|集团|院|府办))(?=关于|印发|转发|批转|公布|下达)"
)
_OFFICE = re.compile(
    r"^[\u4e00-\u9fff（）]{2,36}(?:政府|办公厅|办公室|政府办|委员会|委|局|厅|小组|指挥部|管委会|督查室|部)$"
)
_NO_TITLE = re.compile(
    r"[。！!；;]|[：:]$|文件$|^(?:附件|抄送|各|首页|当前位置|您|密级|份号|签发|特急|急件|加急|平急|现将|索引号|主题|分类|来源|发布|字体|打印|分享|关闭|浏览|有效性)"
    r"|[>＞»|｜]|https?:"
)
_LABEL = re.compile(r"^#+|^[【\[]?(?:标题|名称|文件名称|公文名称|信息名称)[】\]]?[：:]?(?=.)")
_MOST_LINES = 5
_LONGEST = 120
_HEAD_LINES = 80


@dataclass(frozen=True, slots=True)
class Title:
    """The title's words and lines; empty where none is found."""

    text: str = ""
    lines: tuple[Line, ...] = ()


def title_of(lines: tuple[Line, ...]) -> Title:
    """The title of a notice: the best run of lines that reads like one.

    A run ends as titles end (通知, 方案, 分解表). Better is one that names what is done (关于, 印发), then one that
    ends as letters do, then one that begins with its issuer; of equals the first, and the one of fewer lines.
    """
    best, best_worth = Title(), -100
    for first in range(min(len(lines), _HEAD_LINES)):
        for title in _from(lines, first):
            # Joint issuers stand one below the other.
            worth = 10 * _worth(title.text) - sum(not _OFFICE.match(line.text) for line in title.lines)
            if worth > best_worth:
                best, best_worth = title, worth
    return best


def _from(lines: tuple[Line, ...], first: int) -> list[Title]:
    """The titles that begin with this line."""
    made: list[Title] = []
    text = ""
    for last in range(first, min(first + _MOST_LINES, len(lines))):
        words = _LABEL.sub("", lines[last].text)
        if _NO_TITLE.search(words) or is_number(words) or is_day(words) or _outside_quotes(words):
            break
        if text and _OFFICE.match(text) and issuer_in(words):
            break
        text = f"{text}、{words}" if text and _OFFICE.match(text) and _OFFICE.match(words) else text + words
        if len(text) > _LONGEST:
            break
        if _ENDS.search(text):
            made.append(Title(text, lines[first : last + 1]))
            if _LETTER_ENDS.search(text):
                break
    return made


def _outside_quotes(text: str) -> bool:
    """A comma outside 《》 and “”: a sentence, no title."""
    bare = re.sub(r"《.*?》|“.*?”|[（(].*?[）)]", "", text)
    return "，" in bare and len(bare) > 12 and not _VERB.match(bare)


def _worth(text: str) -> int:
    worth = 4 * bool(re.search("关于|印发|转发|批转", text)) + 3 * bool(_LETTER_ENDS.search(text))
    worth += 2 * bool(issuer_in(text)) + bool(_VERB.search(text)) + bool(re.search(r"20\d\d|二[〇○零]", text))
    return worth - 6 * (len(text) < 6)


def issuer_in(title: str) -> str:
    """The issuer at the beginning of a title; empty where it begins with 关于."""
    found = _ISSUER.match(title)
    return found["issuer"] if found else ""
