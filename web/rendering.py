"""Templates and the responses made of them."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
STATIC = HERE / "static"


class Themed(Protocol):
    """A row under a theme's heading."""

    @property
    def theme(self) -> str:
        """The heading."""


@cache
def environment() -> Environment:
    """Templates that escape everything and refuse a name they were not given. Compiled once for all applications."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    made.filters["by_theme"] = by_theme
    return made


def by_theme(rows: Iterable[Themed]) -> list[tuple[str, list[Themed]]]:
    """Neighbours with the same theme; in the order given, unlike Jinja's own groupby."""
    return [(theme, list(run)) for theme, run in groupby(rows, key=lambda row: row.theme)]


@cache
def static(name: str) -> str:
    """Address of a file of ours, changed with its content so that browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def html(templates: Environment, name: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A template as a response."""
    return HTMLResponse(templates.get_template(name).render(context), status_code=status)
