"""``farthing users`` and ``farthing keys``: who may use the service, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from farthing.cli.database import Database, opened
from farthing.cli.help import Group
from farthing.cli.options import Home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.store.tables import ApiKey

users = typer.Typer(
    cls=Group, no_args_is_help=True, help="Users of the service: add, list, remove."
)
keys = typer.Typer(
    cls=Group, no_args_is_help=True, help="API keys of the service: add, list, revoke."
)

User = Annotated[str, typer.Argument(help="Name of a user.", show_default=False)]
Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", help="What may be done, such as read; may be repeated."),
]


@users.command("add")
def add_user(
    name: User, scope: Scopes = None, database: Database = None, home: Home = None
) -> None:
    """Add a user; keys come with `farthing keys add`."""
    with opened(database, home) as found:
        from farthing.store import audit
        from farthing.store import users as repository

        with found.writing() as session:
            repository.add(session, audit.COMMAND_LINE, name, scope or ())
    typer.echo(f"user {name} is added; `farthing keys add {name} NAME` makes a key")


@users.command("list")
def list_users(database: Database = None, home: Home = None) -> None:
    """List the users that are not removed."""
    with opened(database, home) as found:
        from farthing.store import users as repository

        with found.reading() as session:
            rows = [
                {"user": each.name, "scopes": " ".join(each.scopes), "since": _day(each.created_at)}
                for each in repository.all_of(session)
            ]
    _print(rows, "users", "no users; see `farthing users add`")


@users.command("remove")
def remove_user(name: User, database: Database = None, home: Home = None) -> None:
    """Remove a user and revoke all keys; the audit log stays."""
    with opened(database, home) as found:
        from farthing.store import audit
        from farthing.store import users as repository

        with found.writing() as session:
            repository.remove(session, audit.COMMAND_LINE, name)
    typer.echo(f"user {name} is removed, and every key of theirs is revoked")


@keys.command("add")
def add_key(
    user: User,
    name: Annotated[str, typer.Argument(help="What it is for.", show_default=False)],
    scope: Scopes = None,
    days: Annotated[
        int | None, typer.Option(help="Days that it is good for; else for ever.", min=1)
    ] = None,
    database: Database = None,
    home: Home = None,
) -> None:
    """Make a key of a user, and print it: it is kept nowhere and shown only now."""
    with opened(database, home) as found:
        from farthing.store import audit
        from farthing.store import keys as repository

        with found.writing() as session:
            asked = (session, audit.COMMAND_LINE, user, name)
            _, text = repository.add(*asked, scope or (), days)
    typer.echo(text)


@keys.command("list")
def list_keys(user: User, database: Database = None, home: Home = None) -> None:
    """List the keys of a user, those that are over too; never the keys themselves."""
    with opened(database, home) as found:
        from farthing.store import keys as repository

        with found.reading() as session:
            rows = [_row(each) for each in repository.of_user(session, user)]
    _print(rows, f"keys of {user}", f"no keys; see `farthing keys add {user} NAME`")


@keys.command("revoke")
def revoke_key(
    handle: Annotated[str, typer.Argument(help="Of `farthing keys list`.", show_default=False)],
    database: Database = None,
    home: Home = None,
) -> None:
    """End a key at once."""
    with opened(database, home) as found:
        from farthing.store import audit
        from farthing.store import keys as repository

        with found.writing() as session:
            repository.revoke(session, audit.COMMAND_LINE, handle)
    typer.echo(f"key {handle} is revoked")


def _row(key: ApiKey) -> dict[str, Any]:
    until = "for ever" if key.expires_at is None else _day(key.expires_at)
    return {
        "handle": key.handle,
        "name": key.name,
        "scopes": " ".join(key.scopes),
        "since": _day(key.created_at),
        "good": until if key.revoked_at is None else f"revoked {_day(key.revoked_at)}",
    }


def _print(rows: Sequence[dict[str, Any]], title: str, none: str) -> None:
    from rich.console import Console

    from farthing.cli.bundles import print_table, table_of

    if rows:
        print_table(Console(), table_of(rows, title))
    else:
        typer.echo(none)


def _day(nanoseconds: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(nanoseconds // 10**9, UTC).strftime("%Y-%m-%d %H:%M UTC")
