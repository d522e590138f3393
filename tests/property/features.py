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

TOGETHER = tuple(
    frozenset(names)
    for names in (
        ALL,
        {"brackets", "finer bars"},
        {"brackets", "finer bars", "reduce-only"},
        {"brackets", "finer bars", "groups", "types"},
        {"accounts"},
        {"accounts", "changes"},
        {"accounts", "types"},
        {"accounts", "slippage", "commission"},
        {"accounts", "carry", "futures"},
        {"futures", "ends", "currencies", "carry"},
        {"volume limits", "brackets", "changes", "latency", "durations", "currencies"},
        {"changes", "types", "schedules", "slippage", "commission", "controls", "currencies"},
    )
)
"""Sets of which each run has one: with all of them at once, most of what is rare is refused."""

ON_DRIVERS = ALL
"""Those that `engine.play` plays on both drivers: none is left off."""
