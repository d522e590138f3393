"""A check: does a strategy know what it cannot know, or depend on what nobody told it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError, StrategyError
from farthing.trust.check import ahead, repeats, warmup
from farthing.trust.check.cuts import cuts as cuts_of
from farthing.trust.check.cuts import moments
from farthing.trust.check.finding import Finding, instant
from farthing.trust.check.jobs import all_of
from farthing.trust.check.market import market
from farthing.trust.check.nursery import Nurseries, processors
from farthing.trust.check.repeats import HASH_SEEDS
from farthing.trust.check.subject import subject
from farthing.trust.check.trials import Trials

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from farthing.trust.check.jobs import Job, Progress
    from farthing.trust.check.subject import Subject
    from farthing.types import Frequency

CUTS = 16
CUTS_LEAST, CUTS_MOST = 2, 1_000


@dataclass(frozen=True, slots=True)
class Check:
    """What a check has found.

    Attributes:
        strategy: its file.
        bundle: that it was run on.
        findings: what it depends on; none where nothing was found.
        notes: what was not looked at, and why.
        cuts: the bars after which the market was another one.
        orders: how many it gave.
        runs: how many runs were made.
    """

    strategy: str
    bundle: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    cuts: tuple[datetime, ...]
    orders: int
    runs: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found; the guide says what no check can find."""
        return not self.findings


def check(
    strategy: str | os.PathLike[str],
    *,
    bundle: str,
    symbols: Sequence[str] | str | None = None,
    frequency: Frequency | None = None,
    parameters: Mapping[str, Any] | None = None,
    cuts: int = CUTS,
    home: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> Check:
    r"""Looks for what a strategy cannot know, and for inputs that its manifest does not tell.

    The strategy runs in fresh processes and fresh folders on copies of the bundle, which are all
    that it finds under the bundle's name. In some of them everything after a bar is gone or is
    other than it was: prices, volumes, dividends, splits, ends. Up to that bar it must decide the
    same, to the digit. It must also decide the same once more, with another clock, with other
    chance and with another order of sets.

    Args:
        strategy: a file: a ``Strategy`` class, a program in Zipline's manner, or a script that
            makes one result, as with ``farthing.simulate``.
        bundle: name of its bundle.
        symbols: some of its symbols; by default all.
        frequency: of its bars, where it has several.
        parameters: values for the strategy's parameters.
        cuts: after how many bars the market is changed, each in three ways.
        home: folder of the catalog.
        progress: called with what is done, how many trials are done, and of how many.
        settings: what else ``farthing.run`` takes, such as ``commission="bps:10"``; but no
            ``finer``, as bars of each length have other futures by themselves.

    Returns:
        What was found.

    Raises:
        StrategyError: it raises on the bundle as it is.
        FarthingError: bundle or settings make no sense.

    >>> import tempfile
    >>> from farthing.data import find_source, ingest
    >>> home = tempfile.mkdtemp()
    >>> ingest(find_source("synthetic")(years=1), "demo", home=home).changed
    True
    >>> file = Path(home) / "buy.py"
    >>> _ = file.write_text("import farthing as ft\nclass Buy(ft.Strategy):\n"
    ...     "    def on_bar(self, ctx): ctx.target_percent(0.1)\n")
    >>> check(file, bundle="demo", home=home, cuts=2).is_clean
    True
    """
    if not isinstance(cuts, int) or not CUTS_LEAST <= cuts <= CUTS_MOST:
        raise ConfigurationError(f"cuts is {cuts!r}; it must be {CUTS_LEAST} to {CUTS_MOST}")
    told = subject(
        strategy, bundle, symbols=symbols, frequency=frequency, parameters=parameters, home=home,
        settings=settings,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="farthing-check-") as folder:
        base = Path(folder).resolve()
        with Nurseries(base) as nurseries:
            return checked(told, base, nurseries, cuts, progress or _silent)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""


def checked(
    told: Subject, base: Path, nurseries: Nurseries, count: int, progress: Progress
) -> Check:
    """Checks a subject in nurseries that are there; see ``check``."""
    nurseries.add(0, processors())
    for seed in HASH_SEEDS:
        nurseries.add(seed)
    whole = market(told.bundle)
    trials = Trials(told, whole, base, nurseries)
    folder = trials.folder()
    progress("the run as it is", 0, 1)
    first, again = trials.on_whole(folder, times=2)
    if first.error:
        raise StrategyError(first.error)
    ordered = [each.time_ns for each in first.decisions if each.what == "order"]
    line = moments(whole, told)
    chosen = cuts_of(line, ordered, count)
    late = warmup.jobs(trials, line, first.warmup)
    work = [*repeats.jobs(trials, folder, first, again), *ahead.jobs(trials, first, chosen), *late]
    heard = all_of(work, processors() + 1, progress, nurseries.stop)
    is_settled = repeats.is_settled(heard)
    found = [
        *(ahead.findings(heard, len(chosen)) if is_settled else ()),
        *repeats.findings(heard, first),
        *(warmup.findings(heard, first.warmup) if is_settled else ()),
        *(Finding("file", f"the run {how} {what}") for how, what in first.opened),
    ]
    notes = [
        *_notes(told, len(ordered), len(chosen), is_settled=is_settled),
        *_unwarmed(first.warmup, late),
    ]
    return Check(
        told.name, told.bundle.name, tuple(found), tuple(notes),
        tuple(instant(each.time_ns) for each in chosen), len(ordered),
        2 + sum(job.runs for job in work),
    )  # fmt: skip


SAME_CLOSE = (
    "fill=close: orders fill at the close at which they are decided; this is a setting, which no"
    " other future shows"
)


def _notes(told: Subject, orders: int, cuts: int, *, is_settled: bool) -> Iterator[str]:
    """What was not looked at, and why."""
    if told.settings.get("fill") == "close":
        yield SAME_CLOSE
    if not orders:
        yield "NOT SHOWN: it gave no order; only what it recorded was compared"
    if not is_settled:
        yield "NOT SHOWN: look-ahead; two runs of the same differ, so others tell nothing"
    elif not cuts:
        yield "NOT SHOWN: look-ahead; the run has one bar"


def _unwarmed(bars: int, late: Sequence[Job]) -> Iterator[str]:
    if bars and not late:
        yield f"NOT SHOWN: warm-up; nowhere has each instrument {bars:,} bars without a gap"
