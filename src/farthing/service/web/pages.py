"""Pages from their templates."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from farthing.service.web import words

if TYPE_CHECKING:
    from farthing.service.identity.who import Who

LINKS = (
    ("/bundles", "Bundles"),
    ("/scans", "Scans"),
    ("/backtests", "Backtests"),
    ("/studies", "Studies"),
    ("/signals", "Signals"),
    ("/health", "Health"),
)

FILTERS = ("exact", "percent", "ratio", "grouped", "minute")


@cache
def environment() -> Environment:
    """Templates that escape whatever they are given, and know no missing name."""
    made = Environment(
        loader=PackageLoader("farthing.service.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update({name: getattr(words, name) for name in FILTERS})
    return made


def shown(name: str, who: Who | None, here: str = "", **told: Any) -> HTMLResponse:
    """A page."""
    template = environment().get_template(f"{name}.html")
    return HTMLResponse(template.render(who=who, links=LINKS, here=here, **told))


@cache
def static(name: str) -> bytes | None:
    """A file that pages load; None where there is none of that name."""
    found = files("farthing.service.web") / "static" / name
    if not found.is_file():
        return None
    content = found.read_bytes()
    if name == "front.css":
        style = files("farthing.report") / "templates" / "style.css"
        content = style.read_bytes() + b"\n" + content
    return content
