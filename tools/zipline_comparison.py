"""Runs the same files in Zipline and in farthing, over the same bars, and compares every day.

``python -m tools.zipline_comparison`` (``make zipline``) makes a csvdir folder, takes it in on both
sides, runs each file of ``benchmarks/beside_zipline/algorithms`` unchanged and prints a table:
the value of the portfolio agrees on every day within one part in a million, or the row names the
cause that is known. ``--python`` names the Python of an environment that has zipline-reloaded;
without it one is made, as for ``farthing bench peers``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.data.bundle import Bundle
    from farthing.types import Frequency

FOLDER = ROOT / "benchmarks" / "beside_zipline"
CAPITAL = 100_000
RANGES = {"daily": ("2019-07-01", "2021-12-31"), "minute": ("2019-11-21", "2019-12-10")}
FREQUENCIES: dict[str, Frequency] = {"daily": "1d", "minute": "1m"}
NEAR = 1e-6
FINE = 6
"""Digits of prices and of the currency's unit: Zipline rounds neither fills nor commissions."""

Values = dict[str, Any]
NEVER_PAID = "csvdir's dividends have no pay date: Zipline never pays them"
CAUSES = {
    "pipeline_weights as-it-is": NEVER_PAID,
    "pairs_z_score_short_days": "Zipline calls a scheduled function once in 24 hours: not on a day "
    "that closes early, after one that did not",
    "splits_and_dividends as-it-is": NEVER_PAID,
}
"""Known reasons of a difference, by algorithm and bundle."""


@dataclass(frozen=True, slots=True)
class Row:
    """One file on both sides.

    Attributes:
        name: of the file, and of the bundle where it has two.
        days: how many were compared.
        fills: in farthing, and in Zipline.
        largest: the largest difference of a day, as a share of Zipline's value.
        begins: the first day that is not near; None where all are.
        cause: the known one; empty where there is none.
    """

    name: str
    days: int
    fills: tuple[int, int]
    largest: float
    begins: str | None
    cause: str

    @property
    def is_good(self) -> bool:
        """Whether every day agrees, or the cause is known."""
        return self.begins is None or bool(self.cause)


def main(arguments: list[str]) -> int:
    """Prints the table; 1 where a difference has no known cause."""
    parser = argparse.ArgumentParser(prog="make zipline", description=__doc__.splitlines()[0])
    parser.add_argument("--python", type=Path, help="of an environment with zipline-reloaded")
    parser.add_argument("--files", nargs="*", help="names of algorithms; by default all")
    told = parser.parse_args(arguments)
    files = sorted((FOLDER / "algorithms").glob("*.py"))
    files = [file for file in files if not told.files or file.stem in told.files]
    with tempfile.TemporaryDirectory() as folder:
        theirs = zipline_side(told.python or _python(), market(Path(folder)), files)
        bundles = {of: taken_in(Path(folder), of) for of in FREQUENCIES}
        rows = list(compared(files, bundles, theirs))
    print(table(rows, theirs["engine"]))
    return int(not all(row.is_good for row in rows))


def market(folder: Path) -> Path:
    """The csvdir folder that both sides take in."""
    sys.path.insert(0, str(FOLDER))
    try:
        from market import write, write_minutes  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(FOLDER))
    write_minutes(folder / "csvdir")
    return Path(write(folder / "csvdir"))


def frequency_of(file: Path) -> str:
    """Zipline's word for the bars that a file is of."""
    return "minute" if file.stem.startswith("minutes") else "daily"


def taken_in(folder: Path, frequency: str) -> Bundle:
    """The bundle of farthing, with steps as fine as the ledger's, for Zipline knows none."""
    from farthing.data import Request, find_source, ingest

    step = Decimal(1).scaleb(-FINE)
    names = [file.stem for file in (folder / "csvdir" / frequency).glob("*.csv")]
    request = Request(
        frequency=FREQUENCIES[frequency],
        label="end" if frequency == "minute" else None,
        prices="raw",
        price_scale=FINE,
        currency=f"USD:{FINE}",
        instruments={name: {"tick": step, "tick_below": None} for name in names},
    )
    source = find_source("csvdir")(path=folder / "csvdir")
    return ingest(source, frequency, request, home=folder / "home").bundle


def zipline_side(python: Path, csvdir: Path, files: list[Path]) -> Values:
    """What Zipline finds, by algorithm and bundle."""
    asked = [":".join((str(file), of := frequency_of(file), *RANGES[of])) for file in files]
    words = [python, FOLDER / "zipline_side.py", csvdir, CAPITAL, *asked]
    ran = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"Zipline's side failed:\n{ran.stderr}")
    found: Values = json.loads(ran.stdout.splitlines()[-1])
    return found


def compared(files: list[Path], bundles: dict[str, Bundle], theirs: Values) -> Iterator[Row]:
    """A row for each file; two where what csvdir says of dividends matters."""
    for file in files:
        ours = farthing_side(file, bundles[frequency_of(file)])
        if frequency_of(file) == "minute":
            yield row_of(file.stem, ours, theirs[f"{file.stem} minutes"])
            continue
        with_pays, without = (theirs[f"{file.stem} {b}"] for b in ("pays-at-once", "as-it-is"))
        yield row_of(file.stem, ours, with_pays)
        if with_pays["values"] != without["values"]:
            yield row_of(f"{file.stem} as-it-is", ours, without)


def farthing_side(file: Path, bundle: Bundle) -> Values:
    """What farthing finds with the same file."""
    from farthing.backtest.run import run_program
    from farthing.zipline import zipline_config, zipline_program

    first, last = RANGES[frequency_of(file)]
    config = zipline_config(start=first, end=last, capital=CAPITAL)
    result = run_program(zipline_program(file), bundle.bars(start=first, end=last), config)
    ends = result.equity.group_by("session", maintain_order=True).last()
    return {
        "days": [str(day) for day in ends["session"]],
        "values": [float(value) for value in ends["equity"]],
        "fills": len(result.fills),
    }


def row_of(name: str, ours: Values, theirs: Values) -> Row:
    """The comparison of one file, day by day."""
    if ours["days"] != theirs["days"]:
        raise SystemExit(f"{name}: the sides have other days")
    pairs = zip(ours["days"], ours["values"], theirs["values"], strict=True)
    apart = [(day, abs(our - their) / abs(their)) for day, our, their in pairs]
    return Row(
        name=name,
        days=len(apart),
        fills=(ours["fills"], theirs["fills"]),
        largest=max(share for _, share in apart),
        begins=next((day for day, share in apart if share > NEAR), None),
        cause=CAUSES.get(name, ""),
    )


def table(rows: list[Row], engine: str) -> str:
    """The rows as a table of Markdown."""
    lines = [
        f"| farthing beside {engine} | days | fills | largest difference | |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        words = "agrees" if row.begins is None else f"differs from {row.begins}: "
        words += "" if row.begins is None else row.cause or "CAUSE NOT KNOWN"
        fills = f"{row.fills[0]} and {row.fills[1]}"
        lines.append(f"| {row.name} | {row.days} | {fills} | {row.largest:.1e} | {words} |")
    return "\n".join(lines)


def _python() -> Path:
    """The Python of an environment with Zipline, which is made where there is none."""
    from farthing.lab.peers.engines import engines
    from farthing.lab.peers.environments import default_home, python_of

    known = engines(ROOT / "benchmarks")
    return python_of(known.chosen(["zipline"])[0], known, default_home(), {})


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
