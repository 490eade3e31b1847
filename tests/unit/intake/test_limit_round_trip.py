"""Milestones printed as a limit and read back are the same milestones, and raise no question."""

import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.limit import parse_limit
from models.words import Criterion, Recurrence
from tests.support.limit_printer import SCOPES, Owed, printed

YEAR = 2025
CRITERIA = st.sampled_from((Criterion.COMPLETE, Criterion.COMPLETE, Criterion.PROGRESS))
QUARTER_ENDS = [
    date(year, month, 30 if month in (6, 9) else 31)
    for year in range(YEAR, YEAR + 3)
    for month in (3, 6, 9, 12)
]
DAYS = st.one_of(st.dates(date(YEAR, 1, 1), date(YEAR + 2, 12, 31)), st.sampled_from(QUARTER_ENDS))
PLANS = st.lists(
    st.builds(Owed, DAYS, CRITERIA, st.sampled_from(SCOPES)),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.scope,
)
ROUNDS = st.sampled_from(
    [
        Owed(date(YEAR, month, day), Criterion.COMPLETE, scope, every)
        for every, months in (
            (Recurrence.MONTH, (12,)),
            (Recurrence.QUARTER, (10, 12)),
            (Recurrence.YEAR, (1, 6, 11)),
        )
        for month in months
        for day in (1, 5, 20, 28)
        for scope in ("台账", "东岸泵站进展")
    ]
)
WORDINGS = st.integers(0, 2**32).map(random.Random)


def as_read(limit: str) -> list[Owed]:
    return [
        Owed(one.due, one.criterion, one.scope, one.every)
        for one in parse_limit(limit, YEAR).milestones
        if one.due
    ]


@settings(max_examples=200)
@given(PLANS, WORDINGS)
def test_what_is_printed_is_read_back(owed: list[Owed], wording: random.Random) -> None:
    limit = printed(owed, YEAR, wording.choice)
    assert sorted(map(str, as_read(limit))) == sorted(map(str, owed)), limit
    assert parse_limit(limit, YEAR).questions == ()


@given(ROUNDS, WORDINGS)
def test_a_recurring_limit_is_read_back(owed: Owed, wording: random.Random) -> None:
    limit = printed([owed], YEAR, wording.choice)
    (read,) = as_read(limit)
    assert (read.due, read.every, read.criterion) == (owed.due, owed.every, owed.criterion)
    assert read.scope == f"报送{owed.scope}"
    assert parse_limit(limit, YEAR).questions == ()
