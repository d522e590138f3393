"""Users, keys and the audit log: what is kept is no key, what was done cannot be undone."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError

from farthing.errors import StoreError
from farthing.store import audit, keys, users
from farthing.store.audit import COMMAND_LINE, Actor
from farthing.store.cursor import Cursor
from farthing.store.tables import ApiKey, AuditEntry
from farthing.store.types import SECOND, now


@pytest.fixture
def ann(database):
    with database.writing() as session:
        return users.add(session, COMMAND_LINE, "ann", ["run", "read"])


def make(database, *scopes, days=None):
    with database.writing() as session:
        key, shown = keys.add(session, COMMAND_LINE, "ann", "laptop", scopes, days)
        return key, shown


def identify(database, shown):
    with database.reading() as session:
        return keys.identify(session, shown)


def actions(database):
    with database.reading() as session:
        return [each.action for each in audit.entries(session)]


def test_a_key_says_who_it_is_of_and_what_may_be_done(database, ann):
    key, shown = make(database, "read")
    found = identify(database, shown)
    assert (found.user_id, found.name, found.handle) == (ann.id, "ann", key.handle)
    assert found.scopes == {"read"}
    assert actions(database) == ["key.add", "user.add"]


def test_nothing_that_is_kept_is_the_key(database, ann):
    key, shown = make(database, "read")
    with database.engine.connect() as connection:
        kept = str(connection.execute(select(ApiKey.__table__)).all())
        told = str(connection.execute(select(AuditEntry.__table__)).all())
    secret = shown.rpartition("_")[2] if shown.count("_") == 2 else shown[20:]
    assert secret not in kept
    assert secret not in told
    assert len(key.digest) == 32


@pytest.mark.parametrize("wrong", ["", "x", "fk_", "fk_" + "0" * 16 + "_" + "A" * 43, "fk_é_ü"])
def test_what_is_no_key_is_nobody(database, ann, wrong):
    make(database, "read")
    assert identify(database, wrong) is None


def test_another_secret_is_nobody(database, ann):
    _, shown = make(database, "read")
    last = "A" if shown[-1] != "A" else "B"
    assert identify(database, shown[:-1] + last) is None
    assert identify(database, shown) is not None


def test_a_secret_is_compared_in_constant_time_even_where_there_is_no_key(
    database, ann, monkeypatch
):
    compared = []
    real = keys.hmac.compare_digest
    monkeypatch.setattr(
        keys.hmac, "compare_digest", lambda *both: compared.append(both) or real(*both)
    )
    _, shown = make(database, "read")
    for each in (shown, shown[:-1] + "-", "fk_" + "0" * 16 + "_" + "A" * 43, "x"):
        identify(database, each)
    assert [tuple(map(len, both)) for both in compared] == [(32, 32)] * 4


def test_a_key_ends_when_it_expires_by_the_clock_of_the_database(database, ann):
    key, shown = make(database, "read", days=1)
    assert identify(database, shown) is not None
    with database.writing() as session:
        past = update(ApiKey).where(ApiKey.id == key.id).values(expires_at=now() - SECOND)
        session.execute(past)
    assert identify(database, shown) is None


def test_a_key_that_is_revoked_ends_at_once(database, ann):
    key, shown = make(database, "read")
    with database.writing() as session:
        keys.revoke(session, COMMAND_LINE, key.handle)
        keys.revoke(session, COMMAND_LINE, key.handle)
    assert identify(database, shown) is None
    assert actions(database).count("key.revoke") == 1
    with pytest.raises(StoreError, match="no key 'abc'"), database.writing() as session:
        keys.revoke(session, COMMAND_LINE, "abc")


def test_a_removed_user_has_no_keys_and_the_name_is_not_used_again(database, ann):
    _, shown = make(database, "read")
    with database.writing() as session:
        users.remove(session, COMMAND_LINE, "ann")
    assert identify(database, shown) is None
    with database.reading() as session:
        assert users.all_of(session) == []
    with pytest.raises(StoreError, match="never used twice"), database.writing() as session:
        users.add(session, COMMAND_LINE, "ann", [])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("ann", ["admin"], None), "user 'ann' has no scope admin; there is read, run"),
        (("bob", ["read"], None), "no user 'bob'; there is ann"),
        (("ann", ["Read!"], None), "'Read!' is no scope"),
        (("ann", ["read"], 0), "has ended already"),
    ],
)
def test_a_key_that_cannot_be_is_refused_and_nothing_is_written(database, ann, asked, told):
    name, scopes, days = asked
    with pytest.raises(StoreError, match=told), database.writing() as session:
        keys.add(session, COMMAND_LINE, name, "laptop", scopes, days)
    assert actions(database) == ["user.add"]


STATEMENTS = {
    "sqlite": (
        "UPDATE audit_log SET action = 'x'",
        "DELETE FROM audit_log",
        "INSERT OR REPLACE INTO audit_log SELECT id, written_at, user_id, actor, 'x', subject, "
        "details FROM audit_log",
    ),
    "postgresql": (
        "UPDATE audit_log SET action = 'x'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "INSERT INTO audit_log SELECT * FROM audit_log ON CONFLICT (id) DO UPDATE SET action = 'x'",
    ),
}


def test_the_database_refuses_to_change_the_audit_log(database, ann):
    for statement in STATEMENTS[database.kind]:
        with (
            pytest.raises(DatabaseError, match="audit_log is append-only"),
            database.engine.begin() as connection,
        ):
            connection.execute(text(statement))
    assert actions(database) == ["user.add"]


def test_an_entry_is_written_with_what_it_is_about_or_not_at_all(database):
    def undone():
        with database.writing() as session:
            users.add(session, COMMAND_LINE, "bob", [])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0
        assert users.all_of(session) == []


def test_entries_are_listed_in_pages_by_user_and_action(database, ann):
    actor = Actor("key:a", ann.id)
    with database.writing() as session:
        for number in range(7):
            audit.record(session, actor, f"job.{'ab'[number % 2]}", f"job:{number}", {"n": number})
    with database.reading() as session:
        first = audit.entries(session, user_id=ann.id, limit=4)
        last = first[-1]
        rest = audit.entries(
            session, user_id=ann.id, after=Cursor(last.written_at, last.id), limit=4
        )
        assert [each.subject for each in (*first, *rest)] == [f"job:{n}" for n in range(6, -1, -1)]
        both = audit.entries(session, user_id=ann.id, action="job.b")
        assert [each.details["n"] for each in both] == [5, 3, 1]
        assert [each.actor for each in audit.entries(session, action="user.add")] == ["cli"]
