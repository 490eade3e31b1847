"""What a milestone is for: the words of its clause without those that every clause has."""

import re

from models.words import Criterion

_DONE = re.compile(
    r"^(?:(?:全部|全面|基本|如期|按期|按时|按质|圆满|高质量|高标准|保质保量|顺利|初步|正式|及时)*"
    r"(?:完成(?!率)|建成(?![并投验通运])|竣工(?=$|[，、])|建设完成|编制完成|编制出|推出|打造|做好|完(?![成善工])|实现|落实|达到(?!\d)|制定完成|出台|印发|编制|建设完))+"
    # 完成对全市企业的排查, but 完成对接, 完成对账.
    r"(?:了|对(?![接账标表口照比外立策应象岸话抗冲流称等方联])|好)?"
)
_JOINED_DONE = re.compile(r"(?<=建成)并(?=投|通|运)|(?<=竣工)并(?=投|验|交)")
_LAST_DONE = re.compile(r"(?:全部|全面|基本|如期|按期|按时|顺利|正式)*(?:完成|完毕|完成到位|建成)$")
_JUST_DONE = re.compile(
    r"^(?:已|加快|推进|推动|抓好|做好|跟踪|初步|有序|稳步|扎实|全力|全部|全面|基本|如期|按期|按时|顺利|正式|完成|建成|竣工|建设|完工|召开|做好|落实|达到|到位|完毕)+$"
)
_MOVED = re.compile(
    r"(?:力争|争取|确保)?(?:实现|取得|有|见到|显现|见|获得)?(?:更|较|更加|比较|初步)?"
    r"(?:明显|显著|积极|实质性?|阶段性?|重大|重要|新|较大|更大|突破性|标志性|一定|决定性|的|[、和])*"
    r"(?:进展|成效|成果|突破|进步|效果|实效|变化)$"
)
_GOING_ON = re.compile(
    r"(?:长期|持续|常态化?|不断|始终|有序|稳步|扎实|全力|积极|加快|深入|大力|逐步|统筹|协调|滚动)*"
    r"(?:坚持|推进|推动|实施|开展|落实|进行|抓好)(?<!贯彻落实)(?:工作|中)?$"
)
_EVENT = re.compile(
    r"^[^，]{0,16}(?:反馈|下达|印发|批复|出台|明确|到位|通过|获批|成立|确定|发布|公布|批准)后|^(?:立即|尽快|尽早|抓紧|适时|择机|及时|及早|马上|迅速)+"
)
_PREAMBLE = re.compile(
    r"^(?:按照?|根据|结合|依据|视|待|随着?|自|经)[^，]*(?:部署|要求|安排|规定|约定时间|约定|工期|进程|步伐|形势|后|之日起|[天日月年]内|情况|节点|进度|实际|时限)(?:时间|时限)?(?:的?适时|及时)?"
)
# 持续整改, 常抓不懈, 以上级通知为准: how or by whom, and nothing of what.
_ONLY_HOW = re.compile(
    r"^(?:(?:长期|持续|常年|常态化|长效化)(?:坚持|整改|整治|巩固|提升|加力|优化|完善|推进|开展|落实|抓好|做好|跟进|改进|深化)*"
    r"|长抓不懈|常抓不懈|久久为功|以[^，]{1,12}为准)$"
)
# 印发实施, 出台执行: what is left of two results.
_ALONGSIDE = re.compile(r"^与[^，]*同步$|（[^（）]*已(?:完成|办结|建成|开工)[^（）]*）")
_PUT_TO_USE = ("实施", "执行", "施行", "运行", "使用", "并实施")
_ANY_TASK = re.compile(
    r"^(?:已|抓好|做好|跟踪|初步|有序|稳步|扎实|全力|积极|全部|全面|基本|各项?|所有|相关|年度?|既定|总体|整体|整个|本|该|全年|按|计划|目标|任务|工作|指标|要求|项目|建设|进度|的|序时|保质保量|圆满|如期"
    r"|按时|按期|[\d一二两三五]+个?(?:工作日|天|日|月|年)(?:之?内)?|\d{4}年度?)*$"
)


def scope_of(words: str, criterion: Criterion) -> str:
    """The scope, empty when the words only say that the whole task is meant."""
    words = _ALONGSIDE.sub("", words.strip("，。；：、 "))
    scope = said = _EVENT.sub("", _PREAMBLE.sub("", _JOINED_DONE.sub("", words)))
    if criterion is Criterion.COMPLETE:
        scope = _LAST_DONE.sub("", scope)
        scope = _DONE.sub("", scope, count=1)
        scope = re.sub(r"^(?:并|且|和|，)+", "", scope)
        # 印发 or 实现 alone is more than 完成, and all that the clause says.
        scope = _JUST_DONE.sub("", said if scope in _PUT_TO_USE else scope or said)
    else:
        scope = _GOING_ON.sub("", _MOVED.sub("", scope), count=1)
    scope = scope.strip("，。；：、 ")
    return "" if _ANY_TASK.match(scope) or _ONLY_HOW.match(scope) else scope
