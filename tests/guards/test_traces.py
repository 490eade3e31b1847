"""No text from elsewhere: paths of a machine, addresses of a package index, sentences of real notices."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.guards.tree import texts

# Written in pieces, so that this file is clean itself.
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:work|root|(?:home|Users)/\w+)(?:/|\b)")
PUBLIC_INDEXES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "pypi" + ".tuna",
    "mirrors" + ".aliyun",
    "registry" + ".npmjs",
)
CLAUSE = re.compile(r"[一-鿿]{14,}")


def configured_indexes() -> set[str]:
    """Hosts of the package indexes that this machine is set to use."""
    variables = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX")
    settings = [os.environ.get(name, "") for name in variables]
    for key in ("global.index-url", "global.extra-index-url"):
        asked = subprocess.run(
            [sys.executable, "-m", "pip", "config", "get", key], capture_output=True, text=True, check=False
        )
        settings.append(asked.stdout)
    addresses = [address.rpartition("index=")[2] for line in settings for address in line.split()]
    hosts = {urlsplit(address).hostname for address in addresses}
    return {host for host in hosts if host and host != "localhost"}


def paths_of_a_machine(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if MACHINE_PATHS.search(line)]


def clauses(text: str) -> set[str]:
    """Runs of fourteen Chinese characters or more: long enough to be somebody's sentence."""
    return set(CLAUSE.findall(re.sub(r"\s", "", text)))


def test_no_path_of_a_machine() -> None:
    wrong = [f"{name}: {line}" for name, text in texts() for line in paths_of_a_machine(text)]
    assert not wrong, "\n".join(wrong)


def test_no_address_of_a_package_index() -> None:
    hosts = configured_indexes() | set(PUBLIC_INDEXES)
    # Only the file is named: the host may be a private one.
    wrong = [name for name, text in texts() if any(host in text for host in hosts)]
    assert not wrong, "a package index is named in " + ", ".join(wrong)


@pytest.mark.shared
def test_no_sentence_of_a_real_notice(shared: Path) -> None:
    notices = [path.read_text(encoding="utf-8") for path in (shared / "seeds").glob("*.txt")]
    real = set().union(*map(clauses, notices))
    assert real, "there is nothing to compare with"
    ours = {name: clauses(text) for name, text in texts()}
    wrong = [
        f"{name}: {theirs}"
        for name, found in ours.items()
        for theirs in sorted(real)
        if any(theirs in clause for clause in found)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("open('" + "/" + "work/main/x')", True, id="a work folder"),
        pytest.param("/" + "home/li/.venv", True, id="somebody's home"),
        pytest.param("cd /" + "root", True, id="root's home"),
        pytest.param("GET /units/3/work/ and ./work/", False, id="an address of ours"),
        pytest.param("$HOME/notices and ~/notices", False, id="anybody's home"),
    ],
)
def test_the_guard_finds_a_path_of_a_machine(text: str, found: bool) -> None:
    assert bool(paths_of_a_machine(text)) is found


def test_the_guard_finds_a_sentence_across_a_line_break() -> None:
    assert clauses("加快建设\n  甲乙丙丁戊己庚辛壬癸,短句") == {"加快建设甲乙丙丁戊己庚辛壬癸"}
