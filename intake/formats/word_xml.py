"""Small questions to WordprocessingML, by local names: transitional and strict files differ in their namespaces."""

from collections.abc import Iterator

from lxml import etree

_OFF = {"0", "false", "off", "none"}


def parsed(raw: bytes) -> etree._Element:
    """The root of a part; entities stay unexpanded and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(raw, parser)


def local(element: etree._Element) -> str:
    """The tag without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children with this local name."""
    return (one for one in element if local(one) == name)


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first child with the first name, its first child with the second, and so on; None where one is missing."""
    for name in names:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by its local name; empty where it is missing."""
    if element is None:
        return ""
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), ""
    )


def number(text: str, default: int = 0) -> int:
    """A whole number, or the default."""
    try:
        return int(text)
    except ValueError:
        return default


def on(element: etree._Element | None) -> bool:
    """A switch (w:vanish): there, and not said to be off."""
    return element is not None and attribute(element, "val") not in _OFF
