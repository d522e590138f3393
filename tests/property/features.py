"""What generated runs may use: the oracle all of it, the drivers what they can play.

A driver that has learnt a feature gets its name in `ON_DRIVERS`, and the counts of `tally.LEAST`
that belong to it are asked of its runs from then on.
"""

ALL = frozenset(
    {
        "types",  # stop-limits, trails, on open and on close
        "durations",  # gtd, ioc, fok
        "groups",
        "brackets",
        "reduce-only",
        "changes",
        "schedules",
        "volume limits",
        "slippage",
        "commission",
        "accounts",  # reg-t, portfolio, grace
        "controls",
        "carry",
        "futures",  # perpetuals and funding too
        "ends",
        "latency",
        "finer bars",
        "currencies",
    }
)
"""Every feature by its name."""

ON_DRIVERS: frozenset[str] = frozenset()
"""Those that `engine.play` plays on both drivers."""
