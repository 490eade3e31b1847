"""Names in a list that share the ending of the last one: 临浦、东屿区政府 is 临浦区政府 and 东屿区政府."""

import re
from dataclasses import replace

from intake.units.tokens import Sort, Token

_PLACE = re.compile(
    r"(?P<stem>[\u4e00-\u9fff]{2,3})(?P<ending>(?:区|县|市|旗|镇|乡|街道)(?:人民政府|政府|管委会|办事处|党工委)?)"
)
_STEM = re.compile(r"[\u4e00-\u9fff]{2,3}")


def with_shared_endings(tokens: list[Token]) -> list[Token]:
    """The tokens, every bare place name in a list before a whole one completed and doubtful."""
    made = list(tokens)
    ending = ""
    for at in range(len(made) - 1, -1, -1):
        token = made[at]
        if token.sort is Sort.SEPARATOR and token.text in "、和及与":
            continue
        if token.sort is not Sort.NAME:
            ending = ""
        elif token.doubtful and ending and _STEM.fullmatch(token.text):
            made[at] = replace(token, text=token.text + ending, written=token.text)
        else:
            whole = _PLACE.fullmatch(token.text)
            # 云湖三区 counts those before it.
            counted = whole is not None and whole["stem"][-1] in "两三四五六七八九十"
            ending = whole["ending"] if whole and not (counted or token.doubtful) else ""
    return made
