"""Writes the bars of workloads for engines in other environments.

Usage: write_bars.py FOLDER WORKLOAD...; makes FOLDER/WORKLOAD.npz of each.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import workloads

BARS_OF = {"S": "M", "HR": "H"}
"""Workloads over another one's bars."""


def main() -> None:
    """Writes them."""
    folder = Path(sys.argv[1])
    for name in sys.argv[2:]:
        workloads.save(BARS_OF.get(name, name), folder / f"{name}.npz")


if __name__ == "__main__":
    main()
