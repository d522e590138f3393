"""Zipline's names of models: commission, slippage, and when orders are cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.backtest import costs
from farthing.decimals import shifted
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from typing import NoReturn

    from farthing.backtest.active import Lifetime


@dataclass(frozen=True, slots=True)
class LimitedSlippage:
    """Slippage with the share of a bar's volume that orders may take, as Zipline has it."""

    slippage: costs.Slippage
    volume_limit: costs.Exact | None


class commission:  # noqa: N801 - a namespace that Zipline's programs know by this name
    """Zipline's names of commissions.

    >>> str(commission.PerShare(cost="0.005", min_trade_cost=1))
    'per-share:0.005:1'
    """

    NoCommission = costs.NoCommission

    @staticmethod
    def PerShare(cost: costs.Exact = "0.001", min_trade_cost: costs.Exact = 0) -> costs.PerShare:  # noqa: N802
        """Money per share, with a minimum per order."""
        return costs.PerShare(cost, min_trade_cost)

    @staticmethod
    def PerTrade(cost: costs.Exact = 0) -> costs.PerTrade:  # noqa: N802
        """Money per order."""
        return costs.PerTrade(cost)

    @staticmethod
    def PerDollar(cost: costs.Exact = "0.0015") -> costs.Bps:  # noqa: N802
        """Money per dollar of value."""
        return costs.Bps(shifted(given.from_zero(cost, "cost"), 4))

    @staticmethod
    def PerContract(  # noqa: N802
        cost: costs.Exact, exchange_fee: costs.Exact = 0, min_trade_cost: costs.Exact = 0
    ) -> costs.PerShare:
        """Money per contract, with a minimum per order.

        Raises:
            ConfigurationError: there is a fee of the exchange beside it, or costs by root symbol.
        """
        _refuse_by_root("PerContract", cost, exchange_fee)
        if given.from_zero(exchange_fee, "exchange_fee"):
            raise ConfigurationError(
                "PerContract with an exchange_fee beside its cost is not there: a commission is "
                "one rule; leave it out, or put it into cost"
            )
        return costs.PerShare(cost, min_trade_cost)

    @staticmethod
    def PerFutureTrade(cost: costs.Exact = 0) -> costs.PerTrade:  # noqa: N802
        """Money per order of a future."""
        _refuse_by_root("PerFutureTrade", cost)
        return costs.PerTrade(cost)


class slippage:  # noqa: N801
    """Zipline's names of slippages.

    >>> str(slippage.FixedSlippage(spread="0.02"))
    'spread:0.02'
    """

    NoSlippage = costs.NoSlippage

    @staticmethod
    def FixedSlippage(spread: costs.Exact = 0) -> costs.NoSlippage | costs.SpreadSlippage:  # noqa: N802
        """Half of a spread in money; without one, nothing goes to the tick either."""
        if given.from_zero(spread, "spread") == 0:
            return costs.NoSlippage()
        return costs.SpreadSlippage(spread)

    @staticmethod
    def FixedBasisPointsSlippage(  # noqa: N802
        basis_points: costs.Exact = 5, volume_limit: costs.Exact | None = "0.1"
    ) -> LimitedSlippage:
        """A share of the price, and the share of a bar's volume that orders may take."""
        return LimitedSlippage(costs.BpsSlippage(basis_points), volume_limit)

    @staticmethod
    def VolumeShareSlippage(  # noqa: N802
        volume_limit: costs.Exact | None = "0.025", price_impact: costs.Exact = "0.1"
    ) -> LimitedSlippage:
        """A price impact with the square of the share of volume, and a limit of that share."""
        return LimitedSlippage(costs.VolumeShare(price_impact), volume_limit)

    @staticmethod
    def VolatilityVolumeShare(volume_limit: costs.Exact, eta: Any = None) -> NoReturn:  # noqa: N802
        """Is not there.

        Raises:
            ConfigurationError: always; it says what is there instead.
        """
        raise ConfigurationError(
            "VolatilityVolumeShare is not there: VolumeShareSlippage has a volume limit, and "
            "farthing.costs.VolatilitySlippage the volatility"
        )


class cancel_policy:  # noqa: N801
    """Zipline's names of when orders that have not filled are cancelled.

    >>> cancel_policy.EODCancel(warn_on_cancel=False)
    'day'
    """

    @staticmethod
    def EODCancel(warn_on_cancel: bool = True) -> Lifetime:  # noqa: N802
        """With the session in which they work: ``day`` orders. Nothing is logged."""
        return "day"

    @staticmethod
    def NeverCancel() -> Lifetime:  # noqa: N802
        """Never: ``gtc`` orders."""
        return "gtc"


def _refuse_by_root(name: str, *numbers: Any) -> None:
    if any(isinstance(number, Mapping) for number in numbers):
        raise ConfigurationError(
            f"{name} by root symbol is not there: a run has one commission; give one number"
        )
