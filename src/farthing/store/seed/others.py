"""Invented rows of every table but that of bars, by their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.store.seed.bars import prices
from farthing.store.seed.shape import (
    ACTIONS,
    END,
    LEAST,
    PATTERN_TYPES,
    PHASES,
    TIMEFRAMES,
    USERS,
    Shape,
)
from farthing.store.types import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

STEP = 37 * SECOND
"""Between two rows that are written after each other."""


class Draw:
    """Draws columns for the rows of some numbers, which count from 1."""

    def __init__(self, shape: Shape, random: np.random.Generator, ids: NDArray[np.int64]) -> None:
        """Draws for these rows."""
        self.shape, self.random, self.ids = shape, random, ids
        self.size = len(ids)

    def words(self, words: Sequence[str], weights: Sequence[int] | None = None) -> pl.Series:
        """Words, each as often as it weighs."""
        share = None if weights is None else np.array(weights) / sum(weights)
        return pl.Series(list(words)).gather(self.random.choice(len(words), self.size, p=share))

    def one_of(self, table: str) -> NDArray[np.int64]:
        """Rows of a table that has as many as it has."""
        return self.random.integers(1, self.shape.rows(table) + 1, self.size)

    def user(self) -> NDArray[np.int64]:
        """Users."""
        return self.random.integers(1, USERS + 1, self.size)

    def when(self, table: str) -> NDArray[np.int64]:
        """Moments that ascend with the numbers; the last one is the end of all bars."""
        return END - (self.shape.rows(table) - self.ids) * STEP

    def price(self) -> pl.Series:
        """Prices."""
        return prices(self.random.integers(500, 20_000, self.size))

    def share(self, most: int) -> NDArray[np.float64]:
        """Statistics from 0 to a most."""
        return self.random.integers(0, most * 1000, self.size) / 1000

    def some(self, values: NDArray[np.int64], most_of_ten: int) -> pl.Series:
        """Values of which so many of ten are there, and the others null."""
        there = self.random.integers(0, 10, self.size) < most_of_ten
        return pl.Series(values).set(pl.Series(~there), None)

    def text(self, begin: str) -> pl.Series:
        """Texts that no two rows share."""
        return pl.select(pl.lit(begin) + pl.Series(self.ids).cast(pl.String)).to_series()


def owner_of(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The users of rows that are found by user and key together."""
    return ids % USERS + 1


Columns = Mapping[str, object]
Maker = Callable[[Draw], Columns]
EMPTY = "{}"
KEPT_UNTIL = 4_000_000_000 * SECOND
"""Long after ``END``."""


def users(draw: Draw) -> Columns:
    """Users, the first of whom may do everything."""
    return {
        "name": draw.text("user-"), "scopes": '["read", "run"]', "password": None,
        "created_at": END, "removed_at": None,
    }  # fmt: skip


def api_keys(draw: Draw) -> Columns:
    """A key of each user, which nobody has the secret of."""
    return {
        "user_id": draw.ids, "name": "seed", "handle": draw.text("handle-"), "digest": b"",
        "scopes": '["read"]', "created_at": END, "expires_at": None, "revoked_at": END,
    }  # fmt: skip


def trading_ranges(draw: Draw) -> Columns:
    """Ranges."""
    starts = draw.when("trading_ranges")
    support = draw.random.integers(500, 9_000, draw.size)
    return {
        "symbol": draw.words(draw.shape.symbols), "timeframe": draw.words([*TIMEFRAMES]),
        "number": draw.ids, "origin": draw.words(["bottom", "top"]), "kind": None,
        "schematic": None,
        "status": draw.words(["found", "broken", "failed", "ended", "lost"], [5, 30, 30, 30, 5]),
        "phase": draw.words(PHASES), "support": prices(support),
        "resistance": prices(support + draw.random.integers(100, 5_000, draw.size)),
        "quality": draw.share(100), "starts_at": starts, "known_at": starts + 40 * STEP,
        "ends_at": None, "details": EMPTY,
    }  # fmt: skip


def campaigns(draw: Draw) -> Columns:
    """Campaigns."""
    at = draw.when("campaigns")
    return {
        "user_id": draw.user(), "trading_range_id": draw.one_of("trading_ranges"),
        "symbol": draw.words(draw.shape.symbols), "side": draw.words(["long", "short"]),
        "status": draw.words(["ordered", "open", "leaving", "closed"], [3, 10, 2, 85]),
        "phase": draw.words(PHASES), "budget": "0.05", "reason": None, "created_at": at,
        "updated_at": at,
    }  # fmt: skip


def patterns(draw: Draw) -> Columns:
    """Patterns."""
    at = draw.when("patterns")
    return {
        "trading_range_id": draw.one_of("trading_ranges"),
        "symbol": draw.words(draw.shape.symbols), "timeframe": draw.words([*TIMEFRAMES]),
        "pattern_type": draw.words(PATTERN_TYPES, [20, 20, 30, 4, 8, 6, 4, 2, 2, 3, 1]),
        "side": draw.words(["long", "short"]), "phase": draw.words(PHASES),
        "happened_at": at - STEP, "detected_at": at, "price": draw.price(), "level": None,
        "confidence": draw.share(1), "details": EMPTY,
    }  # fmt: skip


def signals(draw: Draw) -> Columns:
    """Signals; each follows the pattern of its number where there is one."""
    at = draw.when("signals")
    states = ["active", "filled", "expired", "cancelled", "refused"]
    return {
        "pattern_id": np.minimum(draw.ids, draw.shape.rows("patterns")),
        "trading_range_id": draw.one_of("trading_ranges"),
        "campaign_id": draw.some(draw.one_of("campaigns"), 3),
        "symbol": draw.words(draw.shape.symbols), "timeframe": draw.words([*TIMEFRAMES]),
        "signal_type": draw.words(PATTERN_TYPES), "side": draw.words(["long", "short"]),
        "status": draw.words(states, [2, 38, 40, 10, 10]), "phase": draw.words(PHASES),
        "happened_at": at - STEP, "known_at": at, "generated_at": at, "entry": draw.price(),
        "stop": draw.price(), "target_1": draw.price(), "target_2": None, "target_3": None,
        "reward": draw.share(9), "confidence": draw.share(100), "size": "100",
        "risk_amount": draw.price(), "refusal": None, "details": EMPTY,
    }  # fmt: skip


def positions(draw: Draw) -> Columns:
    """Positions; each follows the signal of its number where there is one."""
    return {
        "user_id": draw.user(), "campaign_id": draw.one_of("campaigns"),
        "signal_id": np.minimum(draw.ids, draw.shape.rows("signals")),
        "symbol": draw.words(draw.shape.symbols),
        "status": draw.words(["open", "closed"], [5, 95]), "quantity": "100",
        "cost": draw.price(), "stop": draw.price(), "risk": draw.price(), "profit": None,
        "currency": "USD", "opened_at": draw.when("positions"), "closed_at": None,
    }  # fmt: skip


def orders(draw: Draw) -> Columns:
    """Orders."""
    return {
        "user_id": owner_of(draw.ids), "position_id": draw.one_of("positions"),
        "signal_id": draw.one_of("signals"), "key": draw.text("order-"),
        "symbol": draw.words(draw.shape.symbols), "type": "limit", "duration": "gtc",
        "quantity": "100", "limit_price": draw.price(), "stop_price": None,
        "state": draw.words(["open", "filled", "cancelled"], [5, 85, 10]), "reason": None,
        "details": EMPTY, "created_at": draw.when("orders"),
    }  # fmt: skip


def fills(draw: Draw) -> Columns:
    """Fills."""
    return {
        "order_id": draw.one_of("orders"), "filled_at": draw.when("fills"),
        "symbol": draw.words(draw.shape.symbols), "quantity": "100", "price": draw.price(),
        "value": draw.price(), "fee": "0.35", "currency": "USD",
    }  # fmt: skip


def jobs(draw: Draw) -> Columns:
    """Jobs, the last of which wait."""
    is_waiting = pl.Series(draw.ids > draw.shape.rows("jobs") - 4)
    status = pl.select(
        pl.when(is_waiting).then(pl.lit("queued")).otherwise(pl.lit("done"))
    ).to_series()
    return {
        "kind": "backtest", "manifest_hash": draw.text("hash-"), "manifest": EMPTY,
        "status": status, "user_id": draw.user(), "study": None, "study_place": None, "token": 0,
        "attempts": 0, "attempts_max": 3, "worker": None, "leased_at": None, "lease_until": None,
        "is_cancelling": False, "created_at": draw.when("jobs"), "ended_at": None, "result": None,
        "error": None,
    }  # fmt: skip


def backtest_runs(draw: Draw) -> Columns:
    """Runs of the first jobs, the last of which are pending."""
    is_pending = pl.Series(draw.ids > draw.shape.rows("backtest_runs") - 4)
    status = pl.select(
        pl.when(is_pending).then(pl.lit("pending")).otherwise(pl.lit("done"))
    ).to_series()
    return {
        "job_id": draw.ids, "user_id": draw.user(), "strategy": "Cross", "bundle": "demo",
        "manifest_hash": draw.text("hash-"), "manifest": EMPTY, "status": status,
        "digest": draw.text("digest-"), "error": None, "created_at": draw.when("backtest_runs"),
        "ended_at": None,
    }  # fmt: skip


def backtest_results(draw: Draw) -> Columns:
    """A result of each run."""
    return {
        "run_id": draw.ids, "digest": draw.text("digest-"), "end_equity": "100000.00",
        "currency": "USD", "statistics": EMPTY, "summary": EMPTY,
        "created_at": draw.when("backtest_runs"),
    }  # fmt: skip


def notifications(draw: Draw) -> Columns:
    """Notifications, of which few are unread."""
    return {
        "user_id": draw.user(), "type": draw.words(["signal", "job", "risk"], [80, 15, 5]),
        "title": "a signal", "body": EMPTY,
        "is_read": draw.random.integers(0, 20, draw.size) > 0,
        "created_at": draw.when("notifications"), "read_at": None,
    }  # fmt: skip


def audit_log(draw: Draw) -> Columns:
    """Entries of the audit log."""
    return {
        "written_at": draw.when("audit_log"), "user_id": draw.user(), "actor": "key:seed",
        "action": draw.words(ACTIONS, [30, 5, 50, 5, 8, 2]), "subject": draw.text("job:"),
        "details": EMPTY,
    }  # fmt: skip


def kept_answers(draw: Draw) -> Columns:
    """Answers that are still kept, but for one in fifty: what is over is swept."""
    is_over = draw.ids % 50 == 0
    return {
        "user_id": owner_of(draw.ids), "key": draw.text("key-"), "request": "", "status": 200,
        "headers": EMPTY, "body": EMPTY, "expires_at": np.where(is_over, END, KEPT_UNTIL),
    }  # fmt: skip


def streams(draw: Draw) -> Columns:
    """Streams of the first jobs."""
    return {"name": draw.text("job:"), "last": draw.shape.rows("events") // LEAST}


def events(draw: Draw) -> Columns:
    """As many events of each stream."""
    each = draw.shape.rows("events") // LEAST
    stream = pl.select(
        pl.lit("job:") + pl.Series((draw.ids - 1) // each + 1).cast(pl.String)
    ).to_series()
    return {
        "stream": stream, "sequence": (draw.ids - 1) % each + 1, "kind": "progress",
        "happened_at": END, "body": EMPTY,
    }  # fmt: skip


def farthing_study(draw: Draw) -> Columns:
    """Studies."""
    return {"name": draw.text("study-"), "version": 1, "manifest": EMPTY}


def farthing_trial(draw: Draw) -> Columns:
    """As many trials of each study."""
    each = draw.shape.rows("farthing_trial") // LEAST
    study = pl.select(
        pl.lit("study-") + pl.Series((draw.ids - 1) // each + 1).cast(pl.String)
    ).to_series()
    return {
        "study": study, "number": (draw.ids - 1) % each, "rung": 0, "generation": 0,
        "parameters": EMPTY, "state": "finished", "objectives": "[]", "end_equity": "100000.00",
        "nanoseconds": 1, "error": "", "same_as": None,
    }  # fmt: skip


def farthing_returns(draw: Draw) -> Columns:
    """Those of the first trial of each study; nothing reads what is in them."""
    study = pl.select(pl.lit("study-") + pl.Series(draw.ids).cast(pl.String)).to_series()
    return {"study": study, "number": 0, "content": b""}


def backtest_files(draw: Draw) -> Columns:
    """A report of each of the first results."""
    return {
        "result_id": draw.ids, "name": "report.html", "media_type": "text/html", "digest": "",
        "content": b"", "created_at": END,
    }  # fmt: skip


MAKERS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        users, api_keys, trading_ranges, campaigns, patterns, signals, positions, orders, fills,
        jobs, streams, events, backtest_runs, backtest_results, backtest_files, notifications,
        kept_answers, audit_log, farthing_study, farthing_trial, farthing_returns,
    )
}  # fmt: skip
"""By table, in an order in which every row has what it refers to."""

FIXED = {
    "users": USERS, "api_keys": USERS, "streams": LEAST,
    "farthing_study": LEAST, "farthing_returns": LEAST, "backtest_files": LEAST,
}  # fmt: skip
"""Rows of tables that do not grow with the bars."""

WITHOUT_ID = (
    *("streams", "events", "backtest_files"),
    *("farthing_study", "farthing_trial", "farthing_returns"),
)


def rows_of(table: str, shape: Shape) -> int:
    """How many rows are made."""
    if table == "backtest_results":
        return shape.rows("backtest_runs")
    if table in ("events", "farthing_trial"):
        return shape.rows(table) // LEAST * LEAST
    return FIXED[table] if table in FIXED else shape.rows(table)


def frame(
    table: str, shape: Shape, random: np.random.Generator, ids: NDArray[np.int64]
) -> pl.DataFrame:
    """The rows of a table that have these numbers."""
    columns = MAKERS[table](Draw(shape, random, ids))
    known = {} if table in WITHOUT_ID else {"id": ids}
    whole = {
        name: value if isinstance(value, (np.ndarray, pl.Series)) else _repeated(value, len(ids))
        for name, value in columns.items()
    }
    return pl.DataFrame({**known, **whole})


def _repeated(value: object, size: int) -> pl.Series:
    return pl.Series([value]).gather(np.zeros(size, dtype=np.int64))
