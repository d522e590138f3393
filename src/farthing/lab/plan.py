"""A plan of optimisations: a TOML file that says what is tried, in which order, and on what."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, ValidationError, model_validator

from farthing.errors import ConfigurationError
from farthing.lab.results.ledger import Alternative, Baseline, Component, Threshold
from farthing.lab.results.record import Record
from farthing.lab.statistics.wilcoxon import blocks_needed

if TYPE_CHECKING:
    from pathlib import Path


class Plan(Record):
    """What is tried.

    Attributes:
        base: the revision that the plan begins with.
        cases: names of the cases that are measured.
        component: what is made faster.
        threshold: what a candidate has to come to.
        candidates: in the order in which they are judged.
    """

    base: str = Field(min_length=1)
    cases: tuple[str, ...] = Field(min_length=1)
    component: Component
    threshold: Threshold = Threshold()
    candidates: tuple[Alternative, ...] = Field(min_length=1)

    @property
    def baseline(self) -> Baseline:
        """The code that the plan begins with."""
        return Baseline(revision=self.base)

    @model_validator(mode="after")
    def _can_be_decided(self) -> Self:
        for what, names in (
            ("candidate", [candidate.name for candidate in self.candidates]),
            ("case", self.cases),
        ):
            [(name, count)] = Counter(names).most_common(1)
            if count > 1:
                raise ValueError(f"the {what} {name} is there {count} times: name it once")
        needed = blocks_needed(self.threshold.confidence)
        if self.threshold.runs < needed:
            raise ValueError(
                f"{self.threshold.runs} runs cannot reach a confidence of"
                f" {self.threshold.confidence:g}: at least {needed} are needed"
            )
        return self


def read_plan(plan: Path) -> Plan:
    """Reads a plan; the texts of its patches are taken in, so that a report is complete.

    The file has ``base``, ``cases``, the tables ``component`` (``name``, ``why``) and ``threshold``
    (``improvement``, ``confidence``, ``runs``, ``memory_increase``; each may be left out), and a
    list of ``candidates`` with ``name``, ``why``, and one of ``revision`` and ``patch``, a file
    beside the plan.

    Raises:
        ConfigurationError: the file is not there or is no such plan.
    """
    try:
        table = tomllib.loads(plan.read_text(encoding="utf-8"))
        with_patches = [_with_patch(plan, candidate) for candidate in table.pop("candidates", [])]
        return Plan.model_validate({**table, "candidates": with_patches}, strict=False)
    except OSError as error:
        raise ConfigurationError(f"cannot read {error.filename}: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{plan} is no TOML file: {error}") from error
    except ValidationError as error:
        raise ConfigurationError(f"{plan}: {'; '.join(_complaints(error))}") from error


def _with_patch(plan: Path, candidate: Any) -> Any:
    """A candidate with the text of its patch in place of the file's name."""
    if not isinstance(candidate, dict) or not isinstance(candidate.get("patch"), str):
        return candidate
    file = plan.parent / candidate["patch"]
    text = file.read_text(encoding="utf-8")
    if not text.strip():
        raise ConfigurationError(f"the patch {file} is empty: it changes nothing")
    return {**candidate, "patch": text}


def _complaints(error: ValidationError) -> list[str]:
    """What pydantic says, with the place in the file."""
    return [
        ": ".join([*filter(None, [".".join(str(part) for part in found["loc"])]), found["msg"]])
        for found in error.errors()
    ]
