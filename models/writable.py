"""The one door for texts: whatever people or files bring in goes through here before it is looked at or kept.

XML 1.0 cannot carry most control characters, and so neither can Word and Excel files; PostgreSQL refuses U+0000; half a
surrogate pair cannot be written down at all. Word's own line break (U+000B) comes along with every second paste.
"""

import re
from typing import Any

_UNCARRIED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = "\x0b\x0c"


def writable(text: str) -> str:
    """The text without what no file and no database takes; Word's line and page breaks become plain ones."""
    return _UNCARRIED.sub(_instead, text)


def all_writable(value: Any) -> Any:
    """A value as JSON or YAML knows it, or a statement's parameters, with all its texts writable."""
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {all_writable(key): all_writable(one) for key, one in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(all_writable, value))
    return value


def _instead(found: re.Match[str]) -> str:
    return "\n" if found[0] in _BREAKS else ""
