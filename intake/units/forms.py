"""The forms in which one office is written: signs, place, kind of organ (机构类别), and the words between."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEVELS = "省市区县州盟旗"
# 城市管理, 城市建设 begin no place, though 盐城市 is one.
_TOWNS = "(?:(?<=城市)(?=建设|管理|规划|投资|更新|运营|综合|发展|执法|轨道|公共|排水|燃气|供水|照明|交通))"
_PLACE = re.compile(rf"[\u4e00-\u9fff]{{1,7}}?(?:自治)?[{LEVELS}](?!{_TOWNS})")
_HERE = "◇"
"""Stands for the name of the office's own place inside a name."""

# Only what is the same office beyond doubt; 局 is never 委, and 厅 never 局.
_ALWAYS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"^(?:人民银行|人行)(?!.*[委局办]$)", "中国人民银行"),
        (r"^(?:国家电网|国网)", "国网"),
        (rf"^共青团(.*?)([{LEVELS}])?委(?:员会)?$", r"团\1\2委"),
        (rf"^([{LEVELS}])团委$", r"团\1委"),
        ("人民代表大会", "人大"),
        ("政治协商会议", "政协"),
        ("常务委员会$", "常委会"),
        ("中级人民法院$", "中院"),
        ("中级法院$", "中院"),
        ("人民(?=法院$|检察院$|政府)", ""),
        ("(?<=[区园城岛港带山湖])管理委员会$", "管委会"),
        ("(?:工作)?(?:委员会|领导小组)办公室$", "办"),
        ("(?<=政府|市委|省委|区委|县委|州委)办公[厅室]$", "办"),
        ("工作委员会$", "工委"),
        ("委员会$", "委"),
        ("办公室$", "办"),
        ("联合会$", "联"),
        ("协会$", "协"),
        (r"集团(?:股份)?(?:有限)?(?:责任)?公司$", "集团"),
        (r"(?:股份)?有限(?:责任)?公司$", "公司"),
    )
)
_ABOVE = re.compile(rf"^(?:中共|中国共产党)(?=.{{0,9}}[{LEVELS}]委)|^国家税务总局(?=.)")
_AND = re.compile(r"(?<=..)[和与及](?=.)")
_ENDINGS = re.compile(
    r"(?:管委会|常委会|工委|检察院|研究院|法院|中院|中心|公司|集团|支行|分行|银行|海关|大学|学院|医院|政府办|政府"
    r"|委办|支队|总队|大队|[局委办厅部署院联协会社处队所站校厂场行])$"
)
_ZONE = re.compile(r"(?:开发|高新|经开|保税|新|示范|试验|产业|工业|园|港|度假|合作|功能|创新)区$")
_TAIL = re.compile(r"^(.+?)\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Form:
    """A name taken apart: 市发改委 is level 市, body 发改, ending 委."""

    level: str
    body: str
    ending: str


def fold(text: str) -> str:
    """One spelling: NFKC without white space and invisible signs, all brackets round."""
    signs = unicodedata.normalize("NFKC", text).translate(str.maketrans("〔［【[]】］〕", "(((()" + ")))"))
    return "".join(sign for sign in signs if not sign.isspace() and unicodedata.category(sign) != "Cf")


def plates(text: str) -> tuple[str, ...]:
    """The names of an office with two plates, 市外办（市港澳办）: the first, then the one in brackets.

    Raises nothing; a bracket that holds no name of an office (a department, a remark) is left where it is.
    """
    found = _TAIL.match(fold(text))
    if found and (found[2][0] in LEVELS or found[2][0] == found[1][0]) and _ENDINGS.search(found[2]):
        return found[1], found[2]
    return (fold(text),)


def spellings(text: str, homes: Mapping[str, str]) -> tuple[str, ...]:
    """What a name is in its shortest certain form; more than one where a place may be meant in two ways.

    `homes` maps the office's own places to their level: {"云泽市": "市"}, so that 云泽市财政局 is 市财政局.
    """
    plain = _at_home(_ABOVE.sub("", text), homes)
    for pattern, form in _ALWAYS:
        plain = pattern.sub(form, plain)
    plain = re.sub(r"[()]", "", plain)
    plain = _AND.sub("", plain)
    return tuple(dict.fromkeys(_governments(plain)))


def _at_home(text: str, homes: Mapping[str, str]) -> str:
    """The own place's name as its level at the beginning, as a sign inside."""
    for place in sorted(homes, key=len, reverse=True):
        level = homes[place]
        if text.startswith(place) and len(text) > len(place):
            text = level + text[len(place) :]
        text = text.replace(f"共青团{place}", f"团{level}")
        stem = place.removesuffix(level)
        for name in (place, stem) if len(stem) > 1 else (place,):
            text = text.replace(name, _HERE) if text != name and not text.startswith(name) else text
    return text


def _governments(plain: str) -> Iterable[str]:
    """临浦区 and 临浦区政府 are one; so are a zone and its 管委会; 市临浦区教育局 is also 临浦区教育局."""
    yield plain
    if _PLACE.fullmatch(plain):
        yield f"{plain}政府"
    if _ZONE.search(plain):
        yield f"{plain}管委会"
    inner = _PLACE.match(plain, 1) if plain[:1] in LEVELS else None
    if inner and inner.end() < len(plain) and len(inner[0]) > 1:
        yield from _governments(plain[1:])


def taken_apart(spelling: str) -> Form:
    """Level (or another place's name), body and ending of a shortest form."""
    place = _PLACE.match(spelling)
    level = spelling[:1] if spelling[:1] in LEVELS else place[0] if place else ""
    rest = spelling[len(level) :]
    ending = _ENDINGS.search(rest)
    kind = ending[0] if ending else ""
    return Form(level, rest.removesuffix(kind), kind)


def homes_of(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The own places that a register gives away: 市财政局 is in full 云泽市财政局; the commonest one of each level."""
    counted: dict[str, int] = {}
    for name, full in names:
        level = name[:1]
        found = _PLACE.match(full) if level in LEVELS and level else None
        if found and found[0][-1] == level and full[found.end() : found.end() + 1] == name[1:2]:
            counted[found[0]] = counted.get(found[0], 0) + 1
    best: dict[str, str] = {}
    for place in sorted(counted, key=lambda one: (-counted[one], one)):
        if place[-1] not in best.values():
            best[place] = place[-1]
    return best


def home_of_issuer(issuer: str) -> dict[str, str]:
    """The places in the name of the office that issued a notice: 云泽市临浦区人民政府 gives both."""
    text = re.sub(r"^中国?共(?:产党)?", "", fold(issuer))
    places: dict[str, str] = {}
    whole = ""
    while found := _PLACE.match(text):
        whole += found[0]
        places[found[0]] = found[0][-1]
        places[whole] = found[0][-1]
        text = text[found.end() :]
    return places if not text or re.match(r"(?:人民)?政府|委|人大|政协", text) else {}
