"""The page of a run: one file that reads without a script, without a network, and on paper."""

from __future__ import annotations

from decimal import localcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from farthing.data.durable import replace_file
from farthing.decimals import WIDE
from farthing.report.curve import Curve
from farthing.report.ruin import lost_on, warning
from farthing.report.run import Run
from farthing.report.sections.chart_of_trades import chart_of_trades
from farthing.report.sections.costs import costs
from farthing.report.sections.distribution import distribution
from farthing.report.sections.drawdowns import drawdowns
from farthing.report.sections.equity import benchmark, equity
from farthing.report.sections.exposure import exposure
from farthing.report.sections.gain import gain
from farthing.report.sections.heading import heading
from farthing.report.sections.manifest import manifest
from farthing.report.sections.months import months
from farthing.report.sections.orders import orders
from farthing.report.sections.rolling import rolling
from farthing.report.sections.strategies import strategies
from farthing.report.sections.summary import summary
from farthing.report.sections.trades import trades
from farthing.report.text import MONTHS

if TYPE_CHECKING:
    import os

LINKS = (
    ("equity", "Equity"),
    ("drawdowns", "Drawdowns"),
    ("months", "Months"),
    ("distribution", "Distribution"),
    ("rolling", "Rolling"),
    ("exposure", "Exposure"),
    ("prices", "Prices"),
    ("trades", "Trades"),
    ("costs", "Gain and costs"),
    ("orders", "Orders"),
    ("manifest", "Manifest"),
)
"""Sections of the page after the key figures: the name of each, and the words of its link."""


IDLE = frozenset({"manifest"})
"""Sections that a run has also where nothing ever happened; and its orders, if there were any."""


def links(run: Run) -> tuple[tuple[str, str], ...]:
    """The sections of a run's page: one in which nothing happened has no charts and no tables."""
    if not run.is_idle:
        return LINKS
    shown = IDLE if run.orders.is_empty() else IDLE | {"orders"}
    return tuple(each for each in LINKS if each[0] in shown)


def page(run: Run) -> str:
    """The page of a run as HTML: one file, with everything in it.

    Money is written from decimals; floats draw and say statistics. Equal runs make equal pages,
    whether they come from a result or from the folder it was saved in.
    """
    with localcontext(WIDE):
        lost = lost_on(run)
        curve = Curve.of(run, lost)
        against = benchmark(run, curve)
        return (
            environment()
            .get_template("page.html")
            .render(
                run=run,
                links=links(run),
                month_names=MONTHS,
                heading=heading(run, curve),
                ruin=warning(run),
                summary=summary(run, curve, against.total_return if against else None),
                equity=equity(run, curve, against),
                drawdowns=drawdowns(run),
                months=months(run, lost),
                distribution=distribution(run, curve),
                rolling=rolling(run, curve),
                exposure=exposure(run, curve),
                prices=chart_of_trades(run, curve),
                trades=trades(run, curve),
                gain=gain(run),
                costs=costs(run),
                strategies=strategies(run),
                orders=orders(run, curve),
                manifest=manifest(run),
            )
        )


def report_again(folder: str | os.PathLike[str], out: str | os.PathLike[str] | None = None) -> Path:
    """Makes the page of a saved run again, from its folder alone.

    Args:
        folder: of the run.
        out: the file to write; by default ``report.html`` in the folder.

    Raises:
        ConfigurationError: the folder has no run.
        DataError: one of its files is missing or damaged.
    """
    target = Path(out) if out is not None else Path(folder) / "report.html"
    made = page(Run.load(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, made.encode("utf-8"))
    return target


@cache
def environment() -> Environment:
    """Templates that escape whatever they are given, and know no missing name."""
    environment = Environment(
        loader=PackageLoader("farthing.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["at"] = _at
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment


def _at(value: float) -> str:
    """A percentage as an attribute: short, to the tenth of a pixel."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
