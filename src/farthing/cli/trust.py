"""``farthing diff`` and ``farthing rerun``: where two runs part, and the same run once more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from farthing.cli.options import Home

if TYPE_CHECKING:
    from rich.table import Table

    from farthing.trust import Difference, Place

DIFFERENT = 2
"""The exit code where two runs differ; 1 is an error."""
SHOWN_MAX = 60
"""Letters of an entry that are shown."""


def diff(
    a: Annotated[Path, typer.Argument(help="Folder of a run.", show_default=False)],
    b: Annotated[Path, typer.Argument(help="Folder of another.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON instead.")] = False,
) -> None:
    """Show the first order, fill or posting that differs between two runs, and why.

    Exit codes: 0 the same to the last digit, 2 different, 1 an error.
    """
    from farthing.trust import diff as compared

    found = compared(a, b)
    if as_json:
        typer.echo(_json(found))
    else:
        show(found)
    if not found.is_same:
        raise typer.Exit(DIFFERENT)


def rerun(
    manifest: Annotated[Path, typer.Argument(help="run.json, or its folder.", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="Folder for the results of now.")] = None,
    home: Home = None,
) -> None:
    """Run again what a manifest describes, and hold it to the digest of then.

    Exit codes: 0 the same to the last digit, 2 different, 1 an error.
    """
    from farthing.report import saved
    from farthing.trust import rerun as again

    made = again(manifest, home=home)
    for note in made.notes:
        typer.echo(f"note: {note}", err=True)
    if out is not None:
        place = saved(made.result, out)
        if place.said:
            typer.echo(f"note: {place.said}", err=True)
        typer.echo(f"report: {place.folder / 'report.html'}")
    if made.is_same:
        typer.echo(f"the same to the last digit: digest {made.digest[:16]}")
        return
    typer.echo(f"another result: digest {made.result.digest[:16]}, then {made.digest[:16]}")
    typer.echo("where they part: farthing diff, with --out FOLDER of this command")
    raise typer.Exit(DIFFERENT)


def show(found: Difference) -> None:
    """Prints where two runs part."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    if found.is_same:
        console.print(Text(f"the same to the last digit: digest {found.digests[0][:16]}"))
    elif found.first is None:
        console.print(Text("the same orders, fills and postings; records or the end differ"))
    else:
        console.print(Text(words(found.first), style="bold"))
        console.print(_rows(found, found.first))
    if found.gap:
        console.print(Text(f"end equity: {found.gap:+,} in the second"))
    for reason in found.why:
        console.print(Text(f"- {reason}"))
    if found.manifest:
        console.print(_manifests(found))


def words(place: Place) -> str:
    """A place in a sentence."""
    differing = "" if None in (place.a, place.b) else f": {', '.join(place.columns)}"
    missing = {True: " of the second", False: " of the first"}
    only = f"{missing[place.a is None]} alone" if None in (place.a, place.b) else ""
    return f"first difference at {place.time}: {place.what} {place.row}{only}{differing}"


def _rows(found: Difference, place: Place) -> Table:
    names = [*(place.a or place.b or {})]
    cells = [(name, (place.a or {}).get(name), (place.b or {}).get(name)) for name in names]
    return _table(found, place.what, [row for row in cells if row[1:] != (None, None)],
                  set(place.columns))  # fmt: skip


def _manifests(found: Difference) -> Table:
    from farthing.trust.why import CAUSES, SOURCES, source_words

    shown = (*CAUSES, "end_equity")
    rows = [
        (name, "", source_words(*pair)) if name.startswith(SOURCES) else (name, *pair)
        for name, pair in found.manifest.items()
        if name.partition(".")[0] in shown
    ]
    return _table(found, "manifest", rows, set())


def _table(
    found: Difference, title: str, rows: list[tuple[str, Any, Any]], bold: set[str]
) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in (title, found.a, found.b):
        table.add_column(name, overflow="fold")
    for name, *values in rows:
        shown = [Text(_short(value)) for value in values]
        table.add_row(name, *shown, style="bold" if name in bold else "")
    return table


def _short(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= SHOWN_MAX else f"{text[: SHOWN_MAX - 1]}…"


def _json(found: Difference) -> str:
    import json
    from dataclasses import asdict

    return json.dumps({**asdict(found), "is_same": found.is_same}, default=str, indent=1)
