"""Migrations go up and down with data in the tables, and the models are what they make."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text

from farthing.errors import ConfigurationError
from farthing.store import Database, check, downgrade, upgrade
from farthing.store.migrate import head, options, revision_of, scripts
from farthing.store.seed import seed
from farthing.store.tables import METADATA, Bar, Base

REVISIONS = [each.revision for each in reversed(list(scripts().walk_revisions()))]


@pytest.fixture
def empty(database_url):
    database = Database(database_url)
    yield database
    database.close()


def rows_of(database):
    """How many rows each table has."""
    with database.engine.connect() as connection:
        return {
            table.name: connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
            for metadata in METADATA
            for table in metadata.sorted_tables
        }


def test_there_is_one_head():
    assert scripts().get_heads() == [head()]
    assert sorted(REVISIONS) == REVISIONS


def test_models_are_what_the_migrations_make(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options(connection))
        assert compare_metadata(context, METADATA) == []
        connection.execute(text("DROP TABLE fills"))
        assert compare_metadata(context, METADATA) != []


def test_up_and_down_from_empty(empty):
    for _ in range(2):
        upgrade(empty)
        assert revision_of(empty) == head()
        assert check(empty) == {}
        downgrade(empty, "base")
        assert revision_of(empty) is None


@pytest.mark.parametrize("revision", REVISIONS)
def test_up_and_down_from_every_revision_with_data(empty, revision):
    upgrade(empty, revision)
    assert revision_of(empty) == revision
    seed(empty, bars=40)
    before = rows_of(empty)
    assert all(count > 0 for count in before.values()), before
    bars = select(Bar).order_by(Bar.symbol, Bar.ends_at)
    with empty.reading() as session:
        closes = [bar.close for bar in session.scalars(bars)]
    upgrade(empty)
    assert (rows_of(empty), check(empty)) == (before, {})
    downgrade(empty, revision)
    assert (rows_of(empty), check(empty)) == (before, {})
    with empty.reading() as session:
        assert [bar.close for bar in session.scalars(bars)] == closes
    downgrade(empty, "base")
    with empty.engine.connect() as connection:
        left = connection.dialect.get_table_names(connection)
        studies = connection.execute(text("SELECT count(*) FROM farthing_trial")).scalar_one()
    kept = {"farthing_returns", "farthing_study", "farthing_trial"}
    assert {*left} == {"alembic_version", *kept}
    assert studies == before["farthing_trial"]


def test_a_migration_that_fails_changes_nothing(empty):
    upgrade(empty, "0001")
    in_the_way = (  # of what the next revision makes last
        "CREATE TRIGGER audit_log_no_replace BEFORE UPDATE ON audit_log BEGIN SELECT 1; END"
        if empty.is_sqlite
        else "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    )
    with empty.engine.begin() as connection:
        connection.execute(text(in_the_way))
    with pytest.raises(Exception, match="already exists"):
        upgrade(empty)
    assert revision_of(empty) == "0001"
    (wrong,) = check(empty)["audit_log"]
    assert wrong.endswith("does not belong")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DROP TABLE fills", {"fills": ["is missing"]}),
        ("ALTER TABLE bars_x RENAME COLUMN close TO last", None),
        ("ALTER TABLE jobs ADD COLUMN mood TEXT", {"jobs": ["column mood does not belong"]}),
        ("DROP INDEX uq_jobs_kind_manifest_hash",
         {"jobs": ["index uq_jobs_kind_manifest_hash is missing"]}),
    ],
)  # fmt: skip
def test_check_names_the_tables_that_do_not_match(database, damage, told):
    if told is None:
        damage = damage.replace("bars_x", "ohlcv_bars")
        told = {"ohlcv_bars": ["column close is missing", "column last does not belong"]}
    with database.engine.begin() as connection:
        connection.execute(text(damage))
        connection.execute(text("CREATE TABLE somebody_elses (id INTEGER)"))
    assert check(database) == told


def test_check_sees_that_the_audit_log_may_be_changed(database):
    name = "audit_log_no_update" if database.is_sqlite else "audit_log_no_change"
    on = "" if database.is_sqlite else " ON audit_log"
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    assert check(database) == {"audit_log": [f"trigger {name} is missing"]}


def test_check_holds_a_database_against_the_revision_that_it_is_at(empty):
    with pytest.raises(ConfigurationError, match="has no tables of farthing"):
        check(empty)
    upgrade(empty, "0001")
    assert check(empty) == {}
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    assert list(check(empty)) == ["audit_log"]
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="9999, which this farthing does not know"):
        check(empty)


def test_a_revision_that_is_not_there_is_told(empty):
    with pytest.raises(ConfigurationError, match="revisions are"):
        upgrade(empty, "7777")


def test_studies_that_were_there_before_stay(empty):
    studies = METADATA[1]
    studies.create_all(empty.engine)
    row = {"name": "mine", "version": 1, "manifest": "{}"}
    with empty.engine.begin() as connection:
        connection.execute(insert(studies.tables["farthing_study"]), row)
    upgrade(empty)
    downgrade(empty, "base")
    with empty.engine.connect() as connection:
        found = connection.execute(select(studies.tables["farthing_study"].c.name)).scalar_one()
    assert found == "mine"


def test_every_table_of_ours_has_an_exact_or_whole_type():
    kinds = {
        type(column.type).__name__
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }
    assert kinds == {
        "Exact", "Moment", "Document", "Text", "BigInteger", "Integer", "Boolean", "Double",
        "LargeBinary",
    }  # fmt: skip
    doubles = {
        column.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if type(column.type).__name__ == "Double"
    }
    assert doubles == {"quality", "confidence", "reward"}
