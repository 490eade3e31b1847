"""What an e-mail address is: looked at wherever one is entered, so that every mail can be addressed later."""

import re
import unicodedata

LONGEST = 254
"""Characters; mail servers take no more."""
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[^\W_](?:[^\W_-]|-(?!$))*")


def is_plain_address(text: str) -> bool:
    """local@domain and nothing else: the local part ASCII, the domain ASCII or international."""
    local, _, domain = text.partition("@")
    if not _LOCAL.fullmatch(local) or len(local) > 64 or unicodedata.normalize("NFKC", domain) != domain:
        return False
    try:
        long = len(local) + 1 + len(domain.encode("idna")) > LONGEST
    except UnicodeError:
        return False
    return not long and all(_LABEL.fullmatch(label) for label in domain.split("."))
