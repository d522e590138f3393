"""Where studies are kept: a folder, or a database; its text never has the password."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

FILE = "study.sqlite"
"""The database of a study in its folder."""

URL = re.compile(r"(?P<scheme>[^/]*?)://(?:(?P<user>[^:/@?]*)(?::.*)?@)?(?P<host>[^?]*)", re.DOTALL)
"""The parts of a URL that may be shown: the query may have a password too, as that of psycopg."""

SQLITE = re.compile(r"sqlite(?:\+\w+)?:///(?!:memory:|file:)(?P<file>[^?]+)")
"""A database of SQLite that is a file; one in memory keeps nothing."""


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """Where studies are kept, as users name it.

    Attributes:
        told: a folder, or the URL of a database, with its password: for the database alone.

    >>> print(Place("postgresql+psycopg://user:word@host:5432/name?sslpassword=other"))
    postgresql+psycopg://user@host:5432/name
    >>> Place("runs/first").file.name
    'study.sqlite'
    """

    told: str

    @staticmethod
    def of(told: Place | str | os.PathLike[str]) -> Place:
        """The place of what users give."""
        return told if isinstance(told, Place) else Place(os.fspath(told))

    @property
    def is_url(self) -> bool:
        """Whether it is the URL of a database."""
        return "://" in self.told

    @property
    def file(self) -> Path | None:
        """The file of SQLite that the studies are in; None where they are on a server."""
        if not self.is_url:
            return Path(self.told) / FILE
        found = SQLITE.fullmatch(self.told.partition("?")[0])
        return Path(found["file"]) if found else None

    @property
    def is_there(self) -> bool:
        """Whether it may have a study: its file is there, or a server would have to be asked."""
        return self.file is None or self.file.is_file()

    def __str__(self) -> str:
        """The folder, or the URL without its password and its query."""
        if not self.is_url:
            return self.told
        found = URL.match(self.told)
        assert found is not None, "a URL has a scheme"
        user = "" if found["user"] is None else f"{found['user']}@"
        return f"{found['scheme']}://{user}{found['host']}"

    def __repr__(self) -> str:
        """The same text, as that of an object."""
        return f"Place({str(self)!r})"
