"""Runs a program for a tool, and ends the tool with one line where the program fails."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def run(
    *command: str | Path, folder: Path = ROOT, variables: Mapping[str, str] | None = None
) -> None:
    """Runs it with its output shown."""
    check(command, subprocess.run(command, cwd=folder, env=variables, check=False).returncode)


def output(
    *command: str | Path, folder: Path = ROOT, variables: Mapping[str, str] | None = None
) -> str:
    """Runs it and gives what it prints, without spaces at the ends."""
    done = subprocess.run(
        command, cwd=folder, env=variables, check=False, stdout=subprocess.PIPE, text=True
    )
    check(command, done.returncode)
    return done.stdout.strip()


def check(command: tuple[str | Path, ...], code: int) -> None:
    """Ends the tool unless the program ended well."""
    if code:
        raise SystemExit(f"failed with exit code {code}: {' '.join(map(str, command))}")
