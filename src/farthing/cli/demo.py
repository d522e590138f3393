"""``farthing demo``: the whole way, from bars to a report."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farthing.cli.options import Home

if TYPE_CHECKING:
    from farthing.data.bars import Bars

BUNDLE = "demo"
CAPITAL = "1000000"
BENCHMARKS = ("BROAD", "SPY")


def demo(
    data: Annotated[
        Path | None,
        typer.Option(help="Real bars in LEAN's folder layout, instead of the made-up market."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("runs"),
    home: Home = None,
) -> None:
    """Make a market, take it in, run two strategies, and say where the reports lie."""
    from farthing.backtest.config import run_config
    from farthing.backtest.program import program
    from farthing.cli.progress import watched
    from farthing.cli.show import show
    from farthing.strategies import rotation
    from farthing.strategies.cross import Cross

    bars = _bars(data, home)
    benchmark = next((name for name in BENCHMARKS if name in bars.symbols), bars.symbols[0])
    config = run_config(capital=CAPITAL, benchmark=benchmark)
    costs = run_config(capital=CAPITAL, commission="per-share:0.005:1", benchmark=benchmark)
    for strategy, chosen in ((program(Cross, {}), costs), (program(rotation, {}), config)):
        typer.echo("")
        show(watched(strategy, bars, chosen), out / f"{bars.name}-{strategy.name.lower()}")
    if shutil.which("farthing") is None:
        typer.echo(f"\nto have the program farthing in this shell: . {_activate()}")


def _activate() -> Path:
    """The script that puts the environment of this Python on the path, from here if it is below."""
    script = Path(sys.prefix, "bin", "activate")
    return script.relative_to(Path.cwd()) if script.is_relative_to(Path.cwd()) else script


def _bars(data: Path | None, home: Path | None) -> Bars:
    """The bars of the demo's bundle, taken in anew; nothing changes where they are there."""
    from farthing.data import find_source
    from farthing.data.intake import ingest

    source = find_source("synthetic")() if data is None else find_source("lean")(_market(data))
    outcome = ingest(source, BUNDLE if data is None else f"{BUNDLE}-lean", home=home)
    bundle = outcome.bundle
    change = "taken in" if outcome.changed else "is there already"
    typer.echo(f"bundle {bundle.name} {change}: {', '.join(bundle.symbols)}")
    findings = len(outcome.report.findings)
    if findings:
        shown = f"farthing bundles show {bundle.name}"
        typer.echo(f"its quality report has {findings} findings, which you should know: {shown}")
    return bundle.bars()


def _market(data: Path) -> Path:
    """US equities where a folder has several markets; said, so that nobody is surprised."""
    equities = data / "equity" / "usa"
    if not equities.is_dir():
        return data
    typer.echo(f"taking the US equities of {data}")
    return equities
