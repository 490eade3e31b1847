"""A PostgreSQL cluster of our own in a temporary folder; Debian's binaries, never the machine's own cluster."""

import atexit
import functools
import os
import random
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from duban.ports import choose_port

_numbers = count(1)


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def _as_nobody(command: list[str]) -> list[str]:
    """initdb refuses root; the packages bring a user that it accepts."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that has been started."""

    folder: Path
    binaries: Path
    port: int

    def control(self, *words: str, check: bool = True) -> None:
        """`pg_ctl` with these words; waits until it is done."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        command = [str(self.binaries / "pg_ctl"), "-D", str(self.folder / "cluster"), "-w"]
        command += ["-l", str(self.folder / "log"), "-o", options, *words]
        subprocess.run(_as_nobody(command), check=check, capture_output=True, cwd=self.folder)


def start_cluster(folder: Path) -> Cluster:
    """Make and start a cluster in a folder that is empty and will be given to the database's user."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (Debian package postgresql)")
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    port = choose_port(random.randrange(20_000, 30_000), "PostgreSQL", print, set())
    cluster = Cluster(folder, binaries, port)
    initdb = [str(binaries / "initdb"), "-D", str(folder / "cluster"), "-U", "tests", "-A", "trust"]
    subprocess.run(
        _as_nobody([*initdb, "-E", "UTF8", "--locale=C"]), check=True, capture_output=True, cwd=folder
    )
    cluster.control("start")
    return cluster


@functools.cache
def _cluster() -> int:
    """Start the cluster once for the whole run; returns its port."""
    folder = Path(tempfile.mkdtemp(prefix="duban-pg-"))
    cluster = start_cluster(folder)

    def stop() -> None:
        cluster.control("-m", "immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return cluster.port


def postgres_url() -> str:
    """The address of a new, empty database."""
    import psycopg

    port = _cluster()
    name = f"duban_{next(_numbers)}"
    with psycopg.connect(f"postgresql://tests@127.0.0.1:{port}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql://tests@127.0.0.1:{port}/{name}"
