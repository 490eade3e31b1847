"""Takes tokens one after another, as long as no other text lies between them."""

from collections.abc import Callable
from typing import TypeVar

from intake.limits.folded import value
from intake.limits.tokens import Token

Result = TypeVar("Result")
_MOST_NUMBERS = 12


class Reader:
    """Stands on a token; a rule that does not hold steps back to where it began."""

    def __init__(self, words: list[Token], at: int) -> None:
        self.words = words
        self.first = self.at = at

    def peek(self, *kinds: str) -> Token | None:
        """The token here, if it is of one of the kinds and follows without a gap."""
        if self.at >= len(self.words) or self.words[self.at].kind not in kinds:
            return None
        if self.at > self.first and self.words[self.at - 1].end != self.words[self.at].start:
            return None
        return self.words[self.at]

    def take(self, *kinds: str) -> Token | None:
        """The token here, if of one of the kinds; steps over it."""
        at = self.at
        if at >= len(self.words):
            return None
        token = self.words[at]
        if token.kind not in kinds or (at > self.first and self.words[at - 1].end != token.start):
            return None
        self.at = at + 1
        return token

    def attempt(self, rule: Callable[["Reader"], Result]) -> Result:
        """Applies a rule and steps back when it yields nothing."""
        start = self.at
        result = rule(self)
        if not result:
            self.at = start
        return result

    def number(self, highest: int) -> int | None:
        """A whole number from 1 to `highest`; an ordinal (第二) counts as one."""
        self.take("ordinal")
        token = self.take("number", "rank")
        found = value(token.text.removeprefix("第")) if token else None
        return found if found is not None and 1 <= found <= highest else None

    def numbers(self, highest: int) -> list[int]:
        """3、6、9 → all of them; 1—6 → the last of the range."""
        found = [self.number(highest)]
        for _ in range(_MOST_NUMBERS):
            joint = self.take("range", "list") if found[-1] is not None else None
            if joint is None:
                break
            if joint.kind == "range":
                found.pop()
            found.append(self.number(highest))
        return [number for number in found if number] if None not in found else []
