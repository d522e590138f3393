"""A folder of benchmarks with engines of the tests' own, and the benchmarks' own modules."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

BENCHMARKS = Path(__file__).parents[4] / "benchmarks"

ENGINES = """
python = "3.12"
ours = "ours.py"
bars = "write_bars.py"

[engines.tortoise]
runner = "tortoise.py"
class = ["D", "H"]
arrays = ["D"]

[engines.raising]
runner = "raising.py"
class = ["D"]

[engines.silent]
runner = "silent.py"
class = ["D"]

[engines.sleeping]
runner = "sleeping.py"
class = ["D"]

[engines.changing]
runner = "changing.py"
class = ["D"]
"""

LINE = """
import json, os, sys, time
workload, bars, way, rounds = sys.argv[1:]
assert open(bars).read() == workload
signals = 1.0 if way == "arrays" else None
line = dict(
    engine={engine!r}, version="1.0", kind=way, convention="next open", signal_ms=signals,
    simulation_ms={ms}, total_ms={ms} + (signals or 0), rounds=int(rounds), asset_bars=100,
    peak_mb=30.5, fills=2, end_equity={equity},
)
"""
PRINT = "print('a word of its own'); print(json.dumps(line))\n"

RUNNERS = {
    "write_bars.py": (
        "import sys, pathlib\n"
        "for name in sys.argv[2:]: pathlib.Path(sys.argv[1], name + '.npz').write_text(name)\n"
    ),
    "ours.py": LINE.format(engine="farthing", ms=2.0, equity="'1000.00'") + PRINT,
    "tortoise.py": LINE.format(engine="Tortoise", ms=20.0, equity="1000.0") + PRINT,
    "raising.py": "raise ValueError('no such bar')\n",
    "silent.py": "print('hello')\n",
    "sleeping.py": "import time\ntime.sleep(60)\n",
    "changing.py": LINE.format(engine="Changing", ms=20.0, equity="time.time()") + PRINT,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Benchmarks with five engines, four of which fail in a way of their own."""
    peers = tmp_path / "checkout" / "benchmarks" / "peers"
    peers.mkdir(parents=True)
    (peers / "engines.toml").write_text(ENGINES)
    for name, text in RUNNERS.items():
        (peers / name).write_text(text)
    return peers.parent


@pytest.fixture(scope="module")
def benchmarks() -> Iterator[Path]:
    """The checkout's benchmarks, whose modules can be imported while a test module runs."""
    before = set(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        patch.syspath_prepend(BENCHMARKS / "peers")
        yield BENCHMARKS
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None)
        if file is not None and BENCHMARKS in Path(file).parents:
            del sys.modules[name]
