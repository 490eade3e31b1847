"""A PostgreSQL cluster for one test alone, which it may restart under everybody's feet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.postgres import Cluster, start_cluster


@dataclass(frozen=True, slots=True)
class Restartable:
    """A running cluster with one empty database."""

    url: str
    cluster: Cluster

    def restart(self) -> None:
        """All connections are cut; after a moment it answers again."""
        self.cluster.control("-m", "fast", "restart")

    def stop(self) -> None:
        self.cluster.control("-m", "fast", "stop")

    def start(self) -> None:
        self.cluster.control("start")


@contextmanager
def restartable_postgres(folder: Path) -> Iterator[Restartable]:
    """Started for the block, gone after it."""
    cluster = start_cluster(folder)
    try:
        yield Restartable(f"postgresql://tests@127.0.0.1:{cluster.port}/postgres", cluster)
    finally:
        cluster.control("-m", "immediate", "stop", check=False)
