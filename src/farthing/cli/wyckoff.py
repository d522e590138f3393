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
    """Show the one table of parameters: value, unit, weight, bounds, meaning and source."""
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
            "value": _whole(f"{row.sense} {row.value:g} {row.unit}"),
            "default": f"{row.default:g}",
            "weight": f"{row.weight:g}",
            "bounds": _whole(f"{row.low:g} to {row.high:g}"),
            "what": f"{row.meaning} ({row.source})",
        }
        for row in rows
    ]
    print_table(Console(), table_of(lines, "parameters of Wyckoff's method"))


def _whole(words: str) -> str:
    """Words that a table keeps in one line."""
    return words.replace(" ", "\xa0")
