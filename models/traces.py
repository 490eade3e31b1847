"""Tables beside the matter itself: legs for Prefect, history, policy versions, the demonstration's clock."""

from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field

from models.columns import Row, key, moment, refers

_asked = count(1)


class LegRequest(Row, table=True):
    """Something happened that Prefect should show; inserted in the move's own transaction."""

    id: UUID = key()
    plan_id: int = refers("plan.id")
    key_task_id: UUID | None = refers("key_task.id", nullable=True)
    """None asks for `issue_plan`, whose subflows are the first legs of all key tasks."""
    reason: str
    """What happened, in Chinese, as it will stand in the run's name: 交办, 签收, 提前5个工作日 …"""
    at: datetime = moment()
    """Office time of the event."""
    position: int = Field(default_factory=lambda: next(_asked))
    """Of several events at one instant, which are of one process, the order in which they happened."""
    claimed_until: datetime | None = moment(nullable=True)
    """Wall time: a runner that died gives its requests back at this instant."""
    not_before: datetime | None = moment(nullable=True)
    """Wall time of the next attempt after a failure."""
    attempts: int = 0
    error: str = ""
    leg_id: UUID | None = refers("leg.id", nullable=True)
    done_at: datetime | None = moment(nullable=True, index=True)


class Leg(Row, table=True):
    """One flow run of a key task, so that our page can link to Prefect's."""

    id: UUID = key()
    key_task_id: UUID | None = refers("key_task.id", nullable=True)
    """None for the run of `issue_plan` itself."""
    flow_run_id: UUID = Field(unique=True)
    name: str
    at: datetime = moment()


class HistoryEntry(Row, table=True):
    """Who did what, when and why; appended by every move and never changed."""

    id: int | None = Field(default=None, primary_key=True)
    """Counted by the database: the order of entries at equal instants."""
    plan_id: int | None = refers("plan.id", nullable=True)
    key_task_id: UUID | None = refers("key_task.id", nullable=True)
    obligation_id: UUID | None = refers("obligation.id", nullable=True)
    at: datetime = moment(index=True)
    actor: str
    verb: str
    sentence: str
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    after: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class PolicyVersion(Row, table=True):
    """One version of ladders, rounds and calendar; the highest number is in force."""

    number: int = Field(primary_key=True)
    author: str
    note: str = ""
    at: datetime = moment()
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Heartbeat(Row, table=True):
    """The last sign of life of one process, by the wall clock: how the pages know that the clock stands still."""

    process: str = Field(primary_key=True)
    """`clock:host:4711`, `legs:host:4712`; `now` holds the highest office time a clock has acted at."""
    at: datetime = moment()
    note: str = ""


class OfficeClock(Row, table=True):
    """The demonstration's `now`: one row that all processes read, moved forward only."""

    id: int = Field(default=1, primary_key=True)
    now: datetime = moment()
