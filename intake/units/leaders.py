"""分管领导: the names in a cell, without posts and remarks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.document import Span, Traced
from intake.units.persons import is_person

_PADDED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_PIECE = re.compile(r"[^、，,；;\s/／|]+")
_REMARK = re.compile(r"[（(][^）)]*[）)]?")
_POST = (
    r"(?:(?:[省市县区州旗]|自治区|开发区|党|管)?(?:委|政府|人大|政协|党组|党工委|管委会|人大常委会|纪工?委|监委|政法委|组织部|宣传部|统战部|武装部|社会工作部)?(?:常务)?"
    r"(?:(?:[一二三四]级)?副?(?:书记|部长|市长|县长|区长|州长|旗长|省长|主席|主任|秘书长|组长|调研员|巡视员|主任委员)|常委|委员|党组成员))"
)
_POST_PADDED = re.compile(rf"({_POST})([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_BEFORE = re.compile(rf"^(?:{_POST})+")
_AFTER = re.compile(rf"(?:{_POST}|同志)+$")
_ABSENT = re.compile(r"[-—－–―─⸺⸻无/\d]*")
_LONGEST_NAME = 12
_TELEPHONE = re.compile(r"[\d\-－—转+（）()：:]*\d{3,}[\d\-－—转]*|联系|电话|手机|[：:]")


@dataclass(frozen=True, slots=True)
class Named:
    """A leader and where the name stands."""

    name: str
    spans: tuple[Span, ...]


def leaders_of(cell: Traced) -> tuple[Named, ...]:
    """The names as listed, each once; a name of two characters may be set apart (王　明).

    Posts around a name (副市长周启明, 周启明常务副市长) and remarks in brackets are left out; a post alone (分管副市长)
    is kept as it stands, for it is all that is said.
    """
    text = _REMARK.sub(lambda found: "、" * len(found.group()), cell.text)
    # A filler as long as the gap keeps every place where it was.
    text = _PADDED.sub(lambda found: found[1] + "·" * (len(found.group()) - 2) + found[2], text)
    text = _POST_PADDED.sub(
        lambda found: found[1] + found[2] + "·" * (len(found[0]) - len(found[1]) - 2) + found[3], text
    )
    pieces = [found for found in _PIECE.finditer(text) if not _ABSENT.fullmatch(found.group())]
    named: dict[str, Named] = {}
    for found in [found for found in pieces if not _BEFORE.fullmatch(found.group())] or pieces:
        piece = found.group()
        bare = _without_post(piece)
        if len(bare.replace("·", "")) == 2:
            # 王·明 stood apart; 买买提·艾力 is a name of more parts.
            bare = bare.replace("·", "")
        begun = found.start()
        for name in _apart(bare):
            at = text.find(name, begun, found.end())
            whole = at < 0 or name == bare
            span = found.span() if whole else (at, at + len(name))
            named.setdefault(name, Named(name, cell.spans(*span)))
    return tuple(named.values())


def persons_of(cell: Traced) -> tuple[Named, ...]:
    """责任人: the persons of a cell; telephones, units and the heads of units (县水务局局长李强) are left out."""
    blotted = _TELEPHONE.sub(lambda found: "、" * len(found.group()), cell.text)
    return tuple(one for one in leaders_of(Traced(blotted, cell.pieces)) if is_person(one.name))


def _apart(name: str) -> tuple[str, ...]:
    """陆建平秦勇 as two persons, where the characters can be divided in one way only."""
    if len(name) < 4 or "·" in name or is_person(name):
        return (name,)
    ways = list(_divisions(name))
    return ways[0] if len(ways) == 1 else (name,)


def _divisions(name: str) -> Iterator[tuple[str, ...]]:
    if not name:
        yield ()
    for length in (2, 3):
        if len(name) >= length and is_person(name[:length]):
            yield from ((name[:length], *rest) for rest in _divisions(name[length:]))


def _without_post(piece: str) -> str:
    bare = _BEFORE.sub("", _AFTER.sub("", piece))
    return bare if 2 <= len(bare) <= _LONGEST_NAME else piece
