"""``farthing bench peers``: other engines beside ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farthing.cli.bench.options import BENCHMARKS, AsJson, Folder, Out

if TYPE_CHECKING:
    from farthing.lab.results.peers import PeerRow, PeersResult, Spread


Engines = Annotated[list[str] | None, typer.Argument(help="Of peers/engines.toml; all by default.")]
Workloads = Annotated[
    list[str] | None, typer.Option(help="Such as D; may be repeated. All by default.")
]
Ways = Annotated[
    list[str] | None,
    typer.Option(help="class, arrays, one-call, per-asset or story; may be repeated."),
]
Home = Annotated[
    Path | None,
    typer.Option(help="Folder of their environments; else the user's cache.", show_default=False),
]
Environments = Annotated[
    list[str] | None,
    typer.Option(help="ENGINE=PYTHON of an environment that is there; may be repeated."),
]
Markdown = Annotated[
    bool, typer.Option("--markdown", help="Print the README's table: the fastest of each work.")
]


def peers(
    engines: Engines = None,
    workload: Workloads = None,
    way: Ways = None,
    home: Home = None,
    environment: Environments = None,
    install: Annotated[bool, typer.Option(help="Make the environments that are not there.")] = True,
    folder: Folder = BENCHMARKS,
    pairs: Annotated[int, typer.Option(min=1, help="Pairs of processes a comparison.")] = 3,
    rounds: Annotated[int, typer.Option(min=1, help="At most so many a process.")] = 15,
    seconds: Annotated[float, typer.Option(help="No further pair goes beyond them.")] = 300,
    timeout: Annotated[float, typer.Option(help="Seconds after which a process ends.")] = 900,
    markdown: Markdown = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Install other engines into environments of their own, and run them beside ours."""
    from farthing.cli.bench.watch import watched
    from farthing.lab.peers import peers as run_peers
    from farthing.lab.peers import table
    from farthing.lab.results.read import write

    with watched("comparisons") as step:
        result = run_peers(
            engines or (), workload or (), ways=way or (), home=home,
            environments=pythons(environment or []), installs=install, folder=folder, pairs=pairs,
            rounds=rounds, seconds=seconds, timeout=timeout, progress=step,
        )  # fmt: skip
    if out is not None:
        write(result, out)
    if as_json:
        typer.echo(result.model_dump_json(indent=1))
    elif markdown:
        typer.echo(table(result), nl=False)
    else:
        show(result)
    raise typer.Exit(result.exit_code)


def pythons(pairs: list[str]) -> dict[str, Path]:
    """Pythons from ``ENGINE=PYTHON`` words.

    >>> pythons(["bt=venv/bin/python"])["bt"].relative_to(Path.cwd()).as_posix()
    'venv/bin/python'
    """
    from farthing.errors import ConfigurationError

    found = {}
    for pair in pairs:
        name, separator, python = pair.partition("=")
        if not separator:
            raise ConfigurationError(f"--environment {pair}: write it as ENGINE=PYTHON")
        found[name] = Path(python).absolute()
    return found


def show(result: PeersResult) -> None:
    """Every row, and what failed."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("work", "way", "engine"):
        grid.add_column(name)
    for name in ("signals", "simulation", "low to high", "bars/s", "peak", "fills", "end equity"):
        grid.add_column(name, justify="right")
    grid.add_column("ours is faster by")
    grid.add_column("end equity and fills", style="dim")
    for row in result.rows:
        grid.add_row(*_cells(row))
    console = Console(soft_wrap=True)
    if result.rows:
        console.print(grid)
    for failure in result.failures:
        work = f" {failure.workload} {failure.way}".rstrip()
        console.print(
            Text.assemble((f"{failure.engine}{work} failed: ", "bold red"), failure.reason)
        )


def _cells(row: PeerRow) -> list[str]:
    from farthing.cli.bench.words import milliseconds
    from farthing.lab.peers.table import times

    def in_words(spread: Spread | None) -> str:
        return "" if spread is None else milliseconds(spread.median / 1e3)

    low, high = (milliseconds(each / 1e3) for each in (row.total.low, row.total.high))
    return [
        row.workload, row.way, f"{row.engine} {row.version}",
        in_words(row.signals), in_words(row.simulation), f"{low} to {high}",
        f"{row.bars_per_second:,.0f}", f"{row.peak_megabytes:,.0f} MiB",
        "" if row.fills is None else f"{row.fills:,}", row.end_equity or "",
        " ".join(f"{times(each)}" for each in (row.simulation_ratio or row.ratio,) if each),
        row.note,
    ]  # fmt: skip
