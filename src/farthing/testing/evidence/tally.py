"""How many numbers are shown, and how many of them lie off 0, which some do by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from farthing.testing.evidence.entries import ALL, GROUPS, SIGNALS
from farthing.testing.evidence.interval import CHANCE, interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from farthing.testing.evidence.measure import Result

HITS = "hits"


class Number(NamedTuple):
    """A number of the study, and where it stands.

    Attributes:
        market: its name.
        group: of entries, or hits.
        name: of the kind and side.
        horizon: in bars.
        row: what was measured.
    """

    market: str
    group: str
    name: str
    horizon: int
    row: dict[str, Any]

    @property
    def is_told(self) -> bool:
        """Whether it has an interval."""
        return self.row.get("error") is not None

    def bounds(self, chance: float = CHANCE) -> tuple[float, float]:
        """Its interval, which misses as often as chance says."""
        return interval(self.row["excess"], self.row["error"], self.row["apart"], chance)


class Tally(NamedTuple):
    """Of some numbers: how many are shown, and how many lie above 0 and below it.

    `sure_above` and `sure_below` count those that do so with intervals so wide that all of them
    hold at once with 95 % (Bonferroni).
    """

    shown: int
    above: int
    below: int
    sure_above: int
    sure_below: int

    @property
    def by_chance(self) -> float:
        """How many would lie on each side if there were nothing to be found."""
        return self.shown * CHANCE / 2


def numbers(result: Result) -> Iterator[Number]:
    """Every number of a result, those without an interval too."""
    for market, found in result["markets"].items():
        for group in GROUPS:
            for name, row in found["returns"][group].items():
                for horizon in result["horizons"]:
                    yield Number(market, group, name, horizon, row[str(horizon)])
        for name, row in found["hits"].items():
            yield Number(market, HITS, name, result["hit_bars"], row)


def headline(result: Result) -> list[Number]:
    """The numbers that the question is decided by: all validated signals together."""
    return [each for each in numbers(result) if each.group == SIGNALS and each.name == ALL]


def distinct(found: Iterable[Number]) -> list[Number]:
    """Numbers, each once: a spring and its test, or an event and its candidate, are the same.

    >>> row = {"count": 9, "excess": 0.1}
    >>> spring = Number("days", "candidates", "Spring long", 5, row)
    >>> len(distinct([spring, spring._replace(group="events"), spring._replace(market="hours")]))
    2
    """
    seen: dict[tuple[object, ...], Number] = {}
    for each in found:
        key = (each.market, each.group == HITS, each.horizon, *sorted(each.row.items()))
        seen.setdefault(key, each)
    return list(seen.values())


def tally(found: Sequence[Number]) -> Tally:
    """Counts numbers that lie off 0.

    >>> row = {"excess": 3.0, "error": 1.0, "apart": 100}
    >>> tally([Number("days", "signals", "all", 5, row)])
    Tally(shown=1, above=1, below=0, sure_above=1, sure_below=0)
    """
    told = [each for each in found if each.is_told]
    alone = _off(told, CHANCE)
    return Tally(len(told), *alone, *_off(told, CHANCE / max(1, len(told))))


def _off(told: Sequence[Number], chance: float) -> tuple[int, int]:
    bounds = [each.bounds(chance) for each in told]
    return sum(low > 0 for low, _ in bounds), sum(high < 0 for _, high in bounds)
