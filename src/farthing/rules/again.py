"""Sets of a sweep once more, as whole runs: a sweep keeps no orders, no trades and no journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.errors import ConfigurationError
from farthing.given import shown
from farthing.rules.runs import DIGEST, check_rules, prepared, simulate, sweep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from farthing.backtest.result import Result
    from farthing.rules.rules import Rules

SET = "set"


def results(
    rules: Rules, bars: Any, swept: pl.DataFrame, sets: Iterable[int] | None = None, **settings: Any
) -> dict[int, Result]:
    """Runs sets of a sweep again, with orders, trades and journal, and checks each of them.

    A set is swept once more with its digest, which has to be that of its run; and all that the
    sweep said of it has to be what it says now.

    Args:
        rules: those of the sweep.
        bars: those of the sweep, or what ``farthing.prepare`` made of them.
        swept: what ``sweep`` gave, or some of its rows.
        sets: numbers of its column ``set``; None is all rows.
        settings: those of the sweep.

    Returns:
        A result for each set, in the order of ``sets``.

    Raises:
        ConfigurationError: there is no such set; or one came to something else in the sweep, which
            was of other rules, bars or settings.

    >>> import polars as pl
    >>> from farthing.rules import Rules, close, param, shares
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "open": [10.0, 10.5],
    ...                       "close": [10.2, 10.8]})
    >>> rules = Rules(entry=close > param("level"), size=shares(10))
    >>> swept = sweep(rules, frame, {"level": [9, 10, 11]}, capital=1000)
    >>> found = results(rules, frame, swept, [1], capital=1000)
    >>> found[1].end_equity, found[1].journal.height > 0
    (Decimal('1003.00'), True)
    """
    check_rules(rules)
    ready = prepared(bars, settings)
    rows = _rows(swept, sets)
    parameters = [{name: row[name] for name in rules.parameters} for row in rows]
    now = sweep(rules, ready, parameters, digests=True).drop(SET) if rows else pl.DataFrame()
    found: dict[int, Result] = {}
    for row, own, values in zip(rows, now.iter_rows(named=True), parameters, strict=True):
        result = simulate(rules, ready, values)
        _check(row, {**own, DIGEST: result.digest}, own[DIGEST])
        found[row[SET]] = result
    return found


def _rows(swept: pl.DataFrame, sets: Iterable[int] | None) -> list[dict[str, Any]]:
    if not isinstance(swept, pl.DataFrame) or SET not in swept.columns:
        raise ConfigurationError(f"{shown(swept)} is no result of a sweep: it has no column set")
    every = {row[SET]: row for row in swept.iter_rows(named=True)}
    wanted = list(every if sets is None else sets)
    missing = next((number for number in wanted if number not in every), None)
    if missing is not None:
        raise ConfigurationError(
            f"the sweep has no set {missing}: its column set has those that it kept"
        )
    return [every[number] for number in wanted]


def _check(row: dict[str, Any], now: dict[str, Any], swept: str) -> None:
    """Refuses a set that is not what it was.

    Args:
        row: of the sweep.
        now: the same columns, with the digest of the run.
        swept: the digest that a sweep has of it now.
    """
    for name, was in {**row, DIGEST: row.get(DIGEST, swept)}.items():
        if name != SET and was != now[name]:
            raise ConfigurationError(
                f"set {row[SET]} has the {name} {was} in the sweep, and {now[name]} when it is run "
                "again: give the rules, bars and settings of the sweep"
            )
