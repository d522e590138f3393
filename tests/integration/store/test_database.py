"""A database by its URL: what is refused, what is never shown, and what a transaction is."""

import threading

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from farthing.errors import ConfigurationError
from farthing.store import Database, Pool, audit, check, upgrade, users
from farthing.store.audit import COMMAND_LINE
from farthing.store.database import PRAGMAS
from farthing.store.migrate import head, revision_of
from farthing.store.tables import AuditEntry, User


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("file.sqlite", "is no database; write it like"),
        ("mysql://user:word@host/name", "mysql is no database of the service"),
        ("sqlite://", "keeps nothing; name a file"),
        ("sqlite:///:memory:", "keeps nothing; name a file"),
        (
            "postgresql://user:word@host:port/name",
            "postgresql://user@host:port/name is no database",
        ),
    ],
)
def test_what_is_no_database_is_refused_without_its_password(url, told):
    with pytest.raises(ConfigurationError, match=told) as refused:
        Database(url)
    assert "word" not in str(refused.value)


def test_no_text_of_a_database_has_its_password():
    database = Database("postgresql://user:word@host/name?password=other")
    assert str(database) == repr(database) == "postgresql://user@host/name"
    assert str(database.place) == "postgresql+psycopg://user@host/name"
    assert "word" in database.place.told


def test_a_connection_to_sqlite_keeps_what_was_committed(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/a/farthing.sqlite")
    with database.engine.connect() as connection:
        found = {
            name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in PRAGMAS
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": "2",
        "foreign_keys": "1",
        "recursive_triggers": "1",
        "busy_timeout": "10000",
    }
    database.close()


def test_a_reference_to_nothing_is_refused(database):
    with (
        pytest.raises(Exception, match=r"(?i)foreign key"),
        database.engine.begin() as connection,
    ):
        connection.execute(
            text(
                "INSERT INTO fills (order_id, filled_at, symbol, quantity, price, value, fee, "
                "currency) VALUES (99, 1, 'A', '1', '1', '1', '1', 'USD')"
            )
        )


def test_what_is_raised_undoes_everything(database):
    def undone():
        with database.writing() as session:
            users.add(session, COMMAND_LINE, "ann", [])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0


def test_writers_at_once_wait_for_each_other_and_none_is_lost(database):
    failed = []

    def write(number):
        try:
            for each in range(5):
                with database.writing() as session:
                    count = session.scalar(select(func.count()).select_from(AuditEntry))
                    audit.record(session, COMMAND_LINE, "test", f"{number}:{each}", {"n": count})
        except SQLAlchemyError as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 20


def test_who_waits_too_long_for_a_connection_is_refused(database):
    small = Database(database.url, Pool(size=1, overflow=0, timeout_s=1))
    with small.reading() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(PoolTimeout), small.reading() as other:
            other.execute(text("SELECT 1"))
    small.close()


def test_two_that_upgrade_at_once_do_it_once(database_url):
    failed = []

    def work():
        database = Database(database_url)
        try:
            upgrade(database)
        except SQLAlchemyError as error:
            failed.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    database = Database(database_url)
    assert (revision_of(database), check(database)) == (head(), {})
    database.close()


def test_a_table_that_is_not_there_is_a_defect_and_no_absence(database):
    with pytest.raises(ProgrammingError), database.reading() as session:
        session.execute(text("SELECT * FROM no_such_table"))
