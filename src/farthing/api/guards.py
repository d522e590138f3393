"""Trading controls: what a program does not let itself do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from farthing.backtest import active, costs
from farthing.backtest.schedule.date_rule import DateRule
from farthing.backtest.schedule.time_rule import TimeRule
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from farthing._core import Asset


def set_max_leverage(max_leverage: costs.Exact) -> None:
    """Refuses, by ``leverage``, what would hold more than so many times the account's value."""
    _add("set_max_leverage", costs.leverage(max_leverage))


def set_min_leverage(min_leverage: costs.Exact, grace_period: timedelta) -> None:
    """Ends the run where a session's close finds less held than so many times the account's value.

    No control can bring an account to a leverage, so that this one stops the program instead, as
    in Zipline. A minute before the close the account is looked at; on daily bars at the day's bar.

    Args:
        min_leverage: the value of all positions without their signs, as a share of the account's.
        grace_period: how long after the run's first day nothing is asked.

    Raises:
        ConfigurationError: it is no leverage or no time, or comes after ``initialize``. While the
            run is under way it is the cause of its StrategyError.
    """
    least = costs.leverage(min_leverage).limit
    assert least is not None, "a leverage has a number"
    if not isinstance(grace_period, timedelta) or grace_period < timedelta(0):
        raise ConfigurationError(
            f"set_min_leverage: the grace period is {grace_period!r}; it is a timedelta from 0 on"
        )
    algorithm = active.in_initialize("set_min_leverage")
    first = algorithm.config.start or algorithm.now().date()
    asked = datetime(first.year, first.month, first.day, tzinfo=UTC) + grace_period

    def look(context: Any, data: Any) -> None:
        del context, data
        now, account = algorithm.now(), algorithm.running().portfolio
        held, equity = (Fraction(repr(money)) for money in (account.gross, account.equity))
        if now > asked and held < Fraction(least) * equity:
            raise ConfigurationError(
                f"set_min_leverage: {account.gross} is held of {account.equity} at "
                f"{now:%Y-%m-%d %H:%M}, at least {min_leverage} of it was asked; hold more, or "
                "give a longer grace period"
            )

    algorithm.agenda.add(look, DateRule("day"), TimeRule("close"), half_days=True)


def set_max_position_size(
    asset: Asset | None = None,
    max_shares: costs.Exact | None = None,
    max_notional: costs.Exact | None = None,
    on_error: str = "fail",
) -> None:
    """Refuses, by ``position_too_large``, what leads to more units or value, of one or each."""
    limits = costs.position_size(max_shares, max_notional, _symbol_of(asset))
    _add("set_max_position_size", *limits, on_error=on_error)


def set_max_order_size(
    asset: Asset | None = None,
    max_shares: costs.Exact | None = None,
    max_notional: costs.Exact | None = None,
    on_error: str = "fail",
) -> None:
    """Refuses, by ``order_too_large``, orders of more units or value, of one asset or each."""
    limits = costs.order_size(max_shares, max_notional, _symbol_of(asset))
    _add("set_max_order_size", *limits, on_error=on_error)


def set_max_order_count(max_count: int, on_error: str = "fail") -> None:
    """Refuses, by ``too_many_orders``, what comes after so many orders of a session."""
    _add("set_max_order_count", costs.order_count(max_count), on_error=on_error)


def set_long_only(on_error: str = "fail") -> None:
    """Refuses, by ``long_only``, what leads to a short position."""
    _add("set_long_only", costs.long_only(), on_error=on_error)


def set_do_not_order_list(restricted_list: Iterable[Asset], on_error: str = "fail") -> None:
    """Refuses, by ``restricted``, what opens or enlarges a position in one of these assets."""
    _add(
        "set_do_not_order_list",
        *(costs.restricted(asset.symbol) for asset in restricted_list),
        on_error=on_error,
    )


def set_asset_restrictions(
    restrictions: Iterable[Asset | costs.Control], on_error: str = "fail"
) -> None:
    """As ``set_do_not_order_list``; ``farthing.costs.restricted`` gives some days of an asset."""
    found = (
        one if isinstance(one, costs.Control) else costs.restricted(one.symbol)
        for one in restrictions
    )
    _add("set_asset_restrictions", *found, on_error=on_error)


def _symbol_of(asset: Asset | None) -> str | None:
    return None if asset is None else asset.symbol


def _add(what: str, *controls: costs.Control, on_error: str = "fail") -> None:
    """Adds controls to those of the run; in ``initialize`` alone.

    ``on_error`` says in Zipline whether to raise or to log; here every refusal is a result.
    """
    if on_error not in ("fail", "log"):
        raise ConfigurationError(f"{what}: on_error is {on_error!r}; it is 'fail' or 'log'")
    algorithm = active.in_initialize(what)
    algorithm.choose(controls=(*algorithm.config.controls, *controls))
