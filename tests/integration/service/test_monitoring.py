"""What watches the service: its files, its series, and a Prometheus that asks for real."""

import json
import re
import subprocess
import time
from contextlib import nullcontext
from pathlib import Path

import prometheus
import pytest
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families
from served import BUNDLE, ended, serving
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from farthing.service.metrics import instruments
from farthing.service.monitoring import dashboard, expressions, rules
from farthing.service.monitoring.write import files
from farthing.types import FREQUENCIES

FOLDER = Path(__file__).parents[3] / "monitoring"

SERIES = re.compile(r"\bfarthing_\w+")

BACKTEST = {"strategy": "cross", "market": {"bundle": BUNDLE}}

EXPRESSIONS = {
    **{
        f"{panel.title}: {name}": query
        for panel in dashboard.panels(prometheus.SPANS.window)
        for name, query in panel.queries.items()
    },
    **{rule.name: rule.expression for rule in rules.rules(prometheus.SPANS)},
}


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A service of its own: what is done to it would harm others."""
    home = tmp_path_factory.mktemp("watched")
    with serving(home, f"sqlite:///{home}/service/farthing.db") as served:
        yield served


@pytest.fixture(scope="module")
def watching(watched, tmp_path_factory):
    """A Prometheus that scrapes it."""
    if not prometheus.is_installed():
        pytest.skip("Prometheus is not installed: NOT SHOWN")
    folder = tmp_path_factory.mktemp("prometheus")
    with prometheus.running(folder, watched.url.removeprefix("http://"), watched.key) as found:
        yield found


def samples(client):
    """The value of every series of ours, by its name and labels."""
    answer = client.get("/metrics")
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if sample.name.startswith("farthing_")
    }


class Traffic:
    """Calls of every kind that the service counts."""

    def __init__(self, served):
        self.client, self._number = served.client(), 0

    def bar(self, timeframe="1m"):
        """Posts the next bar of a series; the answer."""
        self._number += 1
        moment = f"2024-01-02T{self._number // 60:02}:{self._number % 60:02}:00Z"
        bar = {"symbol": "T", "ends_at": moment, "open": "10", "high": "11", "low": "9",
               "close": "10"}  # fmt: skip
        return self.client.post("/bars", json={"timeframe": timeframe, "bars": [bar]})

    def seed(self):
        """Posts what a bundle has, in which patterns are found."""
        asked = {"bundle": BUNDLE, "count": 10_000}
        self.client.post("/bars/seed", json=asked).raise_for_status()

    def planted(self, rows, signals):
        """Posts bars until a signal is known, and no further, so that it is active."""
        until = signals.get_column("known_bar").min() + 1
        asked = {"timeframe": "1d", "bars": rows[:until]}
        told = self.client.post("/bars", json=asked)
        told.raise_for_status()
        assert told.json()["signals"]

    def job(self, kind, asked):
        """Does a job to its end."""
        answer = self.client.post(f"/{kind}", json=asked)
        answer.raise_for_status()
        told = answer.json()
        assert ended(self.client, told.get("job_id", told["id"]))["status"] == "done"

    def backtest(self):
        """Runs another backtest each time."""
        self._number += 1
        self.job("backtests", {**BACKTEST, "settings": {"capital": f"{self._number}000"}})

    def scan(self):
        """Scans with another limit each time."""
        self._number += 1
        self.job("scans", {"market": {"bundle": BUNDLE}, "min_confidence": self._number % 50})

    def all(self):
        """One of each."""
        self.bar()
        self.scan()
        self.backtest()
        self.client.get("/signals").raise_for_status()


@pytest.fixture(scope="module")
def traffic(watched):
    return Traffic(watched)


def test_the_files_of_the_repository_are_what_the_code_makes():
    made = files()
    assert {path.name for path in FOLDER.iterdir()} == {*made, "README.md"}
    for name, content in made.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == content, (
            f"monitoring/{name} is not what the code makes: farthing monitoring"
        )


def test_the_command_writes_them(tmp_path):
    from typer.testing import CliRunner

    from farthing.cli.main import app

    done = CliRunner().invoke(app, ["monitoring", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == files()


def test_the_dashboard_shows_what_it_is_to_show():
    content = json.loads(files()["dashboard.json"])
    shown = {panel["title"]: len(panel["targets"]) for panel in content["panels"]}
    assert shown == {
        "Signal latency": 3, "Backtest duration": 1, "Queries by type": 1,
        "Detections per minute": 1, "Active signals": 1, "Error rate": 1,
    }  # fmt: skip
    places = [tuple(panel["gridPos"].values()) for panel in content["panels"]]
    assert len(set(places)) == len(places)


def test_a_feed_of_bars_of_every_length_can_stall():
    assert set(rules.STALE_S_MAX) == set(FREQUENCIES)


def test_every_metric_moves(watched, traffic, planted):
    before = samples(traffic.client)
    traffic.planted(*planted)
    traffic.all()
    after = samples(traffic.client)
    moved = {key[0] for key, value in after.items() if value != before.get(key, 0)}
    counted = {
        sample.name
        for instrument in vars(instruments).values()
        if isinstance(instrument, MetricWrapperBase)
        for family in instrument.collect()
        for sample in family.samples
        if not sample.name.endswith("_created")
    }
    assert counted - moved == set()
    assert {"farthing_active_signals", "farthing_data_staleness_seconds"} <= moved

    for capital in ("51", "52", "53"):
        asked = {**BACKTEST, "settings": {"capital": capital}}
        traffic.client.post("/backtests", json=asked).raise_for_status()
    assert pending(traffic.client) > 0
    prometheus.until(lambda: pending(traffic.client) == 0)


def pending(client):
    return sum(value for key, value in samples(client).items() if key[0] == "farthing_pending_jobs")


def test_every_panel_and_rule_asks_for_series_that_there_are(watched, traffic):
    traffic.seed()
    traffic.all()
    there = {key[0] for key in samples(traffic.client)}
    for name, expression in EXPRESSIONS.items():
        asked = set(SERIES.findall(expression))
        assert asked, name
        assert asked <= there, f"{name} asks for what there is not: {asked - there}"


def test_promtool_takes_the_shipped_rules():
    if not prometheus.is_installed():
        pytest.skip("Prometheus is not installed: NOT SHOWN")
    words = ["promtool", "check", "rules", str(FOLDER / "rules.yml")]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"{len(rules.rules())} rules found" in done.stdout


@pytest.mark.slow
def test_prometheus_answers_every_panel_with_data(watching, traffic):
    missing = dict(EXPRESSIONS)
    for name in [each for each in missing if each.startswith("Farthing")]:
        del missing[name]  # rules answer with nothing while all is well

    def is_answered():
        for name, query in list(missing.items()):
            if any(value == value for value in watching.values(query)):
                del missing[name]
        return not missing

    prometheus.until(is_answered, traffic.all)


def fires_and_clears(watching, name, break_it, mend_it):
    """Whether an alert is told of while something is wrong, and no longer than that."""
    prometheus.until(lambda: name not in watching.firing(), mend_it)
    prometheus.until(lambda: name in watching.firing(), break_it)
    said = watching.summary(name)
    prometheus.until(lambda: name not in watching.firing(), mend_it)
    return said


def slowly(watched, call, seconds):
    """Calls while another program holds the database's only place to write."""
    import threading

    with watched.app.state.service.database.writing() as session:
        session.connection()  # from here on nobody else writes
        thread = threading.Thread(target=call)
        thread.start()
        time.sleep(seconds)
    thread.join()


@pytest.mark.slow
def test_slow_signals_and_a_slow_database_are_told_of(watching, watched, traffic):
    def blocked():
        slowly(watched, traffic.bar, rules.SIGNAL_LATENCY_S_MAX * 1.3)

    said = fires_and_clears(watching, "FarthingSignalsSlow", blocked, traffic.bar)
    assert said == "more than 5 % of bars wait over 1 s for their signals"
    said = fires_and_clears(watching, "FarthingDatabaseSlow", blocked, traffic.bar)
    assert said == "more than 5 % of other queries take over 0.2 s"


class Away:
    """A scanner whose database has gone."""

    def taking(self, series):
        """Has nothing to forget."""
        return nullcontext()

    def take(self, *_):
        raise OperationalError("INSERT", {}, ConnectionError("gone"))


@pytest.mark.slow
def test_errors_are_told_of(watching, watched, traffic):
    state = watched.app.state
    whole = state.scanner

    def broken():
        state.scanner = Away()
        try:
            assert traffic.bar().status_code == 503
        finally:
            state.scanner = whole

    said = fires_and_clears(watching, "FarthingErrors", broken, traffic.bar)
    assert re.fullmatch(r"the service cannot answer [\d.]+% of requests", said)


@pytest.mark.slow
def test_a_stalled_feed_is_told_of(watching, watched, traffic):
    def stalled():
        with watched.app.state.service.database.writing() as session:
            session.execute(
                text("UPDATE events SET happened_at = happened_at - :ns"
                     " WHERE stream = 'bars:1m'"),
                {"ns": 2 * rules.STALE_S_MAX["1m"] * 10**9},
            )  # fmt: skip

    said = fires_and_clears(watching, "FarthingFeedStalled1m", stalled, traffic.bar)
    assert said == "no live bar of 1m came for more than 300 s"


@pytest.mark.slow
def test_slow_backtests_are_told_of(watching, traffic):
    def slow():  # a run of ten minutes, as it is counted when it ends
        instruments.BACKTEST_SECONDS.observe(600)
        traffic.backtest()

    said = fires_and_clears(watching, "FarthingBacktestsSlow", slow, traffic.backtest)
    assert said == "backtests go through fewer than 100 bars a second"


def test_a_share_of_nothing_is_no_error():
    assert expressions.error_rate("5m").endswith("/ sum(rate(farthing_api_requests_total[5m]))")
