"""``context.portfolio`` and its positions, with what Zipline has beside the engine's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.zipline.pandas_extra import pandas

if TYPE_CHECKING:
    import pandas as pd

    from farthing import _core


class ShimPortfolio:
    """The engine's portfolio, and weights as a Series."""

    def __init__(self, portfolio: _core.Portfolio) -> None:
        """Reads a portfolio."""
        self._portfolio = portfolio

    def __getattr__(self, name: str) -> Any:
        """Everything else is the engine's."""
        return getattr(self._portfolio, name)

    @property
    def positions_exposure(self) -> float:
        """The worth of all positions, with that of contracts, shorts with their sign."""
        return self._portfolio.exposure

    @property
    def current_portfolio_weights(self) -> pd.Series:
        """The worth of each position as a share of the account's value, by asset."""
        value = self._portfolio.equity
        weights = {
            asset: position.value / value for asset, position in self._portfolio.positions.items()
        }
        return pandas().Series(weights, dtype=float)
