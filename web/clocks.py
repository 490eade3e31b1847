"""The pages' reading of the two clocks: the only place in `web` that asks what time it is."""

from datetime import UTC, datetime

from sqlmodel import Session

from models.office_clock import office_now


def read_wall() -> datetime:
    """The wall's time: rules health and leases."""
    return datetime.now(UTC)


def read_now(session: Session) -> datetime:
    """The office's time: rules deadlines and links. Read once per request and handed down."""
    return office_now(session, read_wall())
