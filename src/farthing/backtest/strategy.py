"""The strategy: what a user writes."""

from __future__ import annotations

import inspect
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar, get_type_hints

from farthing.errors import ConfigurationError, hint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing._core import Context, Fill

_TYPES: tuple[type, ...] = (int, float, bool, str, Decimal)


class Strategy:
    """A strategy: parameters as typed fields, and what is done at each bar.

    A field with a type and a default is a parameter, which the command line (``--param fast=5``)
    and an optimiser can set. Types are int, float, bool, str and Decimal.

    Attributes:
        warmup: ``on_bar`` is first called when so many bars are known, those before the run's
            start included. May be a property of the parameters.
        universe: a filter of ``farthing.universe``, whose mask is ``ctx.universe``; None is none.
            May be a property of the parameters.
        wyckoff: the ``farthing.wyckoff.Parameters`` of ``ctx.wyckoff``; None is the table's. May be
            a property of the parameters.

    >>> class Cross(Strategy):
    ...     fast: int = 10
    ...     slow: int = 30
    ...
    ...     def on_bar(self, ctx):
    ...         uptrend = ctx.sma(self.fast) > ctx.sma(self.slow)
    ...         ctx.target_percent(uptrend / len(ctx.assets))
    >>> Cross(fast=5).parameters
    {'fast': 5, 'slow': 30}
    """

    warmup: ClassVar[int] = 0
    universe: ClassVar[Any] = None
    wyckoff: ClassVar[Any] = None
    _fields: ClassVar[dict[str, type]] = {}

    def __init_subclass__(cls) -> None:
        """Finds the parameters of a new strategy."""
        super().__init_subclass__()
        if "parameters" in vars(cls):
            raise ConfigurationError(
                f"{cls.__name__}.parameters: that name is taken, it gives the values of all "
                "parameters; choose another one"
            )
        fields = dict(cls._fields)
        for name in inspect.get_annotations(cls):
            if name.startswith("_") or name == "warmup" or not hasattr(cls, name):
                continue
            kind = get_type_hints(cls).get(name)
            if kind in _TYPES:
                fields[name] = kind
        cls._fields = fields

    def __init__(self, **parameters: Any) -> None:
        """Takes values for parameters; the others keep their defaults.

        Raises:
            ConfigurationError: for a name that is no parameter, or a value of another type.
        """
        for name, value in parameters.items():
            if name not in self._fields:
                raise ConfigurationError(self._no_parameter(name))
            setattr(self, name, _converted(name, value, self._fields[name]))

    def _no_parameter(self, name: str) -> str:
        """Why a name is no parameter: it is unknown, or a plain attribute."""
        own = type(self)
        said = f"{own.__name__} has no parameter {name!r}"
        value = getattr(own, name, None)
        is_typed = any(name in inspect.get_annotations(kind) for kind in own.__mro__)
        if type(value) in _TYPES and not is_typed and not name.startswith("_"):
            as_one = f"{name}: {type(value).__name__} = {value!r}"
            return f"{said}: its {name} has no type; write it as `{as_one}`"
        there = f"it has {', '.join(self._fields) or 'none'}"
        return said + hint(name, self._fields, there)

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of all parameters."""
        return {name: getattr(self, name) for name in self._fields}

    def on_start(self, ctx: Context) -> None:
        """Called once, before the first bar; nothing is known yet."""

    def on_bar(self, ctx: Context) -> None:
        """Called at the close of each bar, after its fills."""

    def on_fill(self, ctx: Context, fill: Fill) -> None:
        """Called for each fill, before ``on_bar`` of the same bar."""

    def on_end(self, ctx: Context) -> None:
        """Called once, after the last bar."""


def overrides(strategy: Strategy, name: str) -> bool:
    """Whether a strategy has its own version of a method; one that it has not is not called."""
    return getattr(type(strategy), name) is not getattr(Strategy, name)


def _converted(name: str, value: Any, kind: type) -> Any:
    """The value in the type of its parameter; text is read, nothing is rounded."""
    if type(value) is kind or (isinstance(value, kind) and not isinstance(value, bool)):
        return value
    if type(value) is int and kind in {float, Decimal}:
        return kind(value)
    if isinstance(value, str):
        with suppress(ValueError, InvalidOperation):
            return _from_text(value, kind)
    raise ConfigurationError(f"parameter {name} is {value!r}; it must be of type {kind.__name__}")


def _from_text(text: str, kind: type) -> Any:
    if kind is bool:
        words: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}
        if text.lower() not in words:
            raise ValueError(text)
        return words[text.lower()]
    return kind(text)
