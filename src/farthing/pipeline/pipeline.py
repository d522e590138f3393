"""``Pipeline``: named expressions, and the filter whose assets they are shown of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.errors import ConfigurationError
from farthing.universe.expression import Term, filter_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing.universe.expression import Filter


class Pipeline:
    """Columns by name, and a screen.

    Args:
        columns: factors and filters by name.
        screen: the assets that are shown; by default all that are listed.
        domain: None; a run's sessions are those of its bars.

    >>> from farthing.pipeline import SimpleMovingAverage, USEquityPricing
    >>> close = USEquityPricing.close
    >>> mean = SimpleMovingAverage(inputs=[close], window_length=10)
    >>> Pipeline(columns={"mean": mean}, screen=close.latest > mean).columns == {"mean": mean}
    True
    """

    def __init__(
        self,
        columns: Mapping[str, Term] | None = None,
        screen: Filter | None = None,
        domain: Any = None,
    ) -> None:
        """Takes columns and a screen; more can follow."""
        if domain is not None:
            raise ConfigurationError(
                f"Pipeline: domain={domain!r} is not there: its sessions are those of the run's "
                "bars; leave it out"
            )
        self._columns: dict[str, Term] = {}
        for name, term in dict(columns or {}).items():
            self.add(term, name)
        self._screen = None if screen is None else filter_of(screen, "screen")

    @property
    def columns(self) -> dict[str, Term]:
        """The columns by name, in order."""
        return dict(self._columns)

    @property
    def screen(self) -> Filter | None:
        """The filter whose assets are shown."""
        return self._screen

    def add(self, term: Term, name: str, overwrite: bool = False) -> None:
        """Adds a column.

        Raises:
            ConfigurationError: it is no factor and no filter, or the name is taken.
        """
        given.text(name, "name of a column")
        if not isinstance(term, Term):
            raise ConfigurationError(
                f"column {name!r} is {given.shown(term)}, which is no factor and no filter; of a "
                "column of data take .latest"
            )
        if name in self._columns and not overwrite:
            raise ConfigurationError(
                f"there is a column {name!r}; take another name, or overwrite=True"
            )
        self._columns[name] = term

    def remove(self, name: str) -> Term:
        """Takes a column away, and gives it.

        Raises:
            ConfigurationError: there is none of that name.
        """
        if name not in self._columns:
            there = ", ".join(self._columns) or "none"
            raise ConfigurationError(f"there is no column {name!r}; there are {there}")
        return self._columns.pop(name)

    def set_screen(self, screen: Filter, overwrite: bool = False) -> None:
        """Chooses the assets that are shown.

        Raises:
            ConfigurationError: it is no filter, or there is a screen.
        """
        if self._screen is not None and not overwrite:
            raise ConfigurationError("there is a screen; combine with &, or say overwrite=True")
        self._screen = filter_of(screen, "screen")
