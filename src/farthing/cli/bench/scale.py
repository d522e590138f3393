"""``farthing bench scale``: time and memory against the size of the work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.bench.options import AsJson, Out
from farthing.cli.bench.present import present


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
    from farthing.lab.scale import chart as draw
    from farthing.lab.scale import scale as measure

    with watched("processes") as step:
        result = measure(
            axes or (), large=large, sizes=ladders(size or []), processes=processes, home=home,
            progress=step,
        )  # fmt: skip
    if chart is not None:
        chart.write_text(draw(result), encoding="utf-8")
    present(result, out, as_json=as_json)


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
