"""A room to run in: the demo market, strategy files, and a folder for results."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import Ran, ran

from farthing.data import find_source, ingest

HEAD = "import farthing as ft\n\n\nclass Trial(ft.Strategy):\n    def on_bar(self, ctx):\n"


@dataclass(frozen=True)
class Room:
    """Runs strategies over the demo market of `home`; results go to `out`."""

    folder: Path
    home: Path
    command: Callable[..., Ran]

    @property
    def out(self) -> Path:
        """The folder of results."""
        return self.folder / "run"

    def file(self, source: str) -> Path:
        """A strategy file of this source."""
        path = self.folder / "trial.py"
        path.write_text(source, encoding="utf-8")
        return path

    def trial(self, body: str) -> Path:
        """A strategy file that does this at each bar; the body begins on its sixth line."""
        return self.file(HEAD + textwrap.indent(textwrap.dedent(body).strip("\n"), " " * 8) + "\n")

    def words(self, file: Path, *options: str | Path) -> tuple[str | Path, ...]:
        """The words of a command; an option that is given again counts."""
        settled = ("--bundle", "demo", "--home", self.home, "--out", self.out)
        return ("run", file, *settled, *options)

    def run(self, file: Path, *options: str | Path) -> Ran:
        """Runs a strategy file."""
        return self.command(*self.words(file, *options))

    def run_body(self, body: str, *options: str | Path) -> Ran:
        """Runs a strategy that does this at each bar."""
        return self.run(self.trial(body), *options)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory) -> Path:
    """A catalog with a year of the demo market; it is read alone."""
    home = tmp_path_factory.mktemp("home")
    ingest(find_source("synthetic")(years=1), "demo", home=home)
    return home


@pytest.fixture
def room(demo_home, tmp_path, capfd) -> Room:
    return Room(tmp_path, demo_home, lambda *words: ran(capfd, *words))


@pytest.fixture
def own_room(demo, home, tmp_path, capfd) -> Room:
    """A room whose catalog may be damaged."""
    return Room(tmp_path, home, lambda *words: ran(capfd, *words))


@pytest.fixture(scope="session")
def market(tmp_path_factory):
    """A catalog with a year of the demo market."""
    home = tmp_path_factory.mktemp("home")
    ingest(find_source("synthetic")(years=1), "market", home=home)
    return home
