"""``farthing wyckoff``: the table of parameters that the rules of Wyckoff's method read."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from farthing.cli.help import Group
from farthing.cli.scan import Setting, Settings

app = typer.Typer(
    cls=Group, no_args_is_help=True, help="Wyckoff's method: the numbers that its rules read."
)


@app.callback()
def _root() -> None:
    """Wyckoff's method: the numbers that its rules read."""


@app.command("parameters")
def parameters(
    setting: Setting = None,
    settings: Settings = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the one table of parameters: value, weight, unit, bounds, source and meaning."""
    from rich.console import Console

    from farthing.cli.bundles import print_table, table_of
    from farthing.wyckoff.parameters import Parameters

    rows = Parameters.read(settings, setting or ()).rows()
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2))
        return
    lines = [
        {
            "name": row.name,
            "": {"at least": ">=", "at most": "<="}.get(row.sense, "="),
            "value": f"{row.value:g}" + ("" if row.value == row.default else " (set)"),
            "unit": row.unit,
            "weight": f"{row.weight:g}" if row.weight else "",
            "bounds": f"{row.low:g} to {row.high:g}",
            "what": row.meaning,
            "source": row.source,
        }
        for row in rows
    ]
    print_table(Console(soft_wrap=True), table_of(lines, "parameters of Wyckoff's method"))
