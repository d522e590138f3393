"""What ``farthing.lab`` offers is there, by the same name each time."""

from __future__ import annotations

import importlib

import pytest

from farthing import lab


def test_every_name_is_there_and_stays_what_it_is() -> None:
    assert sorted(lab.__all__) == sorted(lab.PLACES)
    for name, place in lab.PLACES.items():
        module, _, named = place.partition(":")
        expected = getattr(importlib.import_module(f"farthing.lab.{module}"), named)
        assert getattr(lab, name) is expected
        assert getattr(lab, name) is expected


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match=r"farthing\.lab has no 'nothing'"):
        lab.nothing  # noqa: B018
