"""A scan on disk: a page for each symbol, one that lists them, and what it was made of."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.data.durable import replace_file
from farthing.errors import ConfigurationError
from farthing.report.page import environment
from farthing.report.wyckoff.boxes import boxes
from farthing.report.wyckoff.chart import chart
from farthing.report.wyckoff.view import view
from farthing.report.wyckoff.words import price, reasons, refusals, signal_facts, standfirst

if TYPE_CHECKING:
    import os

    from farthing.data.bars import Bars
    from farthing.wyckoff.parameters import Parameters
    from farthing.wyckoff.scan import Scan

MANIFEST, INDEX = "scan.json", "index.html"


def save_scan(
    scan: Scan, bars: Bars, parameters: Parameters, folder: str | os.PathLike[str]
) -> Path:
    """Writes ``index.html``, a page of each symbol, and ``scan.json``, the manifest.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    target = Path(folder)
    content = manifest(scan, bars, parameters)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for row in scan.rows:
            page = symbol_page(scan, bars, parameters, row.symbol)
            replace_file(target / file_name(row.symbol), page.encode())
        written = json.dumps(content, indent=2, default=str) + "\n"
        replace_file(target / MANIFEST, written.encode())
        replace_file(target / INDEX, index_page(scan, bars).encode())
    except OSError as error:
        raise ConfigurationError(
            f"{target} cannot be written ({error.strerror}): choose another folder"
        ) from error
    return target


def manifest(scan: Scan, bars: Bars, parameters: Parameters) -> dict[str, Any]:
    """What a scan was made of, and what it said of each symbol."""
    from farthing import __version__

    return {
        "farthing": __version__,
        "bundle": bars.name,
        "data": bars.digest,
        "frequency": bars.frequency,
        "as_of": str(scan.as_of),
        "shown_from": scan.shown_from,
        "set": parameters.described(),
        "parameters": {each.name: each.value for each in parameters.rows()},
        "weights": {each.name: each.weight for each in parameters.rows() if each.weight},
        "notes": list(scan.notes),
        "rows": [asdict(row) for row in scan.rows],
    }


def file_name(symbol: str) -> str:
    """The name of the page of a symbol.

    >>> file_name("BRK.B"), file_name("BTC/USD")
    ('BRK.B.html', 'BTC-USD.html')
    """
    return re.sub(r"[^\w.]", "-", symbol) + ".html"


def symbol_page(scan: Scan, bars: Bars, parameters: Parameters, symbol: str) -> str:
    """The page of a symbol, as HTML: one file, with everything in it."""
    shown = view(bars, scan.found, symbol)
    return environment().get_template("wyckoff/symbol.html").render(
        symbol=symbol,
        scan=scan,
        bars=bars,
        standfirst=standfirst(shown),
        chart=chart(shown),
        boxes=boxes(shown),
        facts=signal_facts(shown),
        reasons=reasons(shown, parameters),
        refusals=refusals(shown),
    )  # fmt: skip


def index_page(scan: Scan, bars: Bars) -> str:
    """The page that lists the symbols."""
    links = {row.symbol: file_name(row.symbol) for row in scan.rows}
    template = environment().get_template("wyckoff/index.html")
    return template.render(scan=scan, bars=bars, links=links, price=price)
