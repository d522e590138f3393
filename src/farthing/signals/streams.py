"""Indicators as streams."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from farthing import _core
from farthing.decimals import EXACT
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Value = float | int | Decimal
Values = Sequence[Value] | NDArray[Any]

SCALE = 8
"""Digits behind the point of the values that an indicator is told, unless told otherwise."""


class Stream:
    """An indicator that is told one bar after the other.

    Args:
        length: bars in its window.
        scale: digits behind the point of the values.
    """

    _name: str

    def __init__(self, length: int, parameter: float = 0, *, scale: int = SCALE) -> None:
        """Begins with nothing heard."""
        self._begin((length,), parameter, scale)

    def _begin(self, lengths: tuple[int, ...], parameter: float, scale: int) -> None:
        for length in lengths:
            if length < 1:
                raise ConfigurationError(f"{self._name} over {length} bars: at least 1 is possible")
        self._scale = scale
        self._core = _core.Indicator(self._name, lengths, parameter, scale)

    def split(self, new: int, old: int) -> None:
        """Writes what it remembers in shares of after a split, ``new`` for ``old``."""
        self._core.rebase(new, old)

    def _tell(
        self,
        close: Values,
        high: Values | None = None,
        low: Values | None = None,
        volume: Values | None = None,
        session: ArrayLike | None = None,
    ) -> list[NDArray[np.float64]]:
        def told(column: Values | None) -> NDArray[np.int64] | None:
            return None if column is None else exact(column, self._scale)

        sessions = None if session is None else np.asarray(session, dtype=np.uint32)
        columns = (exact(close, self._scale), told(high), told(low), told(volume))
        return self._core.update(*columns, session=sessions)


class _OfValues(Stream):
    """An indicator of one series."""

    def update(self, value: Value) -> float:
        """Takes the next value; gives what the indicator says of it."""
        return float(self._tell([value])[0][0])

    def extend(self, values: Values) -> NDArray[np.float64]:
        """Takes several values; gives what the indicator says of each."""
        return self._tell(values)[0]


class Sma(_OfValues):
    """Simple moving average."""

    _name = "sma"


class Ema(_OfValues):
    """Exponential moving average, weight 2 / (length + 1), seeded with the simple one."""

    _name = "ema"


class Wma(_OfValues):
    """Linearly weighted moving average: the newest value weighs ``length`` times the oldest."""

    _name = "wma"


class RollingMin(_OfValues):
    """Smallest value of the window."""

    _name = "min"


class RollingMax(_OfValues):
    """Largest value of the window."""

    _name = "max"


class Std(_OfValues):
    """Standard deviation, with ``ddof`` degrees of freedom less than values."""

    _name = "std"

    def __init__(self, length: int, ddof: int = 1, *, scale: int = SCALE) -> None:
        """Begins with nothing heard."""
        super().__init__(length, _ddof(ddof), scale=scale)


class ZScore(_OfValues):
    """How many standard deviations the newest value is from the mean of the window."""

    _name = "zscore"

    def __init__(self, length: int, ddof: int = 1, *, scale: int = SCALE) -> None:
        """Begins with nothing heard."""
        super().__init__(length, _ddof(ddof), scale=scale)


class Returns(_OfValues):
    """Change over ``length`` values, as a share of the older one."""

    _name = "returns"


class Rsi(_OfValues):
    """Wilder's relative strength index, 0 to 100; NaN where nothing has changed at all."""

    _name = "rsi"


class Bollinger(Stream):
    """Lower band, middle and upper band at ``width`` population standard deviations."""

    _name = "bollinger"

    def __init__(self, length: int, width: float = 2.0, *, scale: int = SCALE) -> None:
        """Begins with nothing heard."""
        super().__init__(length, width, scale=scale)

    def update(self, value: Value) -> tuple[float, float, float]:
        """Takes the next value; gives (lower, middle, upper)."""
        lower, middle, upper = (float(band[0]) for band in self._tell([value]))
        return lower, middle, upper

    def extend(self, values: Values) -> tuple[NDArray[np.float64], ...]:
        """Takes several values; gives three arrays."""
        return tuple(self._tell(values))


class Atr(Stream):
    """Wilder's average true range."""

    _name = "atr"

    def update(self, high: Value, low: Value, close: Value) -> float:
        """Takes the next bar; gives what the indicator says of it."""
        return float(self.extend([high], [low], [close])[0])

    def extend(self, high: Values, low: Values, close: Values) -> NDArray[np.float64]:
        """Takes several bars; gives what the indicator says of each."""
        return self._tell(close, high, low)[0]


class Vwap(Stream):
    """Average of the typical price (high + low + close) / 3, weighted with volume.

    Over the last ``length`` bars; without a length, since the session began.
    """

    _name = "vwap"

    def __init__(self, length: int | None = None, *, scale: int = SCALE) -> None:
        """Begins with nothing heard."""
        self._begin((length,) if length else (), 0, scale)

    def update(
        self, high: Value, low: Value, close: Value, volume: Value, session: int = 0
    ) -> float:
        """Takes the next bar; gives what the indicator says of it."""
        return float(self.extend([high], [low], [close], [volume], [session])[0])

    def extend(
        self,
        high: Values,
        low: Values,
        close: Values,
        volume: Values,
        session: ArrayLike | None = None,
    ) -> NDArray[np.float64]:
        """Takes several bars; gives what the indicator says of each."""
        return self._tell(close, high, low, volume, session)[0]


def exact(values: Values, scale: int) -> NDArray[np.int64]:
    """Values in units of ``10**-scale``: exact numbers as they are, floats half-even.

    >>> exact([1.5, 0.1], 2).tolist()
    [150, 10]
    >>> exact([Decimal("1.50"), Decimal("-2E+1"), 0.125], 2).tolist()
    [150, -2000, 12]
    """
    if isinstance(values, (list, tuple)) and values and isinstance(values[0], Decimal):
        return _core.mantissas_of(values, scale, _mantissa)  # an array of objects gains nothing
    array = np.asarray(values)
    if array.dtype.kind in "iu":
        largest = max(map(abs, (int(array.max()), int(array.min())))) if array.size else 0
        _check_size(largest * 10**scale, largest, scale)
        return array.astype(np.int64) * np.int64(10**scale)
    if array.dtype.kind == "O":
        return _core.mantissas_of(array.tolist(), scale, _mantissa)
    return _core.mantissas(np.ascontiguousarray(array, dtype=np.float64), scale)


def _mantissa(value: Any, scale: int) -> int:
    if isinstance(value, float):
        return int(_core.mantissas(np.array([value]), scale)[0])
    try:
        if isinstance(value, Decimal):
            shifted: Decimal | Fraction = EXACT.scaleb(value, scale)
        else:
            shifted = Fraction(value) * 10**scale
        mantissa = int(shifted)
    except (TypeError, ValueError, OverflowError) as error:
        raise ConfigurationError(f"{value!r} is no number that an indicator can hear") from error
    if mantissa != shifted:
        raise ConfigurationError(f"{value} has more than {scale} digits behind the point")
    _check_size(abs(mantissa), value, scale)
    return mantissa


def _check_size(mantissa: int, value: Any, scale: int) -> None:
    if mantissa > _core.VALUE_MAX:
        raise ConfigurationError(f"{value} with {scale} digits behind the point is too large")


def _ddof(ddof: int) -> float:
    if ddof not in (0, 1):
        raise ConfigurationError(f"ddof is {ddof}; it is 0 (population) or 1 (sample)")
    return float(ddof)
