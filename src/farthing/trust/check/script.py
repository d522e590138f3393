"""A script: a file that makes a result by itself, such as with ``farthing.simulate`` of arrays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.backtest.program import loading, program
from farthing.backtest.result import Result
from farthing.backtest.sources import load
from farthing.errors import ConfigurationError
from farthing.trust.check.trial import AT_BAR, Decision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.backtest.program import Program
    from farthing.trust.check.trial import Trial

NANOSECOND = "created_ns"


def loaded(trial: Trial) -> Program | Result:
    """The strategy of a file, or the result that the file has made when it has run.

    Raises:
        ConfigurationError: it has neither.
        StrategyError: it raised.
    """
    path = Path(trial.file)
    with loading(str(path)):
        source = load(path)
    results = [each for each in vars(source.module).values() if isinstance(each, Result)]
    if not results:
        made = program(source.module, trial.parameters)
        made.sources = source.files
        return made
    if trial.parameters or len({id(each) for each in results}) > 1:
        raise ConfigurationError(
            f"{path} makes {len(results)} results by itself; a script that is checked leaves one,"
            " and takes no parameters"
        )
    return results[0]


def decisions(result: Result) -> list[Decision]:
    """The orders of a result, as they were given."""
    return list(_orders(result))


def _orders(result: Result) -> Iterator[Decision]:
    times = result.orders.get_column("created").dt.epoch("ns").to_list()
    for time, order in zip(times, result.orders.iter_rows(named=True), strict=True):
        if order["origin"] == "strategy":
            yield Decision(time, AT_BAR, "order", f"{order['id']}: {_words(order)}")


def _words(order: dict[str, Any]) -> str:
    """An order as it was asked: its quantity is another one after a split."""
    size = order["quantity"] if order["asked"] is None else order["asked"]
    told = [f"{order['intent']} {size} {order['symbol']} {order['type']}"]
    price = order["asked_price"]
    return " ".join([*told, *([] if price is None else [f"at {price}"])])
