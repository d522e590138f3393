"""``farthing scan``: ranges, phases and signals of Wyckoff's method across a market."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from farthing.cli.options import Home
from farthing.decimals import canonical
from farthing.types import Frequency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from farthing.wyckoff.scan import Row, Scan

Setting = Annotated[
    list[str] | None, typer.Option("--set", help="name=value of a parameter; may be repeated.")
]
Settings = Annotated[
    Path | None, typer.Option("--parameters", help="A TOML file of parameters.", show_default=False)
]

Volume = Annotated[
    str | None,
    typer.Option(help="What volume counts: trades, or tick; by default ticks for pairs."),
]
Higher = Annotated[
    str | None, typer.Option(help="Longer bars that signals are asked of, such as 1w.")
]
Benchmark = Annotated[
    str | None, typer.Option(help="A symbol of the bundle that strength is measured against.")
]


def scan(
    bundle: Annotated[str, typer.Option(help="Bars to scan; see `farthing bundles list`.")],
    symbols: Annotated[str | None, typer.Option(help="Some of its symbols, with commas.")] = None,
    frequency: Annotated[
        Frequency | None, typer.Option(help="Length of a bar, where it has several.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Last session that is known.")] = None,
    shown_from: Annotated[
        float | None,
        typer.Option("--min-confidence", help="Show signals of this confidence or more."),
    ] = None,
    setting: Setting = None,
    settings: Settings = None,
    volume: Volume = None,
    higher: Higher = None,
    benchmark: Benchmark = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for a page of each symbol.", show_default=False)
    ] = None,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the trading ranges of a market, their phases and signals, by Wyckoff's method."""
    from farthing.data.catalog import Catalog
    from farthing.wyckoff.parameters import Parameters
    from farthing.wyckoff.scan import SHOWN_FROM
    from farthing.wyckoff.scan import scan as scanned

    parameters = Parameters.read(
        settings, setting or (), volume=volume, higher=higher, benchmark=benchmark
    )
    chosen = symbols.split(",") if symbols else None
    if chosen and parameters.benchmark is not None and parameters.benchmark not in chosen:
        chosen.append(parameters.benchmark)
    bars = Catalog(home).bundle(bundle).bars(chosen, frequency, end=as_of)
    least = SHOWN_FROM if shown_from is None else shown_from
    found = scanned(bars, parameters, shown_from=least)
    if out is not None:
        from farthing.report.wyckoff import save_scan

        save_scan(found, bars, parameters, out)
    if as_json:
        typer.echo(json.dumps([_plain(row) for row in found.rows], indent=2))
        return
    _print(found, bars.name, out)


def _plain(row: Row) -> dict[str, Any]:
    """A row as JSON has it: times and exact prices as text."""
    from dataclasses import asdict

    plain: dict[str, Any] = json.loads(json.dumps(asdict(row), default=str))
    return plain


def _print(found: Scan, name: str, out: Path | None) -> None:
    from rich.console import Console
    from rich.text import Text

    from farthing.cli.bundles import print_table, table_of

    console = Console(soft_wrap=True)
    rows = [_cells(row) for row in found.rows]
    print_table(console, table_of(rows, f"{name} as of {found.as_of}"))
    count = sum(row.signal is not None for row in found.rows)
    shown = f"{count} of {len(rows)} with a signal of confidence {found.shown_from:g} or more"
    console.print(Text(shown))
    for note in found.notes:
        console.print(Text(note))
    if out is not None:
        console.print(Text.assemble("pages: ", (str(out / "index.html"), "bold")))


def _cells(row: Row) -> dict[str, Any]:
    signal = row.signal
    return {
        "symbol": row.symbol,
        "phase": row.phase,
        "range": row.kind,
        "since": _day(row.since),
        "support": _price(row.support),
        "resistance": _price(row.resistance),
        "quality": "-" if row.quality is None else f"{row.quality:.0f}",
        "event": row.event or "-",
        "known": _day(row.event_at),
        "signal": f"{signal.event} {signal.side}" if signal else "-",
        "on": _day(signal.known_at if signal else None),
        "entry": _price(signal.entry if signal else None),
        "stop": _price(signal.stop if signal else None),
        "targets": _targets(signal.targets if signal else ()),
        "reward": f"{signal.reward:.1f}" if signal else "-",
        "confidence": f"{signal.confidence:.0f}" if signal else "-",
    }


def _day(time: datetime | None) -> str:
    return "-" if time is None else str(time.date())


def _price(price: Decimal | None) -> str:
    return "-" if price is None else f"{canonical(price):f}"


def _targets(prices: Sequence[Decimal]) -> str:
    return " ".join(map(_price, prices)) or "-"
