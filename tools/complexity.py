"""Keeps functions small: at most 10 ways through and at most 50 lines of code in each.

Exceptions stand in complexity.toml, each with its reason; one that is no longer needed fails. A `?`
of Rust is no way of its own here: it passes an error on, as a call in Python does without a sign.
Comments and docstrings are no lines of code.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import lizard

from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FOLDERS = ("src", "crates", "tools", "tests", "benchmarks")
EXCEPTIONS = ROOT / "tools" / "complexity.toml"
COMPLEXITY_MAX = 10
LINES_MAX = 50
NO_BRANCHES_IN_RUST = frozenset({"?", "where"})


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the checkout, with what is measured of it."""

    name: str
    line: int
    complexity: int
    lines: int

    @property
    def is_large(self) -> bool:
        """Whether it needs to be split, or listed."""
        return self.complexity > COMPLEXITY_MAX or self.lines > LINES_MAX


def read_as_rust(tokens: Iterable[str], reader: Any) -> Iterator[str]:
    """A link in lizard's chain of tokens, for what it reads wrongly in Rust.

    It takes what is no branch from lizard's list. A method that a trait only declares gets an empty
    body: lizard would take all that follows, up to the next body, for its own. And ``fn(A) -> B``
    is a type: lizard would take it for the head of a function.
    """
    if "rust" not in reader.language_names:
        yield from tokens
        return
    reader.conditions -= NO_BRANCHES_IN_RUST
    before, depth, declares = "", 0, False
    for token in tokens:
        if before == "fn":
            declares, depth = token != "(", 0
            yield "fn" if declares else "Fn"
        depth += (token in {"(", "["}) - (token in {")", "]"})
        declares = declares and token != "{"
        if token == ";" and declares and depth == 0:
            declares = False
            yield from ("{", "}")
        elif token != "fn":
            yield token
        before = token


def functions(root: Path, folders: Iterable[str] = FOLDERS) -> list[Function]:
    """Every function in these folders."""
    analyse = lizard.FileAnalyzer(lizard.get_extensions([read_as_rust]))
    files = sorted(
        path
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".rs"}
    )
    return [
        Function(
            f"{path.relative_to(root).as_posix()}:{found.name}",
            found.start_line,
            found.cyclomatic_complexity,
            found.nloc,
        )
        for path in files
        for found in analyse(str(path)).function_list
    ]


def complaints(found: Iterable[Function], reasons: Mapping[str, str]) -> list[str]:
    """A line for each large function without a reason, and for each reason without one."""
    large = [function for function in found if function.is_large]
    lines = [
        f"{function.name} (line {function.line}): complexity {function.complexity} of at most "
        f"{COMPLEXITY_MAX}, {function.lines} lines of at most {LINES_MAX}: split it"
        for function in large
        if not reasons.get(function.name, "").strip()
    ]
    stale = sorted(set(reasons) - {function.name for function in large})
    return lines + [f"{name}: is small, or gone; take it from {EXCEPTIONS.name}" for name in stale]


def exceptions() -> tuple[dict[str, str], dict[str, str]]:
    """The reasons for large functions, by ``path:name``, and for large files, by their path.

    The sizes of files are held by ``tests/tidy/test_sizes.py``.
    """
    reasons = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))
    of_functions = {name: reason for name, reason in reasons.items() if ":" in name}
    return of_functions, {name: reasons[name] for name in reasons.keys() - of_functions.keys()}


def main() -> int:
    """Prints what is too large; 1 when there is some."""
    reasons, _ = exceptions()
    found = functions(ROOT)
    lines = complaints(found, reasons)
    for line in lines:
        print(line)
    print(f"{len(found)} functions, {len(reasons)} exceptions, {len(lines)} complaints")
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main())
