"""Settings of a run that ``initialize`` chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from farthing.api.models import LimitedSlippage
from farthing.backtest import active, costs
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from farthing._core import Asset
    from farthing.backtest.active import Lifetime


def set_commission(
    us_equities: costs.Commission | None = None, us_futures: costs.Commission | None = None
) -> None:
    """Chooses the commission of the run; in ``initialize`` alone."""
    chosen = _one_of("set_commission", us_equities, us_futures)
    algorithm = active.in_initialize("set_commission")
    if chosen is not None:
        algorithm.choose(commission=_checked(chosen, costs.Commission, "commission"))


def set_slippage(
    us_equities: costs.Slippage | LimitedSlippage | None = None,
    us_futures: costs.Slippage | LimitedSlippage | None = None,
) -> None:
    """Chooses the slippage of the run, and its volume limit; in ``initialize`` alone.

    Of a slippage that has no volume limit, that of the run holds; in ``farthing.zipline`` it is
    none then, as in Zipline.
    """
    chosen = _one_of("set_slippage", us_equities, us_futures)
    algorithm = active.in_initialize("set_slippage")
    if isinstance(chosen, LimitedSlippage):
        limit = costs.volume_limit(chosen.volume_limit)
        algorithm.choose(slippage=chosen.slippage, volume_limit=limit)
    elif chosen is not None:
        slippage = _checked(chosen, costs.Slippage, "slippage")
        algorithm.choose(slippage=slippage, **algorithm.unlimited)


def set_cancel_policy(cancel_policy: Lifetime) -> None:
    """Chooses how long orders work: a value of ``cancel_policy``; in ``initialize`` alone."""
    algorithm = active.in_initialize("set_cancel_policy")
    if cancel_policy not in ("gtc", "day"):
        raise ConfigurationError(
            f"{cancel_policy!r} is no cancel policy: cancel_policy has EODCancel and NeverCancel"
        )
    algorithm.lifetime = cancel_policy


def set_benchmark(benchmark: Asset) -> None:
    """Chooses what the result is compared with; in ``initialize`` alone."""
    active.in_initialize("set_benchmark").choose(benchmark=benchmark.symbol)


def fetch_csv(url: str, *_: Any, **__: Any) -> NoReturn:
    """Is not there: what a run is made of is its bundle, which a digest names.

    Raises:
        ConfigurationError: always.
    """
    raise ConfigurationError(
        f"fetch_csv({url!r}) is not there: read the file yourself in initialize, and keep it in "
        "the context"
    )


def _one_of(what: str, us_equities: Any, us_futures: Any) -> Any:
    """The model of the run's instruments: a run has one."""
    kinds = {instrument.kind for instrument in active.algorithm().bars.instruments}
    if kinds == {"future"} and us_futures is not None:
        return us_futures
    if us_futures is not None:
        raise ConfigurationError(
            f"{what}: models for us_futures are not there yet, but in a run of futures alone"
        )
    return us_equities


def _checked(model: Any, kind: type, what: str) -> Any:
    if not isinstance(model, kind):
        raise ConfigurationError(
            f"{model!r} is no {what} of farthing: a class of one's own is not there; take one of "
            f"farthing.api.{what} or farthing.costs"
        )
    return model
