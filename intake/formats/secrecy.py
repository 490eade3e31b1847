"""密级: a document that bears a secrecy mark is refused before anything else of it is looked at."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from intake.document import Document, Table
from intake.errors import NotReadable

# 《国家秘密定密管理规定》: 绝密、机密、秘密, then ★ and the term (10年, 长期, a date, an event); before 2014 without ★.
_GRADE = "(?:绝密|机密|秘密)"
_STAR = "[★☆*✭✩⭐✱※]"
_YEARS = "[:·]?(?:\\d+|[一二三四五六七八九十]+)(?:年|个?月)"
_TERM = rf"(?:{_STAR}.{{0,16}}|{_YEARS}|长期|[((](?:{_STAR}|\d+年|长期).{{0,8}}[))])"
_NUMBERED = r"(?:(?:份号|编号|No\.?)?[:：]?[\dA-Z]{1,8})?"
_URGENT = "(?:特急|特提|加急|平急|急件)?"
_PLEASE = "(?:[,·!]?(?:请?注意|请勿|请?妥善|严禁|不得|阅后|用后).{0,12})?"
_MARK = re.compile(
    rf"{_URGENT}{_NUMBERED}(?:涉密文件)?(?:(?:密级|保密期限|密级和保密期限)(?:及保密期限)?[:：]?)?"
    rf"[\[【<(〔《“\"「{_STAR[1:-1]}]*{_GRADE}(?:文件|资料|材料)?[\]】>)〕》”\"」]?{_TERM}?{_PLEASE}{_URGENT}"
)
_LABELLED = re.compile(rf"(?:密级|保密等级)(?:[及和]保密期限)?[:：为]{_GRADE}(?!级)")
_SAID = re.compile(
    rf"^(?:此|本)(?:文件?|件|通知|资料|材料)(?:密级)?(?:[为是系]|属于?)(?:国家)?“?{_GRADE}|^(?:此|本)(?:文件?|件){_GRADE}"
)
# ★ after a grade stands in marks alone; longer lines talk about marks.
_STARRED = re.compile(rf"{_GRADE}(?=★)")
_LINE = 60
_TRADITIONAL = {ord("機"): "机", ord("祕"): "秘", ord("絕"): "绝", ord("級"): "级"}
# The mark stands at the top of the first page.
_FIRST_PASSAGES = 40
_FIRST_CELLS = 40


def refuse_secret(document: Document) -> None:
    """Raises NotReadable when a line or cell near the beginning is a secrecy mark and nothing else."""
    refuse_marked(_beginning(document), document.name)


def refuse_marked(texts: Iterable[str], name: str) -> None:
    """The same for texts that stand at the top of pages: headers, text boxes."""
    for text in texts:
        for line in text.split("\n"):
            grade = mark_in(line)
            if grade:
                raise NotReadable(
                    f"“{name}”标有密级“{grade}”，涉密文件不得录入本系统，请按保密规定线下办理。"
                )


def mark_in(line: str) -> str:
    """The secrecy mark (秘密, 机密★1年 …) that the line consists of; empty when it has none.

    Words about secrecy in running text (商业秘密, 机密级, 保守国家秘密) are not marks.
    """
    signs = unicodedata.normalize("NFKC", line).translate(_TRADITIONAL)
    folded = "".join(sign for sign in signs if not sign.isspace() and unicodedata.category(sign) != "Cf")
    if len(folded) <= _LINE and (found := _MARK.fullmatch(folded) or _STARRED.search(folded)):
        return found.group(0)
    found = _LABELLED.search(folded[:80]) or _SAID.search(folded[:80])
    return found.group(0) if found else ""


def _beginning(document: Document) -> Iterator[str]:
    written = 0
    for block in document.blocks:
        if isinstance(block, Table):
            indices = dict.fromkeys(slot.passage for row in block.rows for slot in row if slot)
            yield from (document.passages[index].text for index in list(indices)[:_FIRST_CELLS])
            written += 1
        else:
            passage = document.passages[block]
            written += bool(passage.text.strip())
            yield from _columns(passage.text)
        if written >= _FIRST_PASSAGES:
            return


def _columns(text: str) -> Iterator[str]:
    """The line, and its parts where wide gaps set them apart: 份号 at the left, the mark at the right."""
    yield text
    yield from (part for line in text.split("\n") for part in re.split(r"\t|\s{3,}", line) if part != text)
