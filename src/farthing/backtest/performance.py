"""What ``analyze`` of a Zipline program is given: a row per session, in floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from farthing.errors import ConfigurationError, install

if TYPE_CHECKING:
    import pandas as pd

    from farthing.backtest.result import Result


def performance(result: Result) -> pd.DataFrame:
    """The account at the end of each session, and what was recorded last in it.

    Columns are ``portfolio_value``, ``ending_cash``, ``returns`` and one per recorded name; the
    index is the time at which the session's last bar ended. Exact values are in the result's own
    tables.

    Raises:
        ConfigurationError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise ConfigurationError(
            f"analyze is given a pandas frame: leave it out, or install pandas: {install('pandas')}"
        ) from error
    ends = result.equity.group_by("session", maintain_order=True).last()
    frame = pd.DataFrame(
        {
            "portfolio_value": ends["equity"].cast(pl.Float64).to_numpy(),
            "ending_cash": ends["cash"].cast(pl.Float64).to_numpy(),
        },
        index=pd.DatetimeIndex(ends["time"].to_numpy(), tz="UTC"),
    )
    before = frame["portfolio_value"].shift(1, fill_value=float(result.config.capital))
    frame["returns"] = frame["portfolio_value"] / before - 1
    if len(result.records.columns) == 1:
        return frame
    by_session = result.records.join(result.equity.select("time", "session"), on="time")
    last = by_session.group_by("session", maintain_order=True).agg(
        pl.exclude("time", "session").drop_nulls().last()
    )
    recorded = ends.select("session").join(last, on="session", how="left").drop("session")
    for column in recorded.iter_columns():
        plain = column.cast(pl.Float64) if column.dtype.is_decimal() else column
        frame[column.name] = plain.to_list()
    return frame
