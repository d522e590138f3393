"""Writes docs/performance from result files, so that no figure in it is typed by hand.

``python -m tools.performance`` renders every ``text/NAME.md.j2`` to ``NAME.md``; ``--check`` writes
nothing and fails where a document differs from what would be written. Prose stands in the
templates; figures come from ``results``:

- ``results/NAME.json``: a result file of ``farthing bench`` or ``farthing.lab.experiment``;
- ``results/profiles/NAME``: ``profile.json`` and ``sampling.folded`` of a profile's folder;
- ``results/known.toml``: figures of others, with where they are from.

A document that asks for a result that is not there is left out, and must not be there either.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from farthing.lab.flame import flame_graph
from farthing.lab.peers.table import table as peers_table
from farthing.lab.report import document_of, words
from farthing.lab.report.markdown import section, table
from farthing.lab.results.memory import MemoryProfile
from farthing.lab.results.overhead import OverheadResult
from farthing.lab.results.peers import PeersResult
from farthing.lab.results.read import read, read_as
from farthing.lab.scale.chart import chart as scale_chart
from tools import (
    performance_claims,
    performance_cluster,
    performance_heavy,
    performance_tables,
)
from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from farthing.lab.report.document import Section
    from farthing.lab.results.file import ResultFile

FOLDER = Path("docs") / "performance"
TEMPLATES, RESULTS, FLAMES, CHARTS = "text", "results", "flames", "charts"
ENDING = ".md.j2"
README = Path("README.md")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
"""Between them the README has the table of peers, and what exactness costs."""
PEERS, OVERHEAD = "peers", "overhead"
HEADER = (
    "<!-- made by `make docs-performance`: the prose is in text/{name}, figures are in results -->"
)
FIGURE = re.compile(r"\d")
NO_FIGURES = re.compile(
    r"\{\{[^}]*\}\}|\{%[^%]*%\}|\{#[^#]*#\}|`[^`]*`|\]\([^)]*\)|^#+ [^\n]*$", re.MULTILINE
)
"""What of a template is no prose: expressions, code, the targets of links, titles."""


class MissingResult(Exception):  # noqa: N818 - what a document lacks
    """A document asks for a result that is not there."""


@dataclass
class Rendering:
    """The documents of a checkout, and the drawings that they show.

    Attributes:
        root: of the checkout.
        files: what is to be written, by path from the root.
        left_out: documents without their results, with what they lack.
    """

    root: Path
    files: dict[Path, str] = field(default_factory=dict)
    left_out: dict[Path, str] = field(default_factory=dict)

    def render(self) -> None:
        """Renders every template, and the README's table."""
        folder = self.root / FOLDER / TEMPLATES
        environment = Environment(
            loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip
        environment.globals.update(self.vocabulary())
        for file in sorted(folder.glob(f"*{ENDING}")):
            document = FOLDER / file.name.removesuffix(".j2")
            try:
                text = environment.get_template(file.name).render()
            except MissingResult as error:
                self.left_out[document] = str(error)
            else:
                self.files[document] = f"{HEADER.format(name=file.name)}\n{_tidy(text)}"
        self._readme()

    def vocabulary(self) -> Mapping[str, Any]:
        """What a template may say."""
        return {
            "result": self.result, "has": self.has, "profiles": self.profiles,
            "results_named": self.results_named, "tables": tables, "only_tables": only_tables,
            "standfirst": lambda result: document_of(result).standfirst, "origin": origin,
            "flame": self.flame, "chart": self.chart, "known": self.known,
            "before_after": performance_tables.before_after, "duration": words.duration,
            "size": words.size, "percent": words.percent, "times": words.times,
            "share": words.share, "peers_table": peers_table,
            "memories": self.memories, "known_file": self.root / FOLDER / RESULTS / "known.toml",
            "framework": performance_heavy.framework, "parts": performance_heavy.parts,
            "allocations": performance_heavy.allocations, "blocks": performance_heavy.blocks,
            "memory_table": performance_heavy.memory_table,
            "memory_asked": performance_heavy.memory_asked,
            "strategies": lambda: performance_tables.strategies(self.root),
            "cluster": self.cluster, "claims": self.claims,
            "scale_chart": lambda result: self.chart(scale_chart(result), "scale"),
        }  # fmt: skip

    def result(self, name: str) -> ResultFile:
        """The result of a name.

        Raises:
            MissingResult: there is none.
        """
        file = self.root / FOLDER / RESULTS / f"{name}.json"
        if not file.exists():
            raise MissingResult(f"there is no {file.relative_to(self.root)}")
        return read(file)

    def has(self, name: str) -> bool:
        """Whether there is a result of this name."""
        return (self.root / FOLDER / RESULTS / f"{name}.json").exists()

    def results_named(self, pattern: str) -> list[ResultFile]:
        """The results whose names fit, such as ``ledger-*``; one at least.

        Raises:
            MissingResult: there is none.
        """
        names = sorted(f.stem for f in (self.root / FOLDER / RESULTS).glob(f"{pattern}.json"))
        if not names:
            raise MissingResult(f"there is no {FOLDER / RESULTS / pattern}.json")
        return [self.result(name) for name in names]

    def profiles(self) -> list[tuple[str, ResultFile]]:
        """Every profile with its name; one at least.

        Raises:
            MissingResult: there is none.
        """
        found = sorted((self.root / FOLDER / RESULTS / "profiles").glob("*/profile.json"))
        if not found:
            raise MissingResult(f"there is no {FOLDER / RESULTS / 'profiles'}/NAME/profile.json")
        return [(file.parent.name, read(file)) for file in found]

    def memories(self) -> dict[str, MemoryProfile]:
        """Every profile of memory alone, by name; none where there is none."""
        files = sorted((self.root / FOLDER / RESULTS / "memory").glob("*.json"))
        return {file.stem: read_as(MemoryProfile, file, "measure it again") for file in files}

    def cluster(self, heavy: ResultFile, memories: Mapping[str, MemoryProfile]) -> str:
        """A large study on paper.

        Raises:
            MissingResult: the long run, of which its figures are, is not there.
        """
        if performance_cluster.LONG not in memories:
            raise MissingResult(f"there is no memory/{performance_cluster.LONG}.json")
        if performance_cluster.START not in performance_tables.cases_of(heavy):
            raise MissingResult(f"there is no case {performance_cluster.START} in heavy.json")
        return performance_cluster.cluster(heavy, memories, self.root / "benchmarks/cluster.toml")

    def claims(self, run: ResultFile) -> str:
        """What others require and claim, beside a run.

        Raises:
            MissingResult: a load is not there.
        """
        file = self.root / FOLDER / RESULTS / "claims.toml"
        entries = tomllib.loads(file.read_text(encoding="utf-8"))["claim"]
        return performance_claims.claims(entries, run, self.result)

    def flame(self, name: str) -> str:
        """The flame graph of a profile, as a file beside the documents.

        Raises:
            MissingResult: its stacks are not there.
        """
        folded = self.root / FOLDER / RESULTS / "profiles" / name / "sampling.folded"
        if not folded.exists():
            raise MissingResult(f"there is no {folded.relative_to(self.root)}")
        drawn = flame_graph(folded.read_text(encoding="utf-8"), name)
        self.files[FOLDER / FLAMES / f"{name}.svg"] = drawn
        return f"[![Flame graph of {name}]({FLAMES}/{name}.svg)]({FLAMES}/{name}.svg)\n"

    def chart(self, drawn: str, name: str) -> str:
        """A drawing of a result, as a file beside the documents; nothing where there is none."""
        if not drawn:
            return ""
        self.files[FOLDER / CHARTS / f"{name}.svg"] = drawn
        return f"![{name}]({CHARTS}/{name}.svg)\n"

    def known(self, result: ResultFile) -> str:
        """Cases of a run beside figures of others."""
        file = self.root / FOLDER / RESULTS / "known.toml"
        if not file.exists():
            raise MissingResult(f"there is no {file.relative_to(self.root)}")
        return performance_tables.known(result, file)

    def _readme(self) -> None:
        text = (self.root / README).read_text(encoding="utf-8")
        if BEGIN not in text or not self.has(PEERS):
            return
        before, _, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not end:
            raise SystemExit(f"performance: {README} has {BEGIN} without {END}")
        peers = self.result(PEERS)
        assert isinstance(peers, PeersResult), f"{PEERS}.json is a {peers.kind}"
        words = peers_table(peers)
        if self.has(OVERHEAD):
            overhead = self.result(OVERHEAD)
            assert isinstance(overhead, OverheadResult), f"{OVERHEAD}.json is a {overhead.kind}"
            words += f"\n{performance_tables.cost_of_exactness(overhead)}\n"
        self.files[README] = f"{before}{BEGIN}\n{words}{END}{after}"

    def complaints(self) -> list[str]:
        """What differs from what is there."""
        return [
            *(f"{path} differs" for path, text in self.files.items() if self._there(path) != text),
            *(f"{path} is there, but {why}" for path, why in self.left_out.items()
              if (self.root / path).exists()),
            *(f"{path} belongs to no document" for path in self._orphans()),
            *(f"{FOLDER / TEMPLATES / name}: {line!r} has a figure that comes from no result"
              for name, line in self._typed()),
        ]  # fmt: skip

    def write(self) -> None:
        """Writes what was rendered, and takes away what no document shows any more."""
        for path in [*self._orphans(), *self.left_out]:
            (self.root / path).unlink(missing_ok=True)
        for path, text in self.files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, encoding="utf-8")

    def _there(self, path: Path) -> str | None:
        file = self.root / path
        return file.read_text(encoding="utf-8") if file.exists() else None

    def _orphans(self) -> list[Path]:
        """Drawings that no document shows."""
        drawn = [
            file.relative_to(self.root)
            for folder in (FLAMES, CHARTS)
            for file in sorted((self.root / FOLDER / folder).glob("*.svg"))
        ]
        return [path for path in drawn if path not in self.files]

    def _typed(self) -> list[tuple[str, str]]:
        """Lines of templates with a figure in their prose."""
        return [
            (file.name, line.strip())
            for file in sorted((self.root / FOLDER / TEMPLATES).glob(f"*{ENDING}"))
            for line in figures_in_prose(file.read_text(encoding="utf-8"))
        ]


def figures_in_prose(template: str) -> list[str]:
    r"""Lines of a template's prose that have a figure.

    >>> figures_in_prose("It takes {{ duration(0.1) }} in `c-D2`.\nIt takes 3 ms.")
    ['It takes 3 ms.']
    """
    return [line for line in NO_FIGURES.sub("", template).splitlines() if FIGURE.search(line)]


def tables(result: ResultFile, *names: str, level: int = 3, details: bool = False) -> str:
    """The sections of a result with their tables; all of them, or those of these names."""
    return "\n".join(section(each, level) for each in _sections(result, names, details=details))


def only_tables(result: ResultFile, *names: str) -> str:
    """The tables of sections, without their titles."""
    found = _sections(result, names, details=True)
    return "\n".join(table(each) for part in found for each in part.tables)


def _sections(result: ResultFile, names: Sequence[str], *, details: bool) -> list[Section]:
    parts = document_of(result).sections
    by_name = {part.name: part for part in parts}
    for name in names:
        if name not in by_name:
            raise SystemExit(f"performance: a {result.kind} has no section {name}")
    if names:
        return [by_name[name] for name in names]
    return [part for part in parts if part.has_words and (details or not part.is_detail)]


def origin(result: ResultFile) -> str:
    """Where and when a result was made, in one line."""
    commit = f", commit {result.machine.commit}" if result.machine.commit else ""
    return f"Made {words.minute(result.made)} on {result.machine.identity}{commit}."


def _tidy(text: str) -> str:
    """A document without runs of empty lines."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Renders, then writes or checks; 1 where a document differs."""
    parser = argparse.ArgumentParser(prog="performance", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    asked = parser.parse_args(arguments)
    rendering = Rendering(root)
    rendering.render()
    if asked.check:
        complaints = rendering.complaints()
        for line in complaints:
            print(f"performance: {line}", file=sys.stderr)
        if complaints:
            print("performance: `make docs-performance` writes them", file=sys.stderr)
        return int(bool(complaints))
    rendering.write()
    for path in rendering.files:
        print(path)
    for path, why in rendering.left_out.items():
        print(f"{path} is left out: {why}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
