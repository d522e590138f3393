"""The result of a run: frozen, exact, and complete."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl

from farthing import _core
from farthing.backtest import beside, records
from farthing.backtest.figures import count
from farthing.backtest.ruin import OF_RETURNS, ruin
from farthing.backtest.statistics import Statistics
from farthing.backtest.surprises import surprises

if TYPE_CHECKING:
    from decimal import Decimal

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars
    from farthing.portfolio.subaccounts import SubAccounts

TABLES = ("equity", "orders", "fills", "positions", "journal", "trades", "events", "balances")


@dataclass(frozen=True)
class Result:
    """What a run came to.

    Money is ``Decimal`` in every table; floats are in ``statistics``, and in what orders were asked
    as (``asked``, ``asked_price``).

    Attributes:
        config: what the run was told.
        bars: what it ran on.
        strategy: name of the strategy.
        parameters: its parameters.
        code_hash: a hash over its source; empty where there is none.
        sources: the text of its file and of what that imports from its folder, by name; the file
            is the first. Empty where the strategy came as an object.
        face: ``zipline`` where the strategy was run as a program of Zipline.
        error: why the run ended before its last bar; None when it did not.
        said: notes of the run itself; ``notes`` has these and what the result shows.
        strategies: the books of each strategy, where a ``StrategyPortfolio`` ran.
        wyckoff: what the strategy said of the parameters of ``ctx.wyckoff``.

    Tables (polars, made when first asked for; times are the ends of bars, UTC):
        equity: ``time session equity cash gross largest held``, one row a bar.
        orders: ``id created symbol type duration quantity limit stop trail trail_percent offset
            reduce_only group parent tag state reason filled value fee closed intent origin asked
            asked_price``, refused ones too.
        fills: ``order time session symbol quantity price value fee currency account_value
            account_fee``: the last two in the account's currency.
        positions: ``session symbol quantity price value cost currency account_value`` at each
            session's end; the last in the account's currency.
        trades: ``symbol opened closed bars quantity cost proceeds fees profit adverse favourable
            currency price_profit currency_profit account_profit``. The last three are in the
            account's currency; ``adverse`` and ``favourable`` are what a trade was worth at its
            worst and at its best while it was open, less its cost, before fees (MAE and MFE; see
            docs/RULES.md).
        journal: ``event time kind account symbol commodity amount currency``.
        records: ``time`` and one column per recorded name.
    """

    config: RunConfig
    bars: Bars
    outcome: _core.Outcome
    summary: _core.Summary
    days: NDArray[np.int32]
    recorded: list[tuple[int, str, Any]] = field(default_factory=list)
    strategy: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    code_hash: str = ""
    sources: dict[str, str] = field(default_factory=dict)
    face: str = "farthing"
    error: str | None = None
    said: tuple[str, ...] = ()
    strategies: SubAccounts | None = None
    wyckoff: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls, outcome: _core.Outcome, *, bars: Bars, days: NDArray[np.int32], **more: Any
    ) -> Result:
        """The result of an outcome, with its statistics."""
        summary = outcome.summary(days, bars.sessions_per_year)
        return cls(outcome=outcome, summary=summary, bars=bars, days=days, **more)

    @property
    def is_partial(self) -> bool:
        """Whether the run ended before its last bar."""
        return self.error is not None

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What may explain a result that surprises; a run that stopped says why it did, alone."""
        return () if self.is_partial else (*self.said, *surprises(self))

    @property
    def end_equity(self) -> Decimal:
        """The value of the account at the last bar."""
        return self.outcome.end_equity

    @property
    def ambiguous_bars(self) -> dict[str, int]:
        """Bars in which two levels were touched: ``decided`` by finer bars, and ``undecided``."""
        decided, undecided = self.outcome.ambiguous
        return {"decided": decided, "undecided": undecided}

    @cached_property
    def digest(self) -> str:
        """A hash over all exact outputs: equal digests are equal orders, fills and postings.

        How far the run went belongs to it: a run that stopped early has another digest. Changes of
        orders that were refused do not: nothing came of them.
        """
        recorded = records.canonical(self.recorded)
        return self.outcome.digest(self.days, recorded, not self.is_partial)

    @cached_property
    def statistics(self) -> Statistics:
        """The statistics of the run; None is undefined."""
        days = self.equity.get_column("session").unique(maintain_order=True)
        more = {**beside.comparison(self), **self._excursions[1]}
        return Statistics.of(
            self.summary, days.to_physical().to_numpy(), self.bars.sessions_per_year, more,
            ruin(self.equity),
        )  # fmt: skip

    def statistic(self, name: str) -> Any:
        """One of ``statistics`` by its name; of most, without making the others.

        Raises:
            AttributeError: there is none of that name.
        """
        found = self.summary.values()
        if name not in found:
            return getattr(self.statistics, name)
        lost = ruin(self.equity) if name in OF_RETURNS else None
        return found[name] if lost is None or lost.is_last else None

    @cached_property
    def _excursions(self) -> tuple[_core.Table, dict[str, Any]]:
        return beside.excursions(self)

    @cached_property
    def equity(self) -> pl.DataFrame:
        """The account at the close of each bar."""
        return self._table("equity")

    @cached_property
    def orders(self) -> pl.DataFrame:
        """Every order, refused ones too."""
        return self._table("orders")

    @cached_property
    def fills(self) -> pl.DataFrame:
        """Every fill."""
        return self._table("fills")

    @cached_property
    def positions(self) -> pl.DataFrame:
        """What was held at the end of each session."""
        return self._table("positions")

    @cached_property
    def trades(self) -> pl.DataFrame:
        """Every lot, or part of one, that was closed."""
        return self._table("trades").hstack(pl.DataFrame(self._excursions[0]))

    @cached_property
    def journal(self) -> pl.DataFrame:
        """Every posting."""
        return self._table("journal")

    @cached_property
    def events(self) -> pl.DataFrame:
        """Every event of the account: fills, dividends, splits, variation, carry, margin calls."""
        return self._table("events")

    @cached_property
    def balances(self) -> pl.DataFrame:
        """All balances at the end: the trial balance of the journal."""
        return self._table("balances")

    @cached_property
    def records(self) -> pl.DataFrame:
        """What the strategy recorded."""
        return records.frame(self.recorded, self.equity.get_column("time"))

    def to_pandas(self, table: str = "equity") -> pd.DataFrame:
        """A table as a pandas DataFrame (needs ``farthing[pandas]``)."""
        frame: pl.DataFrame = getattr(self, table)
        return frame.to_pandas()

    def manifest(self) -> dict[str, Any]:
        """How to get this result again, and what it was.

        ``run.json`` of a saved result has all of this, and two keys more: ``files``, the checksums
        of the files beside it, and ``check``, the checksum of everything else in it.
        """
        return {
            "farthing": _core.__version__,
            "python": platform.python_version(),
            "polars": pl.__version__,
            "strategy": {
                "name": self.strategy,
                "parameters": {name: str(value) for name, value in self.parameters.items()},
                "code_hash": self.code_hash,
                "sources": dict(self.sources),
                **({} if self.face == "farthing" else {"face": self.face}),
                **({"wyckoff": dict(self.wyckoff)} if self.wyckoff else {}),
            },
            "data": {
                "name": self.bars.name,
                "digest": self.bars.digest,
                "frequency": self.bars.frequency,
                "calendar": self.bars.calendar,
                "symbols": list(self.bars.symbols),
                "notes": list(self.bars.notes),
            },
            "config": self.config.describe(),
            **({} if self.strategies is None else {"portfolio": self.strategies.describe()}),
            "bars": self.outcome.bars,
            "ledger_scale": self.outcome.ledger_scale,
            "error": self.error,
            "notes": list(self.notes),
            "end_equity": str(self.end_equity),
            "orders": dict(self.order_states()),
            "ambiguous_bars": self.ambiguous_bars,
            "statistics": self.statistics.describe(),
            "digest": self.digest,
        }

    @cached_property
    def margin_calls(self) -> pl.DataFrame:
        """Every margin call: ``time missing``, what was missing of the maintenance requirement."""
        calls = self.events.filter(pl.col("kind") == "margin_call")
        return calls.select("time", missing=pl.col("value"))

    @cached_property
    def refusals(self) -> dict[str, int]:
        """How many orders were refused, by the name of the reason."""
        refused = self.orders.filter(pl.col("reason").is_not_null())
        return dict(refused.group_by("reason").len().sort("reason").iter_rows())

    def order_states(self) -> dict[str, int]:
        """How many orders ended in each state; refused ones by their reason."""
        if self.orders.is_empty():
            return {}
        refused = pl.format("refused: {}", pl.col("reason"))
        ends = pl.when(pl.col("reason").is_null()).then("state").otherwise(refused).alias("end")
        counts = self.orders.group_by(ends).len().sort("end")
        return dict(counts.iter_rows())

    def __getstate__(self) -> NoReturn:
        """Refuses to be pickled: what it holds is kept in the core of its process.

        Raises:
            TypeError: always; its message says what can be given on.
        """
        raise TypeError(
            "a Result stays in the process that made it: give its statistics, its digest or its "
            "tables (equity, fills, trades) to another one"
        )

    def __repr__(self) -> str:
        """Name, end and trades in one line."""
        end = f"stopped: {self.error}" if self.error else f"{self.end_equity}"
        bars = count(self.outcome.bars, "bar")
        return f"Result({self.strategy or 'strategy'}, {bars}, end equity {end})"

    def __str__(self) -> str:
        """The summary as a table of plain text."""
        from farthing.backtest.summary import plain

        return plain(self)

    def _repr_html_(self) -> str:
        from farthing.backtest.summary import html

        return html(self)

    def _table(self, name: str) -> pl.DataFrame:
        return pl.DataFrame(self.outcome.table(name, self.days))
