"""The words that say who does what: 牵头, 配合, 会同, 按职责分工负责, and the labels 牵头单位：."""

import re
from dataclasses import dataclass
from enum import Enum, auto


class Part(Enum):
    """What the words around a unit make of it."""

    LEAD = auto()
    """牵头, 主办"""
    MAIN = auto()
    """主责: leads where nobody 牵头"""
    DOES = auto()
    """负责, 落实, 责任单位：says nothing on the order"""
    SUPPORT = auto()
    """配合, 协办, 参与"""
    GUIDE = auto()
    """指导, 督导"""
    SHARED = auto()
    """按职责分工负责, 共同负责"""
    EACH = auto()
    """分别负责"""
    LEADER = auto()
    """分管领导：a person in charge"""
    CHARGE = auto()
    """责任人：a person in charge where no leader is named"""
    PERSON = auto()
    """联系人：a person who is not"""
    ASIDE = auto()
    """完成时限：nobody at all"""


_DUTY = (
    r"(?:依法依规|依法)?(?:依据|依照|遵照|按照|根据|结合|按|依|照)(?:各自|各部门|各单位|部门|单位|工作|自身|本|法定|有关|相关|所承担|承担|规定|属地|行业|区域|的)*?"
    r"(?:管理|负责)?(?:职责|职能|职权|责任|任务|权限|分工|原则|属地|范围|行业|领域|条线)(?:[和与及、]?(?:职责|职能|职权|责任|任务|权限|分工|原则|划分|范围|要求))*"
)
_MANNER = (
    r"依法依规|依法|共同|联合|分别|分头|各自|具体|统一|主要|积极|密切|协同|全力|全面|总体|做好|抓好|切实|认真|主动"
    r"|应当|一起|总|双|共|齐抓共管|相互|属地|第一|要|予以|给予|进行|有关|工作"
)
_DEED = (
    r"各负其责|各司其职|分工负责|统筹协调|牵头抓总|负总责|牵头|主办|主责|主抓|主导|领衔|抓总|为主|统筹|负责|落实|推进|推动|实施|承担|承办|办理|开展|完成|执行|组织|研究"
    r"|配合|协办|协助|协作|联办|配办|协同办理|(?<=[局厅院队司府部])会办|参与|参加|支持|支撑|指导|督导|督促|督办|监督|(?<=[为是])(?:第[一二三]|主要|直接)?责任(?=单位|部门|主体)"
)
_NOUN = r"责任单位|责任部门|单位|部门|落实到位|到位|到底|责任|工作"
_PHRASE = re.compile(
    rf"(?:(?P<duty>{_DUTY})(?:[，,](?=(?:{_MANNER}|{_DEED})))?)?(?P<words>(?:作为|为|是)?(?:{_MANNER})*(?P<deed>(?:(?:{_DEED})(?:{_MANNER}|和|并|、(?={_DEED}))*)+)"
    rf"(?P<noun>(?:{_NOUN})*))?"
)
# These words are roles wherever they stand; the others only at the end of a clause, because names hold them too.
_STRONG = re.compile(r"(?:[为是].{0,2}责任|牵头|主办|主责|领衔|抓总|负责|配合|协办|各负其责|各司其职|负总责)")
_NAME_GOES_ON = re.compile(
    r"^(?:人(?![民大社力])|[办局部委室处组会院科队](?:[、，,；;。\s/（(]|$)|中心|公司|机构|制(?!定))"
)
_ENDS_HERE = re.compile(r"^(?:[、，,；;。\s/（(）)〔〕［］\[\]【】：:]|$)")
_LEADING = re.compile(r"第一责任|牵头|主办|领衔|抓总|为主|统筹|负总责|主抓|主导")
_SUPPORTING = re.compile(r"会办|联办|配办|协同办理|配合|协办|协助|协作|参与|参加|支持|支撑")
_GUIDING = re.compile(r"指导|督导|督促|督办|监督")
_SEPARATELY = re.compile(r"分别|分头|各自")
_TOGETHER = re.compile(r"各负其责|各司其职|共同|联合|协同|分工负责|一起|齐抓共管|相互")

_WITH = re.compile(
    r"(?:积极|主动|并|再)?会同|(?<=[局委办厅院会部心府司团区县联院])(?:联合|协同|协调|会商|商请|商)(?=[省市区县州国各有相]|人民|中国|国网)"
)

_LABEL = re.compile(r"([^\s，,、；;。：:（）()【】〔〕]{1,14})\s*[：:]+")
_BARE_LABEL = re.compile(
    r"(?:第[一二]|总|共同|联合|主要)?(?:牵头|主办|主责|责任|负责|承办|落实|实施|配合|协办|协同|协作|协助|参与|参加|支持|支撑|指导|督导)"
    r"(?:责任)?(?:单位|部门|主体|领导|科室|处室|股室)"
)
_CLASSES = (
    (Part.PERSON, re.compile(r"联系|联络|电话|手机|经办|承办人")),
    (Part.CHARGE, re.compile(r"(?:责任|负责|主管)(?:同志|人)|责任人")),
    (
        Part.LEADER,
        re.compile(r"^(?:分管|包联|挂钩|联系)$|领导(?!小组|班子)|[市县区省州](?:长|领导)|指挥长|链长|河长"),
    ),
    (Part.ASIDE, re.compile(r"时限|时间|备注|进度|期限|措施|目标|内容|举措|要求|节点|进展|说明|^注$")),
    (Part.GUIDE, re.compile(r"指导|督导|督办|监督|督促")),
    (Part.SUPPORT, re.compile(r"配合|协办|协同|协作|协助|参与|参加|支持|支撑|参建|协调")),
    (Part.LEAD, re.compile(r"牵头|主办|领衔|第一责任|抓总")),
    (Part.MAIN, re.compile(r"主责|第二责任")),
    (Part.DOES, re.compile(r"单位|部门|责任|负责|承办|落实|实施|主管|主体|科室|处室")),
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words found in a text: what they say and where they end."""

    part: Part
    end: int
    label: bool = False
    several: bool = False
    """共同牵头, 联合负责: they hold for all units before them."""


def role_at(text: str, place: int) -> Spoken | None:
    """The words that give the units before them their part, if such words begin at `place`."""
    found = _PHRASE.match(text, place)
    if not found or not found.group():
        return None
    rest = text[found.end() :][:3]
    words, duty = found["words"] or "", found["duty"] or ""
    if not duty and not _STRONG.search(words) and not _ENDS_HERE.match(rest):
        return None
    if duty and not words and _NAME_GOES_ON.match(rest):
        return None
    if not duty and _NAME_GOES_ON.match(rest):
        return None
    return Spoken(_part(words, duty), found.end(), several=bool(_TOGETHER.search(words) or duty))


def _part(words: str, duty: str) -> Part:
    if _SUPPORTING.search(words):
        return Part.SUPPORT
    separately = _SEPARATELY.search(words)
    if _LEADING.search(words):
        return Part.EACH if separately else Part.LEAD
    if "主责" in words or "第二责任" in words:
        return Part.MAIN
    if separately:
        return Part.EACH
    if duty or _TOGETHER.search(words):
        return Part.SHARED
    return Part.GUIDE if _GUIDING.search(words) and "负责" not in words else Part.DOES


def with_at(text: str, place: int) -> int:
    """The end of 会同 (or 联合, 商 before another unit) at `place`, 0 where there is none."""
    found = _WITH.match(text, place)
    return found.end() if found else 0


def label_at(text: str, place: int) -> Spoken | None:
    """牵头单位：, 牵头单位为, or 牵头单位 alone on its line, at `place`."""
    found = _LABEL.match(text, place)
    part = class_of(found[1]) if found else None
    if found and part:
        return Spoken(part, found.end(), label=True)
    bare = _BARE_LABEL.match(text, place)
    if bare and (behind := re.match(r"为|是|(?=[\s（(】〕\]])", text[bare.end() : bare.end() + 1])):
        return Spoken(class_of(bare.group()) or Part.DOES, bare.end() + behind.end(), label=True)
    return None


def class_of(words: str) -> Part | None:
    """What a label's words ask for; None for words that are no label."""
    if "单位" in words or "部门" in words:
        return next((part for part, signs in _CLASSES[4:] if signs.search(words)), None)
    return next((part for part, signs in _CLASSES if signs.search(words)), None)


def is_bare_label(text: str) -> bool:
    """牵头单位, without a colon."""
    return bool(_BARE_LABEL.fullmatch(text))


def ends_with_role(text: str) -> bool:
    """…牵头, …按职责分工负责."""
    return bool(
        re.search(
            r"(?:牵头|配合|负责|协办|主办|主责|落实|参与|协助|实施|推动|推进|指导|分工)(?:单位|部门)?$", text
        )
    )


def bracketed(words: str) -> Spoken | None:
    """（牵头）, （配合单位）, （按职责分工负责）: a bracket that holds nothing but such words."""
    bare = words.strip("，,。；; \n")
    spoken = role_at(bare, 0) if bare else None
    if spoken and spoken.end == len(bare):
        return spoken
    part = class_of(bare) if _BARE_LABEL.fullmatch(bare) else None
    return Spoken(part, len(bare)) if part else None
