"""Every hot public function beside its baseline: ``CASES`` by the name that users import.

A public function that is neither in ``CASES`` nor in ``COLD`` is a mistake, which a test finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import digits
from function import Function
from made import numbers
from of_engine import drivers
from of_metrics import statistics_of_returns
from of_signals import indicators

from farthing import decimals

if TYPE_CHECKING:
    from collections.abc import Callable


def of_each(function: Callable[..., Any], *parameters: Any) -> Callable[[list[Any]], list[Any]]:
    """A function of one number, for each of a list."""
    return lambda told: [function(each, *parameters) for each in told]


def of_decimals(name: str, *parameters: Any) -> Function:
    """One of the functions of ``farthing.decimals``."""
    return Function(
        ours=of_each(getattr(decimals, name), *parameters),
        baselines={"decimal": of_each(getattr(digits, name), *parameters)},
        inputs={"decimals": numbers},
    )


CASES: dict[str, Function] = {
    **indicators(),
    **statistics_of_returns(),
    "decimals.canonical": of_decimals("canonical"),
    "decimals.shifted": of_decimals("shifted", 4),
    "decimals.scale": of_decimals("scale"),
    **drivers(),
}

COLD: dict[str, str] = {
    "data.find_source": "looks up a source by its name, once an ingest",
    "data.ingest": "reads files and writes a bundle, once",
    "data.source_names": "lists the sources",
    "wyckoff.detect": "no other library has it; timed as the cases wyckoff-batch and wyckoff-scan",
    "wyckoff.Detector": "the same as a stream, timed as the case wyckoff-stream",
    "wyckoff.point_and_figure": "draws the chart of one range, once a page",
    "decimals.step_of": "makes one number of a scale",
    "prepare": "loads bars once, before the simulations that are timed",
    "bundle": "opens a bundle on disk, once a run",
    "api.cancel_order": "marks one order; there is nothing to compute",
    "api.get_order": "looks up one order",
    "api.get_open_orders": "lists the orders that the kernel holds",
    "api.symbol": "looks up one asset, once a run",
    "api.symbols": "looks up assets, once a run",
    "api.record": "keeps what it is given",
    "api.get_datetime": "gives the instant of the bar",
    "api.set_benchmark": "a setting, once a run",
    "api.set_commission": "a setting, once a run",
    "api.set_slippage": "a setting, once a run",
    "api.set_asset_restrictions": "a setting, once a run",
    "api.set_do_not_order_list": "a setting, once a run",
    "api.set_long_only": "a setting, once a run",
    "api.set_max_leverage": "a setting, once a run",
    "api.set_max_order_count": "a setting, once a run",
    "api.set_max_order_size": "a setting, once a run",
    "api.set_max_position_size": "a setting, once a run",
    "api.set_cancel_policy": "a setting, once a run",
    "api.batch_market_order": "gives orders one by one, which the drivers measure",
    "api.schedule_function": "plans the calls of a run, once",
    "api.get_environment": "tells where a program runs, once a run",
    "api.sid": "looks up one asset, once a run",
    "api.future_symbol": "looks up one asset, once a run",
    "api.attach_pipeline": "keeps a pipeline, once a run",
    "api.pipeline_output": "gives what a pipeline says, once a session",
    "api.continuous_future": "is not there, and says so",
    "api.fetch_csv": "is not there, and says so",
    "api.set_min_leverage": "sets a limit, once a run",
    "api.set_symbol_lookup_date": "is not there, and says so",
    "continuous": "joins a chain of contracts, once before a run",
}
"""Public functions that are not hot, each with the reason why nobody waits for it."""

COLD_MODULES: dict[str, str] = {
    "backtest.costs": "reads the terms of a run, once; what they cost a fill is in the drivers",
    "cli": "what a shell calls",
    "lab": "measures, and is measured itself by an A/A comparison",
    "optimise": "conducts many runs; what a trial costs beside its run is the case trials-pool",
    "report": "makes one report a run, for people to read",
    "testing": "tests of plug-ins",
    "zipline": "converts to the types of pandas, which is what takes the time",
    "universe": "makes expressions, which are computed once a session, when a run asks for them",
    "rules": "makes expressions; what runs them is timed as the case d-S",
    "store": "asks a database, whose time `farthing bench db` measures",
    "trust": "compares two results, or repeats one, for a person who waits for one answer",
}
"""Public modules without hot functions, their own modules included."""
