"""The two clocks of the flows, read here and nowhere else below: `now` is the office's time, `wall` the machine's."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from models.database import reading
from models.office_clock import office_now


def read_wall() -> datetime:
    """The machine's time, for leases, retries, health and the mail's Date."""
    return datetime.now(UTC)


def read_now(engine: Engine) -> datetime:
    """The office's time, which rules deadlines, rungs and link expiry."""
    with reading(engine) as session:
        return office_now(session, read_wall())
