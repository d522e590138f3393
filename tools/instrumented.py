"""Runs tests on a Rust core that counts which of its lines are run.

``python -m tools.instrumented rust`` runs cargo's tests of the core; ``... python`` runs pytest on
the core and its binding, without tests that are slow or run a core elsewhere. The counts land in
build/coverage, where tools.coverage_gate reads them. The release build is left alone: the
instrumented one is in target/instrumented, and pytest gets it by an import hook.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tools import tests
from tools.places import BUILD, ROOT

COUNTS = BUILD / "coverage"
HOOK = ROOT / "tools" / "counting"
CORE = "FARTHING_CORE"
"""The variable that tells Python's import hook which library is the core."""
ELSEWHERE = (
    *("tests/integration/lab", "tests/unit/lab/[!o]*", "src/farthing/lab"),
    *("tests/integration/optimise", "src/farthing/optimise"),
    *("tests/integration/trust", "tests/integration/report", "tests/documents", "tests/tidy"),
    *("tests/integration/service", "tests/integration/store", "src/farthing/service"),
    *("tests/unit/wyckoff/test_live_in_chunks.py", "src/farthing/store"),
    *("tests/property/test_[!ar]*", "tests/unit/test_oracle_*"),
    *("tests/integration/cli", "tests/integration/data"),
    *("tests/unit/report", "tests/unit/data", "src/farthing/data"),
)
"""Tests that start processes, that run what is Python alone, or that run for long what others run
too; those of overhead run functions of ours, and of the properties those of arrays and rules."""
TESTS = ("cargo", "test", "--locked", "--package", "farthing-core")
BINDING = (
    *("cargo", "build", "--locked", "--package", "farthing-py", "--profile", "test"),
    *("--features", "pyo3/extension-module"),
)


def environment(counts: str) -> dict[str, str]:
    """Builds that count; the counts of each process go to files that begin with this name."""
    return os.environ | {
        "CARGO_TARGET_DIR": str(ROOT / "target" / "instrumented"),
        "RUSTC_WORKSPACE_WRAPPER": str(HOOK / "rustc"),
        "LLVM_PROFILE_FILE": str(COUNTS / f"{counts}-%4m.profraw"),
        "PYO3_PYTHON": sys.executable,
    }


def built(command: tuple[str, ...]) -> list[Path]:
    """Runs a build and lists the test programs and libraries for Python that it made."""
    lines = subprocess.run(
        (*command, "--message-format", "json-render-diagnostics"),
        cwd=ROOT,
        env=environment("build"),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.splitlines()
    made = [
        message for line in lines if (message := json.loads(line))["reason"] == "compiler-artifact"
    ]
    programs = [message["executable"] for message in made if message["executable"]]
    libraries = [
        file
        for message in made
        if "cdylib" in message["target"]["crate_types"]
        for file in message["filenames"]
    ]
    return [Path(file) for file in programs + libraries]


def test_programs() -> list[Path]:
    """The core's own tests, built."""
    return built((*TESTS, "--no-run"))


def library() -> Path:
    """The binding with the core in it, built."""
    return built(BINDING)[0]


def forget(counts: str) -> None:
    """Removes the counts of an earlier run."""
    COUNTS.mkdir(parents=True, exist_ok=True)
    for file in COUNTS.glob(f"{counts}-*.profraw"):
        file.unlink()


def rust() -> int:
    """The exit code of cargo test."""
    forget("rust")
    return subprocess.run(TESTS, cwd=ROOT, env=environment("rust"), check=False).returncode


def python() -> int:
    """The exit code of pytest without the slow tests, and without those whose core is elsewhere."""
    forget("python")
    variables = environment("python") | {
        "PYTHONPATH": str(HOOK),
        CORE: str(library()),
    }
    del variables["RUSTC_WORKSPACE_WRAPPER"], variables["CARGO_TARGET_DIR"]
    ignored = (f"--ignore-glob={pattern}" for pattern in ELSEWHERE)
    options = ("-q", "-p", "no:cacheprovider", *ignored)
    command = tests.beside_each_other(options, "not slow and not builds")
    return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode


if __name__ == "__main__":
    raise SystemExit({"rust": rust, "python": python}[sys.argv[1]]())
