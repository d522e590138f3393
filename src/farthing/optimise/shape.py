"""The shape of a study's manifest, so that what is damaged is said to be."""

from __future__ import annotations

from typing import Any

from farthing.errors import StudyError

TEXT, WHOLE, ANY = str, int, object

SHAPE: dict[str, Any] = {
    "strategy": {"name": TEXT},
    "fixed": dict,
    "data": {"name": ANY, "digest": ANY, "frequency": TEXT, "symbols": list, "sessions": list},
    "config": {"start": ANY, "end": ANY},
    "space": {"parameters": dict, "constraints": list},
    "search": TEXT,
    "seed": WHOLE,
    "generation": WHOLE,
    "objectives": list,
    "fidelity": ANY,
    "rungs": WHOLE,
    "versions": {"farthing": TEXT},
}
"""What every study of this version has; it may have more."""


def check_shape(manifest: Any, place: object) -> dict[str, Any]:
    """The manifest of a study, where it is one.

    Raises:
        StudyError: something is missing, or of another type; it is named.
    """
    wrong = _wrong(manifest, SHAPE)
    if wrong is None:
        wanted = manifest["objectives"]
        wrong = None if wanted and all(_is_objective(each) for each in wanted) else "objectives"
    if wrong is not None:
        raise StudyError(
            f"the study in {place} is damaged: {wrong} of its manifest is not what a study has; "
            "take a copy of it, or search again"
        )
    found: dict[str, Any] = manifest
    return found


def _wrong(value: Any, shape: Any, name: str = "the whole") -> str | None:
    """The first part that is missing or of another type."""
    if not isinstance(shape, dict):
        return None if isinstance(value, shape) else name
    if not isinstance(value, dict):
        return name
    parts: dict[str, Any] = shape
    for key, each in parts.items():
        if key not in value:
            return key
        wrong = _wrong(value[key], each, key)
        if wrong is not None:
            return wrong
    return None


def _is_objective(told: Any) -> bool:
    return isinstance(told, str) and told.rpartition(":")[2] in {"max", "min"}
