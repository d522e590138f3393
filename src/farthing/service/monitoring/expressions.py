"""What is asked of Prometheus: each expression once, for panels and rules alike."""

from __future__ import annotations


def quantile(share: str, histogram: str, window: str, by: str = "") -> str:
    """The latency that a share of what a histogram timed stays below, in seconds.

    Args:
        share: such as ``0.95``.
        histogram: its name, without ``_bucket``.
        window: how far back, such as ``5m``.
        by: labels that are told apart, such as ``query``.

    >>> quantile("0.95", "farthing_backtest_seconds", "5m")
    'histogram_quantile(0.95, sum by (le) (rate(farthing_backtest_seconds_bucket[5m])))'
    """
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, sum by ({labels}) (rate({histogram}_bucket[{window}])))"


def per_second(counter: str, window: str, by: str = "", match: str = "") -> str:
    """How much a counter grows a second.

    >>> per_second("farthing_backtest_bars_total", "5m")
    'sum(rate(farthing_backtest_bars_total[5m]))'
    """
    labels = f" by ({by}) " if by else ""
    return f"sum{labels}(rate({counter}{match}[{window}]))"


def signal_latency(share: str, window: str) -> str:
    """From a bar to its signals, stored: the latency that a share of bars stays below."""
    return quantile(share, "farthing_signal_generation_seconds", window)


def backtest_duration(window: str) -> str:
    """How long backtests run: what 95 % of them stay below."""
    return quantile("0.95", "farthing_backtest_seconds", window)


def queries(window: str) -> str:
    """Queries a second, by their type."""
    return per_second("farthing_database_query_seconds_count", window, "query")


def query_latency(window: str) -> str:
    """How long the database takes: what 95 % of a type of query stay below."""
    return quantile("0.95", "farthing_database_query_seconds", window, "query")


def detections(window: str) -> str:
    """Patterns a minute, by their type."""
    return f"60 * {per_second('farthing_pattern_detections_total', window, 'pattern')}"


def active_signals() -> str:
    """Signals that are active; every server tells the same number."""
    return "max(farthing_active_signals)"


def error_rate(window: str) -> str:
    """The share of requests that the service could not answer; nothing where none was asked.

    What a caller did wrong (4xx) and what was turned away (429) is no error of the service.
    """
    requests = "farthing_api_requests_total"
    failed = per_second(requests, window, match='{status=~"5.."}')
    return f"({failed} or vector(0)) / {per_second(requests, window)}"


def bars_a_second(window: str) -> str:
    """Bars that backtests go through in a second of their own time; nothing where none was done."""
    bars = per_second("farthing_backtest_bars_total", window)
    seconds = per_second("farthing_backtest_seconds_sum", window)
    done = per_second("farthing_backtest_executions_total", window, match='{outcome="done"}')
    return f"{bars} / {seconds} and {done} > 0"


def staleness(timeframe: str) -> str:
    """Seconds since the last live bar of a length came."""
    return f'max(farthing_data_staleness_seconds{{timeframe="{timeframe}"}})'
