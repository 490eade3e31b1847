"""The visible text of Word's paragraphs: fields shown by their results, changes as accepted, no hidden text."""

from collections.abc import Iterator

from lxml import etree

from intake.formats.numbering import Numbering
from intake.formats.word_styles import Styles
from intake.formats.word_xml import attribute, child, local, on

# Not text, or not visible: properties, deleted and moved-away text, codes of fields, second versions of drawings.
_SKIPPED = {
    *(
        "rPr",
        "pPr",
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "Fallback",
        "sdtPr",
        "sdtEndPr",
    ),
    *("rt", "rubyPr", "annotationRef"),
}
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
}
# Wingdings that offices use as marks, by their places in the font.
_SYMBOLS = {
    0xAB: "★",
    0xB6: "☆",
    0x52: "☑",
    0xFE: "☑",
    0xA8: "□",
    0x6F: "□",
    0x6C: "●",
    0x6E: "■",
    0xFC: "✓",
    0x50: "✓",
}
_WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice"}


def pieces(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs, tables, rows or cells directly in a container, through content controls and accepted changes."""
    for one in container:
        name = local(one)
        if name in _WRAPPERS:
            if not _asks_for_text(one):
                yield from pieces(one)
        elif name:
            yield one


def _asks_for_text(element: etree._Element) -> bool:
    """A content control that still shows the grey words asking for its text."""
    return local(element) == "sdt" and on(child(element, "sdtPr", "showingPlcHdr"))


class Reading:
    """Reads paragraphs in order, for lists are counted and fields may go on over paragraphs."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._fields: list[bool] = []
        """Open fields, outermost first: whether the result has begun."""
        self._carried = ""
        """Text before a deleted paragraph mark, which goes on in the next paragraph."""

    def lines(self, paragraph: etree._Element) -> list[str]:
        """The paragraph's text with its number; then the paragraphs of the text boxes anchored in it."""
        boxes: list[str] = []
        style = attribute(child(paragraph, "pPr", "pStyle"), "val")
        text = "".join(self._texts(paragraph, style, boxes))
        self._fields = [begun for begun in self._fields if begun]
        mark = child(paragraph, "pPr", "rPr")
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            self._carried += text
            return boxes
        if text or not self._styles.hides(mark, style):
            text = self._carried + text
            number = self._number(paragraph)
            text = number + text if text else number.rstrip()
        self._carried = ""
        return [text, *boxes]

    def _number(self, paragraph: etree._Element) -> str:
        identity, depth, style = self._styles.list_of(paragraph)
        if depth is None:
            depth = self._numbering.depth_by_style(identity, style)
        return self._numbering.next(identity, depth) if identity else ""

    def _texts(self, element: etree._Element, style: str, boxes: list[str]) -> Iterator[str]:
        for one in element:
            name = local(one)
            if not name or name in _SKIPPED:
                continue
            if name == "fldChar":
                self._field(attribute(one, "fldCharType"))
            elif name == "txbxContent":
                boxes += self.box(one)
            elif name == "t":
                yield (one.text or "").replace("\n", " ") if all(self._fields) else ""
            elif name == "sym":
                yield _symbol(one) if all(self._fields) else ""
            elif name in _SIGNS and len(one) == 0:
                yield _SIGNS[name] if all(self._fields) else ""
            elif not (name == "r" and self._hidden(one, style)) and not _asks_for_text(one):
                yield from self._texts(one, style, boxes)

    def _hidden(self, run: etree._Element, style: str) -> bool:
        properties = child(run, "rPr")
        own = attribute(child(properties, "rStyle"), "val")
        hidden = self._styles.hides(properties, own or style)
        if hidden:
            # The marks of a field count even where they are not seen.
            for one in run:
                if local(one) == "fldChar":
                    self._field(attribute(one, "fldCharType"))
        return hidden

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def box(self, container: etree._Element) -> list[str]:
        """All lines in a container: a cell, a text box, a note. Rows of a table inside are a line each."""
        lines: list[str] = []
        for one in pieces(container):
            if local(one) == "p":
                lines += self.lines(one)
            elif local(one) == "tbl":
                for row in (part for part in pieces(one) if local(part) == "tr"):
                    cells = (part for part in pieces(row) if local(part) == "tc")
                    lines.append("\t".join(" ".join(filter(str.strip, self.box(cell))) for cell in cells))
        return [line for line in lines if line.strip()]


def _symbol(element: etree._Element) -> str:
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    if 0xF000 <= code <= 0xF0FF:
        return _SYMBOLS.get(code - 0xF000, "") if "ingdings" in attribute(element, "font") else ""
    return chr(code) if 0x20 <= code < 0xD800 else ""
