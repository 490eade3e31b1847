"""网页（.html, also saved as .doc or .xls）: text as a browser shows it, tables with rowspan and colspan."""

import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree, html

from intake.document import Document
from intake.errors import NotReadable
from intake.formats.building import MOST_SLOTS, WIDEST, Building, Cell
from intake.formats.page_text import BREAKS, CELLS, all_text, seen, shown, steps
from intake.formats.plain import decoded

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_TAGS = re.compile(r"<(/?)([a-z][a-z0-9]*)\b", re.IGNORECASE)
_CLOSED = ("table", "tr", "td", "div", "p", "li", "ul", "ol", "span")
# What is no part of the page's own marks: comments, scripts and styles.
_APART = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_page(raw: bytes, name: str) -> Document:
    """The document of a web page; raises NotReadable."""
    declared = _CHARSET.search(raw[:4096])
    text = decoded(raw, name, declared.group(1).decode("ascii") if declared else "")
    # huge_tree: to a depth of 2048, for old pages leave hundreds of <font> open; the size of the file is bounded.
    _refuse_cut(text, name)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, huge_tree=True)
    root = html.document_fromstring(_DECLARATION.sub("", text).encode(), parser)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise NotReadable(f"文件“{name}”（网页）层层嵌套过深，不像正常的来文，请重新另存后再试。")
    building = Building(name, "html")
    _Flow(building).read(root)
    return building.done()


def _refuse_cut(text: str, name: str) -> None:
    """Refuses a page that ends before its end: half a notice would be read as a whole one.

    Its body is opened and never closed, and so is an element that has to be closed, or that the page closes elsewhere.
    """
    tags = [(found[1] == "/", found[2].lower()) for found in _TAGS.finditer(_APART.sub("", text))]
    closed = Counter(tag for closing, tag in tags if closing)
    if closed["html"] or closed["body"] or not {(False, "html"), (False, "body")} & set(tags):
        return
    opened = Counter(tag for closing, tag in tags if not closing)
    cut = next((tag for tag in _CLOSED if opened[tag] > closed[tag] and (closed[tag] or tag == "table")), "")
    if cut or re.search(r"<[^<>]*\Z", text):
        raise NotReadable(
            f"文件“{name}”（网页）不完整，第{text.count(chr(10)) + 1}行处中断"
            f"{f'（<{cut}>没有结束）' if cut else ''}，请重新取得或重新另存后再试。"
        )


def read_archived_page(raw: bytes, name: str) -> Document:
    """The document of a web archive (.mht): its first part that is a page; raises NotReadable."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return read_page(content, name)
    raise NotReadable(f"文件“{name}”（网页存档）里没有网页正文，请重新另存后再试。")


class _Flow:
    """Walks a page; text gathers in a line, and the line becomes a paragraph where a block begins or ends."""

    def __init__(self, building: Building) -> None:
        self._building = building
        self._line: list[str] = []

    def read(self, root: etree._Element) -> None:
        for step in steps(root):
            if isinstance(step, str):
                self._line.append(step)
            elif step.tag == "table":
                self._flush()
                self._table(step)
            elif step.tag in BREAKS:
                self._flush()
        self._flush()

    def _flush(self) -> None:
        text = shown("".join(self._line))
        self._line = []
        for line in text.split("\n"):
            self._building.paragraph(line)

    def _table(self, table: etree._Element) -> None:
        lays_out = _lays_out(table)
        # What stands in a table but in no cell of it is shown before it.
        for step in steps(table, CELLS | {"table"}):
            if isinstance(step, str):
                self._line.append(step)
            elif step.tag == "table" or step.tag == "caption" or (lays_out and step.tag in CELLS):
                self._flush()
                self._table(step) if step.tag == "table" else self.read(step)
            elif step.tag in BREAKS:
                self._flush()
        self._flush()
        if not lays_out:
            self._building.table(_read_table(table, self._building.name))


def _own(table: etree._Element, tags: set[str]) -> Iterator[etree._Element]:
    """The table's own visible parts with these tags, not those of tables inside it."""
    waiting = [table]
    while waiting:
        element = waiting.pop()
        if element is not table and element.tag in tags:
            yield element
        elif element is table or element.tag not in CELLS | {"table"}:
            waiting += [one for one in reversed(element) if seen(one)]


def _lays_out(table: etree._Element) -> bool:
    """Whether the table only arranges the page: it holds tables, and these hold most, or it has no row of three."""
    inner = [one for one in table.iterdescendants("table") if next(one.iterancestors("table")) is table]
    if not inner:
        return False
    held = sum(len(all_text(one).strip()) for one in inner)
    if 2 * held > len(all_text(table).strip()):
        return True
    return not any(len(list(_own(row, {"td", "th"}))) >= 3 for row in _own(table, {"tr"}))


def _read_table(table: etree._Element, name: str) -> list[Cell]:
    rows = list(_own(table, {"tr"})) or list(_own(table, {"td", "th"}))
    ends = _section_ends(rows)
    taken: dict[int, set[int]] = {}
    cells = []
    slots = 0
    for row, element in enumerate(rows):
        column = 0
        for one in _own(element, {"td", "th"}) if element.tag == "tr" else [element]:
            while column in taken.get(row, ()):
                column += 1
            across = min(max(_span(one, "colspan"), 1), WIDEST)
            down = min(_span(one, "rowspan") or ends[row] - row, ends[row] - row)
            slots += down * across
            if slots > MOST_SLOTS:
                raise NotReadable(f"文件“{name}”（网页）里有一张表大得不合理，请只保留任务表。")
            for below in range(row + 1, row + down):
                taken.setdefault(below, set()).update(range(column, column + across))
            cells.append(Cell(row, column, _cell_text(one), down, across))
            column += across
        taken.pop(row, None)
    return cells


def _section_ends(rows: list[etree._Element]) -> list[int]:
    """For each row, where its section (thead, tbody, tfoot) ends: no cell reaches beyond it."""
    ends = [len(rows)] * len(rows)
    for row in range(len(rows) - 2, -1, -1):
        same = rows[row].getparent() is rows[row + 1].getparent()
        ends[row] = ends[row + 1] if same else row + 1
    return ends


def _span(element: etree._Element, name: str) -> int:
    """rowspan or colspan as browsers take it: leading digits, 1 when there are none."""
    found = re.match(r"\s*(\d{1,6})", element.get(name, ""))
    return int(found.group(1)) if found else 1


def _cell_text(cell: etree._Element) -> str:
    return "\n".join(filter(None, map(shown, _cell_lines(cell))))


def _cell_lines(cell: etree._Element) -> list[str]:
    """The lines of a cell, or of a table inside one: there a row is a line."""
    lines = [""]
    for step in steps(cell):
        if isinstance(step, str):
            lines[-1] += step
        elif step.tag == "table":
            lines += [*_cell_lines(step), ""]
        elif step.tag in CELLS:
            lines[-1] += " "
        elif step.tag in BREAKS:
            lines.append("")
    return lines
