"""The walk over the checkout sees what git would see."""

from __future__ import annotations

import pytest

from tidy.tree import files, ignored, texts

PATTERNS = ["/target/", "/.coverage*", "__pycache__/", "*.so"]


@pytest.mark.parametrize(
    "path", ["target/", ".coverage", ".coverage.host.1", "tests/tidy/__pycache__/", "src/a/b.so"]
)
def test_what_gitignore_names_is_left_out(path: str) -> None:
    assert ignored(path, PATTERNS)


@pytest.mark.parametrize("path", ["crates/target/", "target.md", "src/farthing/", "so"])
def test_what_gitignore_does_not_name_is_seen(path: str) -> None:
    assert not ignored(path, PATTERNS)


def test_the_walk_sees_every_kind_of_file() -> None:
    names = {path.as_posix() for path in files()}
    assert {"Makefile", ".ci/run", ".github/workflows/ci.yml", "crates/core/src/lib.rs"} <= names
    assert not any(name.startswith((".git/", "target/", ".venv/")) for name in names)
    assert {"src/farthing/errors.py", "Makefile"} <= set(texts())
