"""What docs/ARCHITECTURE.md says of who knows whom is what the sources do."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tidy.tree import ROOT, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE = ROOT / "docs" / "ARCHITECTURE.md"
CORE = "crates/core/src/"
ROW = re.compile(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", re.MULTILINE)
USE = re.compile(r"\bcrate::(\w+)")


def told(page: str) -> dict[str, set[str]]:
    """What each folder of the core knows, by the table."""
    table = page.partition("## Rust: `crates/core`")[2].partition("**Invariants**")[0]
    return {
        folder: set() if knows == "nothing" else set(knows.split(", "))
        for folder, knows in ROW.findall(table)
    }


def found(files: Mapping[str, str], folders: set[str]) -> dict[str, set[str]]:
    """What each folder of the core knows, by its sources: it names it after ``crate::``."""
    knows: dict[str, set[str]] = {folder: set() for folder in folders}
    for path, text in files.items():
        folder = path.removeprefix(CORE).partition("/")[0].removesuffix(".rs")
        if path.startswith(CORE) and folder in folders:
            knows[folder] |= set(USE.findall(text)) & folders - {folder}
    return knows


def test_the_table_of_the_core_tells_what_each_folder_uses() -> None:
    """Who adds a file looks there for what it may know."""
    table = told(PAGE.read_text(encoding="utf-8"))
    folders = {
        path.removeprefix(CORE).partition("/")[0]
        for path in texts()
        if path.startswith(CORE) and "/" in path.removeprefix(CORE)
    }
    assert set(table) == folders
    assert found(texts(), folders) == table


def test_folders_of_the_core_know_those_above_them_alone() -> None:
    above: set[str] = set()
    for folder, knows in told(PAGE.read_text(encoding="utf-8")).items():
        assert knows <= above, folder
        above.add(folder)


def test_a_use_that_the_table_does_not_tell_is_seen() -> None:
    files = {f"{CORE}money/a.rs": "use crate::ledger::Event;", f"{CORE}ledger/mod.rs": "//"}
    assert found(files, {"money", "ledger"}) == {"money": {"ledger"}, "ledger": set()}


def within(files: Mapping[str, str], folder: str) -> dict[str, set[str]]:
    """Which files of a folder of the core each of them knows; its own module and tests left out."""
    place = f"{CORE}{folder}/"
    own = {
        path.removeprefix(place).removesuffix(".rs"): text
        for path, text in files.items()
        if path.startswith(place)
    }
    return {
        name: set(re.findall(r"\bsuper::(\w+)", text)) & own.keys()
        for name, text in own.items()
        if name not in {"mod", "tests"}
    }


def a_circle(knows: Mapping[str, set[str]]) -> set[str]:
    """The files that stand in circles or above one; none where imports point down."""
    left = dict(knows)
    while lowest := {name for name, known in left.items() if not known & left.keys()}:
        left = {name: known for name, known in left.items() if name not in lowest}
    return set(left)


def test_files_of_the_rules_know_those_below_them_alone() -> None:
    knows = within(texts(), "rules")
    assert {"exact", "market"} <= knows["columns"]
    assert a_circle(knows) == set()


def test_a_circle_is_seen() -> None:
    files = {f"{CORE}rules/a.rs": "use super::b::B;", f"{CORE}rules/b.rs": "use super::a::A;"}
    assert a_circle(within(files, "rules")) == {"a", "b"}


def runtime_imports(node: ast.AST) -> Iterator[str]:
    """The modules that are imported when code runs, and not for the reader of its types alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (each.name for each in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (f"{child.module}.{each.name}" for each in child.names)
        yield from runtime_imports(child)


def uses_the_core(source: str) -> bool:
    """Whether a module imports ``farthing._core`` when it runs."""
    names = runtime_imports(ast.parse(source))
    return any(f"{name}.".startswith("farthing._core.") for name in names)


def test_the_packages_that_use_the_core_are_named() -> None:
    """Whoever changes the face of the core looks there for who is to be changed with it."""
    page = PAGE.read_text(encoding="utf-8")
    sentence = page.partition("`farthing._core` is the Rust module; ")[2].partition(".")[0]
    packages = {
        path.split("/")[2].removesuffix(".py")
        for path, text in texts().items()
        if path.startswith("src/farthing/") and path.endswith(".py") and uses_the_core(text)
    }
    assert set(re.findall(r"`(\w+)`", sentence)) == packages
    assert "lab" in packages


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("from farthing import _core", True),
        ("def f():\n    from farthing._core import Asset", True),
        ("if TYPE_CHECKING: from farthing import _core", False),
        ("from farthing import given", False),
    ],
)
def test_imports_for_types_alone_are_no_use(source: str, uses: bool) -> None:
    assert uses_the_core(source) is uses
