"""The market as universes see it: sessions one after the other, and what was known before each."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from farthing.decimals import shifted
from farthing.types import Split
from farthing.universe.adjustment import of_dividend, of_split
from farthing.universe.days import FIELDS, days_of_bars
from farthing.universe.heard import Heard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from farthing.data.bars import Bars
    from farthing.types import Dividend, End, Instrument
    from farthing.universe.adjustment import Adjust, Adjustment
    from farthing.universe.days import Days
    from farthing.universe.expression import Term
    from farthing.universe.heard import Indicator

_EPOCH = date(1970, 1, 1)

NEVER = 2**62
"""A session, or a day, that does not come."""

ROWS = 64
"""Sessions that a market has room for at first."""


class Several(Protocol):
    """An expression of several values."""

    def rows(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens: values x assets."""


class Market:
    """Sessions of some instruments, each begun and then ended with its bars.

    What is asked of a session is answered from the bars of those before it. A market that is made
    of bars has all of its sessions at once; one that is told of them session by session answers the
    same, to the bit, because it answers with the same functions of the same numbers.

    Args:
        instruments: in the order of every array.
        adjust: what the windows of a pipeline are adjusted for.
        ends: of instruments that are not listed any more.
    """

    def __init__(
        self,
        instruments: Sequence[Instrument],
        adjust: Adjust = "splits",
        ends: Iterable[End] = (),
    ) -> None:
        """Knows no session."""
        self.instruments = tuple(instruments)
        self.symbols = tuple(each.symbol for each in self.instruments)
        self.adjust = adjust
        self.count = 0
        """How many sessions have begun."""
        self.known = 0
        """Of how many the bars are known."""
        self.reach = 1
        """Sessions back that terms ask for the values of other terms."""
        assets = len(self.instruments)
        self.price_scales = [each.price_scale for each in self.instruments]
        self.volume_scales = [each.volume_scale for each in self.instruments]
        self.has_volume = np.ones(assets, dtype=np.bool_)
        self.adjustments: list[list[Adjustment]] = [[] for _ in self.instruments]
        self.acted: list[tuple[int, int]] = []
        """Sessions and assets of adjustments, ascending."""
        self._places = {symbol: place for place, symbol in enumerate(self.symbols)}
        self._numbers = np.zeros(ROWS, dtype=np.int64)
        self._columns = {field: np.zeros((ROWS, assets), dtype=np.int64) for field in FIELDS}
        self._present = np.zeros((ROWS, assets), dtype=np.bool_)
        self._first_bars = np.full(assets, NEVER, dtype=np.int64)
        self._last_days = _last_days(self.instruments, ends)
        self._floats: dict[str, tuple[NDArray[np.float64], int]] = {}
        self._heard: dict[Indicator, Heard] = {}
        self._rows: dict[tuple[Term, int], NDArray[Any]] = {}
        self._several: dict[tuple[Several, int], NDArray[np.float64]] = {}
        self._asked = -1

    @classmethod
    def of(cls, bars: Bars, adjust: Adjust = "splits") -> Market:
        """All sessions of bars."""
        market = cls(bars.instruments, adjust, bars.ends)
        market._take(days_of_bars(bars))
        market._act(bars.splits, bars.dividends)
        return market

    def begin(
        self, day: date, splits: Iterable[Split] = (), dividends: Iterable[Dividend] = ()
    ) -> int:
        """Begins a session, and gives its index.

        Args:
            day: its date.
            splits: those that act with it.
            dividends: those whose ex-date is this session's.
        """
        assert self.count == self.known, "the session before has ended"
        session = self.count
        if session == len(self._numbers):
            self._grow()
        self._numbers[session] = (day - _EPOCH).days
        self.count += 1
        self._act(splits, dividends)
        return session

    def end(self, present: NDArray[np.bool_], columns: Mapping[str, NDArray[np.int64]]) -> None:
        """Ends the session that has begun, with a bar of each asset that has one."""
        session = self.known
        self._present[session] = present
        for field in FIELDS:
            self._columns[field][session] = np.where(present, columns[field], 0)
        self._first_bars[present & (self._first_bars == NEVER)] = session
        self.known += 1

    def day(self, session: int) -> date:
        """The date of a session."""
        return _EPOCH + timedelta(days=int(self._numbers[session]))

    def days(self) -> list[date]:
        """The dates of all sessions that have begun."""
        return [self.day(session) for session in range(self.count)]

    def listed(self, session: int) -> NDArray[np.bool_]:
        """Which assets have had a bar before a session, and have not ended before it."""
        had_bar, day = self._first_bars < session, self._numbers[session]
        listed: NDArray[np.bool_] = had_bar & (day <= self._last_days)
        return listed

    def row(self, term: Term, session: int) -> NDArray[Any]:
        """What a term says before a session opens; an asset that is not listed has no value."""
        key = (term, session)
        if key not in self._rows:
            self._forget(session)
            values, listed = term.row(self, session), self.listed(session)
            is_truth = values.dtype == np.bool_
            self._rows[key] = values & listed if is_truth else np.where(listed, values, np.nan)
            self._rows[key].flags.writeable = False
        return self._rows[key]

    def several(self, term: Several, session: int) -> NDArray[np.float64]:
        """What an expression of several values says: values x assets."""
        key = (term, session)
        if key not in self._several:
            self._forget(session)
            self._several[key] = term.rows(self, session)
        return self._several[key]

    def present(self) -> NDArray[np.bool_]:
        """Where there are bars: known sessions x assets."""
        return self._present[: self.known]

    def mantissas(self, field: str) -> NDArray[np.int64]:
        """A field of the bars as they were traded, in units of the last digit; 0 without a bar."""
        return self._columns[field][: self.known]

    def floats(self, field: str) -> NDArray[np.float64]:
        """The same as floats, NaN without a bar."""
        values, done = self._floats.get(field, (None, 0))
        if values is None or len(values) < self.known:
            values, done = np.full(self._present.shape, np.nan), 0
        if done < self.known:
            values[done : self.known] = self._as_floats(field, done)
            self._floats[field] = values, self.known
        return values[: self.known]

    def heard(self, indicator: Indicator) -> Heard:
        """What an indicator of the engine says of each asset, as far as bars are known."""
        if indicator not in self._heard:
            self._heard[indicator] = Heard(self, indicator)
        return self._heard[indicator]

    def splits(self, asset: int) -> list[Adjustment]:
        """The splits of an asset, in the order in which they act."""
        return [each for each in self.adjustments[asset] if each.is_split]

    def between(
        self, asset: int, seen: int, known: int, *, splits: bool = False
    ) -> list[Adjustment]:
        """What a number of a session is adjusted by where it is looked at in another one.

        ``splits`` leaves out all but these.
        """
        own = self.splits(asset) if splits else self.adjustments[asset]
        return [each for each in own if seen < each.session <= known]

    def _take(self, days: Days) -> None:
        """Takes all sessions at once."""
        self.count = self.known = len(days.numbers)
        self._numbers, self._present = days.numbers, days.present
        self._columns = days.columns
        self.has_volume = days.has_volume
        had = days.present.any(axis=0)
        self._first_bars = np.where(had, days.present.argmax(axis=0), NEVER)

    def _act(self, splits: Iterable[Split], dividends: Iterable[Dividend]) -> None:
        """Takes actions in the order in which they act: a dividend asks for the close before it."""
        given: list[Split | Dividend] = [*splits, *dividends]
        actions: list[tuple[int, int, bool, Split | Dividend]] = []
        for each in given:
            is_split = isinstance(each, Split)
            day = ((each.date if isinstance(each, Split) else each.ex_date) - _EPOCH).days
            session = int(np.searchsorted(self._numbers[: self.count], day))
            if each.symbol in self._places and session < self.count:
                actions.append((session, day, not is_split, each))
        for session, day, _, each in sorted(actions, key=lambda one: one[:3]):
            self._adjust(session, day, self._places[each.symbol], each)
        self.acted.sort()

    def _adjust(self, session: int, day: int, asset: int, action: Split | Dividend) -> None:
        if isinstance(action, Split):
            self._add(asset, of_split(session, day, action.new, action.old))
        elif self.adjust == "all":
            rows = np.flatnonzero(self._present[:session, asset])
            if not len(rows):
                return
            row = int(rows[-1])
            close = shifted(
                Decimal(int(self._columns["close"][row, asset])), -self.price_scales[asset]
            )
            between = [
                each
                for each in self.splits(asset)
                if each.session > row and (each.session, each.day) < (session, day)
            ]
            found = of_dividend(session, day, action.amount, close, between)
            if found is not None:
                self._add(asset, found)

    def _add(self, asset: int, adjustment: Adjustment) -> None:
        """Adds an adjustment; of one session, splits come before dividends."""
        own = self.adjustments[asset]
        own.append(adjustment)
        own.sort(key=lambda each: (each.session, not each.is_split))
        self.acted.append((adjustment.session, asset))

    def _as_floats(self, field: str, begin: int) -> NDArray[np.float64]:
        scales = self.volume_scales if field == "volume" else self.price_scales
        whole = self._columns[field][begin : self.known]
        values = whole / np.array([10.0**scale for scale in scales])
        return np.where(self._present[begin : self.known], values, np.nan)

    def _grow(self) -> None:
        """Makes room for as many sessions again."""
        self._numbers = np.concatenate([self._numbers, np.zeros_like(self._numbers)])
        self._present = np.concatenate([self._present, np.zeros_like(self._present)])
        for field, column in self._columns.items():
            self._columns[field] = np.concatenate([column, np.zeros_like(column)])

    def _forget(self, session: int) -> None:
        """Drops what was said so long ago that no term asks for it again."""
        if session > self._asked:
            self._asked = session
            oldest = session - self.reach
            self._rows = {key: row for key, row in self._rows.items() if key[1] >= oldest}
            several = self._several.items()
            self._several = {key: rows for key, rows in several if key[1] >= oldest}


def _last_days(instruments: Sequence[Instrument], ends: Iterable[End]) -> NDArray[np.int64]:
    """The last day on which each instrument is listed: its end, or else its expiry."""
    told = {each.symbol: each.date for each in ends}
    days = (told.get(each.symbol, each.expiry) for each in instruments)
    return np.array([NEVER if day is None else (day - _EPOCH).days for day in days], dtype=np.int64)
