"""Words of responsibility (牵头、配合、按职责分工负责) and how far the units of a clause reach."""

import re

from intake.limits.verbs import verbs
from intake.prose.naming import unit_share

_BY_DUTY = (
    r"(?:(?:依据|依照|按照|按|根据|结合)?(?:各自|工作|部门|单位|法定)*(?:职责|职能|任务|权限)"
    r"(?:分工|划分|范围|权限)*(?:和任务)?)"
)
ANSWER = re.compile(
    rf"{_BY_DUTY}|(?:共同|联合|分别|分头|各自|具体|协同|积极|总|全力|密切|统筹|组织|抓好|做好)*"
    r"(?:牵头|抓总|负责|配合|会同|协同|协助|参与|参加|主责|承担|分工|(?<!政)[承主协]办(?!公)"
    r"|(?:落实|实施|推进|推动|执行|办理)(?!办|局|处|科|组|委|中心|专班|指挥部))(?:单位|部门|工作)?(?![率前制])"
)
PLAIN = re.compile(rf"牵头|负责|配合|会同|协办|承办|主办|主责|参与|协助|抓总|分工|{_BY_DUTY}")
LIMIT = re.compile(
    r"完成|推进|推动|持续|适时|长期|坚持|启动|出台|印发|见效|常态|(?:按|根据|待).{0,16}(?:部署|要求|进度|时间|安排|规定|节点|批复)|[逐每按][年月季周旬]|限时|限期|立即|尽快|及时"
    r"|近期|全年|常年|日常|经常|年内|贯穿|取得|阶段性|随时|实施|落实|开工|竣工|建成|投用|到位|同步|分步|分阶段|时点|时限|年度|当前|跨年"
)
# A负责指导，B负责实施: no result of its own.
HOW = re.compile(
    r"(?:完成|指导|监督|协调|督促|审核|保障|统筹|服务|组织|管理|督导|检查|支持|协助|调度|[、和与])+$"
)
# The first unit of a clause may follow one of these.
BY = re.compile(
    r"^(?:其中|(?:以上|上述)(?:各项|所有)?(?:任务|工作|措施|事项|内容)*|并|并由|均由|分别由|由|请)+"
)
_TRAILING = re.compile(
    r"^(?:等|的|，|、|与|和|及|以及|并|再|同时|各自|部门|单位|有关部门|相关部门|有关单位|相关单位)*$"
)


def names_units(text: str) -> bool:
    """Whether a clause says nothing but who is responsible."""
    return units_end(text) == len(text)


def units_end(text: str) -> int:
    """Where the units of a clause end: 0 when it names none, before 制定方案 in A、B牵头制定方案."""
    by = BY.match(text)
    at = by.end() if by else 0
    named = False
    end = 0
    for found in [*ANSWER.finditer(text, at), None]:
        piece = text[at : found.start()] if found else text[at:]
        if not _TRAILING.match(piece.strip()):
            firm, weak, none = unit_share(piece)
            if none or not (firm or weak):
                # 牵头 said, what follows is what the unit does.
                return end if named and end and _says_what(text[end:]) else 0
            named = True
        elif not found:
            return len(text) if end or named else 0
        if found is None:
            return len(text)
        at = end = found.end()
    return end


def _says_what(rest: str) -> bool:
    said = verbs(rest)
    return bool(LIMIT.search(rest) or HOW.match(rest)) or bool(said and said[0].start == 0)
