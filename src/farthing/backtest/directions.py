"""Of which statistics more is better, and of which less."""

from __future__ import annotations

from typing import Literal

from farthing.errors import ConfigurationError

Direction = Literal["max", "min"]

BETTER_MORE = frozenset(
    {"total_return", "annual_return", "sharpe_ratio", "sortino_ratio", "calmar_ratio"}
    | {"omega_ratio", "tail_ratio", "value_at_risk", "conditional_value_at_risk", "win_rate"}
    | {"profit_factor", "expectancy", "average_win", "average_loss", "return_on_cost", "alpha"}
    | {"gross_profit", "best_trade", "worst_trade", "information_ratio", "up_capture"}
    | {"average_adverse_excursion", "average_favourable_excursion", "worst_adverse_excursion"}
    | {"best_favourable_excursion", "end_equity", "gross_loss"}
)
"""Statistics of which more is better; losses are negative."""

BETTER_LESS = frozenset(
    {"annual_volatility", "max_drawdown", "turnover", "tracking_error", "down_capture"}
)
"""Statistics of which less is better."""


def direction_of(name: str, told: str, what: str) -> Direction:
    """Whether much or little of a number is wanted.

    Args:
        name: of the statistic or the function.
        told: ``max`` or ``min``; empty where the statistic says it by itself.
        what: asks, for the message.

    Raises:
        ConfigurationError: nobody knows, or the word is none.

    >>> direction_of("max_drawdown", "", "by"), direction_of("trades", "max", "by")
    ('min', 'max')
    """
    if told in {"max", "maximize", "maximise"} or (not told and name in BETTER_MORE):
        return "max"
    if told in {"min", "minimize", "minimise"} or (not told and name in BETTER_LESS):
        return "min"
    said = f"direction {told!r} is none" if told else "more of it may be better or worse"
    raise ConfigurationError(f"{what} {name}: {said}; write {name}:max or {name}:min")
