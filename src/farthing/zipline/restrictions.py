"""``zipline.finance.asset_restrictions``: which assets are not to be ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

    from farthing._core import Asset


def StaticRestrictions(restricted_list: Iterable[Asset]) -> list[Asset]:  # noqa: N802 - Zipline's name
    """Assets that are restricted all the time."""
    return list(restricted_list)


def HistoricalRestrictions(restrictions: Any) -> NoReturn:  # noqa: N802
    """Is not there in Zipline's words.

    Raises:
        ConfigurationError: always; it says what is there instead.
    """
    raise ConfigurationError(
        "HistoricalRestrictions is not there: give farthing.costs.restricted(symbol, first, last) "
        "values to set_asset_restrictions"
    )


def names() -> dict[str, Any]:
    """What the module has, by name."""
    return {one.__name__: one for one in (StaticRestrictions, HistoricalRestrictions)}
