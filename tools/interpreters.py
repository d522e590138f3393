"""Shows that one wheel gives one digest on every Python here and with every hash seed.

It takes the Pythons it finds, on PATH or under pyenv, and never downloads one. Where it finds only
one, it says NOT SHOWN.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from tools.command import output
from tools.places import ROOT, uv
from tools.wheel import the_wheel
from tools.wheel_test import installed

VERSIONS = ("3.11", "3.12", "3.13")
HASH_SEEDS = ("0", "1")
RUN = ROOT / "tests" / "golden" / "digest_run.py"
WHO = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"


def candidates(version: str) -> list[Path]:
    """Where an interpreter of this version may be: what uv sees, then pyenv's folder."""
    find = (uv(), "python", "find", "--system", "--no-python-downloads", version)
    seen = subprocess.run(
        find, cwd=ROOT, check=False, capture_output=True, text=True
    ).stdout.strip()
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    return [Path(seen)] * bool(seen) + sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)


def interpreter(version: str) -> Path | None:
    """A CPython of this version that runs, or None."""
    for path in candidates(version):
        try:
            who = subprocess.run((path, "-c", WHO), check=False, capture_output=True, text=True)
        except OSError:
            continue
        if who.stdout.strip() == f"cpython {version}":
            return path
    return None


def digests(python: Path, wheel: Path) -> dict[str, str]:
    """What the run prints under this Python, by hash seed."""
    with tempfile.TemporaryDirectory() as name:
        program = installed(wheel, python, Path(name)) / "python"
        return {
            seed: output(program, RUN, variables=os.environ | {"PYTHONHASHSEED": seed})
            for seed in HASH_SEEDS
        }


def verdict(printed: dict[str, dict[str, str]]) -> tuple[int, str]:
    """An exit code and a line for what was printed, by version and hash seed."""
    different = {text for by_seed in printed.values() for text in by_seed.values()}
    where = f"{', '.join(printed)} with {len(HASH_SEEDS)} hash seeds each"
    if len(different) != 1:
        return 1, f"{len(different)} different digests on Python {where}"
    if not different.pop():
        return 1, f"{RUN.name} printed nothing on Python {where}"
    if len(printed) == 1:
        return 0, f"one digest on Python {where}; across interpreters NOT SHOWN: only one is here"
    return 0, f"one digest on Python {where}"


def main() -> int:
    """Runs it on each Python that is here; 1 when the digests differ."""
    wheel = the_wheel()
    printed = {
        version: digests(python, wheel)
        for version in VERSIONS
        if (python := interpreter(version)) is not None
    }
    for version, by_seed in printed.items():
        for seed, text in by_seed.items():
            print(f"Python {version}, hash seed {seed}:", *text.splitlines(), sep="\n    ")
    for version in VERSIONS:
        if version not in printed:
            print(f"Python {version} is not here")
    code, line = verdict(printed)
    print(line)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
