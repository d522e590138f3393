"""``/api/v1/strategies``."""

from __future__ import annotations

from fastapi import APIRouter

from farthing.service.fields import Told
from farthing.service.here import Here
from farthing.service.scopes import API
from farthing.service.strategies.named import Named, strategies

router = APIRouter(prefix=f"{API}/strategies", tags=["strategies"])


class Parameter(Told):
    """A parameter; ``default`` as text."""

    name: str
    type: str
    default: str


class Strategy(Told):
    """A strategy that may be asked for."""

    name: str
    about: str
    parameters: list[Parameter]


@router.get("")
async def known(here: Here) -> list[Strategy]:
    """The strategies that may be asked for, with their parameters."""
    return await here.work(listed)


def listed() -> list[Strategy]:
    """All of them, by name."""
    return [_told(each) for _, each in sorted(strategies().items())]


def _told(one: Named) -> Strategy:
    parameters = [
        Parameter(name=name, type=field.kind.__name__, default=str(field.default))
        for name, field in one.fields.items()
    ]
    return Strategy(name=one.name, about=one.about, parameters=parameters)
