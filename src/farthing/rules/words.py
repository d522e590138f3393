"""The words of rules: fields, parameters, indicators, and what looks back."""

from __future__ import annotations

from typing import Any

from farthing.errors import ConfigurationError
from farthing.rules.expression import (
    Ago,
    BarsInPosition,
    BarsSince,
    Before,
    Compared,
    Condition,
    Field,
    Indicator,
    InPosition,
    Number,
    Parameter,
    condition,
    field,
    number,
    scalar,
    window,
)

open = Field("open")  # noqa: A001 # the field of a bar, as users write it
high = Field("high")
low = Field("low")
close = Field("close")
volume = Field("volume")
in_position = InPosition()
bars_in_position = BarsInPosition()


def param(name: str) -> Parameter:
    """A number that each parameter set has for itself; usable as a window or as a number.

    >>> sma("close", param("fast")) > sma("close", 50)
    sma(close, param('fast')) > sma(close, 50)
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise ConfigurationError(f"param: {name!r} is no name; give one such as 'fast'")
    return Parameter(name)


def sma(values: Field | str, length: Any) -> Number:
    """Simple moving average; see ``farthing.signals.Sma``.

    >>> sma("close", 20)
    sma(close, 20)
    """
    return _of_field("sma", values, length)


def ema(values: Field | str, length: Any) -> Number:
    """Exponential moving average; see ``farthing.signals.Ema``.

    >>> ema("close", 20)
    ema(close, 20)
    """
    return _of_field("ema", values, length)


def wma(values: Field | str, length: Any) -> Number:
    """Linearly weighted moving average; see ``farthing.signals.Wma``.

    >>> wma("close", 20)
    wma(close, 20)
    """
    return _of_field("wma", values, length)


def rolling_min(values: Field | str, length: Any) -> Number:
    """Smallest value of the last bars, this one included.

    >>> close < ago(rolling_min("low", 20), 1)
    close < ago(rolling_min(low, 20), 1)
    """
    return _of_field("rolling_min", values, length)


def rolling_max(values: Field | str, length: Any) -> Number:
    """Largest value of the last bars, this one included.

    >>> close > ago(rolling_max("high", 20), 1)
    close > ago(rolling_max(high, 20), 1)
    """
    return _of_field("rolling_max", values, length)


def std(values: Field | str, length: Any, ddof: Any = 1) -> Number:
    """Standard deviation; see ``farthing.signals.Std``.

    >>> std("close", 20)
    std(close, 20, 1)
    """
    return _of_field("std", values, length, parameter=_ddof(ddof, "std"))


def zscore(values: Field | str, length: Any, ddof: Any = 1) -> Number:
    """Distance from the mean in standard deviations; see ``farthing.signals.ZScore``.

    >>> zscore("close", 20) < -2
    zscore(close, 20, 1) < -2
    """
    return _of_field("zscore", values, length, parameter=_ddof(ddof, "zscore"))


def returns(values: Field | str, length: Any = 1) -> Number:
    """Change over so many bars; see ``farthing.signals.Returns``.

    >>> returns("close", 20) > 0
    returns(close, 20) > 0
    """
    return _of_field("returns", values, length)


def rsi(values: Field | str, length: Any = 14) -> Number:
    """Relative strength index; see ``farthing.signals.Rsi``.

    >>> rsi("close") < 30
    rsi(close, 14) < 30
    """
    return _of_field("rsi", values, length)


def bollinger(
    values: Field | str, length: Any = 20, width: Any = 2.0
) -> tuple[Number, Number, Number]:
    """Lower band, middle and upper band; see ``farthing.signals.Bollinger``.

    >>> close < bollinger("close")[0]
    close < bollinger(close, 20, 2.0)[0]
    """
    parameter = scalar(number(width, "bollinger: width"), "bollinger: width")
    made = _several("bollinger", 3, (length,), field(values, "bollinger"), parameter)
    return made[0], made[1], made[2]


def macd(
    values: Field | str, fast: Any = 12, slow: Any = 26, signal: Any = 9
) -> tuple[Number, Number, Number]:
    """Line, signal and histogram; see ``farthing.signals.Macd``.

    >>> macd("close")[2] > 0
    macd(close, 12, 26, 9)[2] > 0
    """
    made = _several("macd", 3, (fast, slow, signal), field(values, "macd"))
    return made[0], made[1], made[2]


def atr(length: Any = 14) -> Number:
    """Average true range; see ``farthing.signals.Atr``.

    >>> 2 * atr(14)
    2 * atr(14)
    """
    return Indicator("atr", None, _windows("atr", (length,)))


def vwap(length: Any = None) -> Number:
    """Volume-weighted average price over so many bars, or since the session began.

    >>> close > vwap()
    close > vwap()
    """
    return Indicator("vwap", None, _windows("vwap", () if length is None else (length,)))


def obv() -> Number:
    """On-balance volume; see ``farthing.signals.Obv``.

    >>> obv() > ago(obv(), 10)
    obv() > ago(obv(), 10)
    """
    return Indicator("obv", None, ())


def stochastic(
    length: Any = 14, smoothing: Any = 3, signal: Any = 3
) -> tuple[Number, Number, Number]:
    """Fast %K, its mean, and the mean of that; see ``farthing.signals.Stochastic``.

    >>> stochastic()[1] > stochastic()[2]
    stochastic(14, 3, 3)[1] > stochastic(14, 3, 3)[2]
    """
    made = _several("stochastic", 3, (length, smoothing, signal))
    return made[0], made[1], made[2]


def adx(length: Any = 14) -> tuple[Number, Number, Number]:
    """Average directional index, +DI and -DI; see ``farthing.signals.Adx``.

    >>> adx()[0] > 25
    adx(14)[0] > 25
    """
    made = _several("adx", 3, (length,))
    return made[0], made[1], made[2]


def aroon(length: Any = 25) -> tuple[Number, Number, Number]:
    """Up, down and oscillator; see ``farthing.signals.Aroon``.

    >>> aroon()[2] > 0
    aroon(25)[2] > 0
    """
    made = _several("aroon", 3, (length,))
    return made[0], made[1], made[2]


def ichimoku(
    tenkan: Any = 9, kijun: Any = 26, senkou: Any = 52, shift: Any = 26
) -> tuple[Number, Number, Number, Number]:
    """Tenkan, kijun and both spans; see ``farthing.signals.Ichimoku``.

    >>> ichimoku()[0] > ichimoku()[1]
    ichimoku(9, 26, 52, 26)[0] > ichimoku(9, 26, 52, 26)[1]
    """
    made = _several("ichimoku", 4, (tenkan, kijun, senkou, shift))
    return made[0], made[1], made[2], made[3]


def keltner(
    length: Any = 20, width: Any = 2.0, range_length: Any = 10
) -> tuple[Number, Number, Number]:
    """Lower bound, average and upper bound; see ``farthing.signals.Keltner``.

    >>> close > keltner()[2]
    close > keltner(20, 2.0, 10)[2]
    """
    parameter = scalar(number(width, "keltner: width"), "keltner: width")
    made = _several("keltner", 3, (length, range_length), None, parameter)
    return made[0], made[1], made[2]


def donchian(length: Any = 20) -> tuple[Number, Number, Number]:
    """Lower bound, middle and upper bound; see ``farthing.signals.Donchian``.

    >>> close > ago(donchian(20)[2], 1)
    close > ago(donchian(20)[2], 1)
    """
    made = _several("donchian", 3, (length,))
    return made[0], made[1], made[2]


def ago(value: Number, bars: Any = 1) -> Number:
    """A number of so many bars of the asset ago; not defined until the run has so many.

    >>> close > ago(close, 20)
    close > ago(close, 20)
    """
    return Ago(number(value, "ago"), window(bars, "ago"))


def before(held: Condition) -> Condition:
    """Whether a condition held at the asset's bar before; at the first of the run it did not.

    >>> before(close > open)
    before(close > open)
    """
    return Before(condition(held, "before"))


def bars_since(held: Condition) -> Number:
    """Bars since a condition held: 0 where it holds, not defined until it did in the run.

    >>> bars_since(close > open) >= 3
    bars_since(close > open) >= 3
    """
    return BarsSince(condition(held, "bars_since"))


def crosses_above(one: Any, other: Any) -> Condition:
    """Whether a number is above another and was not at the bar before.

    >>> crosses_above(close, 100)
    (close > 100) & before(close <= 100)
    """
    one, other = number(one, "crosses_above"), number(other, "crosses_above")
    return Compared(">", one, other) & Before(Compared("<=", one, other))


def crosses_below(one: Any, other: Any) -> Condition:
    """Whether a number is below another and was not at the bar before.

    >>> crosses_below(close, 100)
    (close < 100) & before(close >= 100)
    """
    one, other = number(one, "crosses_below"), number(other, "crosses_below")
    return Compared("<", one, other) & Before(Compared(">=", one, other))


def _of_field(
    name: str, values: Field | str, length: Any, *, parameter: Number | None = None
) -> Number:
    return Indicator(name, field(values, name), _windows(name, (length,)), parameter)


def _several(
    name: str,
    outputs: int,
    lengths: tuple[Any, ...],
    heard: Field | None = None,
    parameter: Number | None = None,
) -> list[Number]:
    windows = _windows(name, lengths)
    return [Indicator(name, heard, windows, parameter, place) for place in range(outputs)]


def _windows(name: str, lengths: tuple[Any, ...]) -> tuple[Number, ...]:
    return tuple(window(length, name) for length in lengths)


def _ddof(value: Any, name: str) -> Number:
    if value not in (0, 1) or isinstance(value, bool):
        raise ConfigurationError(f"{name}: ddof is {value!r}; give 0 or 1")
    return number(value)
