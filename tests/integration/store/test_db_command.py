"""``farthing db``, ``users`` and ``keys``: what they print, and one line where they refuse."""

import re

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from farthing.cli.main import app
from farthing.errors import FarthingError
from farthing.store import Database, keys


@pytest.fixture
def farthing(database_url, tmp_path, monkeypatch):
    """Runs a command on an empty database; its output, or its error as ``main`` prints it."""
    monkeypatch.setenv("FARTHING_DATABASE", database_url)
    monkeypatch.setenv("FARTHING_HOME", str(tmp_path))

    def farthing(*words):
        ran = CliRunner().invoke(app, words)
        if ran.exit_code:
            assert isinstance(ran.exception, FarthingError)
            (line,) = str(ran.exception).splitlines()
            return f"{ran.exit_code} error: {line}"
        assert ran.stderr == ""
        return ran.stdout.strip()

    return farthing


def test_tables_come_and_go_and_are_checked(farthing, database_url):
    assert farthing("db", "check").startswith("1 error: ")
    assert farthing("db", "upgrade", "0001").endswith("from revision base to 0001")
    assert "the newest is" in farthing("db", "check")
    assert farthing("db", "upgrade").endswith("to 0003")
    assert farthing("db", "upgrade").endswith("is at revision 0003")
    database = Database(database_url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_fills_order_id"))
    database.close()
    told = farthing("db", "check")
    assert told.startswith("1 error: ")
    assert "is not what revision 0003 makes: fills; " in told
    assert farthing("db", "downgrade", "0002", "--yes").startswith("1 error: ")


def test_seeding_fills_an_empty_database_alone(farthing):
    assert "200 of them bars" in farthing("db", "seed", "--bars", "200")
    assert "seed an empty database" in farthing("db", "seed", "--bars", "200")


def test_users_and_keys(farthing, database_url):
    farthing("db", "upgrade")
    assert farthing("users", "list").startswith("no users")
    farthing("users", "add", "ann", "--scope", "read", "--scope", "run")
    shown = farthing("keys", "add", "ann", "laptop", "--scope", "read", "--days", "3")
    handle = re.fullmatch(r"fk_([0-9a-f]{16})_[\w-]{43}", shown)[1]
    listed = farthing("keys", "list", "ann")
    assert handle in listed
    assert shown not in listed
    database = Database(database_url)
    with database.reading() as session:
        assert keys.identify(session, shown).scopes == {"read"}
    assert farthing("keys", "revoke", handle) == f"key {handle} is revoked"
    with database.reading() as session:
        assert keys.identify(session, shown) is None
    database.close()
    assert "ann is removed" in farthing("users", "remove", "ann")
    assert farthing("users", "remove", "ann") == "1 error: no user 'ann'; there is nobody"


def test_a_server_that_is_away_is_told_without_its_password(farthing):
    told = farthing("db", "check", "--database", "postgresql://ann:word@127.0.0.1:1/name")
    assert told.startswith("1 error: postgresql://ann@127.0.0.1:1/name: the database says: ")
    assert "word" not in told


def test_commands_on_a_database_without_tables_say_so(farthing):
    assert farthing("users", "list").startswith("1 error: ")
