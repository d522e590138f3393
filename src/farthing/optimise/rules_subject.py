"""Rules as what a study runs: each trial goes through the core, without calling Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.optimise.space.fields import Field
from farthing.rules.runs import simulate
from farthing.rules.sets import of_windows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing.backtest.result import Result
    from farthing.optimise.market import Market
    from farthing.optimise.values import Value
    from farthing.rules.rules import Rules


@dataclass(frozen=True)
class RulesSubject:
    """Rules, run by the batch driver; a parameter of windows is a whole number.

    >>> from farthing.rules import Rules, close, param, shares, sma
    >>> rules = Rules(entry=close * param("k") > sma("close", param("n")), size=shares(1))
    >>> {name: field.kind.__name__ for name, field in RulesSubject(rules).fields.items()}
    {'k': 'float', 'n': 'int'}
    """

    rules: Rules
    name: str = "rules"

    @property
    def fields(self) -> dict[str, Field]:
        """The parameters, which have no defaults."""
        whole = of_windows(self.rules.roots)
        return {
            name: Field(int if name in whole else float, None) for name in self.rules.parameters
        }

    @property
    def code(self) -> str:
        """A hash over what they print."""
        return self.rules.code_hash

    @property
    def told(self) -> dict[str, Any]:
        """Nothing: what they print is all of them."""
        return {}

    def warm(self, market: Market) -> None:
        """Prepares the bars."""
        _ = market.prepared

    def run(self, market: Market, parameters: Mapping[str, Value]) -> Result:
        """Runs the rules with one parameter set."""
        return simulate(self.rules, market.prepared, parameters)
