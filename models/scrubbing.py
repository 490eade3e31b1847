"""Texts that are to be forgotten, wherever they are written. Pure: values in, values out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

GONE = "（线下事项，文字已删除）"
"""Stands where a text was."""
TELLING = 6
"""Signs: a shorter text (`方案`) is too common to be looked for outside the key task's own rows."""
_ANY = 2
"""Signs: a single one stands in every line."""
HEAD = 12
"""Signs: lists and subjects cut a text off; its beginning is looked for."""
_KEPT = re.compile(r"[A-Za-z0-9_.:+-]{0,40}")
"""A value of history in one such word is a state, a date, a number or an id."""


def telling(texts: Iterable[str]) -> list[str]:
    """Beginnings of the texts, long enough to be looked for anywhere."""
    heads = (text.strip()[:HEAD] for text in texts)
    return [head for head in dict.fromkeys(heads) if len(head) >= TELLING]


def saying(texts: Iterable[str]) -> list[str]:
    """Beginnings of the texts however short, to be looked for where the key task is known to be spoken of."""
    heads = (text.strip()[:HEAD] for text in texts)
    return [head for head in dict.fromkeys(heads) if len(head) >= _ANY]


def tells(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def scrubbed(value: Any, words: Sequence[str]) -> Any:
    """The value with every text that tells replaced."""
    if isinstance(value, str):
        return GONE if tells(value, words) else value
    if isinstance(value, dict):
        return {key: scrubbed(one, words) for key, one in value.items()}
    return [scrubbed(one, words) for one in value] if isinstance(value, list) else value


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def plain(value: Any) -> Any:
    """States, dates, numbers and ids of a value of history; without its texts."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if not _wordy(one)}
    return [plain(one) for one in value if not _wordy(one)] if isinstance(value, list) else value


def _wordy(value: Any) -> bool:
    return isinstance(value, str) and _KEPT.fullmatch(value) is None
