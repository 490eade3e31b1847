"""What Word's styles say about numbers and about hidden text (styles.xml)."""

from lxml import etree

from intake.formats.word_xml import attribute, child, children, number, on

_LONGEST_CHAIN = 20


class Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._plain = ""
        for one in children(root, "style") if root is not None else ():
            self._styles[attribute(one, "styleId")] = one
            if attribute(one, "type") == "paragraph" and attribute(one, "default") in ("1", "true"):
                self._plain = attribute(one, "styleId")

    def _chain(self, style: str) -> list[tuple[str, etree._Element]]:
        found: list[tuple[str, etree._Element]] = []
        while style in self._styles and len(found) < _LONGEST_CHAIN:
            found.append((style, self._styles[style]))
            style = attribute(child(self._styles[style], "basedOn"), "val")
        return found

    def list_of(self, paragraph: etree._Element) -> tuple[str, int | None, str]:
        """The list a paragraph is counted in, its level (None where a style says it), and the style that says so."""
        own = child(paragraph, "pPr", "numPr")
        identity = attribute(child(own, "numId"), "val")
        depth = attribute(child(own, "ilvl"), "val")
        if identity:
            return identity, number(depth), ""
        style = attribute(child(paragraph, "pPr", "pStyle"), "val") or self._plain
        for name, one in self._chain(style):
            listed = child(one, "pPr", "numPr")
            identity = attribute(child(listed, "numId"), "val")
            if identity:
                level = depth or attribute(child(listed, "ilvl"), "val")
                return identity, number(level) if level else None, name
        return "", 0, ""

    def hides(self, properties: etree._Element | None, style: str) -> bool:
        """Whether run properties, or else the style they name, make text hidden (w:vanish)."""
        own = child(properties, "vanish")
        if own is not None:
            return on(own)
        return any(
            on(hidden) for _, one in self._chain(style) if (hidden := child(one, "rPr", "vanish")) is not None
        )
