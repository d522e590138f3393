"""What tests share: small catalogs of their own, and real market data where it is.

The tests' own packages (`oracle`, `scenarios`) are imported from this folder.
"""

import gc
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path

import postgres
import pytest
from hypothesis import Phase, settings

from farthing.data import Catalog, Request, find_source, ingest

settings.register_profile("first-failure", phases=[Phase.explicit, Phase.generate])
"""For who asks only whether anything fails: a smaller example that fails is not looked for."""

REAL_DATA = "FARTHING_TEST_DATA"

HEADER = "date,open,high,low,close,volume"

COUNTED = "counted: "
"""How the properties of a report begin by which a test tells what it has counted."""

TESTS = Path(__file__).parent
UNCOUNTED = tuple(
    TESTS / place
    for place in (
        "property",
        "integration/engine/test_real_runs.py",
        "integration/trust/check/test_cheats.py",
        "integration/trust/check/test_clean.py",
        "integration/wyckoff",
        "unit/wyckoff/test_live_in_chunks.py",
    )
)
"""Tests that run for long what others run too: counting their lines would take as long again."""


LONGEST = tuple(
    TESTS / "property" / name for name in ("test_generated_books.py", "test_generated_runs.py")
)
"""Tests that begin first: one of minutes that began last would keep one processor alone."""


COUNTS = "COVERAGE_PROCESS_CONFIG"
"""The variable by which processes that are started count their lines."""


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item):
    """Stops what pytest-cov does not: each worker of xdist has begun to count more than once."""
    if not item.get_closest_marker("no_cover"):
        return (yield)
    counting = sys.gettrace()
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(counting)


def pytest_collection_finish() -> None:
    """Thousands of tests outlive every collection of garbage: none has to look at them."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lines are not counted where that takes long and tells nothing new."""
    for item in items:
        if any(item.path.is_relative_to(place) for place in UNCOUNTED):
            item.add_marker(pytest.mark.no_cover)
    items.sort(key=lambda item: item.path not in LONGEST)


@pytest.fixture(autouse=True)
def _processes_count_as_their_test(request, monkeypatch):
    """Processes that a test starts count their lines where it does."""
    if request.node.get_closest_marker("no_cover"):
        monkeypatch.delenv(COUNTS, raising=False)


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


@pytest.fixture(scope="session")
def postgres_server():
    """The URL of a PostgreSQL server that all tests of a process share."""
    bin_folder = postgres.programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL is not installed: NOT SHOWN")
    pytest.importorskip("psycopg", reason="psycopg is not installed: NOT SHOWN")
    with postgres.running(bin_folder) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_database(postgres_server):
    """Makes databases on that server, empty or like another; each call gives the URL of one."""
    return lambda *like: postgres.new_database(postgres_server, *like)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'farthing.sqlite'}"
    return request.getfixturevalue("postgres_database")()


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
