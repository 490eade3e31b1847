"""What all pages of the office share: the counts in the heading, and the demonstration's bar."""

from typing import Any

from fastapi import Response

from web.counting import read_counts
from web.demo_clock import read_morning
from web.desk import Visit
from web.heartbeat import clock_warning
from web.rendering import html


def office_page(visit: Visit, name: str, status: int = 200, **context: Any) -> Response:
    """A page of the office."""
    demonstration = visit.desk.settings.demonstration
    morning = read_morning(visit.session, visit.rules, visit.now) if demonstration else None
    given = visit.context(
        counts=read_counts(visit.session, visit.rules.office.today(visit.now)),
        clock_warning=clock_warning(visit.session, visit.wall),
        morning=morning,
        inbox_url=visit.desk.inbox_url,
        **context,
    )
    return html(visit.desk.templates, f"office/{name}", given, status)
