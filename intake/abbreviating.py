"""Which abbreviation (简称) of an office is certain enough to be taken without asking."""

import re
from functools import lru_cache

from intake.units.words import LONGEST, WORDS, is_short_for

# 科技 of 科学技术, 城建 of 城市建设; but 规划 of 城乡规划 is a word like any other.
_FORMS = frozenset(form for word, forms in WORDS.items() for form in forms if form not in word)
_PAIR = 2
# Pairs whose first sign alone is usual: 市委农办, 市直机关工委, 市委教工委.
_USUAL = frozenset({"农村", "直属", "教育"})
# 市政局 looks after streets and lamps: its 市 is no level, and its 政 is neither 政务 nor 行政.
_MUNICIPAL = re.compile(
    r"市政(?=$|局|处|中心|集团|公司|管理|公用|园林|工程|建设|设施|养护|环卫|环境|绿化|公路|道路)"
)
# 公交 is 公共交通 alone, though 公路交通 would be shortened alike.
_ONE_MEANING = {"公交": "公共交通"}


def certainly_short(short: str, long: str) -> bool:
    """Whether the first body of a name stands for the second beyond doubt.

    Listed words (`intake.units.words`) are shortened as they are listed. Unlisted ones are taken in pairs, which is
    certain only where at least one more word is shortened besides: 交投 is 交通投资, while 外办 need not be 外宣办, and
    文旅局 is not 文体旅局 with a sign left out. What is an abbreviation already (城建, 科技) is not shortened again.
    """
    if not is_short_for(short, long):
        return False
    if any(one in short and one not in long and whole not in long for one, whole in _ONE_MEANING.items()):
        return False
    return _covers(short, long, 0, 0)


def municipal(name: str) -> bool:
    """市政局, 市政管理局: the office of municipal works, which no 政务 or 行政 office is short for."""
    return bool(_MUNICIPAL.match(name))


def _covers(short: str, long: str, pairs: int, shortened: int) -> bool:
    """Whether the rest of `long` can be written as the rest of `short`, with so many words shortened before."""
    return _rest(short, long, min(pairs, 1), min(shortened, 2))


@lru_cache(maxsize=4096)
def _rest(short: str, long: str, pairs: int, shortened: int) -> bool:
    if not long:
        return not short and (not pairs or shortened >= 2)
    if short[:1] == long[0] and _covers(short[1:], long[1:], pairs, shortened):
        return True
    for length in range(min(LONGEST, len(long)), 1, -1):
        for form in WORDS.get(long[:length], ()):
            if short.startswith(form):
                rest = short[len(form) :]
                if _covers(rest, long[length:], pairs, shortened + bool(form)):
                    return True
    pair = long[:_PAIR]
    if len(pair) < _PAIR or short[:1] != pair[0] or pair in WORDS or pair in _FORMS:
        return False
    return _covers(short[1:], long[_PAIR:], max(pairs, pair not in _USUAL), shortened + 1)
