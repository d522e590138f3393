"""LEAN's folder layout: a zip for each symbol (days, hours) or symbol and day (minutes).

Equity prices are integers in 1/10,000 of a dollar, crypto prices are decimal text; times are
local and mark the start of a bar. Map files tell which ticker a security had when, factor files
its splits and dividends. Prices are as traded.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data.sources.csv import regular
from farthing.data.sources.lean_actions import FOREVER, actions, read_factors, read_tickers
from farthing.data.sources.source import Finding, RawTable, Ticker
from farthing.errors import ConfigurationError, OutsideData, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import polars as pl

    from farthing.data.calendar import Calendar
    from farthing.data.request import Request
    from farthing.data.sources.lean_actions import Actions, Factor
    from farthing.data.terms import Survey

FOLDERS = {"1d": "daily", "1h": "hour", "1m": "minute"}

EQUITY_SCALE = 4
"""Digits behind the point of equity prices, which are kept as integers."""

COLUMNS = ("stamp_text", "open", "high", "low", "close", "volume")

NAMES_SHOWN = 3

AROUND = timedelta(days=14)
"""So far from a line of a factor file there is a session."""

QUOTES = ("USDT", "USDC", "USD", "EUR", "GBP", "JPY", "BTC", "ETH")
"""What a crypto pair's name may end with."""


@dataclass(frozen=True, slots=True)
class Market:
    """A folder of LEAN's with the bars of one market."""

    folder: Path

    @property
    def name(self) -> str:
        """Such as ``equity/usa``."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def equity(self) -> bool:
        """Whether prices are integers, and securities have maps and factors."""
        return self.folder.parent.name == "equity"

    def tickers(self, frequency: str) -> list[str]:
        """The tickers that have bars."""
        folder = self.folder / FOLDERS[frequency]
        if frequency == "1m":
            found = [path.name for path in folder.glob("*/") if any(path.glob("*_trade.zip"))]
        else:
            found = [path.stem.removesuffix("_trade") for path in folder.glob("*.zip")]
        return sorted({name.upper() for name in found if not name.endswith("_quote")})

    def files(self, ticker: str, frequency: str) -> list[Path]:
        """The files of a ticker, in the order of their days."""
        folder, name = self.folder / FOLDERS[frequency], ticker.lower()
        if frequency == "1m":
            return sorted((folder / name).glob("*_trade.zip"))
        found = (folder / f"{name}.zip", folder / f"{name}_trade.zip")
        return [path for path in found if path.exists()]

    def securities(self, frequency: str) -> dict[str, tuple[Ticker, ...]]:
        """The securities that have bars under some ticker, with the tickers that they had."""
        there = set(self.tickers(frequency))
        known: dict[str, tuple[Ticker, ...]] = {}
        named: set[str] = set()
        for path in sorted((self.folder / "map_files").glob("*.csv")):
            spans = read_tickers(path.stem.upper(), regular(path))
            named |= {span.ticker for span in spans}
            if any(span.ticker in there for span in spans):
                known[path.stem.upper()] = spans
        return {**known, **dict.fromkeys(there - named, ())}


@dataclass(frozen=True)
class LeanSource:
    """A folder in LEAN's layout.

    Args:
        path: the folder that has ``equity`` or ``crypto`` in it, or one market of these.
        market: which of several, such as ``equity/usa``.
    """

    path: Path = field(metadata={"help": "Folder with equity/ or crypto/ in it, or a market's."})
    market: str | None = field(
        default=None, metadata={"help": "Which market of several, such as equity/usa."}
    )

    def survey(self, request: Request) -> Survey:
        """The securities of the market; a security is named as its map file is."""
        from farthing.data.terms import Survey

        market = self._market(request)
        securities = market.securities(request.frequency)
        if market.equity:
            return Survey(
                symbols=tuple(sorted(securities)),
                origin=f"LEAN {market.name}",
                calendar="XNYS",
                tz="America/New_York",
                label="start" if request.intraday else None,
                prices="raw",
                price_scale=EQUITY_SCALE,
                currency="USD",
                quantity_scale=0,
                aliases=_aliases(securities),
            )
        return Survey(
            symbols=tuple(sorted(securities)),
            origin=f"LEAN {market.name}",
            calendar="24/7",
            tz="UTC",
            label="start" if request.intraday else None,
            prices="raw",
            currency=_quote(securities),
        )

    def tables(
        self, symbols: Sequence[str], request: Request, calendar: Calendar
    ) -> Iterator[RawTable]:
        """Reads security by security, over all tickers that it had."""
        market = self._market(request)
        securities = market.securities(request.frequency)
        for symbol in symbols:
            yield Security(market, symbol, securities[symbol], request.frequency).table(calendar)

    def _market(self, request: Request) -> Market:
        """The market that is meant: the one there is, or the one that has the symbols asked."""
        found = self._with_bars(request.frequency)
        if self.market is not None:
            return self._named(found, request.frequency)
        asked = {symbol.upper() for symbol in request.symbols}
        found = [each for each in found if asked & _names(each, request.frequency)] or found
        if len(found) > 1:
            names = " or ".join(market.name for market in found)
            raise ConfigurationError(
                f"{self.path} has several markets; say which: --market {names}"
            )
        return found[0]

    def _with_bars(self, frequency: str) -> list[Market]:
        found = [market for market in self._markets() if market.tickers(frequency)]
        if not found:
            raise SourceError(
                f"{self.path} has no folder such as equity/usa/{FOLDERS[frequency]} with bars in "
                "LEAN's layout"
            )
        return found

    def _named(self, markets: Sequence[Market], frequency: str) -> Market:
        found = next((market for market in markets if market.name == self.market), None)
        if found is None:
            names = ", ".join(market.name for market in markets)
            raise ConfigurationError(
                f"{self.path} has no bars of {frequency} in {self.market!r}; there are {names}"
            )
        return found

    def _markets(self) -> list[Market]:
        path = Path(self.path).resolve()
        if not path.is_dir():
            raise SourceError(f"{self.path} is no folder")
        inside = [path, *path.glob("*/"), *path.glob("*/*/")]
        known = [folder for folder in inside if folder.parent.name in ("equity", "crypto")]
        bars = set(FOLDERS.values())
        return [Market(m) for m in sorted(known) if any((m / name).is_dir() for name in bars)]


def _names(market: Market, frequency: str) -> set[str]:
    securities = market.securities(frequency)
    return set(securities) | set(_aliases(securities))


def _aliases(securities: dict[str, tuple[Ticker, ...]]) -> dict[str, str]:
    """Tickers that belonged to one security only, and are not another's name."""
    holders: dict[str, set[str]] = {}
    for symbol, spans in securities.items():
        for span in spans:
            holders.setdefault(span.ticker, set()).add(symbol)
    return {
        ticker: next(iter(symbols))
        for ticker, symbols in holders.items()
        if len(symbols) == 1 and ticker not in securities
    }


def _quote(symbols: dict[str, tuple[Ticker, ...]]) -> str | None:
    """The currency that all pairs are priced in, where it shows in their names."""
    found = {next((quote for quote in QUOTES if name.endswith(quote)), None) for name in symbols}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Security:
    """One security of a market, over all tickers that it had."""

    market: Market
    symbol: str
    tickers: tuple[Ticker, ...]
    frequency: str

    def table(self, calendar: Calendar) -> RawTable:
        """Its rows, actions and tickers, and what is odd about them."""
        import polars as pl

        frames: list[pl.DataFrame] = []
        files: list[str] = []
        findings: list[Finding] = []
        for ticker in dict.fromkeys(span.ticker for span in self.tickers) or [self.symbol]:
            for path in self.market.files(ticker, self.frequency):
                frame, name = _read(path, self.frequency, equity=self.market.equity)
                frames.append(
                    frame.with_columns(
                        pl.lit(len(files), dtype=pl.UInt32).alias("file"),
                        pl.lit(ticker).alias("ticker"),
                    )
                )
                files.append(f"{path}/{name}")
        rows = pl.concat(frames)
        if self.tickers:
            rows, findings = self._own(rows)
        found = self._actions(rows, calendar)
        return RawTable(
            symbol=self.symbol,
            frame=rows.drop("ticker"),
            files=tuple(files),
            mantissa_scale=EQUITY_SCALE if self.market.equity else None,
            dividends=found.dividends,
            splits=found.splits,
            tickers=self.tickers,
            findings=tuple(findings),
            noted=found.noted,
        )

    def _own(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
        """The rows from the days on which the security had their ticker."""
        import polars as pl

        day, kept, findings = pl.col("stamp").dt.date(), [], []
        for span in self.tickers:
            inside = (pl.col("ticker") == span.ticker) & (day >= span.first)
            if span.last is not None:
                inside &= day <= span.last
            found = rows.filter(inside)
            kept.append(found)
            if found.is_empty():
                findings.append(self._hole(span))
        unread = rows.filter(pl.col("stamp").is_null())
        own = pl.concat([unread, *kept])
        if len(own) < len(rows):
            findings.append(self._foreign(rows.join(own, on=["file", "line"], how="anti")))
        return own, findings

    def _hole(self, span: Ticker) -> Finding:
        until = span.last or "now"
        detail = (
            f"from {span.first} to {until} the security was {span.ticker}, "
            f"of which {self.market.name} has no bars"
        )
        return Finding(self.symbol, "hole", 1, detail)

    def _foreign(self, rows: pl.DataFrame) -> Finding:
        days = rows.get_column("stamp").dt.date().sort()
        tickers = ", ".join(sorted(rows.get_column("ticker").unique()))
        detail = (
            f"{len(rows):,} bars under {tickers} from {days[0]} to {days[-1]} are not of "
            f"{self.symbol}, by its map file, and were cut"
        )
        return Finding(self.symbol, "ticker reuse", len(rows), detail)

    def _actions(self, rows: pl.DataFrame, calendar: Calendar) -> Actions:
        path = self.market.folder / "factor_files" / f"{self.symbol.lower()}.csv"
        days: list[date] = rows.get_column("stamp").dt.date().drop_nulls().sort().to_list()
        if not path.is_file() or not days:
            return actions(self.symbol, [], [])
        factors = read_factors(path)
        return actions(self.symbol, factors, _sessions(calendar, factors, days))


def _sessions(calendar: Calendar, factors: Sequence[Factor], days: Sequence[date]) -> list[date]:
    """The sessions around bars and lines of a factor file; of the bars, if no more are known."""
    dated = [*days[:1], *days[-1:], *(line.day for line in factors if line.day < FOREVER)]
    first, last = min(dated) - AROUND, max(dated) + AROUND
    try:
        found = calendar.sessions(first, last)
    except OutsideData:
        found = calendar.sessions(days[0], days[-1])
    sessions: list[date] = found.get_column("session").to_list()
    return sessions


def _read(path: Path, frequency: str, *, equity: bool) -> tuple[pl.DataFrame, str]:
    """The rows of a zip, and the name of the file in it."""
    import polars as pl

    try:
        with zipfile.ZipFile(regular(path)) as archive:
            name = _only(archive.namelist(), path)
            content = archive.read(name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError) as error:
        raise SourceError(f"{path} is no zip with a file in it: {error}") from error
    try:
        rows = pl.read_csv(
            content, has_header=False, new_columns=list(COLUMNS), infer_schema=False,
            row_index_name="line", row_index_offset=1,
        )  # fmt: skip
    except pl.exceptions.PolarsError as error:
        reason = str(error).splitlines()[0]
        raise SourceError(f"{path}/{name} is no csv of six columns: {reason}") from error
    rows = rows.with_columns(_stamps(path, frequency), pl.col("line").cast(pl.UInt32))
    if equity:
        rows = rows.with_columns(pl.col(name).cast(pl.Int64, strict=False) for name in COLUMNS[1:5])
    return rows, name


def _only(names: Sequence[str], path: Path) -> str:
    """The one file of a zip.

    Raises:
        SourceError: there is none, or another one.
    """
    files = [name for name in names if not name.endswith("/")]
    if len(files) == 1:
        return files[0]
    if not files:
        raise SourceError(f"{path} is no zip with a file in it: it is empty")
    shown = ", ".join(files[:NAMES_SHOWN])
    more = len(files) - NAMES_SHOWN
    raise SourceError(
        f"{path} has {len(files):,} files, {shown}{f' and {more:,} more' if more > 0 else ''}; a "
        "zip of LEAN's has one with bars: take the others out"
    )


def _stamps(path: Path, frequency: str) -> pl.Expr:
    """The starts of bars, local: a date and time, or milliseconds since the file's midnight."""
    import polars as pl

    text = pl.col("stamp_text")
    if frequency != "1m":
        stamp = text.str.to_datetime("%Y%m%d %H:%M", strict=False, time_unit="us")
        return (stamp.dt.date() if frequency == "1d" else stamp).alias("stamp")
    try:
        midnight = datetime.strptime(path.name[:8], "%Y%m%d")  # noqa: DTZ007 - local, as it says
    except ValueError as error:
        raise SourceError(f"{path}: the name does not begin with a date YYYYMMDD") from error
    milliseconds = text.cast(pl.Int64, strict=False)
    return (pl.lit(midnight) + pl.duration(milliseconds=milliseconds)).alias("stamp")
