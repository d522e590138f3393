"""A load of a real service, as short as it can be: nothing fails, and nothing that was accepted is
lost."""

import dataclasses
from importlib.util import find_spec
from unittest.mock import patch

import psutil
import pytest
from typer.testing import CliRunner

from farthing.cli.main import app
from farthing.errors import ConfigurationError
from farthing.lab.load import measure
from farthing.lab.load.program import found, started
from farthing.lab.load.scenario import SCENARIOS
from farthing.lab.results.read import read

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("locust") is None, reason="Locust is not installed: NOT SHOWN"),
]


@pytest.fixture
def target(service):
    return found(service.api, service.key)


def test_users_who_do_not_think_are_served(target):
    scenario = dataclasses.replace(
        SCENARIOS["stress"], users=4, a_second=4, seconds=2, open_rate=20
    )
    told = measure.load(target, scenario)
    closed, opened = told.phases
    assert (closed.model, opened.model) == ("closed", "open")
    kinds = {each.kind: each for each in closed.latencies}
    assert "bar to signal" in kinds
    assert any(kind.startswith("read") for kind in kinds)
    for phase in told.phases:
        assert phase.errors == {}
        assert sum(each.failed for each in phase.latencies) == 0
    assert sum(each.asked for each in opened.latencies) >= 5
    done = kinds["bar to signal"].asked - kinds["bar to signal"].shed
    assert told.accepted == told.stored == done > 0


def test_bars_of_many_symbols_at_once_are_all_stored(target, monkeypatch):
    monkeypatch.setattr(measure, "SYMBOLS_COUNT", 10)
    monkeypatch.setattr(measure, "SYMBOLS_BARS", 50)
    told = measure.load_symbols(target)
    assert told.accepted == told.stored == 500
    assert told.phases[0].latencies[0].asked == 1


def test_the_command_keeps_its_result_and_its_page(service, tmp_path):
    words = ["load", "--scenario", "light", "--seconds", "2", "--url", service.url,
             "--key", service.key, "--out", str(tmp_path / "load.json"),
             "--page", str(tmp_path / "load.html")]  # fmt: skip
    done = CliRunner().invoke(app, words)
    told = read(tmp_path / "load.json")
    assert done.exit_code == told.exit_code, done.output
    assert told.scenario == "light"
    assert told.accepted == told.stored
    assert [phase.errors for phase in told.phases] == [{}, {}]
    kinds = {each.kind for each in told.phases[0].latencies}
    assert kinds > {"bar to signal"}  # which others came in two seconds is chance
    assert "Load" in (tmp_path / "load.html").read_text()


def test_what_is_no_scenario_is_refused_with_those_that_there_are():
    done = CliRunner().invoke(app, ["load", "--scenario", "heavi"])
    assert "did you mean heavy?" in str(done.exception)


def test_a_service_of_its_own_is_started_and_ended():
    with started(None) as own:
        assert own.database.startswith("sqlite")
        assert own.ask("GET", "/users")[0]["name"]
        assert psutil.pid_exists(own.pid)
    with pytest.raises(OSError, match="refused"):
        own.ask("GET", "/ready")


def test_a_service_that_does_not_start_says_why():
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    with (
        pytest.raises(ConfigurationError, match="did not start"),
        patch("farthing.lab.load.program.START_S", 3),
        started(nowhere),
    ):
        raise AssertionError("it started")
