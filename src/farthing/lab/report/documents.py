"""The document of any result, by its kind."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.report.document import Document

if TYPE_CHECKING:
    from farthing.lab.results.file import ResultFile

PACKAGE = "farthing.lab.report"
DOCUMENTS = {
    "run": "run:document",
    "comparison": "comparison:document",
    "selftest": "selftest:document",
    "contests": "contests:document",
    "experiment": "experiment:document",
    "ledger": "ledger:document",
    "peers": "peers:document",
    "overhead": "overhead:document",
    "functions": "functions:document",
    "scale": "scale:document",
    "history": "history:document",
    "profile": "profile:document",
    "memory": "profile:memory_document",
    "profile-comparison": "profile_comparison:document",
    "database": "database:document",
    "load": "load:document",
}
"""What makes the document of each kind; it is imported when there is such a result."""


def document(result: ResultFile) -> Document:
    """What a result says.

    Raises:
        ConfigurationError: nothing is known of its kind.
    """
    made_by = DOCUMENTS.get(result.kind)
    if made_by is None:
        known = ", ".join(DOCUMENTS)
        raise ConfigurationError(f"there is no report of a {result.kind}: there are {known}")
    module, _, name = made_by.partition(":")
    made = getattr(importlib.import_module(f"{PACKAGE}.{module}"), name)(result)
    assert isinstance(made, Document)
    return made
