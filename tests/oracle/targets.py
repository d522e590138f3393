"""Arrays of targets (section 11)."""

import math
from collections.abc import Sequence

from .engine import View, run
from .market import Dividend, Row, Split
from .outcome import Outcome
from .setup import Setup
from .tickets import Ticket
from .values import Number, exact

INTENT_OF_UNIT = {"weight": "target_percent", "shares": "target_quantity"}


def run_targets(
    setup: Setup,
    bars: Sequence[Row],
    matrix: Sequence[Sequence[Number]],
    unit: str = "weight",
    rebalance: bool = False,
    dividends: Sequence[Dividend] = (),
    splits: Sequence[Split] = (),
    start: int = 0,
) -> Outcome:
    """Run a matrix of targets: a row per row of the run, a column per instrument of the setup."""
    symbols = [instrument.symbol for instrument in setup.instruments]
    given = dict.fromkeys(symbols, exact(0))

    def follow(view: View, row: int) -> None:
        for symbol, target in zip(symbols, matrix[row], strict=True):
            if math.isnan(target):
                continue
            if rebalance or exact(target) != given[symbol]:
                given[symbol] = exact(target)
                view.submit(Ticket(symbol, INTENT_OF_UNIT[unit], target))

    return run(setup, bars, follow, dividends, splits, start)
