"""``farthing bench scale``: time and memory against the size of the work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farthing.cli.bench.options import AsJson, Out

if TYPE_CHECKING:
    from farthing.lab.results.scale import AxisResult, Growth, ScaleResult


def scale(
    axes: Annotated[
        list[str] | None,
        typer.Argument(help="assets, bars, orders, sets, days or minutes; the first four else."),
    ] = None,
    large: Annotated[
        bool,
        typer.Option(
            "--large", help="500 assets x 2,520 days and 10 x 1,000,000 minutes: 2 GB of disk."
        ),
    ] = False,
    size: Annotated[
        list[str] | None, typer.Option(help="AXIS=SIZE of another ladder; may be repeated.")
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Fresh processes a size; as many for memory.")
    ] = 3,
    home: Annotated[
        Path | None,
        typer.Option(help="Folder of the bundles; else the user's cache.", show_default=False),
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(help="Write log-log charts there (SVG).", show_default=False)
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Measure how time and memory grow with assets, bars, orders and parameter sets."""
    from farthing.cli.bench.watch import watched
    from farthing.lab.results.read import write
    from farthing.lab.scale import chart as draw
    from farthing.lab.scale import scale as measure

    with watched("processes") as step:
        result = measure(
            axes or (), large=large, sizes=ladders(size or []), processes=processes, home=home,
            progress=step,
        )  # fmt: skip
    if out is not None:
        write(result, out)
    if chart is not None:
        chart.write_text(draw(result), encoding="utf-8")
    if as_json:
        typer.echo(result.model_dump_json(indent=1))
    else:
        show(result)


def ladders(words: list[str]) -> dict[str, list[int]]:
    """Ladders from ``AXIS=SIZE`` words.

    >>> ladders(["bars=100", "bars=1_000"])
    {'bars': [100, 1000]}
    """
    from farthing.errors import ConfigurationError

    found: dict[str, list[int]] = {}
    for word in words:
        axis, _, size = word.partition("=")
        if not size.replace("_", "").isdecimal():
            raise ConfigurationError(f"--size {word}: write it as AXIS=SIZE, such as bars=1000")
        found.setdefault(axis, []).append(int(size))
    return found


def show(result: ScaleResult) -> None:
    """A table an axis, and what is said of its growth."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from farthing.cli.bench.words import memory, milliseconds

    console = Console(soft_wrap=True)
    for axis in result.axes:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for name in (axis.unit, "median", "smallest", "largest", "memory of a run"):
            table.add_column(name, justify="right")
        for point in (axis.least, *axis.points):
            seconds = sorted(point.values("seconds"))
            table.add_row(
                f"{point.size:,}", milliseconds(point.median("seconds")),
                milliseconds(seconds[0]), milliseconds(seconds[-1]),
                memory(point.median("rise_bytes")) if point.rises else "",
            )  # fmt: skip
        console.print(Text(f"{axis.axis}: {axis.about}", style="bold"))
        console.print(table)
        for growth in (axis.time, axis.memory):
            style = "bold red" if growth.is_worse_than_linear else ""
            console.print(Text(sentence(axis, growth), style=style))
        console.print()


def sentence(axis: AxisResult, growth: Growth) -> str:
    """What is said of a measure's growth."""
    name = "time" if growth.measure == "seconds" else "memory"
    if growth.law is None:
        return f"{name}: no exponent; {growth.reason}"
    law = growth.law
    interval = f"{axis.unit} ^ {law.exponent:.2f} ({law.low:.2f} to {law.high:.2f})"
    said = f"{name} grows with {interval}, the least work subtracted"
    steepest = growth.steepest
    if not growth.is_worse_than_linear or steepest is None:
        return said
    place = f"{steepest.smaller:,} and {steepest.larger:,}"
    return f"{said}: worse than linear, steepest between {place} ({steepest.exponent:.2f})"
