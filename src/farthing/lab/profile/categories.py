"""The category of a function: one mapping, ``categories.toml``, for every profiler."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources

OTHER = "other"


@cache
def patterns() -> tuple[tuple[str, str], ...]:
    """Patterns with their categories, the longest first: the first that fits decides."""
    text = resources.files("farthing.lab.profile").joinpath("categories.toml").read_text("utf-8")
    found = [(pattern, name) for name, listed in tomllib.loads(text).items() for pattern in listed]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def names() -> tuple[str, ...]:
    """The categories in the mapping's order; ``other`` is the last."""
    text = resources.files("farthing.lab.profile").joinpath("categories.toml").read_text("utf-8")
    return (*tomllib.loads(text), OTHER)


@cache
def category(label: str) -> str | None:
    """The category of a function's label; None where no pattern fits.

    >>> category("farthing._core:Context.sma"), category("farthing._core:run_bars")
    ('indicators', 'ledger and orders')
    >>> category("difflib:get_close_matches") is None
    True
    """
    return next((name for pattern, name in patterns() if fnmatchcase(label, pattern)), None)
