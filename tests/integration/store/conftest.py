"""A database with all tables, of each kind: a copy of one that was upgraded once."""

import shutil

import pytest

from farthing.store import Database, upgrade


def upgraded(url):
    database = Database(url)
    upgrade(database)
    database.close()
    return url


@pytest.fixture(scope="session")
def sqlite_like(tmp_path_factory):
    file = tmp_path_factory.mktemp("like") / "farthing.sqlite"
    upgraded(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_like(postgres_database):
    return upgraded(postgres_database()).rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_like"), tmp_path)
        database = Database(f"sqlite:///{file}")
    else:
        like = request.getfixturevalue("postgres_like")
        database = Database(request.getfixturevalue("postgres_database")(like))
    yield database
    database.close()
