"""Dates inside a unit (内部时限): when a section answers, so that the unit can report on its own date. Pure."""

from datetime import date, datetime

from models.duties import Obligation
from models.rules import Rules
from models.units import Forward

MOST_DAYS_BEFORE = 15
"""Workdays that a section may be asked before the unit."""


def in_sight(rules: Rules, now: datetime) -> date:
    """Up to when a row belongs to the present round: twice the workdays that count as near."""
    office = rules.office
    return office.workdays.shift(office.today(now), 2 * rules.policy.terms.near)


def inner_date(forward: Forward, obligation: Obligation, rules: Rules) -> date:
    """When the section is asked: its own date for the round in which it was said, else workdays before the unit's.

    Never before the day on which the row was forwarded, and never after the unit's own date.
    """
    asked = obligation.asked_by
    if forward.inner_on is not None and asked <= in_sight(rules, forward.made_at):
        return min(forward.inner_on, asked)
    earliest = min(rules.office.today(forward.made_at), asked)
    return max(rules.office.workdays.shift(asked, -forward.days_before), earliest)
