"""Words that tie a date to its clause and say nothing of what is owed."""

import re

from intake.limits.verbs import verbs

_BOTH = (
    r"其中|在此基础上|并且|并|且|同时|另外|此外|力争|争取|确保|原则上|最迟|不迟于|不晚于|截至|截止|务必|一般"
    r"|，|、|：|。|；|——|—"
)
_LEADING = re.compile(rf"^(?:{_BOTH}|之前|以前|前(?=，)|左右)+")
# The words before these make other words of them: 供应, 纲要, 许可, 关于, 存在.
_TRAILING = re.compile(
    rf"(?:{_BOTH}|(?<![存所])在|(?<![关对由属基等处至位])于|(?<![供响对相适效])应|(?<![纲主重摘概纪需])要|(?<![供刚急所])需"
    r"|(?<![小部])将|[须拟均至由自从](?<!理由)|(?<![收得达遇找])到|分别|(?<!目)前|再|(?<=期)各|时限为?|时间为?|完成时限为?)+$"
)
# Without one of these at its end a text has no tie there.
_LAST_OF_TIES = frozenset("中上且并时外争取保迟于至止必般，、：。；—在应要需将须拟均由自从到别前再各限间为")
_ALONE = re.compile(r"^(?:计划|预计|预期|初步计划|各|按|全市)$")
_LONGEST_ALONE = 4
_BEFORE_VERB = re.compile(r"^(?:须|需|要|应|将|拟|于|再|各|均|分别|逐步|前|内|底|起|开始|，)+")


def untied(text: str, leading: bool = True) -> str:
    """The text without ties at its ends (at the beginning only when asked)."""
    if text and text[-1] in _LAST_OF_TIES:
        text = _TRAILING.sub("", text)
    if text and leading:
        tie = _LEADING.match(text)
        text = text[tie.end() :] if tie else text
        adverb = _BEFORE_VERB.match(text)
        rest = text[adverb.end() :] if adverb else ""
        if rest and any(verb.start == 0 for verb in verbs(rest)):
            text = rest
    return "" if len(text) <= _LONGEST_ALONE and _ALONE.match(text) else text
