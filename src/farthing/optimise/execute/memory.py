"""The memory of workers: what this machine has for each of them, and what one of them uses."""

from __future__ import annotations

from pathlib import Path

KIB = 1024

LEAST_BYTES = 512 * 2**20
"""A worker may always use as much: with less not even Python and its libraries are loaded."""

SHARE = 0.9
"""Of the memory that is free when workers begin, so much is theirs together."""

GROUP = Path("/sys/fs/cgroup")
"""Where Linux tells what the container may use; in the root of a machine it tells nothing."""


def cap_of(workers: int) -> int | None:
    """Bytes that each of so many workers may use; None where the machine does not tell.

    Bars do not count: workers map them into memory together.
    """
    free = free_bytes()
    return None if free is None else max(LEAST_BYTES, int(free * SHARE) // workers)


def free_bytes() -> int | None:
    """Memory that is free, by the machine and by the container; None where nothing tells.

    Linux alone tells it; on other machines there is no cap.
    """
    told = [each for each in (_of_machine(), _of_group()) if each is not None]
    return min(told, default=None)


def used_bytes(pid: int) -> int | None:
    """Memory of a process that is its own, in bytes; None where it has ended, or nothing tells."""
    return _field(Path(f"/proc/{pid}/status"), "RssAnon")


def _of_machine() -> int | None:
    return _field(Path("/proc/meminfo"), "MemAvailable")


def _of_group() -> int | None:
    try:
        most = (GROUP / "memory.max").read_text(encoding="ascii").strip()
        used = int((GROUP / "memory.current").read_text(encoding="ascii"))
    except OSError:
        return None
    return None if most == "max" else max(0, int(most) - used)


def _field(file: Path, name: str) -> int | None:
    """A field that Linux tells in KiB."""
    try:
        lines = file.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    found = next((line.split() for line in lines if line.startswith(f"{name}:")), None)
    return None if found is None else int(found[1]) * KIB
