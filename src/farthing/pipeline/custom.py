"""``CustomFactor`` and ``CustomFilter``: what a program computes of windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError
from farthing.pipeline.data import Column
from farthing.pipeline.window import Span
from farthing.universe.expression import Factor, Filter, Term, filter_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from farthing.universe.market import Market


class Windowed(Term):
    """An expression that is computed of windows of its inputs, session by session."""

    inputs: Any = ()
    window_length: Any = None
    params: ClassVar[Any] = ()
    outputs: ClassVar[Any] = ()
    missing: ClassVar[Any] = np.nan
    inputs_count: ClassVar[int | None] = None
    window_least: ClassVar[int] = 1

    def __init__(
        self,
        inputs: Any = None,
        window_length: int | None = None,
        mask: Filter | None = None,
        **params: Any,
    ) -> None:
        """Takes what the class does not say.

        Args:
            inputs: columns and expressions; one alone, or several.
            window_length: sessions of each window.
            mask: the assets that it is computed for.
            params: values for what the class names in ``params``.

        Raises:
            ConfigurationError: something is missing, or is not what it must be.
        """
        name = type(self).__name__
        self.inputs = _inputs(self.inputs if inputs is None else inputs, name)
        self.window_length = self.window_length if window_length is None else window_length
        self._check_shape(name)
        self.mask = None if mask is None else filter_of(mask, f"{name}: mask")
        self.values = self._named(params)
        for place, output in enumerate(self.outputs):
            setattr(self, output, Output(self, place))

    def __iter__(self) -> Iterator[Factor]:
        """Its outputs, to be given names of their own."""
        return iter([getattr(self, output) for output in self.outputs])

    @property
    def parts(self) -> tuple[Term, ...]:
        """The expressions that it is made of."""
        inputs = tuple(each for each in self.inputs if isinstance(each, Term))
        return inputs if self.mask is None else (*inputs, self.mask)

    def compute(self, today: Any, assets: Any, out: Any, *inputs: Any, **params: Any) -> None:
        """Writes a value of each asset into ``out``; a class of one's own says how.

        Args:
            today: the session that opens, as a ``numpy.datetime64``.
            assets: places of the assets among those of the run: their ``sid``.
            out: an array of one value per asset, NaN at first; with several outputs, one of each,
                as ``out.upper``.
            inputs: a window of each input: sessions x assets, newest last.
            params: what was given for the names in ``params``.
        """
        raise ConfigurationError(
            f"{type(self).__name__} has no compute: write compute(self, today, assets, out, ...) "
            "that fills out"
        )

    def row(self, market: Market, session: int) -> NDArray[Any]:
        """What is known before a session opens; nothing before there is a whole window.

        Raises:
            ConfigurationError: it has several outputs.
        """
        if self.outputs:
            raise ConfigurationError(
                f"{type(self).__name__} has several outputs: take one, such as .{self.outputs[0]}"
            )
        found = np.full(len(market.symbols), self.missing)
        assets = self.computed_for(market, session)
        out = found[assets]
        self._compute(market, session, assets, out)
        found[assets] = out
        return found

    def rows(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens, of several outputs: outputs x assets."""
        found = np.full((len(self.outputs), len(market.symbols)), np.nan)
        assets = self.computed_for(market, session)
        out = np.recarray(len(assets), dtype=[(name, np.float64) for name in self.outputs])
        for name in self.outputs:
            out[name] = np.nan
        self._compute(market, session, assets, out)
        for place, name in enumerate(self.outputs):
            found[place, assets] = out[name]
        return found

    def _compute(
        self, market: Market, session: int, assets: NDArray[np.int64], out: NDArray[Any]
    ) -> None:
        if len(assets):
            windows = [self._window(each, market, session)[:, assets] for each in self.inputs]
            today = np.datetime64(market.day(session), "ns")
            self.compute(today, assets, out, *windows, **self.values)

    def computed_for(self, market: Market, session: int) -> NDArray[np.int64]:
        """The places of the assets that it is computed for; none before there is a window."""
        if session < self.window_length:
            return np.array([], dtype=np.int64)
        chosen = market.listed(session)
        if self.mask is not None:
            chosen = chosen & market.row(self.mask, session)
        return np.flatnonzero(chosen)

    def _window(self, given: Column | Term, market: Market, session: int) -> NDArray[Any]:
        if isinstance(given, Column):
            return Span(market, session, self.window_length).floats(given.name)
        market.reach = max(market.reach, self.window_length)
        sessions = range(session - self.window_length + 1, session + 1)
        return np.array([market.row(given, each) for each in sessions])

    def _check_shape(self, name: str) -> None:
        """Refuses a window that is too short, and inputs that are too many or too few."""
        given.count(self.window_length, f"{name}: window_length")
        if self.window_length < self.window_least:
            raise ConfigurationError(
                f"{name}: window_length is {self.window_length}; it is at least {self.window_least}"
            )
        if self.inputs_count not in (None, len(self.inputs)):
            raise ConfigurationError(
                f"{name} has {len(self.inputs)} inputs; it takes {self.inputs_count}"
            )

    def _named(self, params: dict[str, Any]) -> dict[str, Any]:
        """The values of the parameters that the class names."""
        values = {**(self.params if isinstance(self.params, Mapping) else {}), **params}
        wrong = sorted(set(self.params) ^ set(values))
        if wrong:
            says = "needs" if wrong[0] in self.params else "has no"
            raise ConfigurationError(
                f"{type(self).__name__} {says} {wrong[0]}; its params are "
                f"{', '.join(self.params) or 'none'}"
            )
        return values


class Output(Factor):
    """One of several outputs."""

    def __init__(self, of: Windowed, place: int) -> None:
        """Of what, and which."""
        self._of, self._place = of, place

    @property
    def parts(self) -> tuple[Term, ...]:
        """The expressions that it is made of."""
        return (self._of,)

    def row(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens."""
        found: NDArray[np.float64] = market.several(self._of, session)[self._place]
        return found


class CustomFactor(Windowed, Factor):
    """A number that a program computes of windows.

    >>> from farthing.pipeline import USEquityPricing
    >>> class Range(CustomFactor):
    ...     inputs = [USEquityPricing.high, USEquityPricing.low]
    ...     window_length = 10
    ...
    ...     def compute(self, today, assets, out, high, low):
    ...         out[:] = high.max(axis=0) - low.min(axis=0)
    >>> widest = Range().top(5)
    """


class CustomFilter(Windowed, Filter):
    """A truth that a program computes of windows; ``out`` is False at first."""

    missing = False


def _inputs(inputs: Any, name: str) -> tuple[Column | Term, ...]:
    found = tuple(inputs) if isinstance(inputs, (list, tuple)) else (inputs,)
    for each in found:
        if not isinstance(each, (Column, Term)):
            raise ConfigurationError(
                f"{name}: the input {given.shown(each)} is no column such as "
                "USEquityPricing.close, and no factor"
            )
    if not found:
        raise ConfigurationError(f"{name} has no inputs: give some, such as USEquityPricing.close")
    return found
