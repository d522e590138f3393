"""What tests share: small catalogs of their own, and real market data where it is.

The tests' own packages (`oracle`, `scenarios`) are imported from this folder.
"""

import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from farthing.data import Catalog, Request, find_source, ingest

REAL_DATA = "FARTHING_TEST_DATA"

HEADER = "date,open,high,low,close,volume"


COUNTED = "counted: "
"""How the properties of a report begin by which a test tells what it has counted."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the sums of what tests have counted, those that ran in other processes too."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, counts in report.user_properties:
                if name.startswith(COUNTED):
                    sums[name.removeprefix(COUNTED)].update(counts)
    for title, counts in sums.items():
        numbers = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
        terminalreporter.write_line(f"{title}: {numbers}")


@pytest.fixture
def tell(record_property):
    """Tells counts by kind, whose sums over all tests of a title are printed at the end."""
    return lambda title, counts: record_property(COUNTED + title, dict(counts))


@pytest.fixture(scope="session")
def real_data():
    """Private market data, where it is: FARTHING_TEST_DATA, or a folder beside the checkout."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get(REAL_DATA, beside))
    if not folder.is_dir():
        pytest.skip(f"no real data: {REAL_DATA} names no folder, and there is none beside us")
    return folder


@pytest.fixture
def home(tmp_path):
    """The folder of a catalog of its own."""
    return tmp_path / "home"


@pytest.fixture
def catalog(home):
    """A catalog of its own."""
    return Catalog(home)


@pytest.fixture
def demo(home):
    """A year of the demo market, as bundle `demo`."""
    return ingest(find_source("synthetic")(years=1), "demo", home=home).bundle


@pytest.fixture
def write(tmp_path):
    """Writes a file from its lines."""

    def write(name, *lines):
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def take_csv(home, write):
    """Ingests csv lines under a header, on XNYS unless something else is said."""

    def take_csv(
        *lines, header=HEADER, name="A.csv", append=False, restate=False, options=None, **asked
    ):
        path = write(name, *([header] if header else []), *lines)
        request = Request(**{"calendar": "XNYS", **asked})
        source = find_source("csv")(path, **(options or {}))
        return ingest(source, "bundle", request, home=home, append=append, restate=restate)

    return take_csv
