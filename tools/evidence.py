"""Writes docs/wyckoff/evidence.md: the study of the detector on days, hours and minutes.

``python -m tools.evidence FOLDER`` (``make wyckoff-evidence DATA=FOLDER``) takes in the bars of a
folder, of which ``lean`` is in LEAN's layout and ``btc-perp-1m`` has minutes as a packed csv. The
folder is no part of the checkout; what is found in it is.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data import Request, find_source, ingest
from farthing.testing.evidence import measure, verdict
from farthing.testing.evidence.kept import PAGE, RESULT, keep
from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.data import Bars
    from farthing.types import Frequency

FOLDER = ROOT / "docs" / "wyckoff"
DATA = "FARTHING_TEST_DATA"
SYMBOLS: dict[Frequency, tuple[str, ...]] = {
    "1d": ("AAPL", "BAC", "IBM", "IWM", "QQQ", "SPY"),
    "1h": ("AAPL", "BAC", "IBM", "SPY"),
}
PERPETUAL = "BTC-PERP"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, keeps the result and the page, and prints its first lines."""
    parser = argparse.ArgumentParser("python -m tools.evidence", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get(DATA))
    parser.add_argument("--out", type=Path, default=FOLDER, help=f"folder of {RESULT} and {PAGE}")
    told = parser.parse_args(arguments)
    if told.folder is None or not Path(told.folder).is_dir():
        parser.error(f"no folder of real bars: name one, or set {DATA}")
    with tempfile.TemporaryDirectory() as home:
        result = measure(markets(Path(told.folder), Path(home)))
    keep(result, told.out)
    sys.stdout.write(f"{verdict(result)}\n")
    return 0


def markets(folder: Path, home: Path) -> dict[str, Bars]:
    """Days, hours and minutes of real bars, from a catalog in ``home``."""
    return {
        "days": shares(folder, home, "1d"),
        "hours": shares(folder, home, "1h"),
        "minutes": perpetual(folder, home),
    }


def shares(folder: Path, home: Path, frequency: Frequency) -> Bars:
    """Shares and funds of LEAN's folder."""
    source = find_source("lean")(folder / "lean", market="equity/usa")
    request = Request(symbols=SYMBOLS[frequency], frequency=frequency)
    return ingest(source, f"shares-{frequency}", request, home=home).bundle.bars()


def perpetual(folder: Path, home: Path) -> Bars:
    """Minutes of the perpetual."""
    [path] = (folder / "btc-perp-1m").glob("*.csv.gz")
    request = Request(
        symbols=(PERPETUAL,), frequency="1m", calendar="24/7", tz="UTC", label="start"
    )
    return ingest(find_source("csv")(path), "perpetual", request, home=home).bundle.bars()


if __name__ == "__main__":
    sys.exit(main())
