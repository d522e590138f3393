"""``farthing bench``: measure, compare, and let a gate decide."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from farthing.cli.bench import (
    compare,
    functions,
    gate,
    history,
    ledger,
    listing,
    overhead,
    peers,
    report,
    run,
    scale,
    selftest,
)

UsageError: Any = typer.BadParameter.__mro__[1]
"""What typer raises for words that it does not know; its name is not public."""


class Verdicts(TyperGroup):
    """Commands whose exit codes are verdicts: 2 is a regression, so a mistyped option is not."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            error.exit_code = 1
            raise


app = typer.Typer(
    cls=Verdicts,
    no_args_is_help=True,
    help="Measure: is it faster, is it still the same, where does the time go.",
)
app.command("list")(listing.listing)
app.command("run")(run.run)
app.command("compare")(compare.compare)
app.command("gate")(gate.gate)
app.command("selftest")(selftest.selftest)
app.command("overhead")(overhead.overhead)
app.command("peers")(peers.peers)
app.command("functions")(functions.functions)
app.command("scale")(scale.scale)
app.command("history")(history.history)
app.command("ledger")(ledger.ledger)
app.command("report")(report.report)
