"""What is written down of a portfolio while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from farthing.portfolio.ledger import Ledger


SessionEnd = tuple["date", int, "NDArray[np.int64]"]
"""A session, its last bar, and the last prices then."""


@dataclass(slots=True)
class Diary:
    """The books at the close of each bar, the positions of each session, and each allocation.

    Attributes:
        times: when the bars ended, in nanoseconds since 1970-01-01 UTC.
        sessions: their sessions.
        equity: of the books, by bar.
        cash: likewise.
        ends: the last bar of each session, with the prices then.
        shares: bar, and the shares of the strategies in parts of 10^9.
        returns: of the strategies, by session.
    """

    times: list[int] = field(default_factory=list)
    sessions: list[date] = field(default_factory=list)
    equity: list[list[int]] = field(default_factory=list)
    cash: list[list[int]] = field(default_factory=list)
    ends: list[SessionEnd] = field(default_factory=list)
    shares: list[tuple[int, list[int]]] = field(default_factory=list)
    returns: list[list[float]] = field(default_factory=list)
    _base: list[int] = field(default_factory=list)
    _flow: list[int] = field(default_factory=list)
    _last: SessionEnd | None = None

    def begin(self, ledger: Ledger) -> None:
        """The books before the first bar: what the first return is of."""
        self._base = [book.cash for book in ledger.books]
        self._flow = [0] * len(ledger.books)

    def moved(self, changes: Sequence[int]) -> None:
        """Money that came to a book, or went, and is no return."""
        self._flow = [flow + change for flow, change in zip(self._flow, changes, strict=True)]

    def mark(self, time: int, session: date, ledger: Ledger) -> None:
        """The books at the close of a bar."""
        self.times.append(time)
        self.sessions.append(session)
        self.equity.append(list(ledger.equities))
        self.cash.append([book.cash for book in ledger.books])
        self._last = (session, len(self.times) - 1, np.array(ledger.prices, dtype=np.int64))

    def end_session(self) -> None:
        """The bar that was marked last was the last of its session."""
        if self._last is None:
            return
        self.ends.append(self._last)
        self._last = None
        ended = self.equity[-1]
        self.returns.append([
            (equity - flow) / base - 1 if base > 0 else 0.0
            for equity, flow, base in zip(ended[:-1], self._flow[:-1], self._base[:-1], strict=True)
        ])  # fmt: skip
        self._base, self._flow = ended, [0] * len(ended)
