"""Types of the fields that several requests have: each is bounded, and safe to store and to log."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StringConstraints,
)

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""The name of a bundle or of a strategy: no path."""

Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/^=-]{0,31}$")]
"""A symbol."""

Words = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
"""A text of one line."""

Exact = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,20}(\.[0-9]{1,18})?$")]
"""An exact number as text: JSON's numbers are floats to most programs that read them."""

Count = Annotated[int, Field(ge=1, le=1_000_000)]

Value = StrictBool | StrictInt | StrictFloat | Words
"""The value of a parameter; a float means the decimal that it prints."""

Day = date


class Asked(BaseModel):
    """What a request asks: fields that it has not are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=False)


class Told(BaseModel):
    """What an answer tells."""

    model_config = ConfigDict(frozen=True)
