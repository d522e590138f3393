"""``python -m farthing.testing.validation``: measures, prints the page, and keeps it if told."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.testing.kept import keep, kept
from farthing.testing.validation.measure import SEED, STUDIES, measure
from farthing.testing.validation.page import page
from farthing.testing.validation.study import Size

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "evidence"
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
        size = Size(told.sessions, told.trials, told.resamples)
        result = measure(told.studies, size, seed=told.seed)
    if told.out:
        keep(result, page(result), told.out, NAME)
    sys.stdout.write(page(result))
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m farthing.testing.validation", description=__doc__)
    size = Size()
    parser.add_argument("--studies", type=int, default=STUDIES, help="of each kind of noise")
    parser.add_argument("--sessions", type=int, default=size.sessions, help="of a study")
    parser.add_argument("--trials", type=int, default=size.trials, help="of a study")
    parser.add_argument("--resamples", type=int, default=size.resamples, help="of the bootstrap")
    parser.add_argument("--seed", type=int, default=SEED, help="of all studies")
    parser.add_argument("--out", type=Path, help=f"folder of {RESULT} and {PAGE}")
    parser.add_argument("--read", action="store_true", help=f"write {PAGE} again of {RESULT}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
