"""What runs a side of a comparison: an environment, and the cases as they are at that side.

A revision of farthing is built, and both sides run the same cases. A revision of somebody else's
repository is the strategy or the cases as they were then, run by the farthing at hand.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.process import Environment
from farthing.lab.sides import WORKING_TREE, asked_of_git, cache, git, is_installed, side, tree_of

if TYPE_CHECKING:
    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase

OUR_CORE = "crates/core/Cargo.toml"
"""A tree with this file is one of farthing."""


@dataclass(frozen=True, slots=True)
class Runs:
    """One side.

    Attributes:
        environment: what runs it.
        source: its cases.
        words: what it is, such as a revision in short.
    """

    environment: Environment
    source: CasesFile | PytestFolder | StrategyCase
    words: str


def runs(asked: str, source: CasesFile | PytestFolder | StrategyCase, checkout: Path) -> Runs:
    """What runs a side; see ``farthing.lab.sides.side`` for what may be asked.

    Args:
        asked: a git revision, ``.``, a wheel, or an environment.
        source: where the cases come from, as they are in the working tree.
        checkout: a folder of the repository whose revisions are meant.

    Raises:
        ConfigurationError: there is no such side, or the revision has no such cases.
    """
    if is_installed(asked):
        environment, words = side(asked, checkout)
        return Runs(environment, source, words)
    tree, words = tree_of(asked, checkout)
    if asked_of_git(checkout, "cat-file", "-t", f"{tree}:{OUR_CORE}") == "blob":
        return Runs(side(asked, checkout)[0], source, words)
    if asked == WORKING_TREE:
        return Runs(Environment(), source, words)
    return Runs(Environment(), _as_it_was(source, tree, words, checkout), words)


def _as_it_was(
    source: CasesFile | PytestFolder | StrategyCase, tree: str, words: str, checkout: Path
) -> CasesFile | PytestFolder | StrategyCase:
    """The cases of a revision, in a folder of their own."""
    top = Path(git(checkout, "rev-parse", "--show-toplevel"))
    if not source.file.is_relative_to(top):
        raise ConfigurationError(
            f"{source.file} is outside of the repository {top.name}: its revisions do not have it"
        )
    file = _files_of(tree, top) / source.file.relative_to(top)
    if not file.is_file():
        raise ConfigurationError(f"{words} of {top.name} has no {source.file.relative_to(top)}")
    return source.model_copy(update={"file": file})


def _files_of(tree: str, top: Path) -> Path:
    """The files of a tree, unpacked once and kept."""
    place = cache() / "trees" / tree
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            ["git", "-C", str(top), "archive", tree], check=True, stdout=subprocess.PIPE
        ).stdout
        with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
            whole = Path(scratch) / "whole"
            with tarfile.open(fileobj=io.BytesIO(packed)) as files:
                files.extractall(whole, filter="data")
            whole.rename(place)
    return place
