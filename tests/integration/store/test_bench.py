"""The short form of ``farthing bench db``: every index is judged, on a database of each kind."""

import re

import pytest
from typer.testing import CliRunner

from farthing.cli.main import app
from farthing.errors import StoreError
from farthing.lab.database import bench, judge, pools, prepared, timed
from farthing.lab.database.candidates import CANDIDATES
from farthing.lab.database.judge import there_are
from farthing.lab.report.markdown import markdown
from farthing.lab.results.read import read, write
from farthing.store import Database, check
from farthing.store.catalogue import QUERIES
from farthing.store.tables import METADATA

pytestmark = pytest.mark.slow

BARS = 100_000


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def measured(request, tmp_path_factory):
    """A database, its result, and what was told of the progress."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('bench') / 'farthing.sqlite'}"
    else:
        url = request.getfixturevalue("postgres_database")()
    database, told = Database(url), []
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr(timed, "RUNS_MIN", 2)
        quick.setattr(timed, "RUNS_MAX", 2)
        quick.setattr(timed, "BUDGET_S", 0.02)
        quick.setattr(timed, "PLANS", 3)
        seeded = prepared(database, BARS)
        result = bench(
            database, BARS, seeded, each=2, progress=lambda done, all_, _: told.append((done, all_))
        )
    yield database, result, told
    database.close()


def test_every_query_is_timed_and_every_plan_is_kept(measured):
    database, result, told = measured
    assert [each.name for each in result.queries] == list(QUERIES)
    for each in result.queries:
        assert 0 < each.timed.p50_s <= each.timed.p95_s
        assert each.timed.runs >= 2
        kept = "SEARCH|SCAN" if database.is_sqlite else "Buffers|actual time"
        assert re.search(kept, each.timed.plan), each.timed.plan
    assert all(done <= of for done, of in told)
    assert result.database.startswith("SQLite" if database.is_sqlite else "PostgreSQL")


def test_every_candidate_is_judged(measured):
    database, result, _ = measured
    names = {each.name for each in CANDIDATES if not (each.is_constraint and database.is_sqlite)}
    assert {each.name for each in result.judged} == names
    assert sum(each.of_design for each in result.judged) >= 29
    assert all((each.build_s is None) == each.is_there for each in result.judged)


def test_a_verdict_follows_from_its_evidence(measured):
    for each in measured[1].judged:
        ratios = [(effect.ratio, effect.tail_ratio) for effect in each.effects]
        assert each.is_worth_it == any(middle >= 1.5 or tail >= 3 for middle, tail in ratios)
        assert each.reason.startswith("no plan uses it") == (ratios == [])


def test_an_effect_is_of_a_query_whose_plan_uses_the_index(measured):
    effects = [(each.name, effect) for each in measured[1].judged for effect in each.effects]
    assert len(effects) > 20
    for name, effect in effects:
        assert name in effect.with_it.indexes
        assert name not in effect.without.indexes


def test_an_index_that_serves_a_query_is_seen_to(measured):
    _, result, _ = measured
    judged = {each.name: each for each in result.judged}
    newest = judged["ix_ohlcv_bars_ends_at"]
    assert newest.is_there
    assert newest.is_worth_it
    by_query = {each.query: each for each in newest.effects}
    assert by_query["bars.newest"].ratio > 3
    assert newest.best.ratio == max(each.ratio for each in newest.effects)
    covered = judged["ix_signals_status"]
    assert not covered.is_there
    assert covered.covered_by == "ix_signals_status_generated_at"


def test_the_tables_are_as_they_were(measured):
    database, result, _ = measured
    assert check(database) == {}
    with database.engine.connect() as connection:
        there = there_are(connection)
    for each in CANDIDATES:
        assert (each.name in there) == any(
            judged.name == each.name and judged.is_there for judged in result.judged
        ) or each.is_constraint


def test_every_index_of_the_tables_is_judged():
    judged = {each.name for each in CANDIDATES}
    there = {
        str(index.name)
        for metadata in METADATA
        for table in metadata.sorted_tables
        for index in table.indexes
        if not index.unique
    }
    assert there - judged == set()


def test_other_ways_and_pools_are_compared(measured):
    database, result, _ = measured
    ways = {each.way for each in result.variants}
    assert {"no index", "B-tree", "partial index"} <= ways
    if not database.is_sqlite:
        assert {"BRIN", "covering index", "8 partitions by time"} <= ways
        parts = [each for each in result.variants if "partitions" in each.way]
        assert all("ohlcv_bars_" in str(each.timed.indexes) for each in parts)
    assert [each.size for each in result.pools] == list(pools.SIZES)
    assert all(each.asked == pools.THREADS * 2 for each in result.pools)


def test_claims_stand_beside_what_was_measured(measured):
    database, result, _ = measured
    assert [(each.low, each.high) for each in result.claims] == [(5, 10), (3, 5), (4, 6), (2, 3)]
    untold = [each.name for each in result.claims if each.ratio is None]
    if database.is_sqlite:
        assert untold == ["bars of a range"]
    else:  # so few rows may be read faster by another way than an index
        assert len(untold) < len(result.claims)


def test_the_result_is_a_file_and_a_document(measured, tmp_path):
    _, result, _ = measured
    write(result, tmp_path / "database.json")
    again = read(tmp_path / "database.json")
    assert again == result
    text = markdown(again)
    for words in (
        "## Targets",
        "## Claimed ratios",
        "5 to 10x",
        "## Indexes",
        "left out",
        "## Waiting",
    ):
        assert words in text
    assert str(judge.LEAST_RATIO) in text


def test_a_database_with_rows_is_not_measured(measured):
    database, _, _ = measured
    with pytest.raises(StoreError, match="seed an empty database"):
        prepared(database, 100)


def test_the_command_tells_what_it_cannot_measure():
    told = CliRunner().invoke(
        app, ["bench", "db", "--database", "mysql://u:pw@h/d", "--bars", "100"]
    )
    assert "mysql is no database of the service" in str(told.exception)
    assert "pw" not in str(told.exception)
