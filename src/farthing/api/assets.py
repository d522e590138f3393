"""Assets by name: ``symbol`` and its kin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from farthing.backtest import active
from farthing.errors import ConfigurationError, UnknownSymbol

if TYPE_CHECKING:
    from farthing._core import Asset


def symbol(symbol_str: str, country_code: str | None = None) -> Asset:
    """The asset of a symbol. A bundle has each symbol once, so that a country adds nothing."""
    return active.algorithm().symbol(symbol_str)


def symbols(*names: str, country_code: str | None = None) -> list[Asset]:
    """The assets of several symbols."""
    return [active.algorithm().symbol(name) for name in names]


def sid(sid: int) -> Asset:
    """The asset at a place of the run's assets, from 0.

    Raises:
        UnknownSymbol: there are not so many.
    """
    assets = tuple(active.algorithm().assets.values())
    if not 0 <= sid < len(assets):
        raise UnknownSymbol(f"sid {sid}", active.algorithm().assets)
    return assets[sid]


def future_symbol(symbol: str) -> Asset:
    """The future of a symbol.

    Raises:
        ConfigurationError: it is no future.
    """
    algorithm = active.algorithm()
    asset = algorithm.symbol(symbol)
    kind = algorithm.bars.instruments[asset.index].kind
    if kind != "future":
        raise ConfigurationError(f"future_symbol: {symbol} is of kind {kind}; take it by symbol()")
    return asset


def continuous_future(root_symbol_str: str, *_: Any, **__: Any) -> NoReturn:
    """Is not there.

    Raises:
        ConfigurationError: always; it says what is there instead.
    """
    raise ConfigurationError(
        f"continuous_future({root_symbol_str!r}) is not there: farthing.continuous makes one "
        "series of several contracts before a run"
    )


def set_symbol_lookup_date(dt: Any) -> NoReturn:
    """Is not there: a bundle has each symbol once, as its source named it.

    Raises:
        ConfigurationError: always.
    """
    raise ConfigurationError(
        "set_symbol_lookup_date is not there: a bundle has each symbol once; leave it out"
    )
