"""The page of a result: one file that reads without a script, without a network, and on paper."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from farthing.lab.report.documents import document
from farthing.lab.report.words import minute, size
from farthing.report.table import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from farthing.lab.results.file import ResultFile

HEIGHT = re.compile(r'<svg\b[^>]*?\bheight="(\d+)"')
"""Of a flame graph, in pixels; it is as wide as its place."""
HEIGHT_UNKNOWN = 480
WIDTH = re.compile(r'<svg\b[^>]*?\bviewBox="0 0 ([\d.]+) ')
"""Of a drawing whose letters are to keep their size."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing that was made by another program of the lab, as an address of its own content."""

    name: str
    address: str
    height: int


def page(result: ResultFile, graphs: Sequence[Path] = ()) -> str:
    """The page of a result as HTML: one file, with everything in it.

    Args:
        result: of any kind.
        graphs: flame graphs (SVG files), which are put into the page.

    Raises:
        ConfigurationError: nothing is known of the kind of result.
    """
    return _environment().get_template("result.html").render(
        document=document(result),
        result=result,
        made=minute(result.made),
        pictures=[_picture(graph) for graph in graphs],
        machine=tuple(_machine(result)),
        packages=sorted(result.machine.packages.items()),
    )  # fmt: skip


def _picture(graph: Path) -> Picture:
    drawn = graph.read_text(encoding="utf-8")
    height = HEIGHT.search(drawn)
    return Picture(graph.stem, _address(drawn), int(height[1]) if height else HEIGHT_UNKNOWN)


def _address(drawn: str) -> str:
    """An SVG as an address of its own content: its style and its script stay its own."""
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


def _width(drawn: str) -> str:
    """The width of a drawing in CSS; as wide as its place where it does not say."""
    width = WIDTH.search(drawn)
    return f"{width[1]}px" if width else "100%"


def _machine(result: ResultFile) -> Iterator[Fact]:
    """The facts that travel with a result."""
    found = result.machine
    yield Fact("Processor", found.cpu)
    yield Fact("Cores", f"{found.cores}")
    yield Fact("Clock", found.governor or "not told")
    yield Fact("Memory", size(found.memory_bytes))
    yield Fact("System", found.system)
    yield Fact("Python", found.python)
    yield Fact("Rust", found.rust or "none")
    yield Fact("Commit", found.commit or "none")
    yield Fact("Load", f"{found.load:.2f}", "in the minute before")
    yield Fact("Steal", f"{found.steal_percent:.2f} %", "since boot")


@cache
def _environment() -> Environment:
    """Our templates, and the report's style and tables; they escape whatever they are given."""
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader("farthing.lab.report"), PackageLoader("farthing.report")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(at=_at, address=_address, width=_width)
    return environment


def _at(value: float) -> str:
    """A percentage as an attribute: short, to the tenth of a pixel."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
