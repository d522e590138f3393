"""``farthing profile compare``: what got faster, slower, new and gone, and what was expected."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from farthing.errors import ConfigurationError
from farthing.lab.flame import differential
from farthing.lab.machine import machine
from farthing.lab.profile.folder import folded_in, profile_in
from farthing.lab.profile.targets import targets
from farthing.lab.results.profile import LISTED
from farthing.lab.results.profile_comparison import (
    Change,
    Compared,
    Expectation,
    ProfileComparison,
)
from farthing.lab.run import now
from farthing.lab.statistics.multiple import q_values
from farthing.lab.statistics.shares import SampledShare, difference, p_value

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
    wholes = tuple(_whole(*pair) for pair in zip(tables, (old, new), strict=True))
    functions = _changes(_own(tables.before), _own(tables.after), wholes)
    expectations = tuple(_expectations(old, tables, {each.name: each for each in functions}))
    large = _sorted_out(functions, tables, least * old.unwatched.seconds)
    return ProfileComparison(
        made=now(),
        machine=machine(),
        command="farthing profile compare",
        before=_compared(old, tables.before),
        after=_compared(new, tables.after),
        profiler=tables.before.profiler,
        faster=large["faster"],
        slower=large["slower"],
        new=large["new"],
        gone=large["gone"],
        undecided=large["undecided"],
        modules=_changes(_parts(tables.before.modules), _parts(tables.after.modules), wholes),
        categories=_changes(
            _parts(tables.before.categories), _parts(tables.after.categories), wholes
        ),
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
    is_counted = tables.before.samples is None
    kinds = ("faster", "slower", "new", "gone", "undecided")
    found: dict[str, list[Change]] = {kind: [] for kind in kinds}
    for each in functions:
        if abs(each.seconds) >= least:
            named = each.model_copy(update={"category": categories[each.name]})
            found[_became(each, is_counted=is_counted)].append(named)
    return {kind: tuple(listed) for kind, listed in found.items()}


def _became(change: Change, *, is_counted: bool) -> str:
    """What is shown of a change; where calls are counted, it is known which functions there are."""
    is_on_one_side = not (change.before and change.after)
    if not (change.is_shown or (is_counted and is_on_one_side)):
        return "undecided"
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
    for one in reversed(old.tables):  # sampling's first: it has intervals
        for other in new.tables:
            if one.profiler == other.profiler:
                return _Tables(one, other)
    raise ConfigurationError(
        f"{before} has {', '.join(old.asked)} and {after} has {', '.join(new.asked)}: profile both "
        "with cprofile, or both with sampling"
    )


def _compared(result: ProfileResult, table: FunctionTable) -> Compared:
    return Compared(
        target=result.target,
        made=result.made,
        commit=result.machine.commit,
        digest=result.digest,
        seconds=result.unwatched.seconds,
        cpu_seconds=result.unwatched.cpu_seconds,
        samples=table.samples,
    )


class _Whole(NamedTuple):
    """What shares are of: the seconds of a run, and samples where it was sampled."""

    seconds: float
    samples: int | None


def _whole(table: FunctionTable, result: ProfileResult) -> _Whole:
    return _Whole(result.unwatched.seconds, table.samples)


def _own(table: FunctionTable) -> dict[str, float]:
    """Own shares, by a name that stays when lines move."""
    shares: defaultdict[str, float] = defaultdict(float)
    for function in table.functions:
        shares[function.label] += function.own
    return shares


def _parts(parts: Iterable[Part]) -> dict[str, float]:
    return {part.name: part.share for part in parts}


def _changes(
    before: Mapping[str, float], after: Mapping[str, float], wholes: tuple[_Whole, ...]
) -> tuple[Change, ...]:
    """The change of every name, in seconds, from its shares."""
    names = {*before, *after}
    found = _judged(
        [_change(name, before.get(name, 0.0), after.get(name, 0.0), wholes) for name in names]
    )
    moved = [each for each in found if each.before or each.after]
    return tuple(sorted(moved, key=lambda each: (-abs(each.seconds), each.name)))


def _change(name: str, before: float, after: float, wholes: tuple[_Whole, ...]) -> Change:
    old, new = wholes
    made = Change(name=name, before=before * old.seconds, after=after * new.seconds)
    if old.samples is None or new.samples is None:
        return made
    shares = (
        SampledShare(min(before, 1.0), old.samples, old.seconds),
        SampledShare(min(after, 1.0), new.samples, new.seconds),
    )
    low, high = difference(*shares)
    return made.model_copy(update={"low": low, "high": high, "q_value": p_value(*shares)})


def _judged(found: list[Change]) -> list[Change]:
    """The p values, each by itself until now, among those of all."""
    values = [each.q_value for each in found if each.q_value is not None]
    if not values:
        return found
    return [
        each.model_copy(update={"q_value": q})
        for each, q in zip(found, q_values(values), strict=True)
    ]


def _expectations(
    old: ProfileResult, tables: _Tables, changes: Mapping[str, Change]
) -> Iterable[Expectation]:
    whole = old.unwatched.seconds
    for target in targets(tables.before, whole, {}):
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
