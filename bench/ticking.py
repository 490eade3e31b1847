"""Tick time: what is due should be paid for, not what exists.

    python -m bench.ticking [--due 1000] [--open 10000,100000]

1,000 obligations due among 10,000 and among 100,000 open ones, on SQLite; the yardstick is the smaller table.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlmodel import Session, col, insert, select

from config.policy_file import SHIPPED, read_policy, store_policy
from config.rules import rules_in_force
from config.settings import Settings
from flows.tick import tick
from models.database import open_database, reading, transaction
from models.duties import Obligation
from models.migrate import migrate
from models.plans import Directive, Plan
from models.units import Post, Unit
from models.words import ObligationKind, ObligationState, PostRole, UnitKind
from notifications.compose import Desk

NOW = datetime(2026, 6, 16, 1, 0, tzinfo=UTC)  # nine in the morning in the office
UNITS = 200
GOAL = 1.2


@contextmanager
def filled(folder: Path, due: int, total: int) -> Iterator[tuple[Desk, object]]:
    """A database with `total` open obligations, `due` of which have a rung now."""
    settings = Settings(home=folder, database_url=f"sqlite:///{folder / f'{total}.sqlite3'}")
    engine = open_database(settings.database)
    migrate(engine)
    with transaction(engine) as session:
        store_policy(session, read_policy(SHIPPED), "bench", "", NOW)
        units = _units(session)
        plan = _plan(session)
        rows = [_row(plan, units[n % UNITS].id, n, n < due) for n in range(total)]
        for start in range(0, total, 5000):
            session.connection().execute(insert(Obligation), rows[start : start + 5000])
    with reading(engine) as session:
        rules = rules_in_force(session, settings, NOW)
    yield Desk(rules, settings, "a secret of the benchmark"), engine
    engine.dispose()


def _units(session: Session) -> list[Unit]:
    office = Unit(name="督查室", kind=UnitKind.OFFICE)
    units = [Unit(name=f"单位{n}", kind=UnitKind.BUREAU) for n in range(UNITS)]
    session.add_all([office, *units])
    session.flush()
    session.add(Post(unit_id=office.id, role=PostRole.COORDINATOR, email="office@example.com"))
    session.add_all(
        Post(unit_id=unit.id, role=PostRole.CONTACT, email=f"u{n}@example.com")
        for n, unit in enumerate(units)
    )
    return units


def _plan(session: Session) -> int:
    directive = Directive(title="通知", issuer="云泽市人民政府")
    session.add(directive)
    session.flush()
    plan = Plan(directive_id=directive.id, year=2026, identity="bench", created_at=NOW)
    session.add(plan)
    session.flush()
    return plan.id or 0


def _row(plan: int, unit: object, number: int, due: bool) -> dict[str, object]:
    asked = date(2026, 6, 23) if due else date(2026, 10, 30)
    return {
        "id": uuid4(),
        "plan_id": plan,
        "unit_id": unit,
        "kind": ObligationKind.SIGN,
        "period": "",
        "slot": str(number),
        "ladder": "contribution",
        "report_by": asked,
        "state": ObligationState.OPEN,
        "cycle": 0,
        "armed_at": NOW - timedelta(days=90),
        "next_rung_at": NOW if due else NOW + timedelta(days=90),
        "trouble": "",
    }


def seconds(due: int, total: int) -> float:
    """Time of one tick in which `due` of `total` rows speak, mails composed."""
    with (
        tempfile.TemporaryDirectory(prefix="duban-bench-") as folder,
        filled(Path(folder), due, total) as (desk, engine),
    ):
        began = time.perf_counter()
        done = tick(engine, desk, NOW)  # type: ignore[arg-type]
        spent = time.perf_counter() - began
        assert done.demanded == due, done
        with reading(engine) as session:  # type: ignore[arg-type]
            assert (
                session.exec(select(Obligation.id).where(col(Obligation.next_rung_at) <= NOW)).first() is None
            )
    return spent


def main() -> int:
    """Print the times and the ratio of the largest table to the smallest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--open", default="10000,100000", help="numbers of open obligations, by commas")
    chosen = parser.parse_args()
    totals = [int(each) for each in chosen.open.split(",")]
    times = {total: min(seconds(chosen.due, total) for _ in range(2)) for total in totals}
    for total, spent in times.items():
        print(
            f"tick, {chosen.due} due among {total:>9,}: {spent:6.2f} s, {1e3 * spent / chosen.due:.2f} ms a row"
        )
    ratio = times[totals[-1]] / times[totals[0]]
    print(f"largest ÷ smallest {ratio:.2f}, goal {GOAL}: {'met' if ratio <= GOAL else 'MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
