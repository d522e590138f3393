"""Our workloads, each case in fresh processes, beside the engines that run the same files.

Usage: run.py [CASE...] [--processes N] [--zipline PYTHON] [--rustybt PYTHON] [--json FILE]

A figure is the median over processes of the median within one (see case.py); the spread is from the
smallest to the largest process. PYTHON is that of an environment with the engine in it, made by
hand: `python -m venv peer && peer/bin/pip install zipline-reloaded` (or rustybt). Where one is
given, the Zipline files and the stories run there too, unchanged, and the ratio is shown.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import workloads
from case import CASES, STRATEGIES

HERE = Path(__file__).parent
Line = dict[str, Any]


def ours(case: str, processes: int) -> list[Line]:
    """A case in fresh processes."""
    return [_line(sys.executable, str(HERE / "case.py"), case) for _ in range(processes)]


def peer(case: str, engine: str, python: str) -> Line:
    """The Zipline file of a case in another engine."""
    kind, _, rest = case.partition("-")
    name = case if kind == "story" else rest
    form = {"a1": "_one_call", "a2": "_per_asset"}.get(kind, "")
    file = STRATEGIES / f"zipline_{name.lower().replace('-', '_')}{form}.py"
    with tempfile.TemporaryDirectory() as folder:
        arrays = Path(folder) / f"{name}.npz"
        workloads.save(name, arrays)
        program = str(HERE / "peers" / "zipline_file.py")
        return _line(python, program, engine, str(file), str(arrays), "1")


def _line(*command: str) -> Line:
    done = subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def row(case: str, lines: list[Line], beside: Line | None) -> str:
    """A line of the table."""
    medians = sorted(line["median_ms"] for line in lines)
    median = statistics.median(medians)
    if len({line["digest"] for line in lines}) != 1:
        raise SystemExit(f"{case}: its processes differ in their digest")
    first = lines[0]
    cells = [
        f"{case:16}",
        f"{median:10.3f} ms",
        f"{medians[0]:9.3f} to {medians[-1]:9.3f}",
        f"{max(line['peak_mb'] for line in lines):6.0f} MB",
        f"{first['fills']:8,}",
        f"{first['end_equity']:>14}",
    ]
    if beside is not None:
        ratio = beside["median_ms"] / median
        cells.append(f"{beside['engine']} {beside['median_ms']:10.1f} ms = {ratio:6.1f}x")
    return "  ".join(cells)


def arguments() -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}")
    parser.add_argument("--processes", type=int, default=3, help="fresh processes a case (3)")
    parser.add_argument("--zipline", metavar="PYTHON", help="runs a1 and a2 there too")
    parser.add_argument("--rustybt", metavar="PYTHON", help="runs the stories there too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keeps every line there")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.cases) - set(CASES)):
        parser.error(f"there is no case {', '.join(unknown)}; there are {', '.join(CASES)}")
    return asked


def main() -> None:
    """Runs the cases and prints the table."""
    asked = arguments()
    kept: dict[str, Any] = {}
    engines = {"a1": ("zipline", asked.zipline), "a2": ("zipline", asked.zipline)}
    engines["story"] = ("rustybt", asked.rustybt)
    for case in asked.cases or CASES:
        lines = ours(case, asked.processes)
        engine, python = engines.get(case.partition("-")[0], ("", None))
        beside = peer(case, engine, python) if python else None
        kept[case] = {"ours": lines, "peer": beside}
        print(row(case, lines, beside), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
