"""One parameter set or many through the batch driver."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing import _core, given
from farthing.backtest.directions import direction_of
from farthing.backtest.result import Result
from farthing.backtest.ruin import OF_RETURNS
from farthing.backtest.simulate import Prepared, Width, prepare
from farthing.errors import ConfigurationError, hint
from farthing.rules.rules import Rules
from farthing.rules.sets import check_windows, sets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from farthing.backtest.directions import Direction

RUINED = "ruined"
"""The column of the core that says whether an account came to nothing on the way."""

DIGEST = "digest"

SETS_AT_ONCE = 1 << 14
"""Sets that are in memory at once, beside the best and those that are to be kept."""


def simulate(
    rules: Rules,
    bars: Any,
    parameters: Mapping[str, Any] | None = None,
    *,
    width: Width = "auto",
    **settings: Any,
) -> Result:
    """Runs rules with one parameter set, without calling Python on the way.

    Args:
        rules: what to run.
        bars: a frame, bars of a catalog, or what ``farthing.prepare`` made of them.
        parameters: a number for each parameter of the rules.
        width: of the kernel's money; the numbers are the same.
        settings: capital, commission and what else decides the money, as ``farthing.simulate``.

    Returns:
        The result, digit for digit that of ``farthing.run(rules, ...)``.

    >>> import polars as pl
    >>> from farthing.rules import Rules, close, shares
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "open": [10.0, 10.5],
    ...                       "close": [10.2, 10.8]})
    >>> simulate(Rules(entry=close > 10, size=shares(10)), frame, capital=1000).end_equity
    Decimal('1003.00')
    """
    check_rules(rules)
    given.text(width, "width")
    ready = prepared(bars, settings)
    found = rules.set_of(parameters or {})
    outcome = _core.simulate_rules(
        ready.setup,
        ready.panel,
        ready.start,
        rules.compiled,
        [float(found[name]) for name in rules.parameters],
        width,
    )
    return Result.of(
        outcome,
        bars=ready.bars,
        days=ready.days,
        config=ready.config,
        strategy="rules",
        parameters=dict(found),
        code_hash=rules.code_hash,
    )


def sweep(
    rules: Rules,
    bars: Any,
    parameters: Mapping[str, Iterable[Any]] | Iterable[Mapping[str, Any]],
    *,
    top: int | None = None,
    by: str = "sharpe_ratio",
    workers: int | None = None,
    digests: bool = False,
    **settings: Any,
) -> pl.DataFrame:
    """Runs rules with many parameter sets, on all processors.

    Args:
        rules: what to run.
        bars: a frame, bars of a catalog, or what ``farthing.prepare`` made of them.
        parameters: values by name, of which every combination is a set (the last name varies
            fastest); or a list of sets.
        top: keep so many sets alone, the best by ``by``; equal ones in the order of sets. What is
            undefined comes last. None keeps all, in their order.
        by: a column of the result, with ``:max`` or ``:min`` where nobody knows which is better:
            of ``sharpe_ratio`` more is, of ``max_drawdown`` less.
        workers: threads; by default one for each processor. The result is the same.
        digests: whether each set has its ``digest``, that of ``simulate``; it takes several times
            as long.
        settings: capital, commission and what else decides the money, as ``farthing.simulate``.

    Returns:
        A row a set: ``set`` (its place), its parameters, ``end_equity orders fills`` and the
        statistics of ``farthing.Statistics`` that need nothing beside the account; with
        ``digests``, ``digest``.

    Raises:
        ConfigurationError: rules, parameters or settings make no sense.

    >>> import polars as pl
    >>> from farthing.rules import Rules, close, param, shares
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "open": [10.0, 10.5],
    ...                       "close": [10.2, 10.8]})
    >>> rules = Rules(entry=close > param("level"), size=shares(10))
    >>> found = sweep(rules, frame, {"level": [9, 10, 11]}, capital=1000)
    >>> found.select("level", "end_equity").rows()
    [(9, Decimal('1003.00')), (10, Decimal('1003.00')), (11, Decimal('1000.00'))]
    """
    check_rules(rules)
    ready = prepared(bars, settings)
    sets = sets_of(rules.parameters, parameters)
    threads = _workers(workers)

    def swept(columns: Mapping[str, Any], first: int) -> pl.DataFrame:
        return _swept(rules, ready, columns, first, threads, digests)

    names = _names(rules.parameters, swept(sets.part(0, 0), 0).columns)
    name, direction = _ranking(by, names)
    _check_top(top)
    kept: list[pl.DataFrame] = []
    for first in range(0, len(sets), SETS_AT_ONCE):
        columns = sets.part(first, min(len(sets), first + SETS_AT_ONCE))
        check_windows(rules.roots, columns)
        frame = _rows(columns, first, swept(columns, first))
        if top is not None:
            frame = best(pl.concat([*kept, frame]), top, name, direction)
            kept.clear()
        kept.append(frame)
    return pl.concat(kept)


def best(frame: pl.DataFrame, top: int, by: str, direction: Direction) -> pl.DataFrame:
    """The rows with the most or least of a column, equal ones in the order of ``set``.

    >>> rows = pl.DataFrame({"set": [0, 1, 2, 3], "x": [1.0, 2.0, None, 2.0]})
    >>> best(rows, 3, "x", "max")["set"].to_list()
    [1, 3, 0]
    >>> best(rows, 3, "x", "min")["set"].to_list()
    [0, 1, 3]
    """
    is_most = direction == "max"
    return frame.sort([by, "set"], descending=[is_most, False], nulls_last=True).head(top)


def _names(parameters: Iterable[str], own: list[str]) -> list[str]:
    """The columns of a sweep; refuses a parameter that is named like another one of them."""
    others = ["set", *(name for name in own if name != RUINED)]
    for name in parameters:
        if name in {*others, DIGEST}:
            raise ConfigurationError(
                f"parameter {name!r} is named like a column of a sweep; give it another name"
            )
    return [*others, *parameters]


def _ranking(by: Any, names: list[str]) -> tuple[str, Direction]:
    name, _, told = str(by).partition(":")
    if name not in names:
        near = hint(name, names, f"there are {', '.join(names)}")
        raise ConfigurationError(f"by {by!r}: no such statistic{near}")
    return name, direction_of(name, told, "by")


def _check_top(top: Any) -> None:
    if top is None:
        return
    if isinstance(top, bool) or not isinstance(top, int) or top < 1:
        raise ConfigurationError(f"top is {top!r}; give how many sets to keep, from 1 on")


def _swept(
    rules: Rules,
    ready: Prepared,
    columns: Mapping[str, Any],
    first: int,
    workers: int,
    digests: bool,
) -> pl.DataFrame:
    """What a few thousand sets, or none, come to; the number of the first one names errors."""
    matrix = np.column_stack([np.asarray(columns[n], dtype=float) for n in rules.parameters])
    table = _core.sweep_rules(
        ready.setup,
        ready.panel,
        ready.start,
        rules.compiled,
        np.ascontiguousarray(matrix),
        ready.days,
        ready.bars.sessions_per_year,
        workers,
        digests,
        first,
    )
    return pl.DataFrame(table)


def _rows(columns: Mapping[str, Any], first: int, found: pl.DataFrame) -> pl.DataFrame:
    """The rows of sets from ``first`` on: their places, their parameters and what they came to."""
    # What is made of returns has no meaning where the account came to nothing on the way.
    defined = [
        pl.when(~pl.col(RUINED)).then(pl.col(name)).alias(name)
        for name in found.columns
        if name in OF_RETURNS
    ]
    places = pl.Series("set", range(first, first + len(found)), dtype=pl.UInt64)
    own = [pl.Series(name, column) for name, column in columns.items()]
    return pl.DataFrame([places, *own]).hstack(found.with_columns(defined).drop(RUINED))


def check_rules(rules: Any) -> None:
    """Refuses what are no rules."""
    if not isinstance(rules, Rules):
        raise ConfigurationError(f"{rules!r} are no rules: give farthing.rules.Rules(entry=...)")


def prepared(bars: Any, settings: Mapping[str, Any]) -> Prepared:
    """Bars as they are prepared already, or are now.

    Raises:
        ConfigurationError: they were prepared with settings of their own.
    """
    if not isinstance(bars, Prepared):
        return prepare(bars, **settings)
    if settings:
        raise ConfigurationError(
            f"these bars were prepared: give {', '.join(settings)} to farthing.prepare"
        )
    return bars


def _workers(workers: int | None) -> int:
    if workers is None:
        return (
            len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1
        )
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise ConfigurationError(f"workers is {workers!r}; give how many threads, from 1 on")
    return workers
