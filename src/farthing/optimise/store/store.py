"""A study in a database: what it is made of, and its trials."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from farthing.errors import ConfigurationError, StudyError
from farthing.optimise.shape import check_shape
from farthing.optimise.store.engine import engine_of, locked
from farthing.optimise.store.place import Place
from farthing.optimise.trial import STATES, Trial
from farthing.optimise.values import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from farthing.optimise.returns import Kept

NAME = "study"
"""The name of a study that is alone in its database."""

SECOND = 10**9


class Store:
    """Keeps one study; one process at a time can write it.

    Each batch is one transaction: it is there whole, or not at all, whenever the process dies.

    Args:
        place: a folder, where the database is a file of SQLite; or the URL of a database, such as
            ``postgresql+psycopg://user@host/name``.
        study: its name there.
    """

    def __init__(self, place: Place | str | Path, study: str = NAME) -> None:
        """Opens nothing yet."""
        self._place, self._study = Place.of(place), study
        self._engine: Engine | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Opens the database, makes the tables where there are none, and locks the study.

        Raises:
            ConfigurationError: the database cannot be opened, or not be locked.
            DataError: another process writes the study.
        """
        with ExitStack() as stack:
            self._engine = engine_of(self._place)
            stack.callback(self._engine.dispose)
            _make_tables(self._engine, self._place)
            stack.enter_context(locked(self._engine, self._place, self._study))
            self._open = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Closes it."""
        self._open.close()

    @property
    def manifest(self) -> dict[str, Any] | None:
        """What the study is made of; None where it has not begun.

        Raises:
            StudyError: another version of farthing wrote it, or it is damaged.
        """
        from sqlalchemy import select

        from farthing.optimise.store.tables import VERSION, studies

        with self._connected() as connection:
            asked = select(studies.c.version, studies.c.manifest)
            row = connection.execute(asked.where(studies.c.name == self._study)).one_or_none()
        if row is None:
            return None
        if row.version != VERSION:
            raise StudyError(
                f"{self._place}: its tables are of version {row.version}, and this farthing knows "
                f"{VERSION}: go on with the farthing that began it, or choose another place"
            )
        try:
            return check_shape(json.loads(row.manifest), self._place)
        except ValueError as error:
            raise StudyError(
                f"the study in {self._place} is damaged: its manifest is no JSON ({error})"
            ) from error

    def begin(self, manifest: Mapping[str, Any]) -> None:
        """Keeps what a new study is made of."""
        from sqlalchemy import insert

        from farthing.optimise.store.tables import VERSION, studies

        with self._connected() as connection:
            row = {"name": self._study, "version": VERSION, "manifest": json.dumps(manifest)}
            connection.execute(insert(studies), row)

    def write(
        self,
        batch: Iterable[Trial],
        kept: Kept | None = None,
        stale: Iterable[tuple[int, int]] = (),
    ) -> None:
        """Adds trials and the returns of some, all or none of them.

        Args:
            batch: trials.
            kept: returns, by the number of a trial.
            stale: numbers and rungs of trials to forget.
        """
        from sqlalchemy import insert

        from farthing.optimise.store import tables

        name = {"study": self._study}
        rows = [name | _row(each) for each in batch]
        more = [name | {"number": at, "content": each} for at, each in (kept or {}).items()]
        with self._connected() as connection:
            for number, rung in stale:
                self._forget(connection, number, rung)
            for table, added in ((tables.trials, rows), (tables.returns, more)):
                if added:
                    connection.execute(insert(table), added)

    def _forget(self, connection: Any, number: int, rung: int) -> None:
        """Forgets a trial on one rung, and its returns; those are of the last rung alone."""
        from sqlalchemy import delete

        from farthing.optimise.store.tables import returns, trials

        own = (trials.c.study == self._study, trials.c.number == number)
        connection.execute(delete(trials).where(*own, trials.c.rung == rung))
        left = (returns.c.study == self._study, returns.c.number == number)
        connection.execute(delete(returns).where(*left))

    def returns(self, number: int | None = None) -> dict[int, bytes]:
        """The packed returns of one trial, or of all and of the benchmark, by their numbers."""
        from sqlalchemy import select

        from farthing.optimise.store.tables import returns

        asked = select(returns.c.number, returns.c.content).where(returns.c.study == self._study)
        if number is not None:
            asked = asked.where(returns.c.number == number)
        with self._connected() as connection:
            rows = connection.execute(asked.order_by(returns.c.number)).all()
        return {row.number: bytes(row.content) for row in rows}

    def read(self) -> Iterator[Trial]:
        """All trials, in the order of numbers and rungs.

        Raises:
            StudyError: a row is none that was written.
        """
        from sqlalchemy import select

        from farthing.optimise.store.tables import trials

        asked = select(trials).where(trials.c.study == self._study)
        with self._connected() as connection:
            rows = connection.execute(asked.order_by(trials.c.number, trials.c.rung)).all()
        for row in rows:
            yield _trial(row._mapping, self._place)  # noqa: SLF001 - SQLAlchemy's public name

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """A transaction."""
        from sqlalchemy.exc import DatabaseError

        assert self._engine is not None, "a store is used in a with"
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            raise StudyError(f"{self._place}: the database says: {error.orig}") from error


def _make_tables(engine: Engine, place: Place) -> None:
    from sqlalchemy.exc import DatabaseError

    from farthing.optimise.store.tables import metadata

    try:
        metadata.create_all(engine)
    except DatabaseError as error:
        raise ConfigurationError(
            f"{place} cannot be opened ({str(error.orig).strip()}): choose another place"
        ) from error


def _row(trial: Trial) -> dict[str, Any]:
    end = trial.end_equity
    return {
        "number": trial.number,
        "rung": trial.rung,
        "generation": trial.generation,
        "parameters": to_text(trial.parameters),
        "state": trial.state,
        "objectives": to_text(trial.values),
        "end_equity": None if end is None else str(end),
        "nanoseconds": round(trial.seconds * SECOND),
        "error": trial.error,
        "same_as": trial.same_as,
    }


def _trial(row: Mapping[str, Any], place: Place) -> Trial:
    """The trial of a row.

    Raises:
        StudyError: it is none that was written.
    """
    try:
        return _read(row)
    except (ValueError, TypeError, ArithmeticError, AttributeError) as error:
        said = " ".join(str(error).split())
        raise StudyError(
            f"{place}: trial {row['number']} is damaged ({said}): take a copy of the study, or "
            "search again"
        ) from error


def _read(row: Mapping[str, Any]) -> Trial:
    end, twin = row["end_equity"], row["same_as"]
    parameters, values = from_text(row["parameters"]), from_text(row["objectives"])
    if row["state"] not in STATES:
        raise ValueError(f"it has the state {row['state']!r}")
    if not isinstance(parameters, dict) or not isinstance(values, list):
        raise TypeError("its parameters are no names with values, or its objectives no list")
    if not all(value is None or isinstance(value, (int, float, Decimal)) for value in values):
        raise TypeError("an objective is no number")
    return Trial(
        number=int(row["number"]),
        generation=int(row["generation"]),
        rung=int(row["rung"]),
        parameters=parameters,
        state=row["state"],
        values=tuple(values),
        end_equity=None if end is None else Decimal(end),
        seconds=row["nanoseconds"] / SECOND,
        error=str(row["error"]),
        same_as=None if twin is None else int(twin),
    )
