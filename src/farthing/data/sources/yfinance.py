"""Yahoo Finance, through yfinance (extra ``farthing[yfinance]``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.data.sources.source import RawTable
from farthing.errors import ConfigurationError, SourceError, install

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.data.calendar import Calendar
    from farthing.data.request import Request
    from farthing.data.terms import Survey


COLUMNS = {
    "open": "Open",
    "high": "High",
    "low": "Low",
    "close": "Close",
    "volume": "Volume",
    "dividend": "Dividends",
    "split": "Stock Splits",
}
"""What we take, and what yfinance calls it."""


@dataclass(frozen=True)
class YfinanceSource:
    """Bars of Yahoo Finance.

    Yahoo's prices are adjusted for splits, and so are its dividends; they are floats with noise,
    so say to how many digits they are to be rounded (``price_scale``). A bar that is not over yet
    is left out.

    Args:
        start: first day.
        end: last day; by default today.
        session: the session that yfinance is to use, as of requests or curl_cffi.
    """

    start: str = field(default="1990-01-01", metadata={"help": "First day."})
    end: str | None = field(default=None, metadata={"help": "Last day; by default today."})
    session: Any = field(default=None, metadata={"cli": False})

    def survey(self, request: Request) -> Survey:
        """The symbols asked for; Yahoo does not tell which there are."""
        from farthing.data.terms import Survey

        if not request.symbols:
            raise ConfigurationError("say which symbols of Yahoo: --symbols AAPL,MSFT")
        return Survey(
            symbols=tuple(dict.fromkeys(request.symbols)),
            origin="Yahoo Finance",
            label="start" if request.intraday else None,
            prices="split-adjusted",
        )

    def tables(
        self, symbols: Sequence[str], request: Request, calendar: Calendar
    ) -> Iterator[RawTable]:
        """Asks for the bars of symbol after symbol."""
        from farthing.data.sources.unfinished import without_unfinished

        for symbol in symbols:
            table = self._table(symbol, self._history(symbol, request), request)
            yield without_unfinished(table, request, calendar, datetime.now(UTC))

    def _history(self, symbol: str, request: Request) -> Any:
        """What yfinance gives: a pandas frame by instants."""
        try:
            library = import_module("yfinance")
        except ImportError as error:
            raise ConfigurationError(
                f"Yahoo Finance needs yfinance: {install('yfinance')}"
            ) from error
        first = str(given.date_of(self.start, "start"))
        day = given.date_if_given(self.end, "end")
        after = None if day is None else str(day + timedelta(days=1))
        try:
            found = library.Ticker(symbol, session=self.session).history(
                start=first, end=after, interval=request.frequency,
                auto_adjust=False, actions=True, keepna=True, raise_errors=True,
            )  # fmt: skip
        except (library.exceptions.YFException, OSError, LookupError, ValueError) as error:
            raise SourceError(f"Yahoo Finance, {symbol}: {error}") from error
        if found.empty:
            raise SourceError(
                f"Yahoo Finance has no bars of {symbol} from {self.start} to {self.end or 'now'}"
            )
        return found

    def _table(self, symbol: str, found: Any, request: Request) -> RawTable:
        import polars as pl

        if request.intraday:
            instants = found.index.tz_convert("UTC").tz_localize(None)
            stamp = pl.Series("stamp", _microseconds(instants)).dt.replace_time_zone("UTC")
        else:
            stamp = pl.Series("stamp", _microseconds(found.index.tz_localize(None))).dt.date()
        columns = [pl.Series(name, found[its].to_numpy()) for name, its in COLUMNS.items()]
        frame = pl.DataFrame([stamp, *columns]).with_columns(
            pl.lit(0, dtype=pl.UInt32).alias("file"),
            pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("line"),
        )
        return RawTable(symbol, frame, (f"Yahoo Finance {symbol}",))


def _microseconds(index: Any) -> Any:
    """The instants of a pandas index in a unit that polars knows."""
    return index.to_numpy().astype("datetime64[us]")
