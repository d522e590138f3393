"""Values for the parameters of queries, drawn from what was seeded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.store.seed.others import owner_of, rows_of
from farthing.store.seed.shape import ACTIONS, END, LEAST, PATTERN_TYPES, PHASES, TIMEFRAMES, USERS
from farthing.store.types import INT64_MAX, SECOND

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.store.catalogue import Query
    from farthing.store.seed import Shape

MINUTE = TIMEFRAMES["1m"][0] * SECOND
RANGE_BARS = 100
"""Of ``bars.range``; a span is of a hundred times as many."""

PAGE = 50


class Parameters:
    """Draws values by the names of parameters; the same ones for the same seed."""

    def __init__(self, shape: Shape, seed: int = 1) -> None:
        """Draws from a database of this shape."""
        self._shape, self._random = shape, np.random.default_rng(seed)
        self._minutes = max(1, shape.bars * TIMEFRAMES["1m"][1] // 100 // len(shape.symbols))
        self._by_name: dict[str, Callable[[], Any]] = {
            "symbol": lambda: self._of(shape.symbols),
            "timeframe": lambda: "1m",
            "limit": lambda: PAGE,
            "at": self._cursor,
            "id": lambda: INT64_MAX,
            "user_id": lambda: self._number(USERS),
            "trading_range_id": lambda: self._row("trading_ranges"),
            "campaign_id": lambda: self._row("campaigns"),
            "pattern_id": lambda: self._row("patterns"),
            "signal_id": lambda: min(self._row("positions"), shape.rows("signals")),
            "order_id": lambda: self._row("orders"),
            "job_id": lambda: self._row("backtest_runs"),
            "run_id": lambda: self._row("backtest_runs"),
            "range_status": lambda: self._of(["found", "broken", "failed", "ended", "lost"]),
            "signal_status": lambda: self._of(["active", "filled", "expired", "refused"]),
            "campaign_status": lambda: self._of(["ordered", "open", "leaving", "closed"]),
            "position_status": lambda: self._of(["open", "closed"]),
            "pattern_type": lambda: self._of(PATTERN_TYPES),
            "notification_type": lambda: self._of(["signal", "job", "risk"]),
            "phase": lambda: self._of(PHASES),
            "action": lambda: self._of(ACTIONS),
            "kind": lambda: "backtest",
            "event_kind": lambda: "progress",
            "job_status": lambda: self._of(["queued", "done"]),
            "kinds": lambda: ["backtest"],
            "manifest_hash": lambda: f"hash-{self._row('jobs')}",
            "stream": lambda: f"job:{self._number(LEAST)}",
            "sequence": lambda: 0,
            "study": lambda: f"study-{self._number(LEAST)}",
            "number": lambda: 0,
            "name": lambda: f"user-{self._number(USERS)}",
            "handle": lambda: f"handle-{self._number(USERS)}",
        }

    def of(self, query: Query) -> dict[str, Any]:
        """Values for one execution of a query."""
        special = self._special(query.name)
        return {
            name: special[name] if name in special else self._by_name[name]()
            for name in query.parameters
        }

    def _special(self, name: str) -> dict[str, Any]:
        """Values that belong together, so that something is found."""
        if name in ("bars.range", "bars.span"):
            bars = RANGE_BARS * (100 if name == "bars.span" else 1)
            begin = END - self._number(self._minutes) * MINUTE
            return {"begin": begin, "end": begin + bars * MINUTE, "limit": bars}
        if name == "bars.across":
            return {"at": END - self._number(self._minutes) * MINUTE}
        if name == "signals.since":
            return {"id": max(0, self._row("signals") - PAGE)}
        if name in ("orders.by_key", "kept_answers.one"):
            table = name.partition(".")[0]
            word, row = "order" if table == "orders" else "key", self._row(table)
            return {"user_id": int(owner_of(np.array([row]))[0]), "key": f"{word}-{row}"}
        if name.startswith("results.file"):
            return {"run_id": self._number(LEAST), "file_name": "report.html"}
        return {}

    def _cursor(self) -> int:
        """The first page of a list, as often as some other one."""
        if self._number(2) == 1:
            return INT64_MAX
        return END - self._number(self._shape.rows("trading_ranges")) * 37 * SECOND

    def _row(self, table: str) -> int:
        return self._number(rows_of(table, self._shape))

    def _number(self, most: int) -> int:
        return int(self._random.integers(1, most + 1))

    def _of(self, words: Any) -> str:
        return str(words[self._number(len(words)) - 1])
