"""General requirements (工作要求) of a notice, each offered as a default of the plan."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from intake.document import Document, Span, Traced
from intake.draft import PlanDefault
from intake.limits.dates import find_dates
from intake.limits.folded import fold
from intake.limits.moments import DatePhrase
from intake.prose.headings import Level, mark_of

# A heading over general requirements, and one over anything else.
_OVER = re.compile(
    r"工作要求|有关要求|相关要求|几点要求|具体要求|组织|保障|落实|督查|督导|督办|考核|考评|责任|要求|调度|推进机制|附则|纪律|跟踪|问效|统筹|协调|配合"
)
_AIMS = re.compile(r"总体要求|指导思想|基本原则|总体思路|目标要求|主要目标|质量要求|技术要求|总体目标")
# Whom a demand is made of, and the words that make it one.
_DEMANDS = re.compile(
    r"各(?:有关|相关|级|责任|牵头|配合|成员|承办|区|县|市|镇|地|部门|单位)|(?:牵头|责任|承办|配合|协同|协办|参与|主办|成员)(?:单位|部门)"
    r"|督查室|办公[室厅]|专班|请|要|须|应|务必|将|按要求|及时|建立|实行|纳入|请于|严格"
)
_WHO = r"(?:牵头|责任|承办|主办|总牵头)(?:责任)?(?:单位|部门)"
_HELPER = r"(?:配合|协办|协同|参与|参加|协助|支持)(?:单位|部门)"
_RHYTHM = re.compile(
    r"(?:每|逐|按)(?:个|两个)?(?:季度|季|月|周|旬|半年|年度?|双周)|(?:每|半)半?月|每年|半年一次|季度末|双月|[一两二]周一|月底前|旬"
)
_MADE = r"制定|制订|拟定|研究提出|细化|编制|出台|形成|完善|明确|提出|报送|报"


@dataclass(frozen=True, slots=True)
class _Requirement:
    """One kind of requirement: how it is worded, and what the plan would do."""

    code: str
    words: re.Pattern[str]
    offer: str
    dated: bool = False
    """Its date or rhythm is part of the offer, and two different ones are two requirements."""
    by_hand: bool = False
    """The product does not do it by itself: accepted only where the notice plainly demands it."""


_KINDS = (
    _Requirement(
        "implementation-plan",
        re.compile(
            rf"(?:{_MADE})[^，。；]{{0,28}}?(?:(?:实施|工作|落实|推进|具体|细化|专项|行动|分工)(?:方案|措施|计划|细则|办法|清单|举措)|方案|路线图|施工图|任务书)"
            r"|细化(?:分解|量化)?[^，。；]{0,8}(?:措施|任务|目标|工作|举措)|(?:方案|措施|计划)[^，。；]{0,8}(?:报送|上报|报)"
        ),
        "交办后请每个牵头单位报送落实方案{}。",
        dated=True,
    ),
    _Requirement(
        "ledger",
        re.compile(
            r"(?:建立|健全|完善|实行|形成|列出|纳入|制定|做好|落实|动态更新)[^。；]{0,14}(?:台账|工作清单|任务清单|责任清单)|台账(?:式|化)?(?:管理|推进)|清单化|(?:销号|挂图)(?:管理|作战|制)"
            r"|明确[^。；]{0,14}(?:时间表|责任人|成果形式)"
        ),
        "为每项任务建立台账，载明时间表、责任人和成果形式。",
    ),
    _Requirement(
        "contribution",
        re.compile(
            rf"{_WHO}[^。；]{{0,60}}?(?:汇总|归集|收集)[^。；]{{0,16}}(?:报|送|反馈)|{_WHO}[^。；]{{0,16}}统一(?:上报|报送)|由{_WHO}[^。；]{{0,10}}(?:汇总|统一)|汇总后[^。；]{{0,10}}报"
        ),
        "配合单位把情况报给牵头单位，由牵头单位汇总上报。",
    ),
    _Requirement(
        "notify-lead",
        re.compile(
            rf"{_HELPER}[^。；]{{0,30}}(?:通报|反馈|报送|提供|告知|提交|报告|沟通|衔接)|(?:向|报|送|告知|通报){_WHO}(?:[^。；]{{0,4}}(?:通报|反馈|报送|提供|报告))?"
        ),
        "配合单位有进展或变动时及时告知牵头单位。",
    ),
    _Requirement(
        "reporting-period",
        re.compile(
            rf"(?:{_RHYTHM.pattern})[^。；]{{0,40}}?(?:报送|上报|报告|反馈|填报|(?<!通)报|通报进展|更新)|\d+[日号]前[^。；]{{0,30}}(?:报送|上报|反馈|填报|(?<!通)报)[^。；]{{0,16}}(?:进展|情况|进度|总结)"
            r"|(?:工作进展|进展|落实|完成|推进)(?:情况|进度)[^，、。；]{0,16}(?:报送|上报|报告|反馈|填报|(?<!通)报(?!告))"
            r"|(?:报送|上报|反馈|填报)[^，。；]{0,10}(?:进展|进度|落实情况|完成情况|推进情况)"
        ),
        "进展报送周期按来文设定{}。",
        dated=True,
    ),
    _Requirement(
        "monthly-round",
        re.compile(
            r"(?:每个?月|逐月|按月|月度?|一月一)[^，。；]{0,10}(?:调度|会商|碰头|推进会|研判|分析|例会|一?通报|督促)"
        ),
        "每月调度一次各项任务。",
    ),
    _Requirement(
        "inspection",
        re.compile(
            r"(?:督查|督办|督导)(?![室处局科组专考室]|检查考核)|(?:推进|落实|过程|日常)[^，。；]{0,6}监督|跟踪(?:问效|督|落实|检查)|专项检查|(?:定期|不定期|适时)[^，。；]{0,8}(?:检查|抽查|通报)|持续(?:关注|跟踪)|动态跟踪|跟踪[^，。；]{0,8}(?:落实|进展)"
        ),
        "由督查机构跟踪督办，到期未完成的逐级催办。",
    ),
    _Requirement(
        "appraisal",
        re.compile(
            r"绩效|考评|考核(?!任务|指标完成)|评价(?:体系|结果|范围|内容)|(?:纳入|作为)[^，。；]{0,16}(?:评优|评先|依据)"
        ),
        "办结情况汇成清单，供绩效考评使用。",
        by_hand=True,
    ),
)
_PLAINLY = re.compile(
    r"纳入|列入|作为|严格|计入|与[^，。；]{0,12}挂钩|将[^，。；]{0,10}考|进行[^，。；]{0,8}考|实行"
)
_NOT_NOW = re.compile(r"现将|印发给你们|通知如下|制定本|提出如下|有关事项|纪要如下|以来，|去年|过去一年")


def plan_defaults(document: Document, used: Collection[Span]) -> tuple[PlanDefault, ...]:
    """What the notice asks of everybody, from paragraphs that no task uses; `used` are the spans of the tasks.

    A sentence counts where its heading is one over requirements, or where no heading stands over it (the covering
    letter, a closing section), and it demands something of somebody. One default for each code, unless two name
    different dates or rhythms.
    """
    found: dict[tuple[str, str], PlanDefault] = {}
    for sentence, firm in _sentences(document, {span.passage for span in used}):
        for kind in _KINDS:
            said = kind.words.search(sentence.text)
            if not said or not (firm or _DEMANDS.search(sentence.text)):
                continue
            when = _when(sentence.text) if kind.dated else ""
            found.setdefault((kind.code, when), _default(kind, sentence, when))
    return tuple(_without_undated(list(found.items())))


def _default(kind: _Requirement, sentence: Traced, when: str) -> PlanDefault:
    offer = kind.offer.format(f"（{when}）" if when else "") if kind.dated else kind.offer
    accepted = not kind.by_hand or bool(_PLAINLY.search(sentence.text))
    return PlanDefault(kind.code, sentence.text, offer, accepted, sentence.spans())


def _without_undated(found: list[tuple[tuple[str, str], PlanDefault]]) -> list[PlanDefault]:
    """及时报送进展 says nothing more beside 每月25日前报送进展."""
    dated = {code for (code, when), _ in found if when}
    return [one for (code, when), one in found if when or code not in dated]


def _when(text: str) -> str:
    """The date or the rhythm of a demand, as written."""
    plain = fold(text)
    chosen = _phrase(plain.text)
    if chosen is None:
        return ""
    start, end = plain.span(chosen.start, chosen.end)
    return "".join(text[start:end].split())


def _phrase(plain: str) -> DatePhrase | None:
    phrases = [phrase for phrase in find_dates(plain) if not phrase.bare_year and not phrase.annual]
    rhythm = [phrase for phrase in phrases if phrase.every]
    return next(iter(rhythm or [phrase for phrase in phrases if phrase.bounded]), None)


def due_of(one: PlanDefault, year: int) -> date | None:
    """The day by which a requirement is to be met: 3月15日前报送落实方案. None where it names a rhythm or no day.

    Only a 落实方案 is asked once by a day; the dates of other requirements are rhythms or belong to their texts.
    """
    if one.code != "implementation-plan":
        return None
    phrase = _phrase(fold(one.text).text)
    if phrase is None or phrase.every or phrase.tied:
        return None
    return phrase.moments[-1].last_day(year, year)


def _sentences(document: Document, taken: set[int]) -> list[tuple[Traced, bool]]:
    """Sentences outside tasks, and whether they stand under a heading over requirements."""
    found: list[tuple[Traced, bool]] = []
    section: bool | None = None
    for passage in document.paragraphs:
        text = document.traced(passage).stripped()
        mark = mark_of(text.text)
        if mark and mark.level <= Level.CJK:
            section = _over(text.text)
        if passage in taken or not text.text:
            continue
        title, sentences = _split(text)
        if mark and title and _AIMS.search(title) and mark.level > Level.CJK:
            continue
        if section is not False:
            under = section is True or bool(title and _OVER.search(title) and not _AIMS.search(title))
            found += [(sentence, under) for sentence in sentences]
    return found


def _over(heading: str) -> bool | None:
    """True over requirements, False over aims, None where the heading does not say."""
    title = re.split("[。：]", heading)[0][:40]
    if _AIMS.search(title):
        return False
    return True if _OVER.search(title) else None


def _split(text: Traced) -> tuple[str, list[Traced]]:
    """The title a paragraph begins with (（一）加强组织领导。) and its sentences; a mere heading has none."""
    mark = mark_of(text.text)
    sentences = [
        text.cut(one.start(), one.end()).stripped()
        for one in re.finditer(r"[^。；;！？\n]+[。；;！？]?", text.text)
    ]
    sentences = [one for one in sentences if one.text]
    if not mark or not sentences:
        return "", [one for one in sentences if not _NOT_NOW.search(one.text)]
    first = sentences[0]
    title = first.text[mark.end :].rstrip("。；：")
    if len(title) <= 20 and not re.search(r"[，：]", title) and not re.search(r"\d", title):
        return title, sentences[1:]
    begun = first.cut(mark.end)
    return title[:20], [begun, *sentences[1:]]
