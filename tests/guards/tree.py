"""The repository as the guards see it: its files, its packages, and names resolved through their imports."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# In the order of the layers, the highest first.
PRODUCT = ("duban", "flows", "web", "intake", "notifications", "config", "models")
MIGRATIONS = "models/migrations/versions/"


@cache
def tracked() -> tuple[str, ...]:
    """Paths of all files that are, or are about to be, in the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
    else:  # an unpacked archive: no history, and nothing built yet
        files = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [path.as_posix() for path in files if not is_made(path)]
    return tuple(sorted(name for name in names if name and (ROOT / name).is_file()))


def is_made(path: Path) -> bool:
    made = {"build", "dist", "__pycache__", ".venv", ".duban", ".git", ".hypothesis"}
    return any(part in made or part.endswith("_cache") for part in path.parts)


def python_files(*, product_only: bool = False) -> list[str]:
    files = [name for name in tracked() if name.endswith(".py")]
    return [name for name in files if package_of(name) in PRODUCT] if product_only else files


def package_of(name: str) -> str:
    return name.partition("/")[0]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def texts() -> Iterator[tuple[str, str]]:
    """Name and content of every file that is text."""
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8", errors="replace")


@cache
def parse(name: str) -> ast.Module:
    return ast.parse(read(name), filename=name)


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What imported names stand for: `from datetime import date as d` gives d → datetime.date."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """The full name an expression stands for, or None where it is not a plain dotted name."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else None
    return None
