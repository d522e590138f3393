"""An expression that is told of the market session by session, as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.errors import ConfigurationError, UnknownSymbol
from farthing.signals.streams import exact
from farthing.universe.days import FIELDS
from farthing.universe.market import Market

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from numpy.typing import NDArray

    from farthing.types import Dividend, End, Instrument, Split
    from farthing.universe.expression import Term

Bar = tuple["Decimal | float", ...]
"""Open, high, low, close and volume."""


class Stream:
    """An expression over a market that goes on: before each session it says what it knows.

    What it says is, to the bit, the row of that session in the expression's grid over the same
    bars.

    Args:
        term: a filter or a factor.
        instruments: in the order of every array.
        ends: of those that are not listed any more.

    >>> from datetime import date
    >>> from farthing.types import Instrument
    >>> from farthing.universe import price
    >>> stream = Stream(price() > 5, [Instrument("A"), Instrument("B")])
    >>> stream.begin(date(2024, 1, 2)).tolist()
    [False, False]
    >>> stream.end({"A": (4, 6, 4, 5.5, 100), "B": (4, 5, 4, 4.5, 100)})
    >>> stream.begin(date(2024, 1, 3)).tolist()
    [True, False]
    """

    def __init__(
        self, term: Term, instruments: Sequence[Instrument], ends: Iterable[End] = ()
    ) -> None:
        """Knows no session."""
        self._term = term
        self._market = Market(instruments, ends=ends)

    def begin(
        self, day: date, splits: Iterable[Split] = (), dividends: Iterable[Dividend] = ()
    ) -> NDArray[Any]:
        """Begins a session: what is known before it opens, one value per asset.

        Args:
            day: its date.
            splits: those that act with its open.
            dividends: those whose ex-date it is.

        Raises:
            ConfigurationError: the session before has not ended, or is not earlier.
        """
        market = self._market
        if market.count > market.known:
            raise ConfigurationError(
                f"the session of {market.day(market.known)} has not ended: call end(bars) before "
                f"begin({day})"
            )
        if market.count and day <= market.day(market.count - 1):
            raise ConfigurationError(
                f"a session of {day} cannot come after that of {market.day(market.count - 1)}: "
                "begin them in the order of their days"
            )
        splits, dividends = tuple(splits), tuple(dividends)
        self._check_days(day, [each.date for each in splits] + [e.ex_date for e in dividends])
        return market.row(self._term, market.begin(day, splits, dividends))

    def end(self, bars: Mapping[str, Bar]) -> None:
        """Ends the session with its bars: (open, high, low, close, volume) by symbol.

        Args:
            bars: of the assets that have one; a float means its shortest decimal.

        Raises:
            ConfigurationError: no session has begun, or a bar is no bar.
            UnknownSymbol: a bar is of none of the instruments.
        """
        market = self._market
        if market.count == market.known:
            raise ConfigurationError("no session has begun: call begin(day) before end(bars)")
        present = np.zeros(len(market.symbols), dtype=np.bool_)
        columns = {field: np.zeros(len(present), dtype=np.int64) for field in FIELDS}
        for symbol, bar in bars.items():
            asset = self._place(symbol)
            present[asset] = True
            for field, value in zip(FIELDS, self._bar(symbol, asset, bar), strict=True):
                columns[field][asset] = value
        market.end(present, columns)

    def _check_days(self, day: date, actions: Iterable[date]) -> None:
        """Refuses an action of another session: what has been said stands."""
        market = self._market
        for each in actions:
            if each > day or (market.count and each <= market.day(market.count - 1)):
                raise ConfigurationError(
                    f"an action of {each} does not act with the session of {day}: give it to the "
                    "first session on or after its date"
                )

    def _place(self, symbol: str) -> int:
        if symbol not in self._market.symbols:
            raise UnknownSymbol(symbol, self._market.symbols)
        return self._market.symbols.index(symbol)

    def _bar(self, symbol: str, asset: int, bar: Bar) -> list[int]:
        if len(bar) != len(FIELDS):
            raise ConfigurationError(
                f"the bar of {symbol} has {len(bar)} numbers; it has {', '.join(FIELDS)}"
            )
        market = self._market
        prices = exact(list(bar[:-1]), market.price_scales[asset])
        return [*prices.tolist(), int(exact(list(bar[-1:]), market.volume_scales[asset])[0])]
