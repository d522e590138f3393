"""Installs the wheel of dist/ where nothing else is, and lets ``farthing demo`` run there.

It needs uv and Python alone, so that it runs as well on a machine that only downloaded the wheel.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tools.command import output, run
from tools.places import uv
from tools.wheel import the_wheel

EXTRAS = ("ccxt", "exchange_calendars", "pandas", "pyarrow", "pytest", "yfinance")
FOUND = f"import importlib.util as u; print(*[n for n in {EXTRAS!r} if u.find_spec(n)])"
EXPORT = ("export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-hashes")


def installed(wheel: Path, python: str | Path, folder: Path) -> Path:
    """A new environment with the wheel and what it needs, and that alone; its programs' folder.

    Versions are those of uv.lock, so that the wheel is tried with what the tests ran with.
    """
    versions = folder / "constraints.txt"
    output(uv(), *EXPORT, "--output-file", versions)
    environment = folder / "environment"
    run(uv(), "venv", "--quiet", "--no-python-downloads", "--python", python, environment)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    install = (uv(), "pip", "install", "--quiet", "--python", programs / "python")
    run(*install, "--constraint", versions, wheel)
    return programs


def try_demo(programs: Path, folder: Path) -> None:
    """Runs the demo with a home of its own; it has to leave a report."""
    found = output(programs / "python", "-c", FOUND, folder=folder)
    if found:
        raise SystemExit(f"wheel: the environment is not clean, it has {found}")
    variables = os.environ | {"FARTHING_HOME": str(folder / "home"), "PYTHONUTF8": "1"}
    run(programs / "farthing", "demo", folder=folder, variables=variables)
    if not any(folder.rglob("report.html")):
        raise SystemExit("wheel: `farthing demo` ended well and left no report.html")


def main() -> int:
    """Tries the wheel in a folder that is gone afterwards."""
    wheel = the_wheel()
    with tempfile.TemporaryDirectory(prefix="farthing wheel ") as name:
        folder = Path(name)
        try_demo(installed(wheel, sys.executable, folder), folder)
    print(f"{wheel.name} runs in a clean environment")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
