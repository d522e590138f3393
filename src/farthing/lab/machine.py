"""The machine's facts, as they are now."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

from farthing.lab.extra import need
from farthing.lab.results.machine import Machine

PACKAGES = ("farthing", "numpy", "polars", "scipy", "py-spy", "memray")
GOVERNOR = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")


def machine(checkout: Path | None = None) -> Machine:
    """The facts of this machine; ``checkout`` is the folder whose commit is told.

    >>> machine().cores >= 1
    True
    """
    psutil = need("psutil")
    times = psutil.cpu_times()
    together = sum(times)
    return Machine(
        cpu=processor(),
        cores=cores(),
        governor=GOVERNOR.read_text().strip() if GOVERNOR.exists() else "",
        memory_bytes=psutil.virtual_memory().total,
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        rust=_said("rustc", "--version"),
        packages=_versions(),
        commit=commit(checkout or Path.cwd()),
        load=psutil.getloadavg()[0],
        steal_percent=round(100 * getattr(times, "steal", 0.0) / together, 3),
    )


def cores() -> int:
    """The logical cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """The processor's own name, as far as the system tells it."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def commit(folder: Path) -> str:
    """The commit of a checkout, with ``+`` where it has changes; empty outside of one."""
    revision = _said("git", "-C", str(folder), "rev-parse", "--short=12", "HEAD")
    changed = _said("git", "-C", str(folder), "status", "--porcelain", "--untracked-files=no")
    return f"{revision}+" if changed else revision


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
