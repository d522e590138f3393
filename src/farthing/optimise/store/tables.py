"""The tables of a store. Numbers that may be money are text; none is a float."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

VERSION = 1
"""Of the tables; a store of another version is refused."""

metadata = MetaData()

studies = Table(
    "farthing_study",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("manifest", Text, nullable=False),
)
"""Studies: what each is made of, as JSON."""

trials = Table(
    "farthing_trial",
    metadata,
    Column("study", Text, ForeignKey("farthing_study.name"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("rung", Integer, primary_key=True, autoincrement=False),
    Column("generation", Integer, nullable=False),
    Column("parameters", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("objectives", Text, nullable=False),
    Column("end_equity", Text),
    Column("nanoseconds", BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Column("same_as", Integer),
)
"""Trials that have ended, one row for each rung that one was run on."""

returns = Table(
    "farthing_returns",
    metadata,
    Column("study", Text, ForeignKey("farthing_study.name"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
"""Session returns of trials on the whole market, packed; statistics are made of them, no money.

Studies of before have none: they are read as studies whose returns are missing."""
