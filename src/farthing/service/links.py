"""Links of OpenAPI: which routes take what an answer tells, such as the number of a new backtest.

A route below a list, such as ``/backtests/{id}/report`` below ``/backtests``, is linked with every
answer of that list that tells an ``id``: the one of what was added, or of the first that is shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BELOW = re.compile(r"(?P<listed>.*?)/\{(?P<name>\w+)\}")
"""The path of a route below a list, up to what names one of it."""

SUCCESS = "2"
"""Statuses of answers that tell something begin with it."""

Documented = dict[str, Any]


def add_links(described: Documented) -> None:
    """Adds to the answers of a described API the routes that take what they tell."""
    schemas = described["components"]["schemas"]
    for path, operations in described["paths"].items():
        found = BELOW.match(path)
        if found is None:
            continue
        for answer in _answers(described["paths"].get(found["listed"], {})):
            pointer = _pointer(_schema(answer), found["name"], schemas)
            for operation in operations.values() if pointer else ():
                answer.setdefault("links", {})[operation["operationId"]] = {
                    "operationId": operation["operationId"],
                    "parameters": {f"path.{found['name']}": f"$response.body#{pointer}"},
                }


def _answers(operations: Mapping[str, Documented]) -> Iterator[Documented]:
    """The answers with which operations succeed."""
    for operation in operations.values():
        for status, answer in operation["responses"].items():
            if status.startswith(SUCCESS):
                yield answer


def _schema(answer: Documented) -> Documented:
    content = answer.get("content", {}).get("application/json", {})
    schema: Documented = content.get("schema", {})
    return schema


def _pointer(schema: Documented, name: str, schemas: Mapping[str, Documented]) -> str | None:
    """Where a value stands in what a schema describes: its own, or that of the first in a list.

    >>> _pointer({"type": "array", "items": {"properties": {"id": {}}}}, "id", {})
    '/0/id'
    """
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    properties = schema.get("properties", {})
    if name in properties:
        return f"/{name}"
    is_array = "items" in schema
    step, rows = ("/0", schema) if is_array else ("/items/0", properties.get("items", {}))
    below = _pointer(rows["items"], name, schemas) if "items" in rows else None
    return None if below is None else step + below
