"""Places of studies: no message has a password, and each has one writer at a time."""

import pytest
from study_runs import SPACE, Cross, market

import farthing as ft
from farthing.errors import ConfigurationError, DataError, Interrupted, StudyError
from farthing.optimise import opened, optimise
from farthing.optimise.conduct import Means
from farthing.optimise.store.place import Place
from farthing.optimise.store.store import Store

HIDDEN = "31.4159"
"""What no message may have: it stands in the query of a URL, as the password of a server can."""


@pytest.fixture(scope="module")
def bars():
    return ft.bars_from_frame(market(days=30))


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'studies.db'}?timeout={HIDDEN}"


def study(bars, **more):
    return optimise(Cross, bars=bars, space=SPACE, **{"search": "random", "trials": 2, **more})


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("postgresql://user:hidden@host:5432/name", "postgresql://user@host:5432/name"),
        ("postgresql://user:hi:d@den@host/name", "postgresql://user@host/name"),
        ("postgresql://user:hid?d/en@host/name", "postgresql://user@host/name"),
        ("postgresql://user@host/name?password=hidden", "postgresql://user@host/name"),
        ("postgresql://host/name?password=hid@den", "postgresql://host/name"),
        ("postgresql:///name?user=me&password=hidden", "postgresql:///name"),
        ("postgresql://:hidden@host", "postgresql://@host"),
        ("postgresql://user:hid\nden@host", "postgresql://user@host"),
        ("sqlite:////folder/studies.db", "sqlite:////folder/studies.db"),
        ("runs/a:b@c?d", "runs/a:b@c?d"),
    ],
)
def test_the_text_of_a_place_has_no_password(told, shown):
    assert (str(Place(told)), repr(Place(told))) == (shown, f"Place({shown!r})")
    assert "hid" not in repr(Means(store=Place(told)))


def test_no_message_of_a_study_has_the_query_of_its_place(bars, url):
    said = []

    def refused(kind, call):
        with pytest.raises(kind) as told:
            call()
        said.append(str(told.value))

    def stop(_):
        raise KeyboardInterrupt

    refused(StudyError, lambda: study(bars, store=url, resume=True))
    refused(StudyError, lambda: opened(url))
    refused(Interrupted, lambda: study(bars, store=url, progress=stop))
    refused(StudyError, lambda: study(bars, store=url))
    refused(StudyError, lambda: study(bars, store=url, seed=1, resume=True))
    refused(StudyError, lambda: study(bars, store=url, study="other", resume=True))
    refused(StudyError, lambda: opened(url, "other"))
    with Store(url):
        refused(DataError, lambda: study(bars, store=url))
    assert [each for each in said if HIDDEN in each or "studies.db" not in each] == []


def test_tables_of_another_version_are_refused_without_the_query(bars, url, tmp_path):
    import sqlite3

    study(bars, store=url)
    with sqlite3.connect(tmp_path / "studies.db") as database:
        database.execute("update farthing_study set version = 99")
    database.close()
    with pytest.raises(StudyError, match="its tables are of version 99") as told:
        opened(url)
    assert HIDDEN not in str(told.value)


def test_a_file_of_sqlite_has_one_writer_by_whatever_name(bars, tmp_path):
    url = f"sqlite:///{tmp_path / 'study.sqlite'}"
    for first, second in ((url, url), (url, tmp_path), (tmp_path, url)):
        with (
            Store(first),
            pytest.raises(DataError, match="is being written by another process"),
            Store(second),
        ):
            pass
    found = study(bars, store=url)
    assert opened(tmp_path).trials == opened(url).trials == found.trials


@pytest.mark.parametrize(
    "url", ["mysql://user:hidden@host/name", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x"]
)
def test_a_database_that_cannot_be_locked_is_refused(bars, url):
    with pytest.raises(ConfigurationError, match="one writer at a time could lock") as told:
        study(bars, store=url)
    assert "hidden" not in str(told.value)


@pytest.mark.parametrize("url", ["postgresql://user:hid@den:hidden@host/name", "://hidden"])
def test_a_url_that_cannot_be_read_is_refused_without_its_password(bars, url):
    with pytest.raises(ConfigurationError, match="is no database; write it like") as told:
        study(bars, store=url)
    assert "hid" not in str(told.value).replace("://hidden is", "")
