"""``farthing bench scale``: every size in fresh processes of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError, FarthingError, suggestion
from farthing.lab.cases import CasesFile
from farthing.lab.defaults import CONFIDENCE
from farthing.lab.machine import machine
from farthing.lab.process import CaseRaised, Rounds, readings
from farthing.lab.results.scale import AxisResult, Point, ScaleResult
from farthing.lab.run import now
from farthing.lab.scale.axes import AXES, EVERY, LARGE
from farthing.lab.scale.bundles import bundle, default_home
from farthing.lab.scale.growth import growth
from farthing.lab.scale.rise import rise_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from farthing.lab.results.reading import Reading
    from farthing.lab.scale.axes import Axis

    Both = tuple[Reading, int | None]
    Found = dict[tuple[str, int], list[Both]]

PROCESSES = 3
ROUNDS = Rounds(rounds_min=1, rounds_max=50)
WORK = CasesFile(file=Path(__file__).with_name("work.py"))


def scale(
    axes: Sequence[str] = (),
    *,
    large: bool = False,
    sizes: Mapping[str, Sequence[int]] | None = None,
    processes: int = PROCESSES,
    rounds: Rounds = ROUNDS,
    confidence: float = CONFIDENCE,
    home: Path | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> ScaleResult:
    """Measures time and memory against assets, bars, orders and parameter sets.

    Args:
        axes: their names; all of ``AXES`` where none is named.
        large: all of ``LARGE`` instead: 500 assets of days, 10 assets of a million minutes.
        sizes: other ladders, by the name of the axis.
        processes: fresh processes a size, as many again for memory; each is a point of a fit.
        rounds: how long a process runs its size.
        confidence: of the intervals of the exponents.
        home: folder of the catalog with the bundles, which are made on first use and kept; by
            default in the user's cache.
        progress: called with processes done, processes asked and what comes next.

    Raises:
        ConfigurationError: no axis has that name, a ladder is none, or a bundle is another one.
        CaseRaised: a run raised, or its answer changed from one process to the next.
    """
    given = dict(sizes or {})
    chosen = _chosen(axes, given, large=large)
    ladders = {axis.name: _ladder(axis, given.get(axis.name)) for axis in chosen}
    if processes < 1:
        raise ConfigurationError(f"{processes} processes a size: at least 1 is needed")
    works = [(axis, size) for axis in chosen for size in (axis.least, *ladders[axis.name])]
    found = _measured(works, processes, rounds, home or default_home(), progress)
    asked = [*axes, *(["--large"] if large else [])]
    return ScaleResult(
        made=now(), machine=machine(), command=" ".join(["farthing bench scale", *asked]),
        axes=tuple(_axis(axis, ladders[axis.name], found, confidence) for axis in chosen),
    )  # fmt: skip


def _chosen(names: Sequence[str], ladders: Iterable[str], *, large: bool) -> list[Axis]:
    """The axes asked for; each ladder is that of one of them."""
    known = LARGE if large else AXES
    for name in (*names, *ladders):
        if name not in EVERY:
            near = suggestion(name, EVERY) or f"; there are {', '.join(EVERY)}"
            raise ConfigurationError(f"there is no axis {name!r}{near}")
    chosen = list(dict.fromkeys(names)) or list(known)
    for name in ladders:
        if name not in chosen:
            raise ConfigurationError(
                f"sizes of the axis {name}, which is not measured: {', '.join(chosen)} are"
            )
    return [EVERY[name] for name in chosen]


def _ladder(axis: Axis, sizes: Sequence[int] | None) -> tuple[int, ...]:
    """The sizes of an axis, ascending and above its least."""
    ladder = axis.sizes if sizes is None else tuple(sorted(set(sizes)))
    if not ladder or ladder[0] <= axis.least:
        raise ConfigurationError(
            f"sizes {list(ladder)} of the axis {axis.name}: give some, all above {axis.least}"
        )
    return ladder


def _measured(
    works: list[tuple[Axis, int]],
    processes: int,
    rounds: Rounds,
    home: Path,
    progress: Callable[[int, int, str], None] | None,
) -> Found:
    """Every size in fresh processes, in turn: a slow minute does not hit one size alone."""
    for axis, size in works:
        bundle(axis.shape(size), home)
    found: Found = {(axis.name, size): [] for axis, size in works}
    for done, (axis, size) in enumerate(works * processes):
        if progress is not None:
            progress(done, processes * len(works), f"{size:,} {axis.unit}")
        found[axis.name, size].append(_both(axis, size, home, rounds))
    return found


def _both(axis: Axis, size: int, home: Path, rounds: Rounds) -> Both:
    """Time and memory of a size, from two fresh processes that must agree on the answer."""
    cases = [f"{axis.name}/{each}/{home.resolve()}" for each in (size, axis.least)]
    name = f"{axis.name}-{size}"
    try:
        (reading,) = readings(WORK, cases[:1], rounds=rounds)
        rise, digest = rise_of(*cases)
    except CaseRaised as error:
        raise CaseRaised(name, error.words) from error
    except FarthingError as error:
        raise CaseRaised(name, str(error)) from error
    if digest != reading.digest:
        words = f"the answer changes between processes: {reading.digest}, {digest}"
        raise CaseRaised(name, words)
    return reading.model_copy(update={"case": name}), rise


def _axis(
    axis: Axis,
    ladder: Sequence[int],
    found: Found,
    confidence: float,
) -> AxisResult:
    least, *points = (_point(axis, size, found[axis.name, size]) for size in (axis.least, *ladder))
    return AxisResult(
        axis=axis.name, unit=axis.unit, about=axis.about, least=least, points=tuple(points),
        time=growth("seconds", least, points, confidence),
        memory=growth("rise_bytes", least, points, confidence),
    )  # fmt: skip


def _point(axis: Axis, size: int, found: list[Both]) -> Point:
    found_readings = tuple(reading for reading, _ in found)
    digests = sorted({reading.digest for reading in found_readings})
    if len(digests) > 1:
        words = f"the answer changes between processes: {', '.join(digests)}"
        raise CaseRaised(f"{axis.name}-{size}", words)
    rises = tuple(rise for _, rise in found if rise is not None)
    return Point(size=size, readings=found_readings, rises=rises)
