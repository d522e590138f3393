"""A table of functions from what a profiler saw: shares, by function, module and category."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from farthing.lab.profile import categories
from farthing.lab.results.profile import Function, Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from farthing.lab.profile.names import Named


class Seen(NamedTuple):
    """A function's own and cumulative time, in whatever the profiler counts."""

    named: Named
    own: float
    cumulative: float
    calls: float | None = None


def functions(seen: Iterable[Seen]) -> tuple[Function, ...]:
    """Functions with their shares of all own time, the largest first.

    What has the same names and place is one function: cProfile sees some twice.
    """
    merged: dict[Named, Seen] = {}
    for each in seen:
        before = merged.get(each.named)
        merged[each.named] = each if before is None else _together(before, each)
    total = sum(each.own for each in merged.values())
    ordered = sorted(merged.values(), key=lambda each: (-each.own, -each.cumulative, each.named))
    return tuple(_function(each, total) for each in ordered)


def _together(one: Seen, other: Seen) -> Seen:
    calls = None if one.calls is None or other.calls is None else one.calls + other.calls
    return Seen(one.named, one.own + other.own, one.cumulative + other.cumulative, calls)


def _function(seen: Seen, total: float) -> Function:
    named = seen.named
    return Function(
        name=named.name,
        module=named.module,
        place=named.place,
        category=categories.category(named.label) or categories.OTHER,
        compiled=named.compiled,
        calls=seen.calls,
        own=seen.own / total,
        cumulative=min(seen.cumulative / total, 1.0),
    )


def by_module(found: Iterable[Function]) -> tuple[Part, ...]:
    """Own time by module, the largest first; a package that is not ours is one."""
    return _parts((_group(each), each.own) for each in found)


def _group(function: Function) -> str:
    module = function.module
    return module if module.startswith("farthing") else module.partition(".")[0]


def by_category(found: Iterable[Function]) -> tuple[Part, ...]:
    """Own time by category, the largest first; those without any are there too."""
    nothing = [(name, 0.0) for name in categories.names()]
    return _parts([*nothing, *((each.category, each.own) for each in found)])


def _parts(shares: Iterable[tuple[str, float]]) -> tuple[Part, ...]:
    summed: defaultdict[str, float] = defaultdict(float)
    for name, share in shares:
        summed[name] += share
    ordered = sorted(summed.items(), key=lambda pair: -pair[1])
    return tuple(Part(name=name, share=share) for name, share in ordered)
