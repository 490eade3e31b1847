"""Gives every clause its date: its own, or that of another clause."""

from dataclasses import dataclass, replace

from intake.limits.clauses import Clause
from intake.limits.moments import DatePhrase, Doubt
from intake.limits.verbs import verbs


@dataclass(frozen=True, slots=True)
class Dated:
    """A statement with the date that governs it; `inherited` when another clause names it."""

    words: str
    phrase: DatePhrase | None
    inherited: bool = False
    sentence: int = 0
    judged: str = ""  # the words after the date, which say best what is asked


def dated(parts: list[Clause]) -> list[Dated]:
    """The statements of a limit with their dates.

    1. A date alone at the end of a sentence governs the undated clauses before it (制定方案，6月底前；…).
    2. Any other date governs its own clause, or those that follow when it stands alone (6月底前，完成…).
    3. A clause without a date takes the date in force; before any date, the first one to come.
    4. Words without a verb belong to the statement beside them; preambles (按照国家部署) to none.
    """
    spoken = [part for part in parts if part.phrase or (part.words and not part.preamble)] or parts
    found: list[Dated] = []
    in_force: DatePhrase | None = None
    for at, part in enumerate(spoken):
        backward = _trailing_date(spoken, at)
        if part.phrase and not part.words:
            in_force = part.phrase
            if _stands_alone(spoken, at):
                found.append(Dated("", part.phrase, sentence=part.sentence))
        elif part.phrase:
            in_force = part.phrase
            judged = part.after if verbs(part.after) else ""
            found.append(Dated(part.words, part.phrase, judged=judged, sentence=part.sentence))
        else:
            phrase = backward or in_force or _next_date(spoken, at)
            found.append(Dated(part.words, phrase, inherited=backward is None, sentence=part.sentence))
    return _gathered(found)


def _trailing_date(parts: list[Clause], at: int) -> DatePhrase | None:
    """The bare date that ends the sentence, if only undated clauses lie between."""
    for following in range(at + 1, len(parts)):
        part = parts[following]
        if part.sentence != parts[at].sentence:
            return None
        if part.phrase:
            ends = following + 1 == len(parts) or parts[following + 1].sentence != part.sentence
            return part.phrase if ends and not part.words else None
    return None


def _stands_alone(parts: list[Clause], at: int) -> bool:
    """A bare date that governs no clause: nothing undated before or after it in its sentence."""
    here, phrase = parts[at].sentence, parts[at].phrase
    if phrase and phrase.moments[-1].doubt is Doubt.FROM and at + 1 < len(parts):
        return False
    after = parts[at + 1] if at + 1 < len(parts) else None
    before = parts[at - 1] if at else None
    if after and not after.phrase and (after.sentence == here or not before):
        return False
    ends = after is None or after.sentence != here
    return not (ends and before and before.sentence == here and before.phrase is None)


def _next_date(parts: list[Clause], at: int) -> DatePhrase | None:
    return next((part.phrase for part in parts[at + 1 :] if part.phrase), None)


def _gathered(found: list[Dated]) -> list[Dated]:
    """Joins words without a verb of their own to the statement beside them."""
    whole: list[Dated] = []
    for at, one in enumerate(found):
        if not one.inherited or verbs(one.words) or one.words.startswith(("其他", "其余", "其它")):
            whole.append(one)
        elif whole and whole[-1].sentence == one.sentence:
            whole[-1] = replace(whole[-1], words=f"{whole[-1].words}，{one.words}".strip("，"))
        elif at + 1 < len(found):
            found[at + 1] = _with_subject(one.words, found[at + 1])
        else:
            whole.append(one)
    return [one for one in whole if one.words or not one.inherited]


def _with_subject(subject: str, one: Dated) -> Dated:
    """Words before a statement are its subject, or the first of several."""
    starts_with_verb = any(verb.start == 0 for verb in verbs(one.words)[:1])
    return replace(one, words=f"{subject}{'' if starts_with_verb else '，'}{one.words}".strip("，"))
