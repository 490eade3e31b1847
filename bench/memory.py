"""Memory of the clock over a simulated year: what it holds at the end should be what it held after a month.

    python -m bench.memory [--until 2027-02-01]

The sample notice is issued; every instant at which something is due is ticked and its mails delivered to a real SMTP
server, in this one process, until the next February. Nobody answers, which makes the most mails. The yardstick is the
memory after the first month of the same run, when everything has been loaded once.
"""

import argparse
import asyncio
import gc
import resource
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import Engine
from sqlmodel import func, select

from bench.legs import NOW, issued_plan
from config.rules import rules_in_force
from config.settings import Settings
from duban.ports import choose_port
from flows.tick import tick
from models.database import reading
from models.messages import Mail
from models.office_clock import next_due
from notifications.compose import Desk
from notifications.deliver import deliver_due

GOAL = 1.25
END = "2027-02-01"


def resident() -> float:
    """Megabytes this process holds at present; where that is not told, the most it ever held."""
    gc.collect()
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def live(engine: Engine, settings: Settings, secret: str, end: datetime) -> dict[str, float]:
    """Month by month until `end`; returns the memory at each month's end."""
    held: dict[str, float] = {"start": resident()}
    now = NOW
    while True:
        with reading(engine) as session:
            at = next_due(session)
            later = max(at, now + timedelta(minutes=1)) if at else end
            if later >= end:
                return held
            if later.month != now.month:
                held[f"{now:%Y-%m}"] = resident()
            now = later
            desk = Desk(rules_in_force(session, settings, now), settings, secret)
        tick(engine, desk, now)
        asyncio.run(deliver_due(engine, desk, now, lambda at=now: at))  # type: ignore[misc]


def main() -> int:
    """Print the memory by month and the ratio; status 1 when the goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--until", default=END, help="the day before which it ends")
    end = datetime.fromisoformat(parser.parse_args().until).replace(tzinfo=UTC)
    port = choose_port(24_900, "SMTP", print, set())
    smtp = Controller(Sink(), hostname="127.0.0.1", port=port)
    smtp.start()
    try:
        with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
            engine, settings, _ = issued_plan(Path(folder))
            settings = settings.model_copy(update={"smtp_port": port})
            held = live(engine, settings, "a secret of the benchmark", end)
            with reading(engine) as session:
                mails = session.exec(select(func.count()).select_from(Mail)).one()
            engine.dispose()
    finally:
        smtp.stop()
    print(f"{mails} mails; memory " + ", ".join(f"{month} {size:.0f} MB" for month, size in held.items()))
    sizes = list(held.values())
    ratio = sizes[-1] / sizes[1]
    print(f"end ÷ first month {ratio:.2f}, goal {GOAL}: {'met' if ratio <= GOAL else 'MISSED'}")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
