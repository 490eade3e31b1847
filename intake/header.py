"""What stands above the table: title, issuer, document number, date, year, secrecy mark."""

import re
from dataclasses import dataclass
from datetime import date

from intake.errors import NotReadable
from intake.limits.folded import folded, value

_NUMBER = re.compile(r"^[\u4e00-\u9fff]{1,14}[〔\[（(【［](\d{4})[〕\]）)】］](?:第)?\d+号$")
_DAY = re.compile(
    r"^(?:\(|（)?(.{4})年(\d{1,2}|[一二三四五六七八九十]+)月(\d{1,2}|[一二三四五六七八九十]+)日(?:印发)?(?:\)|）)?$"
)
_SECRET = re.compile(r"^(?:密级[：:])?(绝密|机密|秘密)(?:[★☆*].*)?$")
_TITLE_ENDS = re.compile(
    r"(?:通知|意见|方案|决定|函|公告|报告|批复|办法|计划|清单|分解表|分工表|任务表|一览表|台账)(?:（.*）)?$"
)
_ISSUER = re.compile(
    r"^(.+?(?:政府|办公厅|办公室|委员会|委|局|厅|小组|指挥部|管委会|室))(?:关于|印发|转发|批转)"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)年|(二[〇○零][〇○零一二三四五六七八九]{2})年")
_ADDRESSEE = re.compile(r"[：:]$")


@dataclass(frozen=True, slots=True)
class Header:
    """The notice's own particulars."""

    title: str
    issuer: str
    document_number: str
    issued_on: date | None
    year: int


def read_header(lines: list[str], after: list[str], name: str) -> Header:
    """The particulars from the lines above the table and those below it."""
    above = [folded(line) for line in lines if line.strip()]
    below = [folded(line) for line in after if line.strip()]
    number = next((line for line in above[:40] if _NUMBER.match(line)), "")
    title = _title(above)
    issued_on = next(filter(None, map(_day, [*reversed(above), *below])), None)
    year = _year(title, number, issued_on, above)
    if year is None:
        raise NotReadable(
            f"“{name}”里找不到年度：标题、文号和成文日期中都没有年份，请在标题中写明（如“做好2025年……工作”）。"
        )
    return Header(title, _issuer(title, above), number, issued_on, year)


def refuse_secret(lines: list[str], name: str) -> None:
    """Refuses a document that bears a secrecy mark (密级) at its top, before anything else is looked at."""
    for line in [folded(line) for line in lines if line.strip()][:20]:
        found = _SECRET.match(line)
        if found:
            raise NotReadable(f"“{name}”标有密级“{line}”，涉密文件不得录入本系统，请按保密规定线下办理。")


def _title(lines: list[str]) -> str:
    """The lines from the one with 关于 or a year up to the one that ends as titles end."""
    title = ""
    for line in lines:
        if _NUMBER.match(line) or line.endswith("文件") or _SECRET.match(line) or _day(line):
            continue
        if _ADDRESSEE.search(line) or len(title) + len(line) > 120:
            break
        title += line
        if _TITLE_ENDS.search(title):
            return title
    return title or next((line for line in reversed(lines) if _TITLE_ENDS.search(line)), "")


def _issuer(title: str, lines: list[str]) -> str:
    found = _ISSUER.match(title)
    if found:
        return found.group(1)
    letterhead = next((line for line in lines[:6] if line.endswith("文件")), "")
    if letterhead:
        return letterhead.removesuffix("文件")
    signed = [at for at, line in enumerate(lines) if _day(line) and at]
    return lines[signed[-1] - 1] if signed and len(lines[signed[-1] - 1]) <= 30 else ""


def _day(line: str) -> date | None:
    found = _DAY.match(line)
    parts = [value(part) for part in found.groups()] if found else []
    try:
        return date(*[part for part in parts if part]) if len(parts) == 3 and all(parts) else None
    except ValueError:
        return None


def _year(title: str, number: str, issued_on: date | None, lines: list[str]) -> int | None:
    """Title first, then document number, then date, then any other title-like line."""
    found = _YEAR.search(title)
    if found:
        return value(found.group(1) or found.group(2))
    numbered = _NUMBER.match(number)
    if numbered:
        return int(numbered.group(1))
    if issued_on:
        return issued_on.year
    named = next(
        (found for line in lines if _TITLE_ENDS.search(line) and (found := _YEAR.search(line))), None
    )
    return value(named.group(1) or named.group(2)) if named else None
