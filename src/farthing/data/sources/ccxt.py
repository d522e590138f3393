"""Crypto exchanges, through ccxt (extra ``farthing[ccxt]``)."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the command line reads field types
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.data.request import bar_length
from farthing.data.sources.source import Finding, RawTable
from farthing.errors import ConfigurationError, SourceError, UnknownSymbol, install, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from farthing.data.calendar import Calendar
    from farthing.data.request import Request
    from farthing.data.terms import Survey


PAGE_BARS = 100
"""As many bars an exchange gives at a time, if not more: so far a first page without bars goes."""


@dataclass(frozen=True)
class CcxtSource:
    """Bars of a crypto exchange.

    Numbers come as the exchange's own text, so nothing passes through floats. The bar that is not
    over yet is left out.

    Args:
        exchange: its id, such as ``kraken``.
        start: first day, in UTC.
        end: last day, in UTC; by default today.
        settings: those of ccxt's exchange class, such as another address or a proxy.
    """

    exchange: str = field(metadata={"help": "Id of an exchange, such as kraken."})
    start: str = field(default="2020-01-01", metadata={"help": "First day, in UTC."})
    end: str | None = field(default=None, metadata={"help": "Last day, in UTC; default today."})
    settings: Mapping[str, Any] = field(default_factory=dict, metadata={"cli": False})

    def survey(self, request: Request) -> Survey:
        """The pairs of the exchange; those asked for must have one quote currency."""
        from farthing.data.terms import Survey

        exchange = self._open()
        known = tuple(sorted(exchange.symbols))
        if not request.symbols:
            raise ConfigurationError(
                f"{self.exchange} has {len(known):,} pairs; say which: --symbols {known[0]}"
            )
        missing = next((symbol for symbol in request.symbols if symbol not in known), None)
        if missing is not None:
            raise UnknownSymbol(missing, known)
        quotes = {exchange.market(symbol)["quote"] for symbol in request.symbols}
        if len(quotes) > 1:
            raise ConfigurationError(
                f"pairs in {' and '.join(sorted(quotes))}: an ingest is in one currency"
            )
        return Survey(
            symbols=known,
            origin=f"ccxt {self.exchange}",
            calendar="24/7",
            tz="UTC",
            label="start" if request.intraday else None,
            prices="raw",
            currency=quotes.pop(),
        )

    def tables(
        self, symbols: Sequence[str], request: Request, calendar: Calendar
    ) -> Iterator[RawTable]:
        """Asks for the bars of pair after pair, page by page."""
        from farthing.data.sources.unfinished import without_unfinished

        exchange = self._open()
        for symbol in symbols:
            window = self._range(exchange)
            bars = self._bars(exchange, symbol, request, window)
            now = _instant(exchange.milliseconds())
            table = self._table(symbol, bars, request, window[1])
            yield without_unfinished(table, request, calendar, now)

    def _open(self) -> Any:
        """The exchange, its pairs loaded, its numbers as text."""
        try:
            library = import_module("ccxt")
        except ImportError as error:
            raise ConfigurationError(f"exchanges need ccxt: {install('ccxt')}") from error
        if self.exchange not in library.exchanges:
            near = suggestion(self.exchange, library.exchanges)
            raise ConfigurationError(f"ccxt knows no exchange {self.exchange!r}{near}")
        exchange = getattr(library, self.exchange)({"enableRateLimit": True, **self.settings})
        exchange.number = str
        try:
            exchange.load_markets()
        except library.BaseError as error:
            raise SourceError(f"{self.exchange} does not tell its pairs: {error}") from error
        return exchange

    def _bars(
        self, exchange: Any, symbol: str, request: Request, window: tuple[int, int]
    ) -> list[list[Any]]:
        """All bars from the first day to the last, by their starts."""
        since, end = window
        length, reach = _milliseconds(request), 0
        found: dict[int, list[Any]] = {}
        while since <= end:
            page = self._page(exchange, symbol, request.frequency, since)
            new = {bar[0]: bar for bar in page if bar[0] >= since}
            if new:
                found |= new
                reach = max(reach, max(new) - min(new) + length)
                since = max(new) + length
            else:  # a gap, as far as a page goes: bars may come behind it
                since += reach or PAGE_BARS * length
        bars = [found[start] for start in sorted(found) if start <= end]
        if not bars:
            raise SourceError(
                f"{self.exchange} has no bars of {symbol} from {self.start} to {self.end or 'now'}"
            )
        return bars

    def _page(self, exchange: Any, symbol: str, frequency: str, since: int) -> list[list[Any]]:
        library = import_module("ccxt")
        try:
            page: list[list[Any]] = exchange.fetch_ohlcv(symbol, frequency, since)
        except library.BaseError as error:
            raise SourceError(f"{self.exchange}, {symbol}: {error}") from error
        return page

    def _range(self, exchange: Any) -> tuple[int, int]:
        first = given.date_of(self.start, "start")
        last = given.date_of(self.end, "end") if self.end else None
        begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
        now: int = exchange.milliseconds()
        if last is None:
            return int(begin.timestamp() * 1000), now
        stop = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
        return int(begin.timestamp() * 1000), min(int(stop.timestamp() * 1000) - 1, now)

    def _table(self, symbol: str, bars: list[list[Any]], request: Request, end: int) -> RawTable:
        import polars as pl

        names = ("open", "high", "low", "close", "volume")
        schema = {"start": pl.Int64, **dict.fromkeys(names, pl.String)}
        rows = [(bar[0], *(None if value is None else str(value) for value in bar[1:6]))
                for bar in bars]  # fmt: skip
        stamp = pl.from_epoch("start", time_unit="ms").dt.replace_time_zone("UTC")
        frame = pl.DataFrame(rows, schema=schema, orient="row").select(
            (stamp if request.intraday else stamp.dt.date()).alias("stamp"),
            *names,
            pl.lit(0, dtype=pl.UInt32).alias("file"),
            pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("line"),
        )
        stamps = frame.get_column("stamp")
        findings = (
            *self._late(symbol, stamps[0]),
            *self._early(symbol, stamps[-1], _instant(end + 1 - _milliseconds(request))),
        )
        return RawTable(symbol, frame, (f"{self.exchange} {symbol}",), findings=findings)

    def _late(self, symbol: str, first: date) -> Iterator[Finding]:
        """Whether the first bar is not of the first day."""
        if _day(first) > given.date_of(self.start, "start"):
            detail = f"{self.exchange} has no bars before {first}, though {self.start} was asked"
            yield Finding(symbol, "late start", 1, detail)

    def _early(self, symbol: str, last: date, newest: datetime) -> Iterator[Finding]:
        """Whether the last bar is not of the day of the newest one that can be over."""
        if _day(last) < newest.date():
            wanted = self.end or "now"
            detail = f"{self.exchange} has no bars after {last}, though up to {wanted} was asked"
            yield Finding(symbol, "early end", 1, detail)


def _milliseconds(request: Request) -> int:
    """How long a bar is."""
    length = bar_length(request.frequency) if request.intraday else timedelta(days=1)
    return int(length.total_seconds() * 1000)


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _day(stamp: date) -> date:
    """The day of a date or an instant."""
    return stamp.date() if isinstance(stamp, datetime) else stamp
