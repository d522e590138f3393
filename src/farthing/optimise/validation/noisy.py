"""Bars that are nearly the same: the noise of their returns is drawn anew."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from farthing.data.arrays import PRICES, day_number, days_of
from farthing.data.checksum import value_hash
from farthing.data.digits import column_of, digits_of, price_step
from farthing.data.exact import PRICE_LIMIT
from farthing.draw import Draw
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from farthing.data.bars import Bars
    from farthing.types import Instrument

SHARE = 0.2


def noisy_bars(bars: Bars, *, share: float = SHARE, seed: int) -> Bars:
    """Bars whose returns from close to close are partly noise.

    Each return, less the mean, is multiplied by ``sqrt(1 - share ** 2) + share * z``, z normal: its
    square stays what it was on average, so that quiet and wild times, openings and nights stay
    where they are. A bar's open, high and low keep their distances to the close, as ratios, but for
    rounding to the tick, which cannot change which of them is higher. Splits stay splits, volumes
    and actions what they are; several instruments move by the same noise, so that what they have in
    common they keep.

    A strategy that lives on more than the last digits of prices does not much worse on such bars.

    Source: of the multiplier, Wu, Jackknife, bootstrap and other resampling methods in regression,
    1986 (the wild bootstrap).

    Args:
        bars: of a frame or a catalog; prices above 0.
        share: of the deviation of a return that is noise, from 0 (none) to below 1.
        seed: another one is another noise.

    Returns:
        Bars with the same times, sessions and actions; their digest tells share and seed.

    Raises:
        ConfigurationError: the share is out of its range, or prices may be 0 or less.

    >>> import polars as pl
    >>> import farthing as ft
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03", "2024-01-04"],
    ...                       "open": [10.0, 10.5, 10.2], "close": [10.2, 10.8, 10.1]})
    >>> noisy = noisy_bars(ft.bars_from_frame(frame, symbol="A"), seed=2)
    >>> rows = noisy.tables["A"].collect()
    >>> rows["close"][0], bool((rows["high"] >= rows["low"]).all())
    (Decimal('10.20'), True)
    """
    if not 0.0 <= share < 1.0:
        raise ConfigurationError(f"share {share} of noise is not from 0 to below 1")
    frames = {symbol: bars.tables[symbol].collect() for symbol in bars.symbols}
    times = np.unique(np.concatenate([_times(rows) for rows in frames.values()]))
    factors = math.sqrt(1.0 - share**2) + share * Draw(seed).normals(len(times))
    tables = {}
    for instrument in bars.instruments:
        rows = frames[instrument.symbol]
        own = factors[np.searchsorted(times, _times(rows))]
        tables[instrument.symbol] = _moved(bars, instrument, rows, own).lazy()
    digest = value_hash({"bars": bars.digest, "noise": share, "seed": seed})
    note = f"noise of {share:g} in all returns, seed {seed}"
    return replace(bars, tables=tables, digest=digest, name="", notes=(*bars.notes, note))


def _times(rows: pl.DataFrame) -> NDArray[np.int64]:
    return rows.get_column("time").dt.epoch("ns").to_numpy()


def _moved(
    bars: Bars, instrument: Instrument, rows: pl.DataFrame, factors: NDArray[np.float64]
) -> pl.DataFrame:
    digits = {name: digits_of(rows, name) for name in PRICES}
    if any((each <= 0).any() for each in digits.values()):
        raise ConfigurationError(
            f"{instrument.symbol} has prices of 0 or less, which have no returns: leave it out"
        )
    shares = _shares(bars, instrument, rows)
    logs = np.log(digits["close"] * shares)
    returns = np.diff(logs)
    mean = returns.mean() if len(returns) else 0.0
    changed = np.concatenate(([0.0], np.cumsum((returns - mean) * (factors[1:] - 1.0))))
    scale = np.exp(changed)
    step = price_step(instrument, digits.values())
    most = (PRICE_LIMIT - 1) // step
    new = {
        name: np.clip(np.rint(each * scale / step), 1, most).astype(np.int64) * step
        for name, each in digits.items()
    }
    return rows.with_columns(column_of(rows, name, each) for name, each in new.items())


def _shares(bars: Bars, instrument: Instrument, rows: pl.DataFrame) -> NDArray[np.float64]:
    """How many shares of the first day one share is: returns know no splits."""
    days = days_of(rows.get_column("session"))
    shares = np.ones(len(rows))
    for split in bars.splits:
        if split.symbol == instrument.symbol:
            shares[int(np.searchsorted(days, day_number(split.date))) :] *= split.new / split.old
    return shares
