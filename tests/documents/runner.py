"""Runs the blocks of one document in their order, as a reader would who types them in."""

from __future__ import annotations

import doctest
import os
import subprocess
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from documents.blocks import Block, blocks, commands

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from documents.blocks import Command

ELSEWHERE = {
    "cd farthing": "the clone that the checks run in",
    "git clone *": "the clone that the checks run in",
    "farthing bench compare main . *": "tests of the comparison that it makes",
    "farthing bench experiment *": "tests of the experiment, with a small plan",
    "farthing bench functions *": "tests of the command, with few functions",
    "farthing bench history *": "tests of its lines, in a checkout of their own",
    "farthing bench ledger *": "tests of the ledger, with candidates of their own",
    "farthing bench overhead *": "tests of the command, on days",
    "farthing bench peers *": "tests of the command, with an engine of their own",
    "farthing bench run --out run.json": "tests of the command, with small cases",
    "farthing bench scale *": "tests of the command, with small sizes",
    "farthing serve": "the page's own Python, on a free port",
    "make check": "the run of the checks",
    "make demo": "the run of the checks",
    "make demo DATA=*": "tests of the command that it calls",
    "make docs-performance": "a test that the pages are what it would write",
    "make measure *": "tests of its steps, with programs in their place",
    "make test": "its commands are steps of the checks",
    "make zipline": "tests of its table, with numbers in Zipline's place",
    "make wheel": "a step of the checks",
    ". .venv/bin/activate": "the environment that the checks run in",
    "pip install dist/farthing-[*].whl": "the step wheel-test, from the wheel that it built",
    'pip install "$(ls dist/farthing-[*].whl)[[]*]"': "the environment has every extra",
}
"""Commands that a document may name without running them, and what runs them instead."""


class BlockFailed(AssertionError):  # noqa: N818
    """A block of a document does not do what the document says."""


class Runner:
    """One document's state: its Python names, its folder and the environment of its commands."""

    def __init__(self, name: str, folder: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.folder = folder
        self.environment = environment
        self.names: dict[str, Any] = {"__name__": "__main__"}

    def run(self, document: str) -> int:
        """Runs every block; the number of those that ran."""
        return sum(self.run_block(block) for block in blocks(document))

    def run_block(self, block: Block) -> bool:
        """Runs one block; whether there was something to run."""
        if block.language == "python":
            self.run_python(block)
        elif block.language == "console":
            for command in commands(block):
                self.run_command(command, block.mark)
        return block.language in {"python", "console"}

    def run_python(self, block: Block) -> None:
        """Statements run as a file would; lines after ``>>>`` as a doctest.

        A program is written alone: a command of the document runs it, with what it imports.
        """
        kind, _, name = block.mark.partition("=")
        if name:
            file = self.folder / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(block.text)
        if kind == "program":
            return
        if block.text.lstrip().startswith(">>> "):
            self.run_session(block)
            return
        padding = "\n" * (block.line - 1)  # a traceback then names the document's own lines
        exec(compile(padding + block.text, self.name, "exec"), self.names)

    def run_session(self, block: Block) -> None:
        """A Python session, with its output compared."""
        parser = doctest.DocTestParser()
        test = parser.get_doctest(block.text, {}, self.name, self.name, block.line - 1)
        test.globs = self.names
        report: list[str] = []
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
        if runner.run(test, out=report.append, clear_globs=False).failed:
            raise BlockFailed("".join(report))

    def run_command(self, command: Command, mark: str) -> None:
        """A command of a console block; it has to end as its block is marked."""
        where = f"{self.name}:{command.line}: $ {command.text}"
        if mark == "elsewhere":
            if not any(fnmatch(command.text, pattern) for pattern in ELSEWHERE):
                raise BlockFailed(f"{where}\nis run nowhere: see ELSEWHERE in {__name__}")
            return
        done = subprocess.run(
            ("sh", "-c", command.text),
            cwd=self.folder,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if (done.returncode != 0) != (mark == "fails"):
            raise BlockFailed(f"{where}\nexit code {done.returncode}\n{done.stdout}")
        same = doctest.OutputChecker().check_output(command.shown, done.stdout, doctest.ELLIPSIS)
        if mark == "exact" and not same:
            raise BlockFailed(f"{where}\nexpected:\n{command.shown}got:\n{done.stdout}")
