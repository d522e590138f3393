"""``python -m farthing.testing.accuracy``: measures, prints the page, keeps it where it is told."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.testing.accuracy.measure import measure
from farthing.testing.accuracy.page import page
from farthing.testing.kept import keep, kept
from farthing.wyckoff import Parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES, WALK_BARS = 1_000, 60_000
NAME = "accuracy"
RESULT, PAGE = f"{NAME}.json", f"{NAME}.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, or reads what was measured."""
    parser = _arguments()
    told = parser.parse_args(arguments)
    if told.read and told.out is None:
        parser.error(f"--read reads {RESULT} of a folder: name it with --out")
    if told.read:
        result = kept(told.out, NAME)
    else:
        result = measure(told.cases, told.walk_bars, Parameters.read(changes=told.set))
    if told.out:
        keep(result, page(result), told.out, NAME)
    sys.stdout.write(page(result))
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m farthing.testing.accuracy", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help="cases a level of noise")
    parser.add_argument("--walk-bars", type=int, default=WALK_BARS, help="bars of random walks")
    parser.add_argument("--set", action="append", default=[], help="a parameter: name=value")
    parser.add_argument("--out", type=Path, help=f"folder of {RESULT} and {PAGE}")
    parser.add_argument("--read", action="store_true", help=f"write {PAGE} again of {RESULT}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
