"""``data`` of Zipline's programs: what is known of the market, in the shapes of pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.errors import NotEnoughHistory
from farthing.zipline.days import Days
from farthing.zipline.pandas_extra import pandas

if TYPE_CHECKING:
    import pandas as pd

    from farthing import _core
    from farthing.data.bars import Bars

ZEROS = ("volume",)
"""Fields of which Zipline shows nothing as 0 instead of NaN."""


class ShimData:
    """Zipline's ``BarData``: values as scalars, Series and DataFrames."""

    def __init__(self, core: _core.Context, data: _core.BarData, bars: Bars) -> None:
        """Reads what the core shows of a run."""
        self._core, self._data, self._days = core, data, Days(bars)
        self._frequency = bars.frequency
        self._pandas = pandas()

    def current(self, assets: Any, fields: Any) -> Any:
        """The present value of a field.

        A scalar for an asset and a field, a Series by asset or by field for several of one of them,
        and a DataFrame of assets x fields for several of both.
        """
        pd = self._pandas
        if isinstance(fields, str):
            if _is_one(assets):
                return _filled(self._data.current(assets, fields), fields)
            values = [_filled(self._data.current(each, fields), fields) for each in assets]
            return pd.Series(values, index=list(assets), name=fields)
        if _is_one(assets):
            values = [self.current(assets, field) for field in fields]
            return pd.Series(values, index=list(fields), name=str(assets))
        columns = {field: self.current(assets, field) for field in fields}
        return pd.DataFrame(columns, index=list(assets), columns=list(fields))

    def history(self, assets: Any, fields: Any, bar_count: int, frequency: str) -> Any:
        """The last bars of a field, newest last, adjusted for splits and dividends known now.

        A Series over time for an asset and a field; a DataFrame with a column for each asset or for
        each field; for several of both, a row for each pair of time and asset.

        Raises:
            NotEnoughHistory: the data does not reach back so far; Zipline raises there, too.
        """
        pd = self._pandas
        if isinstance(fields, str):
            return self._field(assets, fields, bar_count, frequency)
        if _is_one(assets):
            columns = {field: self.history(assets, field, bar_count, frequency) for field in fields}
            return pd.DataFrame(columns, columns=list(fields))
        frames = {
            field: self._field(assets, field, bar_count, frequency).stack(future_stack=True)
            for field in fields
        }
        pairs = pd.DataFrame(frames, columns=list(fields))
        pairs.index.names = ["date", None]
        return pairs

    def can_trade(self, assets: Any) -> Any:
        """Whether an asset has traded already: a truth, or a Series by asset."""
        return self._each(self._data.can_trade, assets)

    def is_stale(self, assets: Any) -> Any:
        """Whether the last price of an asset is of an earlier bar: a truth, or a Series."""
        return self._each(self._data.is_stale, assets)

    @property
    def current_dt(self) -> pd.Timestamp:
        """When the present bar ended, UTC."""
        return self._pandas.Timestamp(self._core.time_ns, unit="ns", tz="UTC")

    @property
    def current_session(self) -> pd.Timestamp:
        """The day of the present session."""
        return self._pandas.Timestamp(self._core.session)

    def _each(self, ask: Any, assets: Any) -> Any:
        if _is_one(assets):
            return ask(assets)
        return self._pandas.Series(ask(assets), index=list(assets), dtype=bool)

    def _field(self, assets: Any, field: str, bar_count: int, frequency: str) -> Any:
        if frequency == "1d" and self._frequency != "1d":
            days = self._data.history(_listed(assets), field, bar_count, frequency).to_pandas()
            return self._days.whole(days, field, self._core)
        window = self._window(assets, field, bar_count, frequency)
        if frequency == "1d":
            window.index = self._days.sessions(window.index)
        return window

    def _window(self, assets: Any, field: str, bar_count: int, frequency: str) -> Any:
        if bar_count > self._core.bars_known:
            raise NotEnoughHistory(
                f"history of {bar_count} bars: the data has {self._core.bars_known} up to now; ask "
                "for less, or begin the run later"
            )
        window = self._data.history(_listed(assets), field, bar_count, frequency).to_pandas()
        return window.fillna(0) if field in ZEROS else window


def _listed(assets: Any) -> Any:
    """An asset as it is, several of them as a list."""
    return assets if _is_one(assets) else list(assets)


def _is_one(assets: Any) -> bool:
    from farthing._core import Asset

    return isinstance(assets, (Asset, str))


def _filled(value: float, field: str) -> float:
    return 0.0 if field in ZEROS and value != value else value
