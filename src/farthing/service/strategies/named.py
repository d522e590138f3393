"""Strategies by name: those that farthing ships, and those of packages that are installed.

Source is never uploaded. A package offers a strategy under the entry point ``farthing.strategies``,
whose value is a module with one ``Strategy`` class (or with Zipline's functions), or the class.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError, hint

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.optimise.space.fields import Field

GROUP = "farthing.strategies"

SHIPPED = ("campaign", "cross", "reversion", "rotation")
"""Modules of ``farthing.strategies``."""


@dataclass(frozen=True, slots=True)
class Named:
    """A strategy that may be asked for.

    Attributes:
        name: by which it is asked for.
        load: gives what ``farthing.run`` takes.
    """

    name: str
    load: Callable[[], Any]

    @property
    def fields(self) -> dict[str, Field]:
        """Its parameters, with types and defaults."""
        from farthing.optimise.subject import subject

        return subject(self.load()).fields

    @property
    def about(self) -> str:
        """What it says of itself, in its first line."""
        loaded = self.load()
        return (loaded.__doc__ or "").strip().partition("\n")[0]


@cache
def strategies() -> dict[str, Named]:
    """All strategies that may be asked for, by name.

    >>> sorted(strategies())[:2]
    ['campaign', 'cross']
    """
    found = {name: Named(name, _shipped(name)) for name in SHIPPED}
    installed = {each.name: Named(each.name, each.load) for each in entry_points(group=GROUP)}
    return {**installed, **found}


def named(name: str) -> Named:
    """A strategy by its name.

    Raises:
        ConfigurationError: there is none of that name.

    >>> named("cross").fields["fast"].default
    10
    """
    known = strategies()
    if name not in known:
        there = f"there are {', '.join(sorted(known))}"
        raise ConfigurationError(f"no strategy {name!r}{hint(name, known, there)}")
    return known[name]


def _shipped(name: str) -> Callable[[], Any]:
    return lambda: import_module(f"farthing.strategies.{name}")
