"""The heat map of months, with totals of years."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from farthing.report import text
from farthing.report.table import tone

if TYPE_CHECKING:
    from datetime import date

    from farthing.report.run import Run

STEPS = 5
"""Shades of gains, and of losses."""

STRONG = 0.9
"""The share of months that are paler than the strongest shade: so one wild month pales no other."""

WIDE_RETURN = 0.0995
"""From here on a month is written with one digit behind the point instead of two."""


VAST_RETURN = 9.9995
"""From here on it is written without any."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A month or a year: ``shade`` is a class such as ``gain-3``, or ``gain`` for a year."""

    words: str
    shade: str
    hint: str


@dataclass(frozen=True, slots=True)
class Months:
    """Years with twelve months each, None where nothing was run, and the total of the year."""

    years: tuple[tuple[int, tuple[Shade | None, ...], Shade], ...]
    finding: str


def months(run: Run, lost: date | None = None) -> Months:
    """The heat map of a run; ``lost`` is when its account came to nothing, if it did."""
    found = run.statistics["months"]
    sizes = [abs(month["total_return"] or 0.0) for month in found]
    digits = 1 if max(sizes, default=0.0) >= WIDE_RETURN else 2
    strong = _strong(sizes)
    by_month = {(month["year"], month["month"]): month for month in found}
    years = []
    for year in run.statistics["years"]:
        cells = (by_month.get((year["year"], month)) for month in range(1, 13))
        shades = tuple(_shade(run, cell, strong, digits) for cell in cells)
        years.append((year["year"], shades, _total(run, year, digits)))
    return Months(tuple(years), _finding(found, lost))


def _strong(sizes: list[float]) -> float:
    """The size of a return that has the strongest shade."""
    moved = sorted(size for size in sizes if size)
    return moved[int(STRONG * (len(moved) - 1))] if moved else 0.0


def _shade(run: Run, period: dict[str, Any] | None, strong: float, digits: int) -> Shade | None:
    if period is None:
        return None
    value = period["total_return"]
    return Shade(_words(value, digits), _step(value, strong), _hint(run, period))


def _total(run: Run, year: dict[str, Any], digits: int) -> Shade:
    value = year["total_return"]
    return Shade(_words(value, digits), tone(value), _hint(run, year))


def _words(value: float | None, digits: int) -> str:
    if value is not None and abs(value) >= VAST_RETURN:
        digits = 0
    return text.percent(value, digits=digits).removesuffix("\xa0%")


def _hint(run: Run, period: dict[str, Any]) -> str:
    change = text.percent(period["total_return"], signed=True)
    month = period["month"]
    name = f"{text.MONTHS_IN_FULL[month - 1]} {period['year']}" if month else str(period["year"])
    equity = f"{text.money(Decimal(period['equity']))} {run.currency}"
    won, lost = period["trades_won"], period["trades_lost"]
    return f"{name}: {change}, equity {equity}, {text.count(won, 'trade')} won, {lost:,} lost"


def _step(value: float | None, strong: float) -> str:
    """The class of a return: its share of a strong one, in steps."""
    if not value or not strong:
        return ""
    step = max(1, min(STEPS, round(abs(value) / strong * STEPS)))
    return f"{'gain' if value > 0 else 'loss'}-{step}"


def _finding(found: list[dict[str, Any]], lost: date | None) -> str:
    """What months brought, and until when they are told."""
    told = _told(found)
    if told and lost:
        told += f" Until {text.day(lost)}, when equity was nothing or less."
    return told


def _told(found: list[dict[str, Any]]) -> str:
    returns = [month["total_return"] for month in found if month["total_return"] is not None]
    if not returns:
        return ""
    won = sum(value > 0 for value in returns)
    if len(returns) == 1:
        return f"One month, with {text.percent(returns[0], signed=True)}."
    if not any(returns):
        return f"Nothing moved in {text.count(len(returns), 'month')}."
    best, worst = max(returns), min(returns)
    return (
        f"{won} of {text.count(len(returns), 'month')} gained; the best brought "
        f"{text.percent(best, signed=True)}, the worst {text.percent(worst, signed=True)}."
    )
