"""Holds every Python package and every Rust module folder to its share of covered lines.

Python's lines come from the run of pytest on the release build; Rust's are those that cargo's tests
or pytest run on the instrumented core (tools.instrumented). Lines of tests are not counted.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tools.instrumented import COUNTS, library, test_programs
from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHARE_MIN = 0.90
SHARE_MIN_WHERE_MONEY_IS_DECIDED = 0.95
MONEY_IS_DECIDED = (
    "crates/core/src/kernel",
    "crates/core/src/ledger",
    "crates/core/src/metric",
    "src/farthing/metrics",
    "src/farthing/portfolio",
    "src/farthing/backtest/statistics.py",
)
RUST_SOURCES = re.compile(r"crates/[^/]+/src/")

Covered = dict[str, dict[int, bool]]
"""For each file, by its path in the checkout: whether each of its lines that can run was run."""


@dataclass(slots=True)
class Group:
    """A folder's lines, all that can run and those that did not."""

    name: str
    lines: int = 0
    missed: dict[str, list[int]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The share of lines that were run."""
        return 1 - sum(map(len, self.missed.values())) / self.lines

    @property
    def share_min(self) -> float:
        """What the group is held to."""
        strict = any(PurePosixPath(self.name).is_relative_to(place) for place in MONEY_IS_DECIDED)
        return SHARE_MIN_WHERE_MONEY_IS_DECIDED if strict else SHARE_MIN


def groups(covered: Covered) -> list[Group]:
    """The files gathered by folder; a file with a share of its own stands alone."""
    found: dict[str, Group] = {}
    for file, lines in sorted(covered.items()):
        name = file if file in MONEY_IS_DECIDED else str(PurePosixPath(file).parent)
        group = found.setdefault(name, Group(name))
        group.lines += len(lines)
        missed = [line for line, was_run in sorted(lines.items()) if not was_run]
        if missed:
            group.missed[file] = missed
    return [group for group in found.values() if group.lines]


def ranges(lines: Iterable[int]) -> str:
    """Sorted line numbers for a reader: ``3-5, 9``."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans)


def lines_of_tests(source: str) -> set[int]:
    """The lines of a Rust file that only its tests have: what stands under ``#[cfg(test)]``."""
    found: set[int] = set()
    lines = source.splitlines()
    for number, line in enumerate(lines):
        if line.strip() == "#[cfg(test)]":
            head = next(at for at in range(number, len(lines)) if lines[at].endswith((";", "{")))
            ends = [line.replace("#[cfg(test)]", end) for end in ("}", "};")]
            is_block = lines[head].endswith("{")
            last = next(at for at in range(head, len(lines)) if not is_block or lines[at] in ends)
            found.update(range(number + 1, last + 2))
    return found


def modules_of_tests(sources: Mapping[str, str]) -> set[str]:
    """The files that only tests have: ``mod name;`` under ``#[cfg(test)]``, with all below it."""
    found: set[str] = set()
    for path, source in sources.items():
        here = PurePosixPath(path)
        folder = here.parent if here.stem in {"mod", "lib", "main"} else here.with_suffix("")
        for name in re.findall(r"#\[cfg\(test\)\]\s*(?:pub(?:\(\w+\))? )?mod (\w+);", source):
            found |= {
                other
                for other in sources
                if other == f"{folder}/{name}.rs" or other.startswith(f"{folder}/{name}/")
            }
    return found


def without_tests(covered: Covered, sources: Mapping[str, str]) -> Covered:
    """The same without the lines of tests."""
    skipped = modules_of_tests(sources)
    return {
        path: {line: was_run for line, was_run in lines.items() if line not in tests}
        for path, lines in covered.items()
        if path not in skipped
        for tests in [lines_of_tests(sources[path])]
    }


def from_lcov(text: str, root: Path) -> Covered:
    """Reads llvm-cov's list: the lines of Rust sources below the root."""
    covered: Covered = defaultdict(dict)
    file = ""
    for line in text.splitlines():
        kind, _, rest = line.partition(":")
        if kind == "SF":
            path = Path(rest)
            file = path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
        elif kind == "DA" and RUST_SOURCES.match(file):
            number, count = rest.split(",")[:2]
            covered[file][int(number)] = int(count) > 0
    return dict(covered)


def llvm_cov_of(system_root: Path) -> Path | None:
    """The toolchain's llvm-cov, where that component is there."""
    return next(system_root.glob("lib/rustlib/*/bin/llvm-cov"), None)


def installed_llvm_cov() -> Path:
    """The llvm-cov of the toolchain at hand, which rustup is asked for where it is missing.

    rust-toolchain.toml names it, but rustup adds it only to a toolchain that it installs itself.
    """
    asked = ("rustc", "--print", "sysroot")
    said = subprocess.run(asked, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    system_root = Path(said.strip())
    if llvm_cov_of(system_root) is None:
        print("coverage: rustup is asked for llvm-tools", flush=True)
        subprocess.run(("rustup", "component", "add", "llvm-tools"), cwd=ROOT, check=False)
    found = llvm_cov_of(system_root)
    if found is None:
        raise SystemExit("coverage: llvm-cov is missing: rustup component add llvm-tools")
    return found


def rust() -> Covered:
    """What cargo's tests and pytest ran of the core and its binding."""
    llvm_cov = installed_llvm_cov()
    counts = sorted(COUNTS.glob("*.profraw"))
    for name in ("rust", "python"):
        if not any(file.name.startswith(name) for file in counts):
            raise SystemExit(f"coverage: first run: python -m tools.instrumented {name}")
    merged = COUNTS / "rust.profdata"
    merge = (str(llvm_cov.with_name("llvm-profdata")), "merge", "-sparse", f"-o={merged}")
    subprocess.run((*merge, *map(str, counts)), check=True)
    objects = [f"-object={file}" for file in (*test_programs(), library())]
    export = (str(llvm_cov), "export", "-format=lcov", f"-instr-profile={merged}", *objects)
    text = subprocess.run(export, check=True, stdout=subprocess.PIPE, text=True).stdout
    covered = from_lcov(text, ROOT)
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in ROOT.glob("crates/*/src/**/*.rs")
    }
    return without_tests(covered, sources)


def python() -> Covered:
    """What pytest ran of the Python packages."""
    report = COUNTS / "python.json"
    command = (sys.executable, "-m", "coverage", "json", "-q", "-o", str(report))
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SystemExit("coverage: first run: python -m pytest --cov")
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {
        PurePosixPath(path).as_posix(): dict.fromkeys(found["executed_lines"], True)
        | dict.fromkeys(found["missing_lines"], False)
        for path, found in files.items()
    }


def main() -> int:
    """Prints each group's share, and what is missed where that is too small; 1 where it is."""
    low = 0
    for group in groups(python()) + groups(rust()):
        is_low = group.share < group.share_min
        low += is_low
        sign = f"BELOW {group.share_min:.0%}" if is_low else ""
        print(f"{group.share:7.1%} of {group.lines:5} lines  {group.name}  {sign}".rstrip())
        if is_low:
            for file, lines in group.missed.items():
                print(f"{'':10}{file}: {ranges(lines)}")
    print(f"{low} groups below their share" if low else "every group has its share")
    return 1 if low else 0


if __name__ == "__main__":
    raise SystemExit(main())
