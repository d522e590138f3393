"""Builds the wheel that users get, into dist/: one for every Python from 3.11 on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tools.command import run
from tools.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DIST = ROOT / "dist"


def build() -> Path:
    """The wheel; quick where the release build is up to date, since it is the same one."""
    for old in DIST.glob("*.whl"):
        old.unlink()
    python = sys.executable
    run(python, "-m", "maturin", "build", "--release", "--quiet", "--out", DIST, "-i", python)
    return the_wheel()


def the_wheel() -> Path:
    """The wheel in dist/, which has to be one, and for the stable interface of Python 3.11."""
    wheels = sorted(DIST.glob("*.whl"))
    if len(wheels) != 1 or "-cp311-abi3-" not in wheels[0].name:
        names = ", ".join(wheel.name for wheel in wheels) or "nothing"
        raise SystemExit(f"wheel: expected one wheel for cp311-abi3 in {DIST}, there is {names}")
    return wheels[0]


if __name__ == "__main__":
    print(f"built {build().name}")
