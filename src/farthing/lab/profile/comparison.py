"""``farthing profile compare``: what got faster, slower, new and gone, and what was expected."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from farthing.errors import ConfigurationError
from farthing.lab.flame import differential
from farthing.lab.machine import machine
from farthing.lab.profile.folder import folded_in, profile_in
from farthing.lab.results.profile import LISTED
from farthing.lab.results.profile_comparison import (
    Change,
    Compared,
    Expectation,
    ProfileComparison,
)
from farthing.lab.run import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from farthing.lab.results.profile import FunctionTable, Part, ProfileResult


def compare(
    before: str | Path,
    after: str | Path,
    *,
    least: float = LISTED,
    across_machines: bool = False,
) -> ProfileComparison:
    """Compares two profiles, function by function.

    A profile says where time went; whether the whole is faster is for ``farthing bench compare``.

    Args:
        before: folder of a profile, or its ``profile.json``.
        after: the same.
        least: a smaller change, as a share of the run before, is not listed.
        across_machines: compares profiles of different machines; the result is marked.

    Raises:
        ConfigurationError: a profile is missing or damaged, the two have no profiler in common, or
            they are from different machines.
    """
    old, new = profile_in(Path(before)), profile_in(Path(after))
    is_across = old.machine.identity != new.machine.identity
    if is_across and not across_machines:
        raise ConfigurationError(
            f"{before} is from {old.machine.identity}, {after} from {new.machine.identity}: "
            "profile both on one machine, or ask for --across-machines"
        )
    tables = _in_common(old, new, before, after)
    sides = tuple(zip(tables, (old, new), strict=True))
    functions = _changes(*(_own(table, result) for table, result in sides))
    expectations = tuple(_expectations(old, {each.name: each for each in functions}))
    large = _sorted_out(functions, tables, least * old.unwatched.seconds)
    return ProfileComparison(
        made=now(),
        machine=machine(),
        command="farthing profile compare",
        before=_compared(old),
        after=_compared(new),
        profiler=tables.before.profiler,
        faster=large["faster"],
        slower=large["slower"],
        new=large["new"],
        gone=large["gone"],
        modules=_changes(*(_parts(t.modules, r) for t, r in sides)),
        categories=_changes(*(_parts(t.categories, r) for t, r in sides)),
        expectations=expectations,
        expected=_together(expectations, old.unwatched.seconds),
        answer_changed=old.digest != new.digest,
        across_machines=is_across,
    )


def _sorted_out(
    functions: Iterable[Change], tables: _Tables, least: float
) -> dict[str, tuple[Change, ...]]:
    """The functions that changed by so many seconds, by what became of them."""
    categories = {f.label: f.category for table in tables for f in table.functions}
    found: dict[str, list[Change]] = {"faster": [], "slower": [], "new": [], "gone": []}
    for each in functions:
        if abs(each.seconds) >= least:
            named = each.model_copy(update={"category": categories[each.name]})
            found[_became(each)].append(named)
    return {kind: tuple(listed) for kind, listed in found.items()}


def _became(change: Change) -> str:
    if not change.before:
        return "new"
    if not change.after:
        return "gone"
    return "slower" if change.seconds > 0 else "faster"


class _Tables(NamedTuple):
    before: FunctionTable
    after: FunctionTable


def _in_common(
    old: ProfileResult, new: ProfileResult, before: str | Path, after: str | Path
) -> _Tables:
    for one in old.tables:
        for other in new.tables:
            if one.profiler == other.profiler:
                return _Tables(one, other)
    raise ConfigurationError(
        f"{before} has {', '.join(old.asked)} and {after} has {', '.join(new.asked)}: profile both "
        "with cprofile, or both with sampling"
    )


def _compared(result: ProfileResult) -> Compared:
    return Compared(
        target=result.target,
        made=result.made,
        commit=result.machine.commit,
        digest=result.digest,
        seconds=result.unwatched.seconds,
        cpu_seconds=result.unwatched.cpu_seconds,
    )


def _own(table: FunctionTable, result: ProfileResult) -> dict[str, float]:
    """Own seconds of a run, by a name that stays when lines move."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for function in table.functions:
        seconds[function.label] += function.own * result.unwatched.seconds
    return seconds


def _parts(parts: Iterable[Part], result: ProfileResult) -> dict[str, float]:
    return {part.name: part.share * result.unwatched.seconds for part in parts}


def _changes(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Change, ...]:
    names = {*before, *after}
    found = [Change(name=n, before=before.get(n, 0.0), after=after.get(n, 0.0)) for n in names]
    moved = [each for each in found if each.before or each.after]
    return tuple(sorted(moved, key=lambda each: (-abs(each.seconds), each.name)))


def _expectations(old: ProfileResult, changes: Mapping[str, Change]) -> Iterable[Expectation]:
    whole = old.unwatched.seconds
    for target in old.targets:
        after = changes[target.name].after
        yield Expectation(
            name=target.name,
            share=target.share,
            before=target.seconds,
            after=after,
            expected=_speedup(whole, target.seconds - after),
            bound=target.speedup(None),
        )


def _together(expectations: Iterable[Expectation], whole: float) -> float | None:
    """Amdahl's law for several parts at once."""
    return _speedup(whole, sum(each.before - each.after for each in expectations))


def _speedup(whole: float, saved: float) -> float | None:
    return whole / (whole - saved) if saved < whole else None


def flame_graphs(before: str | Path, after: str | Path) -> dict[str, str]:
    """Differential flame graphs, both directions, by the name of their file.

    ``flame-after.svg`` has the widths of the second profile and shows what is new in it;
    ``flame-before.svg`` those of the first, and shows what is gone. Empty where one of the two was
    not sampled.

    Raises:
        ConfigurationError: a profile or its stacks are missing or damaged.
    """
    places = Path(before), Path(after)
    results = profile_in(places[0]), profile_in(places[1])
    old, new = (folded_in(*pair) for pair in zip(places, results, strict=True))
    if old is None or new is None:
        return {}
    scale = _seconds_per_sample(results[0]) / _seconds_per_sample(results[1])
    title = f"{results[1].target}: after against before"
    return {
        "flame-after.svg": differential(old, new, title, width="after", before_scale=scale),
        "flame-before.svg": differential(old, new, title, width="before", before_scale=scale),
    }


def _seconds_per_sample(result: ProfileResult) -> float:
    assert result.sampling is not None, "it has stacks"
    assert result.sampling.samples, "it has stacks"
    return result.unwatched.seconds / result.sampling.samples
