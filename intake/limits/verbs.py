"""What a statement asks for, judged from its verbs.

OUTCOME names something that will be there (完成、建成、出台); ACT something to be done, which after 推进 is
only a noun (改造、验收); UNDER_WAY only says that work goes on (推进、进行); LASTING that it never ends
(持续、常态化); ADVANCED is the set phrase 取得明显进展 and its kin.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from models.words import Criterion


class Sense(StrEnum):
    """What a verb says about its work."""

    OUTCOME = "outcome"
    ACT = "act"
    UNDER_WAY = "under_way"
    LASTING = "lasting"
    ADVANCED = "advanced"


_ADVANCED = (
    # 形成初步成果 is a paper on the table.
    r"(?!形成(?:了)?初步(?:研究|规划|调查)?成果)(?:力争|争取|确保)?(?:实现|取得|有|见到|显现|见|获得|初见|形成)(?:了)?(?:更|较|更加|比较|初步)?"
    r"(?:明显|显著|积极|实质性?|阶段性?|重大|重要|新|较大|更大|突破性|标志性|初步|一定|决定性|良好|大|的|[、和])*"
    r"(?:进展|成效|成果|突破|进步|效果|提升|改善|变化|实效)(?!报告|清单|转化)"
)
# 持续推进机制, 常态化方案 are things made; only as an adverb or a state does the word make the work lasting.
_LASTING = (
    r"(?:长期|持续|常年|常态化?|长效|不断|始终|一以贯之|滚动|动态)(?:化)?(?:地|、长效化?)?"
    r"(?:坚持|推进|推动|实施|开展|做好|抓好|加强|深化|优化|提升|改善|巩固|保持|落实|进行|跟进|更新|完善|抓|强化|管理|管护|监管|治理|整治|执行|保障|服务|关注|跟踪|监测|调度|宣传|培育|有效|运行|用力|发力|坚守|扩大)"
    r"|长抓不懈|常抓不懈|久久为功|贯穿(?:于|全年)?|(?<!形成)(?<!成为)(?:长期|持续|常年|常态化?|长效化?|动态|全程|日常)(?=$|，)|长期任务|^坚持"
    # 长期运营, 常态化巡检: the adverb decides, whatever the verb; 长期规划 and 常态化机制 are things made.
    r"|(?:^|，|、|并|后)(?:长期|持续|常年|常态化|长效化|动态)(?!机制|方案|制度|体系|规划|计划|意见|办法|任务|目标|工作)"
    r"[\u4e00-\u9fff]{2,4}(?<!机制|方案|制度|体系|规划|计划|意见|办法|平台|系统|报告|清单)(?=$|，|、)"
)
_UNDER_WAY = (
    r"推进|推动|加快|进行|抓紧|抓好|加强|加大|促进|深化|强化|支持|引导|谋划|跟进|对接|争取|积极争取|筹备|正常开展|深入实施"
    r"|(?:有序|有力|稳步|扎实|全力|积极|加快|深入|大力|协调|统筹)(?:实施|开展|落实|建设)|按(?:序时|时序)进度|正在|开展(?!.{0,3}(?:[一两三四五六七八九十0-9]+[次场轮期批])|[^，；。、]*\d+(?:次|场|轮|期|批|人次))"
)
_OUTCOME = (
    r"(?<![已新拟待续可])(?:完成|建成|竣工|投产|投用|投运|投入|开工|启动|通车|开通|出台|印发|落地|封顶|贯通|上线|挂牌|揭牌|达产|达效|见效|达标"
    r"|运营|实现|开园|开业|开馆|形成|成立|建立|组建|设立|制定|达到|突破|清零|全覆盖|交付|移交|完工|交工|合龙|洞通|轨通|获批|签约|到位|销号|入驻)"
    r"(?!前|验收|准备|率|条件|手续|后|机制)"
)
_ACT = (
    r"完成|建成|竣工|启动|发布|公布|制订|修订|编制|编写|起草|召开|举办|举行|开幕|达|超过|控制在|保持|新增|增长|新建|改造|培育|打造|推出|引进"
    r"|验收|施工|调度|通报|督导|开放|开学|招生|首展|首飞|首航|报批|报送|上报|提交|提请|审议|批复|申报|下达|拨付|兑现|消除|整改|关停|淘汰|拆除|腾退|搬迁|完善|健全"
    r"|确定|明确|选定|办结|办理|清理|覆盖|普及|评定|认定|命名|公示|表彰|督查|考核|评估|总结|收官|完毕|入库|试运行|施行|实施|执行|启用|供地"
    r"|摘牌|进场|进入|下线|量产|通过|遴选|选址|论证|组织|落实|做好|提出|拿出|采购|招标|动工|复工|封闭|试行|建好|用上|立行立改|立查立改|即知即改|边查边改|发放|安排|开展|运行|完"
)
_NOUNS = (
    r"启动[区期]|试点(?:城市|区|市|地区|工作|项目|单位|任务)|示范|竣工验收(?:备案)?工作|开放(?:型|区|水平|平台)|运营(?:商|单位|中心|管理|模式|体系)"
    r"|建成区|完善体系|总结会|运行(?:机制|体系|管理)|评估(?:体系|机制)|达标(?:县|区|率)|新建(?=项目|工程|小区)|实施(?:方案|意见|细则|办法|计划)"
    r"|组织(?:部|领导|体系)|(?:加快|推进|推动|促进|支持|深化|加强|强化)[^，、]{0,24}?(?:意见|方案|办法|规划|措施|条例|细则|行动计划|若干政策)"
    r"|通过率|完成率|开工率|覆盖率|达标率|普及率|改造工程|改造项目|搬迁工程|执行(?:标准|率)|落实(?:机制|情况)|发布会|签约仪式|申报工作|招标工作"
)
_VERB = re.compile(
    "|".join(
        f"(?P<{sense}>{words})"
        for sense, words in (
            (Sense.ADVANCED, _ADVANCED),
            (Sense.LASTING, _LASTING),
            ("noun", _NOUNS),
            (Sense.UNDER_WAY, _UNDER_WAY),
            (Sense.OUTCOME, _OUTCOME),
            (Sense.ACT, _ACT),
        )
    )
)


_SENSES = {sense.value: sense for sense in Sense}


class Verb(NamedTuple):
    """A verb, what it says and where it stands."""

    sense: Sense
    start: int
    end: int


# 完成系统对接, 完成项目谋划: the work itself is named as done.
_FINISHED = re.compile(r"^(?:全面|基本|全部|初步)?完成(?!工作)[^，、并]*(?:对接|谋划|筹备|跟进)$")
_ROUNDS = re.compile(
    r"^(?:开展|进行|组织)?(?:全面|专项|跟踪|滚动)?(?:调度|通报|督导|督查|督办|巡查|检查|会商|研判|盯办|跟踪|监测|晾晒|排名|点评|分析)"
)


def rounds(text: str) -> bool:
    """Whether the words are supervision itself (逐月调度), which has no result of its own; 一次 would count one."""
    return bool(_ROUNDS.match(text)) and not re.search(r"[一两\d]次|报告|总结", text)


# While one limit is read, the same words are looked at several times.
@lru_cache(maxsize=64)
def verbs(text: str) -> tuple[Verb, ...]:
    """The verbs of a statement in order."""
    return tuple(
        Verb(_SENSES[found.lastgroup], found.start(), found.end())
        for found in _VERB.finditer(text)
        if found.lastgroup and found.lastgroup != "noun"
    )


def judge(text: str) -> Criterion:
    """The criterion of one statement; a statement without verbs names a result."""
    said = verbs(text)
    if not said:
        return Criterion.COMPLETE
    if any(verb.sense is Sense.ADVANCED for verb in said):
        return Criterion.PROGRESS
    first, last = said[0], said[-1]
    ends = last.end == len(text)
    if Sense.LASTING in (first.sense, last.sense if ends else None):
        return Criterion.CONTINUOUS
    if last.sense is Sense.UNDER_WAY and ends and _FINISHED.match(text):
        return Criterion.COMPLETE
    if last.sense is Sense.UNDER_WAY and ends:
        return Criterion.PROGRESS
    if first.sense is Sense.UNDER_WAY and all(verb.sense is not Sense.OUTCOME for verb in said):
        return Criterion.PROGRESS
    return Criterion.COMPLETE
