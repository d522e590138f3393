"""``farthing run``: a strategy over the bars of a bundle."""

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
from farthing.types import Frequency

if TYPE_CHECKING:
    from farthing.backtest.config import RunConfig
    from farthing.backtest.program import Program


def run(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A strategy: a Python file.", show_default=False)],
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
        Frequency | None, typer.Option(help="Finer bars of the bundle, to decide ambiguous ones.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results.")] = None,
    home: Home = None,
    zipline: Annotated[
        bool, typer.Option("--zipline", help="It imports from zipline, and has its defaults.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print its manifest instead.")] = False,
) -> None:
    """Run a strategy, and write tables, journal and report to a folder.

    Without --out that is a new folder in runs/. A folder that is named may have an earlier run,
    whose place is taken; a run that stopped takes none of a run that went through: it goes beside
    it, with -2 behind the name. One that stopped at its first bar without an order leaves nothing
    unless --out is given.
    """
    from farthing.cli.progress import watched
    from farthing.cli.show import show, show_stopped
    from farthing.data.catalog import Catalog
    from farthing.data.told import told_rates
    from farthing.errors import StrategyError
    from farthing.report import check_folder

    if out is not None:
        check_folder(out)
    strategy = program_of(file, param or [], zipline=zipline)
    chosen = symbols.split(",") if symbols else None
    stored = Catalog(home).bundle(bundle)
    bars = stored.bars(chosen, frequency, start, end, extended=extended)
    within = None if finer is None else stored.bars(chosen, finer, start, end, extended=extended)
    settings = {
        "start": start, "end": end, "capital": capital, "commission": commission,
        "slippage": slippage, "fill": fill, "account": account, "benchmark": benchmark,
        "extended": extended, "controls": control or (), "borrow": borrow, "interest": interest,
        "volume_limit": volume_limit, "latency": latency, "finer": within,
        "currency": currency, "convert": convert, "rates": told_rates(rates) if rates else (),
    }  # fmt: skip
    config = configuration(context, settings, zipline=zipline)
    try:
        show(watched(strategy, bars, config), out, as_json=as_json)
    except StrategyError as error:
        if error.result is not None:
            show_stopped(error.result, out, as_json=as_json)
        raise


def program_of(file: Path, param: list[str], *, zipline: bool) -> Program:
    """The program of a file; one of Zipline has no parameters.

    Raises:
        ConfigurationError: it is no strategy, or parameters were told for one that has none.
    """
    from farthing.errors import ConfigurationError

    if not zipline:
        from farthing.backtest.program import program

        return program(file, parameters(param))
    if param:
        raise ConfigurationError("--param: a program of Zipline takes no parameters")
    from farthing.zipline import zipline_program

    return zipline_program(file)


def configuration(
    context: typer.Context, settings: dict[str, Any], *, zipline: bool = False
) -> RunConfig:
    """The configuration of what was told; else Zipline's defaults hold where they are asked for."""
    from farthing.backtest.config import run_config

    if not zipline:
        return run_config(**settings)
    from farthing.zipline import zipline_config

    return zipline_config(**{name: settings[name] for name in settings if is_told(context, name)})


def is_told(context: typer.Context, name: str) -> bool:
    """Whether an option was given on the command line; what is no option counts as given."""
    source = context.get_parameter_source("control" if name == "controls" else name)
    return source is None or source.name != "DEFAULT"


def parameters(pairs: list[str]) -> dict[str, str]:
    """Parameters from ``name=value`` words.

    >>> parameters(["fast=5"])
    {'fast': '5'}
    """
    from farthing.errors import ConfigurationError

    found = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator:
            raise ConfigurationError(f"--param {pair}: write it as name=value")
        found[name] = value
    return found
