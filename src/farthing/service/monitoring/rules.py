"""When somebody is to be told: the rules of Prometheus, as the file that it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.service.monitoring import expressions

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNAL_LATENCY_S_MAX = 1
"""Of 95 % of bars."""

BARS_A_SECOND_MIN = 100
"""Of backtests."""

QUERY_LATENCY_S_MAX = "0.2"
"""Of 95 % of the queries of a type."""

ERRORS_SHARE_MAX = "0.01"
"""Of requests."""

STALE_S_MAX = {"1m": 5 * 60, "1h": 3 * 60 * 60, "1d": 4 * 24 * 60 * 60}
"""Since the last bar of a length: some bars that are missing, and days over a long weekend."""


@dataclass(frozen=True, slots=True)
class Spans:
    """How far back a rule looks, and how long something must be so before somebody is told.

    >>> Spans().window
    '5m'
    """

    window: str = "5m"
    hold: str = "2m"


@dataclass(frozen=True, slots=True)
class Rule:
    """An alert.

    Attributes:
        name: of it.
        expression: gives something while it is so.
        summary: what is so, in a sentence.
        hold: how long it must be so.
    """

    name: str
    expression: str
    summary: str
    hold: str


def rules(spans: Spans | None = None) -> list[Rule]:
    """All alerts.

    >>> [rule.name for rule in rules()][:2]
    ['FarthingSignalsSlow', 'FarthingBacktestsSlow']
    """
    told = spans or Spans()
    window, hold = told.window, told.hold
    stalled = [
        Rule(
            f"FarthingFeedStalled{timeframe}", f"{expressions.staleness(timeframe)} > {limit}",
            f"no live bar of {timeframe} came for more than {limit} s", hold,
        )
        for timeframe, limit in STALE_S_MAX.items()
    ]  # fmt: skip
    return [
        Rule(
            "FarthingSignalsSlow",
            f"{expressions.signal_latency('0.95', window)} > {SIGNAL_LATENCY_S_MAX}",
            f"more than 5 % of bars wait over {SIGNAL_LATENCY_S_MAX} s for their signals", hold,
        ),
        Rule(
            "FarthingBacktestsSlow",
            f"({expressions.bars_a_second(window)}) < {BARS_A_SECOND_MIN}",
            f"backtests go through fewer than {BARS_A_SECOND_MIN} bars a second", hold,
        ),
        Rule(
            "FarthingDatabaseSlow",
            f"{expressions.query_latency(window)} > {QUERY_LATENCY_S_MAX}",
            f"more than 5 % of {{{{ $labels.query }}}} queries take over {QUERY_LATENCY_S_MAX} s",
            hold,
        ),
        Rule(
            "FarthingErrors", f"{expressions.error_rate(window)} > {ERRORS_SHARE_MAX}",
            "the service cannot answer {{ $value | humanizePercentage }} of requests", hold,
        ),
        *stalled,
    ]  # fmt: skip


def as_file(found: Sequence[Rule]) -> str:
    """The file that Prometheus reads."""
    lines = ["groups:", "  - name: farthing", "    rules:"]
    for rule in found:
        lines += [
            f"      - alert: {rule.name}",
            f"        expr: {quoted(rule.expression)}",
            f"        for: {rule.hold}",
            "        annotations:",
            f"          summary: {quoted(rule.summary)}",
        ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A text as YAML has it between single quotes.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
