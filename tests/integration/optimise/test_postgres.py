"""A study in a PostgreSQL server."""

import pytest
from postgres import USER
from study_runs import SPACE, Cross, market

import farthing as ft
from farthing.errors import ConfigurationError, DataError, StudyError
from farthing.optimise import opened, optimise
from farthing.optimise.store.store import Store


@pytest.fixture(scope="module")
def server(postgres_database):
    """The URL of an empty database."""
    return postgres_database()


@pytest.fixture(scope="module")
def bars():
    return ft.bars_from_frame(market(days=30))


def study(bars, **more):
    return optimise(Cross, bars=bars, space=SPACE, **{"search": "random", "trials": 12, **more})


def test_a_study_is_kept_and_goes_on(bars, server):
    whole = study(bars, trials=20)
    study(bars, store=server, study="one")
    found = study(bars, store=server, study="one", trials=20, resume=True)
    assert [each.outcome for each in found.trials] == [each.outcome for each in whole.trials]
    with Store(server, "one") as store:
        assert [each.outcome for each in store.read()] == [each.outcome for each in whole.trials]


def test_studies_lie_beside_each_other(bars, server):
    study(bars, store=server, study="seed 1", seed=1)
    study(bars, store=server, study="seed 2", seed=2)
    with Store(server, "seed 1") as first, Store(server, "seed 2") as second:
        assert first.manifest["seed"] == 1
        assert [e.parameters for e in first.read()] != [e.parameters for e in second.read()]
    with pytest.raises(StudyError, match="has a study"):
        study(bars, store=server, study="seed 1", seed=1)


def test_no_message_has_the_password(bars, server):
    url = server.replace(f"{USER}@", f"{USER}:hidden@")
    with Store(url, "held"), pytest.raises(DataError) as held, Store(url, "held"):
        pass
    study(bars, store=url, study="kept")
    with pytest.raises(StudyError) as kept:
        study(bars, store=url, study="kept")
    with pytest.raises(StudyError) as missing:
        opened(url, "none")
    with pytest.raises(ConfigurationError, match="cannot be opened") as wrong:
        opened(f"{url}?connect_timeout=soon")
    said = [str(each.value) for each in (held, kept, missing, wrong)]
    assert [each for each in said if "hidden" in each or server not in each] == []


def test_one_process_at_a_time_writes_a_study(server):
    with (
        Store(server, "held"),
        pytest.raises(DataError, match="is being written by another process"),
        Store(server, "held"),
    ):
        pass
