"""Continuous futures: one series of the contracts of a chain, rolled and adjusted.

Which contract is current in a session is decided by what was known the session before, and a view
as of a time is adjusted by the rolls up to it alone: nothing in it changes by what comes later.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from farthing import given
from farthing.decimals import shifted
from farthing.errors import ConfigurationError, DataError, OutsideData, UnknownSymbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from farthing.data.bars import Bars
    from farthing.types import Instrument

Adjust = Literal["none", "additive", "ratio"]
"""What is done to earlier contracts: nothing, a difference, or a ratio."""

ADJUSTS: tuple[Adjust, ...] = ("none", "additive", "ratio")

PRICES = ("open", "high", "low", "close")

FACTOR_DIGITS = 12
"""Digits behind the point of a factor of ratio adjustment; it is rounded half-even to them."""

WEEKEND = 5
"""The first day of the week, from Monday on, on which most markets are closed."""


@dataclass(frozen=True, slots=True)
class Roll:
    """From one contract to the next.

    Args:
        session: the first session in which the next contract is current.
        before: the contract until then.
        after: the contract from then on.
        known: the last session before it in which both had bars.
        close_before: the close of the earlier contract in that session.
        close_after: the close of the later contract in that session.
    """

    session: date
    before: str
    after: str
    known: date
    close_before: Decimal
    close_after: Decimal

    @property
    def difference(self) -> Decimal:
        """What additive adjustment adds to the prices of earlier contracts."""
        return self.close_after - self.close_before

    @property
    def factor(self) -> Decimal:
        """What ratio adjustment multiplies them by: twelve digits, rounded half-even once.

        Raises:
            DataError: a close is not positive, so that there is no ratio.
        """
        if self.close_before <= 0 or self.close_after <= 0:
            raise DataError(
                f"the roll from {self.before} to {self.after} on {self.session} has closes "
                f"{self.close_before} and {self.close_after}: a ratio needs positive ones; "
                "choose additive or no adjustment"
            )
        return rounded(Fraction(self.close_after) / Fraction(self.close_before), FACTOR_DIGITS)


@dataclass(frozen=True)
class Continuous:
    """A chain of contracts as one series; ``continuous`` makes it.

    Args:
        contracts: in the order of their expiry.
        sessions: days of the bars.
        current: the contract of each session, and of the one after the last.
        rolls: in their order.
        adjust: what views do to earlier contracts.
        digits: digits behind the point of adjusted prices.
        bars: bars of the current contracts: ``time session contract open high low close`` and,
            where there are some, ``volume``; as they were traded.
    """

    contracts: tuple[str, ...]
    sessions: tuple[date, ...]
    current: tuple[str, ...]
    rolls: tuple[Roll, ...]
    adjust: Adjust
    digits: int
    bars: pl.DataFrame

    def current_contract(self, session: date, ahead: int = 0) -> str:
        """The contract that is current in a session.

        Args:
            session: a day; one between two sessions means the later one.
            ahead: 1 for the session after it, which is known at its close.

        Raises:
            OutsideData: the bars do not reach it.
        """
        place = bisect_left(self.sessions, session) + ahead
        if ahead not in (0, 1) or not self.sessions[0] <= session <= self.sessions[-1]:
            raise OutsideData(
                f"the contract of {session}, {ahead} sessions ahead, is not known: the bars go "
                f"from {self.sessions[0]} to {self.sessions[-1]}, and one session ahead"
            )
        return self.current[place]

    def view(self, until: date | datetime | None = None, bars: int | None = None) -> pl.DataFrame:
        """The series as it was known at a time: bars until then, adjusted by the rolls among them.

        Prices of the contract of the last bar are as they were traded.

        Args:
            until: the end of a bar or a session; by default the last bar.
            bars: so many of the last bars; by default all.
        """
        found = self._until(until)
        if bars is not None:
            given.count(bars, "bars")
            found = found.tail(bars)
        if self.adjust == "none" or found.is_empty():
            return found
        days = found.get_column("session")
        changes = [roll for roll in self.rolls if days[0] < roll.session <= days[-1]]
        return self._adjusted(found, changes) if changes else found

    def _until(self, until: date | datetime | None) -> pl.DataFrame:
        if until is None:
            return self.bars
        if isinstance(until, datetime):
            column, wanted = self.bars.get_column("time"), given.instant(until, "until")
        else:
            column, wanted = self.bars.get_column("session"), until  # type: ignore[assignment]
        return self.bars.head(int(column.search_sorted(wanted, side="right")))

    def _adjusted(self, found: pl.DataFrame, changes: Sequence[Roll]) -> pl.DataFrame:
        """Each stretch between two rolls with all that comes after it."""
        days = found.get_column("session")
        edges = [0, *(int(days.search_sorted(roll.session)) for roll in changes), len(found)]
        pieces = []
        for place in range(len(changes) + 1):
            piece = found[edges[place] : edges[place + 1]]
            pieces.append(self._changed(piece, changes[place:]))
        return pl.concat(pieces)

    def _changed(self, piece: pl.DataFrame, later: Sequence[Roll]) -> pl.DataFrame:
        """Prices by the rolls that come after them, rounded half-even once, to the digits.

        Those of the last contract, which no roll comes after, stay as they are.
        """
        if not later:
            return piece
        factor, difference = Fraction(1), Fraction(0)
        for roll in later:
            if self.adjust == "ratio":
                factor *= Fraction(roll.factor)
            else:
                difference += Fraction(roll.difference)
        columns = []
        for name in PRICES:
            prices = piece.get_column(name)
            known = {price: changed(price, factor, difference, self.digits) for price in prices}
            columns.append(pl.Series(name, [known[price] for price in prices], prices.dtype))
        return piece.with_columns(columns)


def continuous(
    bars: Bars,
    contracts: str | Sequence[str] | None = None,
    *,
    roll: str = "calendar:5",
    adjust: Adjust = "none",
    digits: int | None = None,
) -> Continuous:
    """One series of the contracts of a chain.

    Args:
        bars: of futures with an ``expiry``, of one bundle or frame.
        contracts: their names, or how these begin; by default every future of the bars.
        roll: ``calendar:N``: the next contract is current from N sessions before the expiry on;
            ``volume``: from the session on before which the next one traded more, and at the
            latest after the expiry.
        adjust: of earlier contracts in views: ``none``; ``additive``, by the difference of both
            closes; ``ratio``, by their ratio of twelve digits. Both closes are those of the last
            session before the roll in which both traded.
        digits: digits behind the point of adjusted prices, to which they are rounded half-even
            once; by default those of the prices. Prices of the contract of a view's last bar are
            as they were traded, and have all their digits.

    Raises:
        ConfigurationError: a future has no expiry, or the roll or the adjustment is none.
        DataError: two contracts never traded in one session before their roll.

    >>> from datetime import date
    >>> import farthing as ft
    >>> frame = pl.DataFrame([
    ...     (day, symbol, price, price, price, price, 10)
    ...     for day, prices in ((date(2024, 3, 13), (100, 102)), (date(2024, 3, 14), (101, 103)),
    ...                         (date(2024, 3, 15), (102, 105)))
    ...     for symbol, price in zip(("FH", "FM"), prices)
    ... ], schema=["date", "symbol", "open", "high", "low", "close", "volume"], orient="row")
    >>> chain = continuous(
    ...     ft.bars_from_frame(frame, instruments=[
    ...         ft.Instrument("FH", kind="future", expiry=date(2024, 3, 15)),
    ...         ft.Instrument("FM", kind="future", expiry=date(2024, 6, 21)),
    ...     ]), roll="calendar:1", adjust="additive")
    >>> chain.current_contract(date(2024, 3, 14)), chain.view()["close"].to_list()
    ('FM', [Decimal('102.00'), Decimal('103.00'), Decimal('105.00')])
    """
    if adjust not in ADJUSTS:
        raise ConfigurationError(f"adjust {adjust!r} is none of {', '.join(ADJUSTS)}")
    chain = _chain(bars, contracts)
    tables = {one.symbol: bars.tables[one.symbol].collect() for one in chain}
    sessions = tuple(bars.sessions.get_column("session").to_list())
    if roll == "volume":
        current = _by_volume(chain, tables, sessions)
    else:
        current = _by_calendar(chain, bars, sessions, _days_before(roll))
    symbols = tuple(one.symbol for one in chain)
    scale = max(one.price_scale for one in chain)
    if digits is not None:
        given.scale(digits, "digits", FACTOR_DIGITS)
    return Continuous(
        contracts=symbols,
        sessions=sessions,
        current=current,
        rolls=_rolls(current, sessions, tables, needed=adjust != "none"),
        adjust=adjust,
        digits=scale if digits is None else digits,
        bars=_series(current, sessions, tables, scale if digits is None else max(scale, digits)),
    )


def rounded(number: Fraction, digits: int) -> Decimal:
    """A fraction with so many digits behind the point, half-even.

    >>> rounded(Fraction(5, 2), 0), rounded(Fraction(1, 3), 4)
    (Decimal('2'), Decimal('0.3333'))
    """
    return shifted(Decimal(round(number * 10**digits)), -digits)


def changed(price: Decimal, factor: Fraction, difference: Fraction, digits: int) -> Decimal:
    """A price times a factor plus a difference, rounded half-even once."""
    return rounded(Fraction(price) * factor + difference, digits)


def _chain(bars: Bars, contracts: str | Sequence[str] | None) -> list[Instrument]:
    """The contracts by expiry."""
    futures = {one.symbol: one for one in bars.instruments if one.kind == "future"}
    found = [_dated(name, futures) for name in _names(contracts, futures)]
    if not found:
        raise ConfigurationError(
            f"no future of {', '.join(bars.symbols)} begins with {contracts or ''!r}: "
            "give Instrument(..., kind='future', expiry=...)"
        )
    return sorted(found, key=lambda one: (one.expiry, one.symbol))


def _names(contracts: str | Sequence[str] | None, known: Iterable[str]) -> list[str]:
    if contracts is None or isinstance(contracts, str):
        return [name for name in known if name.startswith(contracts or "")]
    return list(contracts)


def _dated(name: str, futures: dict[str, Instrument]) -> Instrument:
    if name not in futures:
        raise UnknownSymbol(name, futures)
    if futures[name].expiry is None:
        raise ConfigurationError(
            f"{name} has no expiry: tell it in the instruments of the bars, such as "
            "Instrument(..., expiry=date(2024, 3, 15))"
        )
    return futures[name]


def _days_before(roll: Any) -> int:
    given.text(roll, "roll")
    name, _, days = roll.partition(":")
    if name != "calendar" or not days.isdigit():
        raise ConfigurationError(f"roll {roll!r} is none: calendar:5 or volume")
    return int(days)


def _by_calendar(
    chain: Sequence[Instrument], bars: Bars, sessions: Sequence[date], before: int
) -> tuple[str, ...]:
    """The first contract that is more than so many sessions before its expiry."""
    known = _calendar(bars, sessions, max(_expiry(one) for one in chain))
    last = [bisect_right(known, _expiry(one)) - 1 - before for one in chain]
    found = []
    for day in [*sessions, *known[bisect_right(known, sessions[-1]) :][:1]]:
        place = bisect_left(known, day)
        alive = (one for one, end in zip(chain, last, strict=True) if place < end)
        found.append(next(alive, chain[-1]).symbol)
    return tuple(found) if len(found) > len(sessions) else (*found, found[-1])


def _expiry(one: Instrument) -> date:
    assert one.expiry is not None, "it was asked for before"
    return one.expiry


def _calendar(bars: Bars, sessions: Sequence[date], until: date) -> list[date]:
    """The sessions from the first bar to the last expiry.

    A frame's calendar knows none after the last bar: working days stand for them, or all days
    where some of the frame's are no working days.
    """
    from farthing.data.calendar import calendar
    from farthing.data.frame import FRAME_DATES

    if bars.calendar != FRAME_DATES:
        found = calendar(bars.calendar).sessions(sessions[0], max(until, sessions[-1]))
        days: list[date] = found.get_column("session").to_list()
        return days
    always = any(day.weekday() >= WEEKEND for day in sessions)
    days, day = list(sessions), sessions[-1] + timedelta(days=1)
    while day <= until + timedelta(days=7):
        if always or day.weekday() < WEEKEND:
            days.append(day)
        day += timedelta(days=1)
    return days


def _by_volume(
    chain: Sequence[Instrument], tables: dict[str, pl.DataFrame], sessions: Sequence[date]
) -> tuple[str, ...]:
    """The next contract from the session on before which it traded more; never back."""
    volumes = {symbol: _volumes(symbol, table) for symbol, table in tables.items()}
    found: list[str] = []
    place = 0
    before: date | None = None
    for day in [*sessions, sessions[-1] + timedelta(days=1)]:
        while place + 1 < len(chain):
            now, later = chain[place], chain[place + 1]
            traded = [volumes[one.symbol].get(before, 0) for one in (now, later)] if before else []
            if _expiry(now) >= day and not (traded and traded[1] > traded[0]):
                break
            place += 1
        found.append(chain[place].symbol)
        before = day
    return tuple(found)


def _volumes(symbol: str, table: pl.DataFrame) -> dict[date | None, Any]:
    if "volume" not in table.columns:
        raise ConfigurationError(f"{symbol} has no volumes: roll by calendar:N")
    sums = table.group_by("session").agg(pl.col("volume").sum())
    return dict(sums.select("session", "volume").iter_rows())


def _rolls(
    current: Sequence[str],
    sessions: Sequence[date],
    tables: dict[str, pl.DataFrame],
    *,
    needed: bool,
) -> tuple[Roll, ...]:
    """Where the contract of a session is another than that of the one before."""
    closes = {symbol: _closes(table) for symbol, table in tables.items()}
    rolls = []
    for place in range(1, len(sessions)):
        before, after = current[place - 1], current[place]
        if before == after:
            continue
        both = closes[before].keys() & closes[after].keys()
        known = max((day for day in both if day < sessions[place]), default=None)
        if known is not None:
            ends = closes[before][known], closes[after][known]
            rolls.append(Roll(sessions[place], before, after, known, *ends))
        elif needed:
            raise DataError(
                f"{before} and {after} have no session with bars of both before the roll on "
                f"{sessions[place]}: choose adjust='none', or another roll"
            )
    return tuple(rolls)


def _closes(table: pl.DataFrame) -> dict[date, Decimal]:
    """The last close of each session."""
    last = table.group_by("session", maintain_order=True).agg(pl.col("close").last())
    return dict(last.iter_rows())


def _series(
    current: Sequence[str], sessions: Sequence[date], tables: dict[str, pl.DataFrame], scale: int
) -> pl.DataFrame:
    """The bars of the contracts while they are current."""
    owner = pl.DataFrame(
        {"session": sessions, "contract": current[: len(sessions)]},
        schema={"session": pl.Date, "contract": pl.String},
    )
    names = ["time", "session", "contract", *PRICES]
    if all("volume" in table.columns for table in tables.values()):
        names.append("volume")
    digits = pl.Decimal(38, scale)
    parts = []
    for symbol, table in tables.items():
        mine = owner.filter(pl.col("contract") == symbol)
        rows = table.join(mine, on="session", how="inner", maintain_order="left")
        parts.append(rows.select(names).with_columns(pl.col(*PRICES).cast(digits)))
        if "volume" in names:
            parts[-1] = parts[-1].with_columns(pl.col("volume").cast(pl.Decimal(38, 8)))
    return pl.concat(parts).sort("time")
