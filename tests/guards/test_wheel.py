"""The wheel holds everything the product needs, and starts without the repository."""

import configparser
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.guards.tree import PRODUCT, ROOT, package_of, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with ZipFile(built) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_holds_the_packages_with_all_their_files(wheel: Path) -> None:
    wanted = {name for name in tracked() if package_of(name) in PRODUCT}
    held = {path.relative_to(wheel).as_posix() for path in wheel.rglob("*") if path.is_file()}
    assert {name for name in held if ".dist-info/" not in name} == wanted


@pytest.mark.parametrize(
    "pattern",
    ["config/*.yaml", "models/migrations/versions/*.py", "notifications/templates/**/*", "duban/sample/*"],
)
def test_the_wheel_holds_what_is_not_code(wheel: Path, pattern: str) -> None:
    assert any(path.is_file() for path in wheel.glob(pattern))


def test_the_wheel_brings_the_command(wheel: Path) -> None:
    (entry_points,) = wheel.glob("*.dist-info/entry_points.txt")
    parser = configparser.ConfigParser()
    parser.read(entry_points)
    assert parser["console_scripts"]["duban"] == "duban.cli:app"


def test_the_command_starts_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "from duban.cli import app; app(['--help'])"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 0, started.stderr
    assert "demo" in started.stdout
