"""Every query of the service is in the catalogue, and is what the repositories ask."""

import re
from pathlib import Path

import pytest
from sqlalchemy import inspect

import farthing.store
from farthing.lab.database.parameters import Parameters
from farthing.lab.database.timed import explained, used
from farthing.store import Database, upgrade
from farthing.store.catalogue import QUERIES
from farthing.store.seed import Shape, seed
from farthing.store.tables import METADATA

BARS = 10_000
SOURCES = Path(farthing.store.__file__).parent


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def seeded(request, tmp_path_factory):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('seeded') / 'farthing.sqlite'}"
    else:
        url = request.getfixturevalue("postgres_database")()
    database = Database(url)
    upgrade(database)
    seed(database, BARS)
    yield database
    database.close()


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_answered_and_explained(seeded, name):
    parameters = Parameters(Shape(BARS))
    with seeded.engine.connect() as connection:
        values = [parameters.of(QUERIES[name]) for _ in range(40)]
        found = [connection.execute(QUERIES[name].statement, each).all() for each in values]
        assert any(found), f"nothing found: {values}"
        assert explained(connection, QUERIES[name], values[0])


def test_what_is_meant_to_serve_a_query_is_there():
    there = {
        str(each.name)
        for metadata in METADATA
        for table in metadata.sorted_tables
        for each in (*table.indexes, *table.constraints)
    } | {"farthing_trial_pkey"}
    meant = {query.index for query in QUERIES.values() if query.index}
    assert meant <= there, "meant to serve a query, and not in the tables"


def test_every_index_of_the_tables_is_meant_to_serve_a_query():
    meant = {query.index for query in QUERIES.values()}
    there = {
        str(index.name)
        for metadata in METADATA
        for table in metadata.sorted_tables
        for index in table.indexes
    }
    assert there - meant == set()


def test_names_and_statements_are_of_one_query():
    assert len({query.statement for query in QUERIES.values()}) == len(QUERIES)
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", name) for name in QUERIES)


def test_a_plan_tells_the_index_that_it_uses(seeded):
    query = QUERIES["signals.since"]
    with seeded.engine.connect() as connection:
        plan = explained(connection, query, {"id": 5, "limit": 2})
        names = used(connection, plan)
    assert names == (("PRIMARY KEY",) if seeded.is_sqlite else ("pk_signals",))


def test_every_query_of_a_repository_that_selects_is_in_the_catalogue():
    """A select elsewhere is one that no bench measures; rows by their key are asked by ``get``."""
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in sorted(SOURCES.glob("*.py"))
        if path.name != "types.py"
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"(?<![.\w])select\(", line) and "Job.id).where(_is_held" not in line
    ]
    assert wrong == []


def test_lists_of_a_table_that_was_seeded_are_complete(seeded):
    with seeded.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert names == {table.name for metadata in METADATA for table in metadata.sorted_tables}
