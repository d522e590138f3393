"""By how much memory rises in one run, in a fresh process.

The peak of a process is no measure of a run: imports have it before, and what they gave back stays
resident for the run to use, so that small work seems to cost nothing and growth seems steeper than
it is. So the least work is run first, free memory goes back to the system, the peak is reset, and
one run of the size follows. Linux alone can do that.

Usage: python -m farthing.lab.scale.rise SIZE_CASE LEAST_CASE; the cases are those of
``farthing.lab.scale.work``. Prints a JSON document: ``rise`` in bytes, or null, and ``digest``.
"""

from __future__ import annotations

import ctypes
import gc
import json
import subprocess
import sys
from pathlib import Path

from farthing.errors import FarthingError

STATUS, PEAK_RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
RESET = "5"
"""Makes the peak what is resident now; see proc(5)."""


def main() -> None:
    """Runs a case, and prints by how much memory rose."""
    from farthing.lab.scale.work import CASES, answer

    case, least = sys.argv[1:]
    run = CASES[case]()
    CASES[least]()()
    before = settled()
    result = run()
    rise = None if before is None else status("VmHWM") - before
    sys.stdout.write(json.dumps({"rise": rise, "digest": answer(result)["digest"]}))


def settled() -> int | None:
    """Resident bytes once nothing is kept in reserve; None where the system cannot say."""
    gc.collect()
    if not PEAK_RESET.exists():
        return None
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is None:
        return None
    trim(0)
    PEAK_RESET.write_text(RESET, encoding="ascii")
    return status("VmRSS")


def status(name: str) -> int:
    """Bytes that the system says of this process."""
    lines = STATUS.read_text(encoding="ascii").splitlines()
    (line,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


def rise_of(case: str, least: str) -> tuple[int | None, str]:
    """By how many bytes memory rises in a run of a case, and the digest of its answer.

    Raises:
        FarthingError: the process ended without an answer; the message is what it wrote.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", "farthing.lab.scale.rise", case, least],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise FarthingError(done.stderr.strip() or f"it ended with exit code {done.returncode}")
    found = json.loads(done.stdout)
    return found["rise"], found["digest"]


if __name__ == "__main__":
    main()
