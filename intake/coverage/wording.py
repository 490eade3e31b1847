"""The wording all work reports share: verbs and adverbs that carry no subject, framing, attitudes, effects."""

import re

from intake.coverage.lexicon import FIELDS, LIGHT, VAGUE, VERBS

_WEIGHTS = dict.fromkeys(LIGHT, 0.2) | dict.fromkeys(VAGUE, 0.5) | dict.fromkeys("等的了将要", 0.0)
"""Weights of common words; all others weigh 1 a character."""
_LONGEST = max(map(len, _WEIGHTS))

_FIGURE = re.compile(
    r"\d+(?:[.．]\d+)?[多余]?[百千万亿]*[多余]?\s*(?:个|家|所|公里|[%％‰]|名|座|条|户|亩|吨|平方|台|套|处|人|元|项|倍|天|张|位|例|只|辆|艘|千瓦|"
    r"公顷|米|件|批|场|支|对|间|栋|幢|床|泊位|学位|门|部|班|次|顷|孔|眼|株|头|羽|斤|度|分|岁|年|小时|分钟|成|点)"
)
_TARGET = re.compile(
    r"\d.*(?:增长|下降|控制在|达到|达|突破|超过|高于|低于|不低于|以上|以内|以下|左右)|(?:增长|下降|控制在|达到|突破|超过|以上|以内).*\d"
)
_YEARS = re.compile(r"(?:19|20)\d\d年?(?!\d)|第\d+[个届次批期]?")
FRAME = re.compile(
    r"^(?:同时|此外|另外|其中|与此同时|在此基础上)$|"
    r"^(?:紧紧|始终)?(?:围绕|按照|根据|遵循|针对|立足|依托|结合|瞄准|对照|对标|面对|为了|为(?=.*[，]?$).{0,2}实现|"
    r"以.+为(?:抓手|契机|目标|导向|重点|引领|核心|主线|中心|基础|牵引|突破口|支撑|载体|龙头|主攻方向|根本|总抓手|纲)|"
    r"聚焦|在.+(?:下|中|上|方面|基础上|同时))"
)
STANCE = re.compile(
    r"^(?:坚持|始终|牢固?树立|牢记|时刻|坚决(?:防止|克服|反对|破除|守牢|守住|扛牢|做到)|力戒|以更|增强.{0,8}意识|强化.{0,8}意识|永葆|自觉)"
)
_CONCRETE = re.compile(
    r"[“”《]|探索|启动|开展|完成|实施|制定|出台|编制|新建|改建|扩建|建成|开工|申报|举办|召开|成立|组建|设立|推行"
)

POLITICAL = re.compile(
    r"习近平|党中央|思想武装|两个维护|两个确立|四个意识|四个自信|不忘初心|政治站位|政治责任|保持高度一致"
)
EFFECT = re.compile(
    r"^(?:不断|努力|切实|全面|持续|进一步|显著|有效)?(?:提升|提高|增强|促进|激发|营造|形成|让|使|实现|带动|满足|释放|为.+(?:增|添|提供|注入))"
)
YEAR_POSITION = re.compile(
    r"^(?:今年|明年|新的一年|(?:19|20)\d\d年)?[^。]{0,6}是.{0,60}(?:之年|第一年|周年|一年|关键期|关键时期|重要一年)|"
    r"(?:做好|抓好)(?:今年|明年|全年|(?:19|20)\d\d年).{0,16}(?:意义|责任|事关|至关|十分|任务艰巨|使命)|决定全局|"
    r"^做好(?:今年|明年|全年|新的?一年|(?:19|20)\d\d年).{0,8}工作，?(?:必须|需要|要|关键|重在)"
)
TRANSITION = re.compile(
    r"(?:抓好|做好|推进|做|抓|办好|实施|开展|把握好?)(?:以下|下列|如下|这些|上述)|"
    r"(?:以下|如下|下列|[一二三四五六七八九十两\d]+(?:大|个|个方面|方面|项)的?)[几一二三四五六七八九十两\d]*(?:个|大|项|方面)*的?"
    r"(?:重点)?(?:工作|任务)(?:[：:。]|$)|"
    r"^(?:为此|为?(?:围绕|实现|完成|按照|对照|聚焦)(?:上述|以上|这些|这一).{0,8})$"
)
REQUIREMENT = re.compile(
    r"(?:总体要求|总体思路|指导思想|基本思路|工作思路|总要求|总基调|工作主线)(?:和.{0,10})?(?:是|：|:|为)"
)
SALUTE = re.compile(r"^\s*(?:各位代表|各位委员|同志们|朋友们|各位同志)[，,！!：:。]*\s*")
CLOSING = re.compile(r"让我们|努力奋斗|团结奋斗|不懈奋斗|而奋斗|更加紧密地团结")
APPENDIX = re.compile(
    r"^(?:附件?|附录|注释?|名词(?:解释|注释)|相关(?:名词|用语|术语)(?:解释|说明)?|.{0,12}(?:名词|用语|术语)(?:解释|说明|注释))[：:\s\d一]*"
)


_WORK = re.compile(
    "^(?:[一二三四五六七八九十]+[是要]|首先|其次|各级.{0,8}|我们|政府工作人员|要|将|必须|应当|应|还要|同时|此外)*(?:"
    + "|".join(sorted(VERBS, key=len, reverse=True))
    + ")"
)


def generic(text: str) -> dict[int, float]:
    """Weights, by place, of the characters that belong to words of no subject; the longest word wins."""
    weights: dict[int, float] = {}
    at = 0
    while at < len(text):
        size = next((n for n in range(_LONGEST, 0, -1) if text[at : at + n] in _WEIGHTS), 0)
        for place in range(at, at + size):
            weights[place] = _WEIGHTS[text[at : at + size]]
        at += size or 1
    return weights


def only_fields(sentence: str) -> bool:
    """Whether a sentence names a field of policy (教育、就业、生态) and nothing particular in it."""
    rest = re.sub(
        "|".join(sorted({*FIELDS, *_WEIGHTS}, key=len, reverse=True)), "", sentence.rstrip("。；！")
    )
    return len(rest) <= 2 and not concrete(sentence)


def concrete(sentence: str) -> bool:
    """Whether a sentence names something particular: what has a name of its own, a deed with a beginning or an end."""
    return bool(_CONCRETE.search(sentence))


def targeted(text: str) -> bool:
    """Whether a text says what figure is to be reached (指标)."""
    return bool(_TARGET.search(_YEARS.sub("", text)))


def figured(text: str) -> bool:
    """Whether a text has a figure of something to be done or reached; years and ordinals are none."""
    plain = _YEARS.sub("", text)
    return bool(_FIGURE.search(plain) or _TARGET.search(plain))


def names_work(clause: str) -> bool:
    """Whether a clause says what is to be done, or what is to be reached."""
    return bool(_WORK.match(clause) or figured(clause))
