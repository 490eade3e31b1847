"""分别: shares out subjects or results among the dates of a list, one each and in order."""

import re

_SHARED = re.compile(r"分别|依次")
_MARK = re.compile(r"、|和|及|与|，")
_TIE = re.compile(r"[，、]?(?:应|将|须|需|力争|确保)?(?:分别|依次)(?:于|在|到)?")


def shared_out(words: str, spoken: tuple[str, str], count: int) -> list[str]:
    """The words of each of `count` dates; all words for each where nothing says how to share.

    `spoken` is what stands before and after the dates, as written.
    """
    if count < 2 or not _SHARED.search("".join(spoken)):
        return [words] * count
    subject, result = (_TIE.sub("", part) for part in spoken)
    subjects = [part for part in _MARK.split(subject) if part]
    if len(subjects) == count:
        return [one + result for one in subjects]
    opening = re.match(r"[^\d、，]*", result)
    verb = opening.group() if opening else ""
    results = [part for part in _MARK.split(result[len(verb) :]) if part]
    return [subject + verb + one for one in results] if len(results) == count else [words] * count
