"""Templates to text and HTML. A name that is not given is an error, and HTML is escaped."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


@dataclass(frozen=True, slots=True)
class Sender:
    """What every mail's foot says about the office."""

    office: str
    person: str
    telephone: str


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("notifications"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache
def _inliner() -> css_inline.CSSInliner:
    # Style tags stay because phones need the @media rules in them.
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def render(template: str, **values: Any) -> tuple[str, str]:
    """The (text, HTML) of a mail; `template` is `digest` or `slip`."""
    environment = _environment()
    text = environment.get_template(f"{template}.txt").render(**values)
    html = environment.get_template(f"{template}.html").render(**values)
    return text, _inliner().inline(html)
