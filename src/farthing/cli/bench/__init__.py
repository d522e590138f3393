"""``farthing bench``: measure, compare, and let a gate decide."""

from __future__ import annotations

import typer

from farthing.cli.bench import (
    compare,
    database,
    experiment,
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
from farthing.cli.verdicts import Verdicts

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
app.command("experiment")(experiment.experiment)
app.command("overhead")(overhead.overhead)
app.command("peers")(peers.peers)
app.command("functions")(functions.functions)
app.command("scale")(scale.scale)
app.command("db")(database.database)
app.command("history")(history.history)
app.command("ledger")(ledger.ledger)
app.command("report")(report.report)
