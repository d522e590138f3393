"""Studies that are in this database; ``farthing.optimise`` writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from farthing.optimise.values import from_text
from farthing.store.catalogue import work as queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def listed(session: Session, limit: int = 100) -> list[dict[str, Any]]:
    """Name and manifest of each."""
    rows = session.execute(queries.STUDIES.statement, {"limit": limit}).all()
    return [{"name": row.name, "manifest": json.loads(row.manifest)} for row in rows]


def trials(session: Session, study: str, number: int, limit: int) -> list[dict[str, Any]]:
    """Trials of a study from a number on; exact values are decimals."""
    asked = {"study": study, "number": number, "limit": limit}
    rows = session.execute(queries.TRIALS_OF_STUDY.statement, asked).all()
    return [
        {
            "number": row.number,
            "rung": row.rung,
            "state": row.state,
            "parameters": from_text(row.parameters),
            "objectives": from_text(row.objectives),
            "end_equity": row.end_equity,
            "error": row.error,
        }
        for row in rows
    ]
