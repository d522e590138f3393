"""``farthing db``: the tables of the service's database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from farthing.cli.help import Group
from farthing.cli.options import Home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from farthing.store.database import Database as Opened

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help="The service's database: upgrade, downgrade, check, seed.",
)

Database = Annotated[
    str | None,
    typer.Option(
        help="URL such as postgresql://user@host/name; by default a file of SQLite below the "
        "home, or FARTHING_DATABASE.",
        show_default=False,
    ),
]
Revision = Annotated[str, typer.Argument(help="A revision, such as 0001; base is before it.")]


@app.command("upgrade")
def upgrade(
    revision: Annotated[str, typer.Argument(help="A revision; the newest by default.")] = "head",
    database: Database = None,
    home: Home = None,
) -> None:
    """Bring the tables up to a revision; what is in them stays."""
    with opened(database, home) as found:
        from farthing.store import migrate

        before = migrate.revision_of(found)
        migrate.upgrade(found, revision)
        _tell(found, before)


@app.command("downgrade")
def downgrade(
    revision: Revision,
    database: Database = None,
    home: Home = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take the tables back to an earlier revision; what it has no place for is lost."""
    with opened(database, home) as found:
        from farthing.store import migrate

        if not yes:
            typer.confirm(f"Take {found} back to {revision}, and lose what is newer?", abort=True)
        before = migrate.revision_of(found)
        migrate.downgrade(found, revision)
        _tell(found, before)


@app.command("check")
def check(database: Database = None, home: Home = None) -> None:
    """Hold every table against the revision that the database says it is at."""
    with opened(database, home) as found:
        from farthing.errors import StoreError
        from farthing.store import migrate

        wrong = migrate.check(found)
        for table, parts in wrong.items():
            for part in parts:
                typer.echo(f"{table}: {part}")
        at, newest = migrate.revision_of(found), migrate.head()
        if wrong:
            raise StoreError(
                f"{found} is not what revision {at} makes: {', '.join(wrong)}; undo what changed "
                "it by hand, or restore it"
            )
        more = "" if at == newest else f"; the newest is {newest}: run `farthing db upgrade`"
        typer.echo(f"{found}: every table is as revision {at} makes it{more}")


@app.command("seed")
def seed(
    bars: Annotated[
        int, typer.Option(help="Bars; the other tables grow with them.", min=1)
    ] = 100_000,
    database: Database = None,
    home: Home = None,
) -> None:
    """Fill an empty database with invented rows, to try and to measure."""
    with opened(database, home) as found, seeding() as step:
        from farthing.store import migrate
        from farthing.store.seed import seed as fill

        migrate.upgrade(found)
        rows = sum(each.rows for each in fill(found, bars, step))
    typer.echo(f"{found}: {rows:,} rows, {bars:,} of them bars")


@contextmanager
def seeding() -> Iterator[Callable[[str, int, int], None]]:
    """Shows on a terminal how far the rows of a table are."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

    from farthing.cli.progress import progress_bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeElapsedColumn(),
    )
    with progress_bar(*columns) as bar:
        task = bar.add_task("", total=None) if bar else None

        def step(table: str, done: int, total: int) -> None:
            if bar is not None and task is not None:
                bar.update(task, description=table, completed=done, total=total)

        yield step


@contextmanager
def opened(url: str | None, home: Path | None) -> Iterator[Opened]:
    """The database that is meant, closed at the end.

    Raises:
        ConfigurationError: it is none, or a package is missing.
        StoreError: it does not answer, or refuses.
    """
    from farthing.errors import ConfigurationError, StoreError, install

    try:
        import alembic  # noqa: F401 - the extra that all of this needs
        from sqlalchemy.exc import DBAPIError
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"the database of the service needs {error.name}: {install('service')}"
        ) from None
    from farthing.data.catalog import home_folder
    from farthing.store.database import opened as open_database
    from farthing.store.default import url_of

    database = open_database(url_of(home_folder(home), url))
    try:
        yield database
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise StoreError(f"{database}: the database says: {said}") from error
    finally:
        database.close()


def _tell(database: Opened, before: str | None) -> None:
    from farthing.store import migrate

    after = migrate.revision_of(database)
    if before == after:
        typer.echo(f"{database} is at revision {after or 'base'}")
    else:
        typer.echo(f"{database}: from revision {before or 'base'} to {after or 'base'}")
