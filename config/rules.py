"""Policy in force + calendar + settings = the rules."""

from datetime import datetime

from sqlmodel import Session

from config.calendar_years import workdays_for
from config.policy_file import policy_in_force
from config.settings import Settings
from models.policy import Policy
from models.rules import Rules
from models.workdays import OfficeTime, Window

YEARS_AROUND = 3
"""Calendar years before and after `now` that rules may look at."""


def rules_in_force(session: Session, settings: Settings, now: datetime) -> Rules:
    """The rules at an instant of office time.

    Raises:
        ConfigError: no policy is stored yet.
    """
    number, policy = policy_in_force(session)
    return rules_for(number, policy, settings, now)


def rules_for(number: int, policy: Policy, settings: Settings, now: datetime) -> Rules:
    """The rules of a given policy."""
    year = now.astimezone(settings.zone).year
    workdays = workdays_for(range(year - YEARS_AROUND, year + YEARS_AROUND + 1))
    window = Window(policy.window_opens, policy.window_closes, settings.zone)
    return Rules(number, policy, OfficeTime(workdays, window))
