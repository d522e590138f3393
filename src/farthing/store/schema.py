"""What a table is made of, as a database tells it: to hold two schemas against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

Parts = dict[str, str]
"""Parts of a table by their name, such as ``column close``, and what each is."""

INDEXES = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' "
    "AND sql IS NOT NULL",
    "postgresql": "SELECT tablename, indexname, indexdef FROM pg_indexes "
    "WHERE schemaname = current_schema()",
}
TRIGGERS = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) || p.prosrc "
    "|| t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND n.nspname = current_schema()",
}


def tables_of(connection: Connection) -> dict[str, Parts]:
    """The parts of every table of the connection's schema, by the table's name."""
    inspector = inspect(connection)
    found: dict[str, Parts] = {name: {} for name in inspector.get_table_names()}
    readers: dict[str, Callable[[str], Iterable[tuple[str, str]]]] = {
        "column": lambda name: map(_column, inspector.get_columns(name)),
        "key": lambda name: [("", str(inspector.get_pk_constraint(name)["constrained_columns"]))],
        "reference": lambda name: map(_reference, inspector.get_foreign_keys(name)),
        "unique": lambda name: map(_unique, inspector.get_unique_constraints(name)),
        "check": lambda name: map(_check, inspector.get_check_constraints(name)),
    }
    for table, parts in found.items():
        for kind, reader in readers.items():
            parts |= {f"{kind} {name}".strip(): told for name, told in reader(table)}
    for kind, statements in (("index", INDEXES), ("trigger", TRIGGERS)):
        for table, name, told in _told(connection, statements[connection.dialect.name]):
            found.setdefault(table, {})[f"{kind} {name}"] = told
    return found


def differences(expected: dict[str, Parts], found: dict[str, Parts]) -> dict[str, list[str]]:
    """What is wrong with each table, by its name; tables that are not expected are not ours.

    >>> differences({"a": {"column x": "TEXT"}, "b": {}}, {"a": {"column y": "TEXT"}, "c": {}})
    {'a': ['column x is missing', 'column y does not belong'], 'b': ['is missing']}
    """
    told = {name: _differences(parts, found.get(name)) for name, parts in expected.items()}
    return {name: wrong for name, wrong in told.items() if wrong}


def _differences(expected: Parts, found: Parts | None) -> list[str]:
    if found is None:
        return ["is missing"]
    missing = [f"{name} is missing" for name in expected if name not in found]
    extra = [f"{name} does not belong" for name in found if name not in expected]
    both = expected.keys() & found.keys()
    other = [f"{name} is another" for name in sorted(both) if expected[name] != found[name]]
    return missing + extra + other


def _told(connection: Connection, statement: str) -> list[tuple[str, str, str]]:
    """Rows of a table's name, a part's name and its text, which names no schema."""
    rows = connection.execute(text(statement)).all()
    if connection.dialect.name == "sqlite":
        return [(table, name, " ".join(sql.split())) for table, name, sql in rows]
    own = f"{connection.execute(text('SELECT current_schema()')).scalar_one()}."
    return [(table, name, told.replace(own, "")) for table, name, told in rows]


def _column(column: Any) -> tuple[str, str]:
    null = "" if column["nullable"] else " NOT NULL"
    return column["name"], f"{column['type']}{null} {column.get('default')}".split("nextval")[0]


def _reference(key: Any) -> tuple[str, str]:
    return ", ".join(key["constrained_columns"]), f"{key['referred_table']} {key['options']}"


def _unique(constraint: Any) -> tuple[str, str]:
    return ", ".join(constraint["column_names"]), ""


def _check(constraint: Any) -> tuple[str, str]:
    return str(constraint["name"]), str(constraint["sqltext"])
