"""A PostgreSQL cluster of our own in a temporary folder; Debian's binaries, never the machine's own cluster."""

import atexit
import functools
import os
import random
import shutil
import subprocess
import tempfile
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


@functools.cache
def _cluster() -> int:
    """Start the cluster once for the whole run; returns its port."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (Debian package postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="duban-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    port = choose_port(random.randrange(20_000, 30_000), "PostgreSQL", print, set())
    cluster = str(folder / "cluster")
    start = [str(binaries / "pg_ctl"), "-D", cluster, "-w", "-l", str(folder / "log")]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    for command in (
        [str(binaries / "initdb"), "-D", cluster, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C"],
        [*start, "-o", options, "start"],
    ):
        subprocess.run(_as_nobody(command), check=True, capture_output=True, cwd=folder)

    def stop() -> None:
        subprocess.run(
            _as_nobody([*start, "-m", "immediate", "stop"]), check=False, capture_output=True, cwd=folder
        )
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return port


def postgres_url() -> str:
    """The address of a new, empty database."""
    import psycopg

    port = _cluster()
    name = f"duban_{next(_numbers)}"
    with psycopg.connect(f"postgresql://tests@127.0.0.1:{port}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql://tests@127.0.0.1:{port}/{name}"
