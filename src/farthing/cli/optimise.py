"""``farthing optimise``: search the parameters of a strategy over the bars of a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    from farthing.optimise.conduct import Means
    from farthing.optimise.plan import Plan


def optimise(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A strategy: a Python file.", show_default=False)],
    bundle: Annotated[str, typer.Option(help="Bars to run on; see `farthing bundles list`.")],
    param: Annotated[
        list[str] | None,
        typer.Option(
            help="What to search: name=LOW:HIGH[:STEP or :log], name=one|two, name=value, or the "
            "name alone; with @other=value behind, where it exists. May be repeated."
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="What must be true, such as 'fast < slow'; may be repeated."),
    ] = None,
    search: Annotated[
        str,
        typer.Option(
            help="How parameters are proposed: grid, random, tpe, gp, cma-es, nsga-ii or hyperband."
        ),
    ] = "tpe",
    trials: Annotated[
        int | None, typer.Option(help="How many; else 100, and of a grid all.")
    ] = None,
    objective: Annotated[
        list[str] | None,
        typer.Option(help="A statistic, perhaps with :max or :min; may be repeated."),
    ] = None,
    fidelity: Annotated[
        str | None,
        typer.Option(help="Of hyperband: history:RUNGS, universe:RUNGS, or frequency:1d,1h."),
    ] = None,
    seed: Annotated[int, typer.Option(help="From which all chance comes.")] = 0,
    generation: Annotated[int, typer.Option(help="Trials that are asked before any is told.")] = 16,
    workers: Annotated[
        int, typer.Option(help="Processes; they change the time, and the memory of each.")
    ] = 1,
    executor: Annotated[
        str, typer.Option(help="On what: local, which is this machine, or ray, a cluster of it.")
    ] = "local",
    time_limit: Annotated[float | None, typer.Option(help="Seconds that a trial may take.")] = None,
    symbols: Annotated[str | None, typer.Option(help="Some symbols, with commas.")] = None,
    frequency: Annotated[
        Frequency | None, typer.Option(help="Length of a bar, where it has several.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="First day, such as 2020-01-02.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day.")] = None,
    capital: Annotated[str, typer.Option(help="Money at the start.")] = str(DEFAULT_CAPITAL),
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
    out: Annotated[Path | None, typer.Option(help="Folder for the study.")] = None,
    store: Annotated[
        str | None, typer.Option(help="URL of a database that keeps the trials instead.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the study that is there.")
    ] = False,
    home: Home = None,
    zipline: Annotated[
        bool, typer.Option("--zipline", help="It imports from zipline, and has its defaults.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the best as JSON.")] = False,
) -> None:
    """Search the parameters with which an objective of a strategy is best.

    Without --out the study goes to a new folder in runs/. It is kept while it runs: what Ctrl-C or
    a crash interrupts goes on with --resume, to the trials that it would have had.
    """
    from farthing.cli.run import configuration
    from farthing.data.catalog import Catalog
    from farthing.data.told import told_rates
    from farthing.optimise.conduct import Means, planned
    from farthing.optimise.store.place import Place
    from farthing.optimise.store.store import NAME
    from farthing.optimise.subject import subject

    of = subject(file, is_zipline=zipline)
    chosen, stored = symbols.split(",") if symbols else None, Catalog(home).bundle(bundle)
    bars = stored.bars(chosen, frequency, start, end, extended=extended)
    within = None if finer is None else stored.bars(chosen, finer, start, end, extended=extended)
    settings = {
        "start": start, "end": end, "capital": capital, "commission": commission,
        "slippage": slippage, "fill": fill, "account": account, "benchmark": benchmark,
        "extended": extended, "controls": control or (), "borrow": borrow, "interest": interest,
        "volume_limit": volume_limit, "latency": latency, "finer": within,
        "currency": currency, "convert": convert, "rates": told_rates(rates) if rates else (),
    }  # fmt: skip
    plan = planned(
        of, bars, configuration(context, settings, zipline=zipline), space=param,
        constraints=where or (), search=search, seed=seed, objective=objective or "sharpe_ratio",
        fidelity=fidelity, generation=generation,
    )  # fmt: skip
    folder = out or _free(Path("runs") / f"{of.name}-{search}")
    name = folder.name if store else NAME  # a folder may be renamed, and has one study
    means = Means(executor, workers, time_limit, Place.of(store or folder), name, resume)
    _conducted(plan, trials, means, folder, as_json=as_json)


def _free(asked: Path) -> Path:
    """The first of a folder, its -2, -3 and so on in which nothing is."""
    from itertools import count

    places = (asked if number == 1 else Path(f"{asked}-{number}") for number in count(1))
    return next(place for place in places if not place.exists())


def _conducted(
    plan: Plan, trials: int | None, means: Means, folder: Path, *, as_json: bool
) -> None:
    """Conducts a study with a progress bar, writes its page, and prints the best of it."""
    from dataclasses import replace

    from farthing.cli.study import printed, watching
    from farthing.optimise.again import run_again
    from farthing.optimise.conduct import conduct

    with watching(plan, trials) as progress:
        study = conduct(plan, trials, replace(means, progress=progress))
    best = None if study.best is None else run_again(plan, study, study.best)
    printed(study, best, folder, as_json=as_json)
