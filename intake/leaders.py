"""分管领导: the names in a cell, without posts and remarks."""

import re
from dataclasses import dataclass

from intake.document import Span, Traced

_PADDED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000\t]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_PIECE = re.compile(r"[^、，,；;\s/／|]+")
_REMARK = re.compile(r"[（(][^）)]*[）)]?")
_POST = (
    r"(?:(?:[省市县区州旗]|自治区|开发区|党|管)?(?:委|政府|人大|政协|党组|党工委|管委会|人大常委会)?(?:常务)?"
    r"(?:副?(?:书记|市长|县长|区长|州长|旗长|省长|主席|主任|秘书长|组长|调研员|巡视员|主任委员)|常委|委员|党组成员))"
)
_BEFORE = re.compile(rf"^(?:{_POST})+")
_AFTER = re.compile(rf"(?:{_POST}|同志)+$")
_ABSENT = re.compile(r"[-—－–无/]*")
_LONGEST_NAME = 12


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
    pieces = [found for found in _PIECE.finditer(text) if not _ABSENT.fullmatch(found.group())]
    named: dict[str, Named] = {}
    for found in [found for found in pieces if not _BEFORE.fullmatch(found.group())] or pieces:
        piece = found.group()
        if len(piece.replace("·", "")) == 2:
            # 王·明 stood apart; 买买提·艾力 is a name of more parts.
            piece = piece.replace("·", "")
        name = _without_post(piece)
        named.setdefault(name, Named(name, cell.spans(*found.span())))
    return tuple(named.values())


def _without_post(piece: str) -> str:
    bare = _BEFORE.sub("", _AFTER.sub("", piece))
    return bare if 2 <= len(bare) <= _LONGEST_NAME else piece
