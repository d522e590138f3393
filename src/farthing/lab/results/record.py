"""What every record of the lab has in common: frozen, validated, and the same again from JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen record. Unknown fields, NaN and infinite numbers are refused.

    >>> class Share(Record):
    ...     name: str
    ...     share: float
    >>> Share.model_validate_json(Share(name="kernel", share=0.25).model_dump_json()).share
    0.25
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, ser_json_inf_nan="constants"
    )
