"""Fidelity: smaller markets on which trials are tried first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any, Literal, get_args

from farthing.backtest.config import within
from farthing.errors import ConfigurationError
from farthing.optimise.rungs import ONE_IN

if TYPE_CHECKING:
    from farthing.data.bars import Bars
    from farthing.optimise.market import Market

Kind = Literal["history", "universe", "frequency"]

RUNGS_USUAL, RUNGS_MOST = 3, 6


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What smaller markets have less of.

    Attributes:
        kind: ``history``: the first sessions of the run; ``universe``: some of its symbols, by
            chance; ``frequency``: longer bars.
        rungs: how many there are; each market is a third of the next one. Of frequencies it is
            one more than ``frequencies``, or as many where the last one is that of the run.
        frequencies: of longer bars, the longest first.
    """

    kind: Kind
    rungs: int = RUNGS_USUAL
    frequencies: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The fidelity as the command line writes it."""
        behind = ",".join(self.frequencies) if self.frequencies else str(self.rungs)
        return f"{self.kind}:{behind}"


def fidelity(told: str | Fidelity) -> Fidelity:
    """A fidelity from what users give.

    Raises:
        ConfigurationError: it is none.

    >>> fidelity("history:3"), str(fidelity("frequency:1d,1h"))
    (Fidelity(kind='history', rungs=3, frequencies=()), 'frequency:1d,1h')
    """
    if isinstance(told, Fidelity):
        return told
    name, _, behind = str(told).partition(":")
    kind = next((each for each in get_args(Kind) if each == name), None)
    if kind is None:
        raise ConfigurationError(
            f"fidelity {told!r} is none: write history:RUNGS, universe:RUNGS or "
            "frequency:LONGEST,...,SHORTEST"
        )
    if kind == "frequency":
        if not behind:
            raise ConfigurationError("fidelity frequency names none: write frequency:1d,1h")
        return Fidelity(kind, frequencies=tuple(behind.split(",")))
    return Fidelity(kind, _rungs(told, behind))


def _rungs(told: str, behind: str) -> int:
    """How many rungs are told."""
    if behind and not behind.isdigit():
        raise ConfigurationError(f"fidelity {told!r}: {behind!r} is no number of rungs")
    rungs = int(behind or RUNGS_USUAL)
    if not 1 < rungs <= RUNGS_MOST:
        raise ConfigurationError(
            f"fidelity {told!r}: {rungs} rungs; there may be 2 to {RUNGS_MOST}, each a third of "
            "the next"
        )
    return rungs


def markets(whole: Market, told: Fidelity | None, seed: int) -> tuple[Market, ...]:
    """The markets of the rungs, the smallest first; the last one is the whole.

    Raises:
        ConfigurationError: the whole is too small for so many.
    """
    if told is None:
        return (whole,)
    if told.kind == "frequency":
        return _by_frequency(whole, told)
    shares = [ONE_IN**rung for rung in range(told.rungs - 1, 0, -1)]
    if told.kind == "history":
        return (*(_first_sessions(whole, share) for share in shares), whole)
    order = list(whole.bars.symbols)
    Random(seed).shuffle(order)  # noqa: S311 - no secret
    return (*(_some(whole, order, share) for share in shares), whole)


def _first_sessions(whole: Market, share: int) -> Market:
    """A market that ends after one in ``share`` of the sessions; it keeps bars for itself."""
    config = within(whole.config, whole.bars)
    days = whole.bars.sessions.get_column("session")
    first, last = config.start or days[0], config.end or days[-1]
    inside = days.filter((days >= first) & (days <= last))
    if len(inside) < share:
        raise ConfigurationError(
            f"fidelity history: the run has {len(inside)} sessions, too few for one in {share}: "
            "have less rungs"
        )
    end = inside[-(-len(inside) // share) - 1]
    return replace(whole, bars=replace(whole.bars), config=replace(config, end=end))


def _some(whole: Market, order: list[str], share: int) -> Market:
    """A market of one in ``share`` of the symbols, and of what the run is compared with."""
    count = len(order) // share
    if not count:
        raise ConfigurationError(
            f"fidelity universe: the bars have {len(order)} symbols, too few for one in {share}: "
            "have less rungs"
        )
    kept = {
        *order[:count],
        *([whole.config.benchmark] if whole.config.benchmark else []),
    }
    return replace(whole, bars=only(whole.bars, kept))


def only(bars: Bars, symbols: set[str]) -> Bars:
    """The bars of some symbols, in their order."""
    names = ("instruments", "dividends", "splits", "funding", "ends")
    kept: dict[str, Any] = {
        name: tuple(each for each in getattr(bars, name) if each.symbol in symbols)
        for name in names
    }
    tables = {name: bars.tables[name] for name in bars.symbols if name in symbols}
    return replace(bars, tables=tables, **kept)


def _by_frequency(whole: Market, told: Fidelity) -> tuple[Market, ...]:
    from farthing.data import resample

    longer = [each for each in told.frequencies if each != whole.bars.frequency]
    return (*(replace(whole, bars=resample(whole.bars, each)) for each in longer), whole)
