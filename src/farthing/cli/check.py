"""``farthing check``: does a strategy know what it cannot, or depend on what nobody tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from farthing.backtest.config import DEFAULT_CAPITAL
from farthing.cli.options import (
    Account,
    Benchmark,
    Borrow,
    Commission,
    Control,
    Convert,
    Currency,
    Fill,
    Home,
    Interest,
    Latency,
    Rates,
    Slippage,
    VolumeLimit,
)
from farthing.cli.run import parameters
from farthing.types import Frequency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from farthing.trust import Check, Finding

FOUND = 2
"""The exit code where something was found; 1 is an error."""


def check(
    strategy: Annotated[Path, typer.Argument(help="A Python file.", show_default=False)],
    bundle: Annotated[str, typer.Option(help="Bars to run on; see `farthing bundles list`.")],
    symbols: Annotated[str | None, typer.Option(help="Some of its symbols, with commas.")] = None,
    frequency: Annotated[
        Frequency | None, typer.Option(help="Length of a bar, where it has several.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="First day, such as 2020-01-02.")] = None,
    end: Annotated[
        str | None, typer.Option(help="Last day; the run ends at its last session.")
    ] = None,
    capital: Annotated[str, typer.Option(help="Money at the start.")] = str(DEFAULT_CAPITAL),
    param: Annotated[
        list[str] | None, typer.Option(help="name=value of a parameter; may be repeated.")
    ] = None,
    commission: Commission = "none",
    slippage: Slippage = "none",
    fill: Fill = "next-open",
    account: Account = "unlimited",
    control: Control = None,
    borrow: Borrow = None,
    interest: Interest = None,
    currency: Currency = None,
    convert: Convert = "none",
    rates: Rates = None,
    benchmark: Benchmark = None,
    extended: Annotated[bool, typer.Option(help="Use bars outside the sessions too.")] = False,
    volume_limit: VolumeLimit = None,
    latency: Latency = None,
    finer: Annotated[
        Frequency | None,
        typer.Option(help="Not possible: bars of each length have other futures by themselves."),
    ] = None,
    cuts: Annotated[
        int | None, typer.Option(help="Bars after which the market is changed; more see more.")
    ] = None,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON instead.")] = False,
) -> None:
    """Look for look-ahead and hidden inputs: run a strategy on markets with other futures.

    It runs in fresh processes on copies of the bundle, in which all that comes after a bar is gone
    or is other than it was; and again with another clock, other chance and other hash seeds.
    Exit codes: 0 nothing found, 2 something found, 1 an error.
    """
    from farthing.data.told import told_rates
    from farthing.trust import check as checked

    with _watching(strategy.name) as progress:
        found = checked(
            strategy, bundle=bundle, symbols=symbols.split(",") if symbols else None,
            frequency=frequency, parameters=parameters(param or []), home=home,
            progress=progress, start=start, end=end, capital=capital, commission=commission,
            slippage=slippage, fill=fill, account=account, controls=control or (), borrow=borrow,
            interest=interest, extended=extended, volume_limit=volume_limit, latency=latency,
            currency=currency, convert=convert, rates=told_rates(rates) if rates else (),
            benchmark=benchmark, finer=finer, **({} if cuts is None else {"cuts": cuts}),
        )  # fmt: skip
    if as_json:
        typer.echo(_json(found))
    else:
        show(found)
    if not found.is_clean:
        raise typer.Exit(FOUND)


def _watching(name: str) -> Any:
    """A progress bar over trials; what takes it is called with what is done, and of how much."""
    from contextlib import contextmanager

    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    from farthing.cli.progress import progress_bar

    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
        TimeRemainingColumn(),
    )  # fmt: skip

    @contextmanager
    def watching() -> Iterator[Any]:
        with progress_bar(*columns) as bar:
            if bar is None:
                yield None
                return
            task = bar.add_task(name, total=None)
            yield lambda what, done, total: bar.update(
                task, description=f"{name}: {what}", completed=done, total=total
            )

    return watching()


def show(found: Check) -> None:
    """Prints what was found: a table, notes, and one plain line."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    if found.findings:
        console.print(_table(found.findings))
    for note in found.notes:
        console.print(Text(f"note: {note}"))
    console.print(Text(last_line(found), style="bold"))


def last_line(found: Check) -> str:
    """What was found, in a line."""
    looked = f"{found.runs} runs, {found.orders:,} orders, {len(found.cuts)} cuts"
    if found.is_clean:
        return f"nothing found in {found.strategy} on {found.bundle}: {looked}"
    kinds = ", ".join(dict.fromkeys(each.kind for each in found.findings))
    return f"found in {found.strategy} on {found.bundle}: {kinds} ({looked})"


def _table(findings: tuple[Finding, ...]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("kind", "first bar", "as it is", "otherwise", "seen", "what"):
        table.add_column(name, overflow="fold")
    for each in findings:
        bar = "" if each.time is None else f"{each.time:%Y-%m-%d %H:%M}"
        seen = f"{each.seen} of {each.trials}"
        nothing = "" if each.time is None else "nothing"
        cells = (bar, each.order or nothing, each.other or nothing, seen, each.what)
        table.add_row(Text(each.kind, style="bold"), *map(Text, cells))
    return table


def _json(found: Check) -> str:
    import json
    from dataclasses import asdict

    return json.dumps({**asdict(found), "is_clean": found.is_clean}, default=str, indent=1)
