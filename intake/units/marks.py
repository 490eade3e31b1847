"""Signs (★, ●) beside units: which of them say something."""

from dataclasses import replace

from intake.units.roles import Part
from intake.units.tokens import BULLETS, HOLLOW, MARKS, Sort, Token


def without_bullets(tokens: list[Token]) -> list[Token]:
    """●A ●B: signs before every unit only list them; ☆ beside ★ marks who helps."""
    marks = [token for token in tokens if token.sort is Sort.MARK and token.text in MARKS]
    units = sum(token.sort is Sort.NAME for token in tokens)
    if len(marks) >= units and all(token.text in BULLETS for token in marks):
        return [token for token in tokens if token not in marks]
    # Where both kinds stand, the full sign leads.
    hollow = [token for token in marks if token.text in HOLLOW]
    if len(hollow) in (0, len(marks)):
        return tokens
    return [replace(token, part=Part.SUPPORT) if token in hollow else token for token in tokens]


def marks_stand_first(tokens: list[Token]) -> bool:
    """★A、★B and not A★、B★, by the first mark."""
    return next((not token.glued for token in tokens if token.sort is Sort.MARK), False)
