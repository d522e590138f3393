"""A candidate's code is a revision with changes on top; the checkout stays as it is."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from farthing.lab.candidates import with_change
from farthing.lab.results.ledger import Alternative
from farthing.lab.sides import BuildFailed, git, tree_of

PATCH = """\
diff --git a/one.py b/one.py
--- a/one.py
+++ b/one.py
@@ -1 +1 @@
-one = 1
+one = 2
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A git checkout with two commits."""
    told(tmp_path, "init", "--quiet")
    for number, text in enumerate(("one = 1\n", "one = 1\ntwo = 2\n")):
        (tmp_path / ("one.py" if not number else "two.py")).write_text(text)
        told(tmp_path, "add", "--all")
        told(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "More")
    return tmp_path


def told(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", folder, *words], check=True)


def alternative(**more: str) -> Alternative:
    return Alternative(name="two", why="one is too few", **more)


def test_a_patch_makes_another_tree_and_touches_no_file(checkout: Path) -> None:
    tree, _ = tree_of("HEAD", checkout)
    changed = with_change(tree, alternative(patch=PATCH), checkout)
    assert git(checkout, "show", f"{changed}:one.py") == "one = 2"
    assert (checkout / "one.py").read_text() == "one = 1\n"
    assert git(checkout, "status", "--porcelain") == ""


def test_a_commit_is_taken_as_what_it_changed(checkout: Path) -> None:
    before, _ = tree_of("HEAD~1", checkout)
    changed = with_change(before, alternative(revision="HEAD"), checkout)
    assert changed == tree_of("HEAD", checkout)[0]


def test_what_does_not_apply_is_told(checkout: Path) -> None:
    tree, _ = tree_of("HEAD", checkout)
    with pytest.raises(BuildFailed, match="the change two does not apply"):
        with_change(tree, alternative(patch=PATCH.replace("-one = 1", "-one = 7")), checkout)
    with pytest.raises(BuildFailed, match="no commit with a parent"):
        with_change(tree, alternative(revision="HEAD~1"), checkout)


def test_a_git_that_fails_is_no_answer(checkout: Path) -> None:
    """A nested repository once made `add` fail, and the head was compared with itself."""
    told(checkout, "init", "--quiet", "nested")
    with pytest.raises(BuildFailed, match="git add in .* failed"):
        tree_of(".", checkout)
