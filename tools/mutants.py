"""Changes the core's money paths in small ways, one at a time, and counts what the tests notice.

``python -m tools.mutants`` takes hours on two cores; ``... kernel ledger`` only these folders, and
``... --shard 0/4`` every fourth change. What the core's own tests leave alone is shown to those in
Python, which hold it against the oracle (``--core-only`` spares them). A change that nobody notices
is a line that no test holds. The float twin is left out: no money runs through it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from tools import mutants_in_python
from tools.command import run
from tools.places import BUILD, ROOT

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

VERSION = "27.1.0"
TOOLS = ROOT / ".tools"
PROGRAM = TOOLS / "bin" / "cargo-mutants"
OUT = BUILD / "mutants"
FOUND = OUT / "mutants.out"
SOURCES = PurePosixPath("crates/core/src")
FOLDERS = ("kernel", "ledger", "models", "money", "order")
TWIN = SOURCES / "money" / "twin.rs"
SAME = ROOT / "tools" / "mutants.toml"
"""The changes that make the same program, with their reasons."""
KILLED_MIN = 0.90
QUICK_BUILD = {"CARGO_PROFILE_TEST_DEBUG": "0", "CARGO_PROFILE_TEST_OPT_LEVEL": "0"}
MISSED = "MissedMutant"
IN_PYTHON = "CaughtInPython"
KILLED = ("CaughtMutant", "Timeout", IN_PYTHON)
ENDED = {0, 2, 3}
"""What cargo-mutants returns when it ran: all were noticed, some were missed, some ran for ever."""


def install() -> None:
    """Builds the pinned cargo-mutants into .tools, unless it is there."""
    if PROGRAM.exists() and VERSION in subprocess.getoutput(f'"{PROGRAM}" mutants --version'):
        return
    run("cargo", "install", "--quiet", "--locked", "--root", TOOLS, f"cargo-mutants@{VERSION}")


def test(folders: Sequence[str], shard: str) -> dict[str, Any]:
    """Tests the mutants of these folders, or a share of them; the report of cargo-mutants."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    files = [part for folder in folders for part in ("--file", f"{SOURCES / folder}/**")]
    chosen = ("--package", "farthing-core", *files, "--exclude", str(TWIN))
    part = ("--shard", shard, "--sharding", "round-robin") if shard else ()
    how = (*part, "--jobs", "2", "--minimum-test-timeout", "10", "--output", str(OUT))
    command = (str(PROGRAM), "mutants", *chosen, *how, "--", "--lib", "--tests")
    code = subprocess.run(command, cwd=ROOT, env=os.environ | QUICK_BUILD, check=False).returncode
    if code not in ENDED:
        raise SystemExit(f"mutants: cargo-mutants failed with exit code {code}")
    report: dict[str, Any] = json.loads((FOUND / "outcomes.json").read_text(encoding="utf-8"))
    return report


def look_again(report: Mapping[str, Any], same: Container[str]) -> None:
    """Shows what the core's own tests left alone to those in Python, and notes what they notice."""
    left = {
        FOUND / outcome["diff_path"]: outcome
        for outcome in report["outcomes"]
        if outcome["summary"] == MISSED and change_of(outcome) not in same
    }
    if left:
        mutants_in_python.prepare()
    for diff, outcome in left.items():
        is_noticed = mutants_in_python.notices(diff)
        outcome["summary"] = IN_PYTHON if is_noticed else MISSED
        print(f"{outcome['summary']:16}{change_of(outcome)}", flush=True)
        (FOUND / "outcomes.json").write_text(json.dumps(report), encoding="utf-8")


def change_of(outcome: Mapping[str, Any]) -> str:
    """A change as ``SAME`` names it: its file, and what is replaced by what."""
    mutant = outcome["scenario"]["Mutant"]
    file = PurePosixPath(mutant["file"]).relative_to(SOURCES)
    return f"{file}: {mutant['name'].split(': ', 1)[1]}"


def endings(report: Mapping[str, Any], same: Container[str] = ()) -> Mapping[str, Counter[str]]:
    """How the mutants of cargo-mutants' report ended, by folder of the core.

    One that nobody noticed and that is among ``same`` is counted as ``Same``.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in report["outcomes"]:
        if isinstance(outcome["scenario"], dict):
            change = change_of(outcome)
            is_same = outcome["summary"] == MISSED and change in same
            folder = change.partition("/")[0]
            found[folder]["Same" if is_same else outcome["summary"]] += 1
    return found


def killed_share(counts: Counter[str]) -> float:
    """The share of mutants that the tests noticed, of those that they could."""
    killed = sum(counts[each] for each in KILLED)
    tested = killed + counts[MISSED]
    return killed / tested if tested else 0.0


def main(words: Sequence[str]) -> int:
    """Prints the shares; 1 when one is too small."""
    parser = argparse.ArgumentParser(prog="mutants")
    parser.add_argument("folders", nargs="*", default=FOLDERS)
    parser.add_argument("--shard", default="", help="such as 0/4: every fourth change")
    parser.add_argument("--core-only", action="store_true", help="not by the tests in Python")
    asked = parser.parse_args(words)
    install()
    report, same = test(asked.folders, asked.shard), tomllib.loads(SAME.read_text(encoding="utf-8"))
    if not asked.core_only:
        look_again(report, same)
    found = endings(report, same)
    low = [folder for folder, counts in found.items() if killed_share(counts) < KILLED_MIN]
    for folder, counts in sorted(found.items()):
        print(
            f"{folder:8} {killed_share(counts):6.1%} killed, {counts[IN_PYTHON]} of them by tests "
            f"in Python, {counts[MISSED]} missed, "
            f"{counts['Same']} the same program, {counts['Unviable']} not built"
        )
    total = sum(found.values(), Counter[str]())
    print(f"{'together':8} {killed_share(total):6.1%} killed of {total.total()} mutants")
    if low or not found:
        print(f"mutants: below {KILLED_MIN:.0%}: {', '.join(low) or 'there were none'}")
    return 1 if low or not found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
