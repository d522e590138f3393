"""What the page says around its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.testing.evidence.blocks import BLOCK_HORIZONS
from farthing.testing.evidence.entries import CANDIDATES, EVENTS, SIGNALS
from farthing.testing.evidence.interval import APART_LEAST
from farthing.testing.evidence.series import HOLE_SESSIONS

if TYPE_CHECKING:
    from farthing.testing.evidence.measure import Result

GROUP_WORDS = {
    SIGNALS: "Signals that passed validation.",
    CANDIDATES: "Every signal before validation, those that were refused too.",
    EVENTS: (
        "Every event, whether traded or not. One that is a candidate has its numbers, and a test\n"
        "those of the spring or upthrust that becomes known with it."
    ),
}

RETURNS = """All returns are in per cent, signed by the side of their signal or event, and over
{horizons} bars: from the open of the bar after `known_at`, the first price at which one can
trade, to the close of the last of these bars. Prices are without splits (how many returns span
one stands with each market). Dividends, costs, funding and what borrowing costs are not in them.
No return crosses a hole of more than {hole} missing sessions."""

CONTROL = """**Random entries** are the control: as many, drawn {draws:,} times, each at a random
bar of the same symbol and for the same side, among bars at which the detector was past its
warm-up and which have a whole window. `random` is their mean, `of random` where 95 % of the
draws lie, `beaten` the share of draws that did as well or better. Where a symbol rises all
along, long signals gain nothing by it here, for random entries rise as well. They are not
matched by time."""

INTERVALS = """**Intervals** are of 95 %, of the excess over random entries. Its standard error is
of a circular block bootstrap over time ({resamples:,} resamples, seed {seed}), in which all
symbols at a time go together; with it goes Student's t of as many degrees of freedom as there are
windows `apart`, less one: windows of any symbol that do not overlap. A block is {block} horizons
long, because returns depend on each other as far as their windows overlap, which is one horizon
at most; of longer blocks there are too few. With fewer than {apart} windows apart there is no
interval: the study cannot tell. `of random` and `beaten` take entries for independent of each
other, which intervals do not. Tests hold them to miss about as often as they say, on random
walks, with entries that are found by the detector too."""

LIMITS = """**What this does not show.** Bars are taken as the data has them: a wrong print can be
an entry, or touch a stop. The symbols are few, and none that has died is among them. What holds
in these bars may not hold in others."""

COUNTED = """A number that stands under two names counts once. Each interval of 95 % misses once
in twenty: so many lie off 0 on each side by chance where nothing is to be found. In the last
columns intervals are so wide that all of their row hold at once (Bonferroni). Horizons, groups
and kinds share returns, so that numbers off 0 come in clusters."""

HITS_WORDS = """What validated signals touched first within {hit_bars} bars, in per cent of them,
and how many random entries with the same levels reached the target. A bar that touches both
counts as stopped; `reward` is the median of target against stop."""


def method(result: Result) -> str:
    """How it is measured, and what is not shown by it."""
    text = "\n\n".join((RETURNS, CONTROL, INTERVALS, LIMITS))
    return text.format(
        horizons=", ".join(str(each) for each in result["horizons"]),
        hole=HOLE_SESSIONS,
        draws=result["draws"],
        resamples=result["resamples"],
        seed=result["seed"],
        block=BLOCK_HORIZONS,
        apart=APART_LEAST,
    )
