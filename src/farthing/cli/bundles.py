"""``farthing bundles``: what the catalog has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from farthing.cli.help import Group
from farthing.cli.options import Home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from farthing.data.bundle import Bundle
    from farthing.data.catalog import Mismatch
    from farthing.data.quality import Report

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help="Bundles of the catalog: list, show, verify, remove.",
)

Name = Annotated[str, typer.Argument(help="Name of a bundle.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_bundles(home: Home = None, as_json: AsJson = False) -> None:
    """List the bundles of the catalog."""
    from rich.console import Console
    from rich.text import Text

    from farthing.data.catalog import Catalog
    from farthing.errors import DataError

    catalog = Catalog(home)
    rows, broken = [], []
    for name in catalog.names():
        try:
            rows.append(_line(catalog.bundle(name)))
        except DataError as error:
            broken.append({"bundle": name, "error": str(error)})
    console = Console()
    if as_json:
        console.print_json(json.dumps([*rows, *broken]))
        return
    if not rows and not broken:
        console.print(Text(f"no bundles in {catalog.home}; see `farthing ingest`"))
        return
    print_table(console, table_of(rows, f"bundles in {catalog.home}"))
    for each in broken:
        console.print(Text(f"{each['bundle']}: {each['error']}"))


@app.command("show")
def show_bundle(name: Name, home: Home = None, as_json: AsJson = False) -> None:
    """Show what a bundle has, where it came from and its quality report."""
    from rich.console import Console
    from rich.text import Text

    from farthing.data.catalog import Catalog
    from farthing.data.quality import Report

    bundle = Catalog(home).bundle(name)
    console = Console()
    if as_json:
        console.print_json(bundle.manifest.encode().decode())
        return
    console.print(_facts_table(_facts(bundle)))
    print_table(console, _tables_table(bundle))
    for place, each in enumerate(bundle.manifest.ingests, start=1):
        report = Report.of(each["report"])
        options = ", ".join(f"{name} {_listed(each['options'][name])}" for name in each["options"])
        console.print(Text(f"ingest {place}: {each['origin']} ({options})"))
        if report.findings:
            print_table(console, findings_table(report))


@app.command("verify")
def verify_bundle(name: Name, home: Home = None, as_json: AsJson = False) -> None:
    """Read every file of a bundle and compare it with what was written."""
    from rich.console import Console
    from rich.text import Text

    from farthing.data.catalog import Catalog
    from farthing.errors import BundleCorrupt

    found = Catalog(home).verify(name)
    console = Console(soft_wrap=True)
    if as_json:
        lines = [{"file": m.file, "expected": m.expected, "found": m.found} for m in found]
        console.print_json(json.dumps(lines))
    if found:
        if not as_json:
            _print_mismatches(console, found)
        raise BundleCorrupt(
            f"bundle {name!r}: {len(found)} of its files are not what was written; ingest it anew"
        )
    if not as_json:
        told = " is what was written, to the byte"
        console.print(Text.assemble("bundle ", (name, "bold"), told))


@app.command("remove")
def remove_bundle(
    name: Name,
    home: Home = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a bundle and its files."""
    from farthing.data.catalog import Catalog

    catalog = Catalog(home)
    catalog.pointer_path(name)
    if name in catalog.names() and not yes:
        typer.confirm(f"Remove bundle {name!r} from {catalog.home}?", abort=True)
    catalog.remove(name)
    typer.echo(f"bundle {name!r} is removed")


def _listed(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _line(bundle: Bundle) -> dict[str, Any]:
    """A bundle in one line."""
    from farthing.backtest.figures import size

    manifest = bundle.manifest
    first, last = manifest.range()
    return {
        "bundle": bundle.name,
        "symbols": len(manifest.instruments),
        "bars": ", ".join(manifest.frequencies),
        "calendar": manifest.calendar,
        "from": str(first),
        "to": str(last),
        "rows": sum(table.rows for table in manifest.tables),
        "size": size(sum(entry.bytes for entry in manifest.files)),
    }


def _facts(bundle: Bundle) -> dict[str, Any]:
    """What a bundle is."""
    manifest = bundle.manifest
    return {
        **_line(bundle),
        "prices": manifest.prices or "not told",
        "dividends": len(manifest.dividends),
        "splits": len(manifest.splits),
        "version": manifest.version,
        "written by": f"farthing {manifest.farthing}",
        "folder": str(bundle.folder),
    }


SENTENCES = ("what",)
"""Columns that go on in the next line; names, dates and numbers of the others stay in one piece."""

WIDEST = 10_000


def print_table(console: Console, table: Table) -> None:
    """Prints a table, beyond the width of the console where a name would be cut otherwise."""
    from rich.measure import Measurement

    options = console.options.update(max_width=WIDEST)
    least = Measurement.get(console, options, table).minimum
    between = 2 * len(table.columns)  # the least measure counts the spaces of some alone
    console.width = max(console.width, least + between)
    console.print(table)


def table_of(rows: Sequence[dict[str, Any]], title: str) -> Table:
    """Rows with the same names as a table; numbers stand right, and nothing is cut."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(title, style="table.title"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for name, value in (rows[0] if rows else {}).items():
        justify: Literal["left", "right"] = "right" if isinstance(value, int) else "left"
        table.add_column(name, justify=justify, no_wrap=name not in SENTENCES)
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    return table


def _facts_table(facts: dict[str, Any]) -> Table:
    from rich.table import Table

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in facts.items():
        table.add_row(name, _cell(value))
    return table


def _cell(value: object) -> Text:
    """A value in a table; brackets and colons in it mean nothing."""
    from rich.text import Text

    return Text(f"{value:,}" if isinstance(value, int) else str(value))


def _tables_table(bundle: Bundle) -> Table:
    rows = [
        {
            "symbol": table.symbol,
            "bars": table.frequency,
            "rows": table.rows,
            "extended": table.extended,
            "from": str(table.first),
            "to": str(table.last),
            "segments": len(table.segments),
        }
        for table in bundle.manifest.tables
    ]
    return table_of(rows, "bars")


def summaries_table(report: Report) -> Table:
    """The lines of a quality report as a table; columns of bad rows only where there were some."""
    odd = [name for name in ("extended", "dropped", "kept") if _any(report, name)]
    rows = [
        {
            "symbol": line.symbol,
            "bars": line.frequency,
            "rows": line.rows,
            "from": line.first,
            "to": line.last,
            "sessions": line.sessions,
            "missing": line.missing,
            **{name: getattr(line, name) for name in odd},
        }
        for line in report.summaries
    ]
    return table_of(rows, "quality report")


def _any(report: Report, name: str) -> bool:
    return any(getattr(line, name) for line in report.summaries)


def findings_table(report: Report) -> Table:
    """The findings of a quality report as a table."""
    rows = [
        {"symbol": each.symbol, "finding": each.kind, "count": each.count, "what": each.detail}
        for each in report.findings
    ]
    return table_of(rows, "findings")


def _print_mismatches(console: Any, found: Sequence[Mismatch]) -> None:
    from rich.text import Text

    for each in found:
        console.print(Text(f"{each.file}: expected {each.expected}, found {each.found}"))
