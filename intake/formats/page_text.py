"""The visible text of a web page's elements, in order, with white space as a browser folds it."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from lxml import etree

# Not shown, or not part of what the page says: what a page wraps around its text.
_UNSEEN = {
    *("head", "script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "select", "option"),
    *("button", "textarea", "iframe", "object", "audio", "video", "canvas", "map", "xml"),
}
BREAKS = {
    *(
        "address",
        "article",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
    ),
    *(
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
    ),
    *("section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
CELLS = frozenset({"td", "th", "caption"})
_LINE_END = "\x1e"
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3001-\u3020]")


def steps(
    root: etree._Element, closed: AbstractSet[str] = frozenset({"table"})
) -> Iterator[str | etree._Element]:
    """Text in order, and each visible element where it begins and where it ends; closed ones are not entered."""
    stack: list[tuple[etree._Element, Iterator[etree._Element]]] = [(root, iter(root))]
    yield root.text or ""
    while stack:
        parent, rest = stack[-1]
        one = next(rest, None)
        if one is None:
            stack.pop()
            if stack:
                yield parent
                yield parent.tail or ""
        elif not seen(one):
            yield one.tail or ""
        elif one.tag in closed:
            yield one
            yield one.tail or ""
        else:
            yield one
            yield _kept_lines(one) if one.tag == "pre" else one.text or ""
            stack.append((one, iter(() if one.tag == "pre" else one)))


def seen(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return False
    hidden = "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))
    return element.tag not in _UNSEEN and not hidden


def _kept_lines(element: etree._Element) -> str:
    """Preformatted text, its line ends marked so that they outlast the folding of white space."""
    return all_text(element).replace("\n", _LINE_END)


def all_text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def shown(text: str) -> str:
    """White space as a browser folds it; a line break in the source between Chinese characters is no space."""

    def folded(found: re.Match[str]) -> str:
        around = text[max(found.start() - 1, 0) : found.start()] + text[found.end() : found.end() + 1]
        return "" if "\n" in found.group() and len(_CHINESE.findall(around)) == 2 else " "

    made = _SPACES.sub(folded, text).replace(_LINE_END, "\n").replace("\xa0", " ")
    return "\n".join(line.strip() for line in _INVISIBLE.sub("", made).split("\n"))
